"""The mosaic: its wrong part is the error rate, and its tiles are real digits, evenly chosen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.data.dataset import Part
from mnist_core.data.mosaic import TILES, candidates_for, choose


def part(size: int) -> Part:
    images = np.zeros((size, 784), np.uint8)
    images[:, 0] = np.arange(size) % 251
    return Part(images, np.arange(size, dtype=np.int64) * 7 % 10)


def test_a_choice_by_hand():
    wrong = np.array([True, False, True, False, False, True, False, False])
    rank = np.array([5, 0, 1, 4, 2, 3, 6, 7])
    # Four tiles, half of them wrong: of the wrong 0, 2, 5 the first two in rank, of the others 1 and 4.
    assert choose(wrong, rank, 4, 0.5).nonzero()[0].tolist() == [1, 2, 4, 5]
    assert choose(wrong, rank, 4, 0.2).nonzero()[0].tolist() == [1, 2, 3, 4]  # 0.8 of a tile is one
    assert choose(wrong, rank, 4, 0.0).nonzero()[0].tolist() == [1, 3, 4, 6]


@given(
    wrong=st.lists(st.booleans(), min_size=1, max_size=60).map(np.array),
    part_of=st.floats(0.01, 1),
    share=st.floats(0, 1),
)
def test_as_many_tiles_as_asked_and_the_wrong_ones_to_the_nearest_tile(wrong, part_of, share):
    tiles = max(1, int(part_of * len(wrong)))
    chosen = choose(wrong, np.arange(len(wrong))[::-1].copy(), tiles, share)
    assert chosen.sum() == tiles
    red, most = int((chosen & wrong).sum()), int(wrong.sum())
    least = tiles - (len(wrong) - most)
    assert red == min(max(round(share * tiles), least), most)


@pytest.mark.parametrize("size", [1, 2, 99, 400, 401, 700, 800, 801, 10_000])
def test_candidates_are_evenly_spaced_and_so_are_those_that_come_first(size):
    found = candidates_for(part(size), size)
    assert found.tiles == min(size, TILES)
    assert len(found.numbers) == min(size, 2 * TILES)
    assert sorted(found.rank) == list(range(len(found.numbers)))
    assert (np.diff(found.labels) >= 0).all()
    np.testing.assert_array_equal(found.labels, found.numbers * 7 % 10)
    np.testing.assert_array_equal(found.images[:, 0], found.numbers % 251)
    for some in (found.numbers, found.numbers[found.rank < found.tiles]):
        gaps = np.diff(np.sort(some))
        assert not len(gaps) or gaps.max() - gaps.min() <= 1 + (len(some) < len(found.numbers) < 2 * TILES)


def test_the_candidates_are_found_once():
    digits = part(30)
    assert candidates_for(digits, 20) is candidates_for(digits, 20)
