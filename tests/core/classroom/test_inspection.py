"""Looking through a class's drawings: counts, pairs that are nearly the same, labels that are hardly believed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from mnist_core.classroom import inspection
from mnist_core.classroom.inspection import NEARLY_SAME, balance, doubtful, inspect, nearly_same
from mnist_core.classroom.learning import learn_each
from mnist_core.classroom.ours import Ours
from tests.core.classroom.pupils import a_class, ours

pytestmark = pytest.mark.slow


@given(drawn=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), max_size=40))
def test_counts_are_of_all_drawings(drawn):
    labels, pupils = ([each[k] for each in drawn] for k in (0, 1))
    found = balance(ours(np.zeros((len(drawn), 784), np.uint8), np.array(labels, int), np.array(pupils, int)))
    assert found.by_digit.tolist() == [labels.count(digit) for digit in range(10)]
    assert found.by_pupil == {hand: pupils.count(hand) for hand in set(pupils)}


def test_what_is_nearly_the_same_is_found_once_and_the_closest_first():
    images = np.zeros((6, 784), np.uint8)
    images[:, 300:320] = 255
    images[1, 0] = 255  # 1 from the first
    images[2, 0], images[2, 1] = 255, 102  # 0.4 from the second
    images[3, 500:540] = 255  # √40 away
    images[4, 500:540] = images[5, 500:540] = 255
    images[4, 100:110] = 255  # √10 = 3.16 from the fourth and the last: further than 1s may be, nearer than 0s
    labels = [0, 0, 0, 1, 0, 0]
    found = nearly_same(ours(images, labels, [1, 1, 2, 2, 3, 3]))
    # The fourth and the last are the same, whatever their labels say; the fifth's nearest, of two, is a 1.
    assert [(each.first, each.second) for each in found] == [(4, 6), (2, 3), (1, 2)]
    assert [each.distance for each in found] == pytest.approx([0, 0.4, 1])
    labels[3] = 0
    assert [(each.first, each.second) for each in nearly_same(ours(images, labels, [1] * 6))][-1] == (4, 5)


def test_one_drawing_is_like_no_other():
    assert nearly_same(ours(np.zeros((1, 784), np.uint8), [0], [1])) == ()
    assert inspect(ours(np.zeros((0, 784), np.uint8), [], [])).pairs == ()


@pytest.mark.long
def test_of_a_hundred_thousand_pairs_of_mnist_one_is_nearer(mnist):
    for digit, limit in enumerate(NEARLY_SAME):
        own = mnist.train.images[mnist.train.labels == digit][:1_100] / 255
        assert limit == pytest.approx(np.quantile(pdist(own), 1e-5), abs=0.0051)
    # And so it is with digits that had no say in it, and of which a class has as many.
    closer = pairs = 0
    for digit, limit in enumerate(NEARLY_SAME):
        distances = pdist(mnist.validation.images[mnist.validation.labels == digit] / 255)
        closer, pairs = closer + int((distances < limit).sum()), pairs + len(distances)
    assert closer / pairs < 2e-5


@pytest.fixture(scope="module")
def class_(sample) -> Ours:
    return a_class(sample.validation, pupils=8, each=20)


def test_a_wrong_label_is_doubted_by_the_others(class_):
    labels = class_.labels.copy()
    wrong = [3, 27, 77, 125]
    labels[wrong] = 0
    found = doubtful(Ours(class_.ids, class_.images, labels, class_.pupils, class_.simulated))
    listed = {each.drawing: each for each in found}
    assert sum(int(class_.ids[place]) in listed for place in wrong) >= 3
    for each in found:
        assert each.label == labels[each.drawing - 1]
        assert each.share < inspection.DOUBTED
        assert each.answer != each.label
    assert [each.share for each in found] == sorted(each.share for each in found)
    assert len(found) < 40


def test_no_pupil_is_believed_by_the_own_word(class_, monkeypatch):
    seen = []

    def learn(images, labels, taken):
        seen.append(taken)
        return learn_each(images, labels, taken, steps=2)

    monkeypatch.setattr("mnist_core.classroom.experiment.learn_each", learn)
    monkeypatch.setattr(inspection, "MOST_LEFT_OUT", 3)
    doubtful(class_)
    (taken,) = seen
    for group, rows in enumerate(taken):
        left_out = {hand for place, hand in enumerate(class_.hands) if place % 3 == group}
        assert set(class_.pupils[~rows]) == left_out
        assert not set(class_.pupils[rows]) & left_out


def test_a_pupil_alone_is_doubted_by_nobody():
    assert doubtful(ours(np.zeros((3, 784), np.uint8), [1, 2, 3], [7, 7, 7])) == ()


@pytest.mark.long
def test_of_wrong_labels_among_validation_digits_as_many_are_found_as_is_said(mnist):
    found = listed = 0
    part = mnist.validation
    for seed in range(12):
        rng = np.random.default_rng(seed)
        chosen = rng.choice(5_000, 300, replace=False)
        labels, wrong = part.labels[chosen].copy(), rng.choice(300, 15, replace=False)
        labels[wrong] = (labels[wrong] + rng.integers(1, 10, 15)) % 10
        numbers = {each.drawing - 1 for each in doubtful(ours(part.images[chosen], labels, np.repeat(range(25), 12)))}
        found, listed = found + len(numbers & set(wrong)), listed + len(numbers - set(wrong))
    assert abs(found - 148) <= 1  # another processor adds up in another order
    assert abs(listed - 135) <= 2
