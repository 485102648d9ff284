"""What the ending says: of an exam as many mistakes as there are, and of shares and losses what they are."""

import math
import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.data.dataset import Part
from mnist_core.exam.exam import sit
from mnist_core.softmax.account import account
from mnist_core.training.config import FULL_BATCH
from tests.support.pocket import value
from ui.lessons.story import words


def exam(wrong):
    """An exam of five digits, each one bright pixel, of which so many are answered wrongly."""
    labels = np.arange(5)
    images = np.zeros((5, 784), np.uint8)
    images[labels, labels] = 255
    answers = np.where(labels < wrong, 9, labels)
    weights = np.zeros((784, 10), np.float32)
    weights[labels, answers] = 5
    return sit(weights, np.zeros(10, np.float32), Part(images, labels))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (0, "100&nbsp;%: none is misread."),
        (1, "and misreads this one:"),
        (2, "and misreads these 2:"),
        (3, "and misreads these 3:"),
        (4, "and misreads 4. The 3 of these that it is surest of:"),
    ],
)
def test_no_more_mistakes_are_spoken_of_than_there_are(wrong, said):
    """It spoke of "the three of these" whatever their number."""
    text = words.marks(exam(wrong), 3, unseen=True)
    assert f"it reads {5 - wrong}, " in text
    assert text.endswith(said)
    assert "none of which it had seen" in text
    assert "had seen" not in words.marks(exam(wrong), 3, unseen=False)


class Records:
    """A history of so many losses."""

    def __init__(self, train_loss):
        self.train_loss = train_loss

    def __len__(self):
        return len(self.train_loss)


def digit(evidence):
    """A digit for whose classes there is this evidence, all of it from the bias."""
    return account(np.zeros((784, 10), np.float32), np.array(evidence, np.float32), np.zeros(784))


@given(st.lists(st.floats(-200, 200, width=32), min_size=10, max_size=10), st.integers(0, 9))
def test_the_price_of_any_share_is_told_and_holds_as_printed(evidence, label):
    """A share below 0.00005 was printed as 0.0000, of which there is no logarithm: the page was an error."""
    text = words.shares(digit(evidence), label)
    printed = re.search(r"costs −log\((\S+)\) = (\S+) nats\.$", text)
    if printed:
        assert f"{abs(math.log(value(printed[1]))):.4f}" == printed[2]
        assert not printed[2].startswith("-")
    else:
        assert re.search(r"costs \d+\.\d{4} nats\.$", text)


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ((2.3, 0.3), ("moved downhill 7 times", "fell from 2.3000 to 0.3000")),
        ((2.3, 48.0), ("moved too far 7 times", "rose from 2.3000 to 48.0000")),
        ((2.3, 2.3), ("moved downhill 7 times", "stayed at 2.3000")),
        ((2.3, math.nan), ("moved too far 7 times", "began at 2.3000 and is no number any more")),
    ],
)
def test_a_loss_falls_only_where_it_fell(losses, said):
    """Of a run that diverged it said that the loss fell from 2.3026 to 48.0153."""
    text = words.learning(SimpleNamespace(history=Records(np.array(losses)), config=FULL_BATCH, step=7))
    assert all(each in text for each in said), text
