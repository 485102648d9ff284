"""Runs side by side: their names in an address, what they differ in, which is best."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.training.comparison import (
    NEVER_STARTED,
    Standing,
    best,
    decode,
    differing,
    digits_seen,
    encode,
    standing,
)
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.run import Status, TrainingRun
from mnist_core.work.work import Job

DATASET = SimpleNamespace(train=SimpleNamespace(labels=np.zeros(55_000)), test=SimpleNamespace(labels=np.zeros(10_000)))


def test_a_run_in_an_address():
    assert encode(FULL_BATCH) == "5500_0.1_2501_all_10000_0"
    assert encode(MINI_BATCH) == "55000_0.5_1000_100_10000_0"
    assert decode("5500_0.1_2501_all_10000_0", DATASET) == FULL_BATCH
    decaying = TrainingConfig(weight_decay=0.001)
    assert encode(decaying) == "5500_0.1_2501_all_10000_0_0.001"
    assert decode("5500_0.1_2501_all_10000_0_0.001", DATASET) == decaying


@given(
    st.integers(1, 55_000),
    st.floats(1e-9, 100),
    st.integers(1, 100_000),
    st.none() | st.integers(1, 55_000),
    st.integers(1, 10_000),
    st.integers(0, 2**31 - 1),
    st.just(0.0) | st.floats(0, 1),
)
def test_every_run_comes_back_from_its_address(size, rate, steps, batch, test, seed, decay):
    config = TrainingConfig(size, rate, steps, batch and min(batch, size), test, seed if batch else 0, decay)
    assert decode(encode(config), DATASET) == config


@pytest.mark.parametrize(
    "code",
    ["", "5500", "5500_0.1_2501_all_10000", "5500_nan_2501_all_10000_0", "55001_0.1_2501_all_10000_0", "a_b_c_d_e_f",
     "5500_0.1_0_all_10000_0", "5500_0.1_2501_5501_10000_0", "5500_0.10_2501_all_10000_0", "5500_1_2501_all_10000_0",
     "5500_0.1_2501_all_10000_7", "٥_0.1_2501_all_10000_0", "5500_0.1_2501_all_10000_0" + " " * 99,
     "5500_0.1_2501_all_10000_0_0.0", "5500_0.1_2501_all_10000_0_nan", "5500_0.1_2501_all_10000_0_0.001_1",
     "9" * 50 + "_1_1_1_1_1", "5_5_0_0_0_0.1_2501_all_10000_0"],
)  # fmt: skip
def test_nonsense_is_no_run(code):
    assert decode(code, DATASET) is None


def test_a_run_on_more_digits_than_there_are_is_none():
    few = SimpleNamespace(train=SimpleNamespace(labels=np.zeros(4000)), test=SimpleNamespace(labels=np.zeros(500)))
    assert decode(encode(FULL_BATCH), few) is None


def test_only_what_differs_is_named():
    full, fast = TrainingConfig(), TrainingConfig(learning_rate=0.5)
    assert differing([full]) == differing([full, full]) == ()
    assert differing([full, fast]) == ("learning_rate",)
    # A full batch has no order: its seed is no difference.
    assert differing([full, TrainingConfig(seed=5)]) == ()
    assert differing([TrainingConfig(batch_size=9), TrainingConfig(batch_size=9, seed=5)]) == ("seed",)
    assert differing([full, TrainingConfig(weight_decay=0.01)]) == ("weight_decay",)
    assert differing([full, MINI_BATCH]) == ("train_size", "learning_rate", "steps", "batch_size")


def stand(accuracy=None, loss=None, step=5):
    return Standing(Status.FINISHED, step, 1.0, train_loss=loss, validation_accuracy=accuracy)


def test_the_best_by_hand():
    three = [stand(0.9, 0.5), stand(0.92, 0.7), stand(0.92, 0.4)]
    assert best(three, "validation_accuracy") == [1, 2]
    assert best(three, "train_loss") == [2]
    assert best([stand(0.9)], "validation_accuracy") == []
    assert best([stand(0.9), stand(None)], "validation_accuracy") == []
    assert best([stand(0.9), stand(0.99, step=0)], "validation_accuracy") == []


def test_where_a_run_stands_before_anything_is_measured():
    assert standing(None) == NEVER_STARTED
    assert standing(TrainingRun(FULL_BATCH).show(Job(Status.UNKNOWN))) == NEVER_STARTED


def test_the_digits_that_a_run_has_looked_at():
    assert digits_seen(FULL_BATCH, 2501) == 13_755_500
    assert digits_seen(MINI_BATCH, 1000) == 100_000
