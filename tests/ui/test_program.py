"""What is said at the lines of the program: each has its words, and what is printed of a loss adds up."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.training.config import FULL_BATCH
from mnist_core.training.program import LINES
from mnist_core.training.values import Values
from tests.support.pocket import value
from ui import program
from ui.contents import LESSONS

NOW = Values(
    shapes={
        "data": ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,)), "model": ((1, 784), (1, 10)), "loss": ((),),
    },
    step=0, steps=2501, weights=(0.0, 0.0), bias=(0.0, 0.0), inked=100, label=7, answer=None, evidence=np.zeros(10),
    share=0.1, nats=math.log(10), push=np.full(10, 0.1) - np.eye(10)[7], losses=np.zeros(0), recorded=[], right=None,
    of=10_000, practised=None, practice=5000,
)  # fmt: skip


def test_every_line_has_its_words_its_lesson_and_its_shape():
    told = program.told(NOW, FULL_BATCH, 0, is_open=False)
    assert list(told) == [line.name for line in LINES]
    assert all(each["text"].endswith(".") for each in told.values())
    assert {line.lesson for line in LINES} <= {lesson.name for lesson in LESSONS}
    assert told["data"]["shape"] == "[60000, 28, 28] and [60000] and [10000, 28, 28] and [10000]"
    assert told["model"]["shape"] == "[1, 784] → [1, 10]"
    assert told["loss"]["shape"] == "one number"


def test_before_anything_is_measured_nothing_is_claimed():
    told = program.told(NOW, FULL_BATCH, 0, is_open=False)
    assert "not measured yet" in told["loss"]["text"]
    assert "not measured yet" in told["accuracy"]["text"]
    assert "no answer yet" in told["right"]["text"]
    after = replace(NOW, losses=np.array([2.30259, 0.23931]), recorded=[0, 2501], right=9067, practised=4553)
    after = replace(after, answer=9)
    told = program.told(after, FULL_BATCH, 0, is_open=True)
    assert "0.2393 after step 2,501; 2.3026 after step 0" in told["loss"]["text"]
    assert "9,067 of 10,000, 0.9067" in told["accuracy"]["text"]
    assert "9 for a 7, False" in told["right"]["text"]
    sealed = program.told(after, FULL_BATCH, 0, is_open=False)["accuracy"]["text"]
    assert "4,553 of 5,000, 0.9106" in sealed
    assert "9,067" not in sealed


@given(st.floats(1e-300, 1))
def test_the_loss_is_that_of_the_share_as_it_is_printed(share):
    text = program.told(replace(NOW, share=share, nats=-math.log(share)), FULL_BATCH, 0, is_open=False)["nats"]["text"]
    printed, nats = re.search(r"−log\((.+?)\) = (-?[\d.]+) nats", text).groups()
    assert nats == f"{abs(math.log(value(printed))):.4f}"
    assert float(nats) == pytest.approx(-math.log(share), abs=5.1e-5)


def test_of_a_share_too_small_for_a_float_only_the_loss_is_told():
    text = program.told(replace(NOW, share=0.0, nats=800.0), FULL_BATCH, 0, is_open=False)["nats"]["text"]
    assert text.endswith("Here: 800.0000 nats.")
