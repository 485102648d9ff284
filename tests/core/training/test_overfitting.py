"""Where overfitting begins: on curves made by hand."""

import numpy as np
import pytest

from mnist_core.training.history import History
from mnist_core.training.overfitting import onset


def history(train, validation) -> History:
    count = len(train)
    zeros = np.zeros(count)
    return History(
        step=np.arange(count) * 100,
        train_loss=np.array(train, float),
        train_accuracy=zeros,
        validation_loss=np.array(validation, float),
        validation_accuracy=zeros,
        test_accuracy=zeros,
        weights=np.zeros((count, 784, 10), np.float32),
        bias=np.zeros((count, 10), np.float32),
    )


FALLING = [2.3, 1.0, 0.5, 0.4, 0.3, 0.2, 0.1]


@pytest.mark.parametrize(
    ("validation", "expected"),
    [
        ([2.3, 1.1, 0.60, 0.62, 0.63, 0.64, 0.65], 2),  # lowest at the third, then above for good
        ([2.3, 1.1, 0.60, 0.59, 0.58, 0.57, 0.56], None),  # still falling
        ([2.3, 1.1, 0.60, 0.603, 0.604, 0.605, 0.605], None),  # it stands still: less than one per cent above
        ([2.3, 1.1, 0.60, 0.62, 0.63, 0.64, 0.604], None),  # it came back
        ([2.3, 1.1, 0.90, 0.80, 0.60, 0.62, 0.63], None),  # two records are not enough to tell
        ([2.3, 1.1, 0.90, 0.60, 0.62, 0.62, 0.62], 3),
        ([2.3, 1.1, 0.60, 0.606, 0.606, 0.606, 0.607], 2),  # one per cent above is enough
    ],
)
def test_it_begins_after_the_lowest_validation_loss(validation, expected):
    assert onset(history(FALLING, validation)) == expected


def test_a_train_loss_that_rises_too_is_another_illness():
    assert onset(history([2.3, 1.0, 0.5, 0.6, 0.7, 0.8], [2.3, 1.1, 0.6, 0.7, 0.8, 0.9])) is None


def test_three_records_tell_nothing():
    assert onset(history([], [])) is None
    assert onset(history([2.3, 1, 0.5], [2.3, 2.4, 2.5])) is None
