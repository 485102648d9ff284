"""What the ending says of an exam: as many mistakes as there are."""

import numpy as np
import pytest

from mnist_core.data.dataset import Part
from mnist_core.exam.exam import sit
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
