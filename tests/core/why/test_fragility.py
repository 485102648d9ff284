"""Counted in pieces, all digits come out as one at a time."""

import numpy as np
import pytest

from mnist_core.data.dataset import load_dataset
from mnist_core.training.step import Checkpoint
from mnist_core.why.fragility import Fragility
from mnist_core.why.smallest_change import MOST, smallest_change
from tests.support.hands import fits


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(download=False)


def test_in_pieces_it_counts_every_test_digit(dataset):
    random = np.random.default_rng(0)
    model = Checkpoint(0, random.normal(scale=0.2, size=(784, 10)), random.normal(size=10))
    work = Fragility.of(model)
    piece = work.advance(dataset, work.begin(), 0)
    assert 0 < piece.done < piece.total == len(dataset.test)
    assert not fits(Fragility.of(model), work.begin())
    second = work.advance(dataset, piece.arrays, 0)
    assert second.done == 2 * piece.done
    for number in (0, 7, piece.done + 3):
        image = dataset.test.intensities([number])[0]
        assert second.arrays["counts"][number] == len(smallest_change(model.weights, model.bias, image))
    assert fits(work, second.arrays)
    assert work.key("data") == Fragility.of(model).key("data") != work.key("other data")


def test_an_untrained_model_needs_more_than_all(dataset):
    work = Fragility.of(Checkpoint(0, np.zeros((784, 10)), np.zeros(10)))
    assert set(work.advance(dataset, work.begin(), 0).arrays["counts"]) == {MOST}


@pytest.mark.parametrize("arrays", [{}, {"counts": np.zeros(3, np.int16)}, {"counts": np.ones(3)}, {"x": np.ones(3)}])
def test_other_arrays_are_not_accepted(arrays):
    assert not fits(Fragility(bytes(31_360), bytes(40)), arrays)


def test_other_lengths_are_refused():
    with pytest.raises(ValueError, match="31,360 bytes"):
        Fragility(b"", bytes(40))
