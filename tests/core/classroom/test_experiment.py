"""The class's digits as an experiment: held to plain descent, scikit-learn, SciPy, and fairness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn.linear_model import LogisticRegression

from mnist_core.arrays import Float64s
from mnist_core.classroom import experiment, members, rooms, wall
from mnist_core.classroom.keys import Projector
from mnist_core.classroom.learning import learn_each
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.ours import Ours, Score, ours_of
from mnist_core.drawing.as_text import as_text
from mnist_core.training_size import plain
from tests.core.classroom.people import canvas, message, model
from tests.core.classroom.pupils import a_class, ours

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def class_(sample) -> Ours:
    return a_class(sample.validation)


def random_digits(seed, count, pixels=784) -> tuple[Float64s, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.random((count, pixels)), rng.integers(0, 10, count)


def test_one_step_is_as_worked_by_hand():
    images = np.zeros((2, 784))
    images[0, 5] = images[1, 6] = 1.0
    found = learn_each(images, np.array([3, 4]), np.array([[True, False], [True, True]]), rate=0.5, steps=1)
    # From zeros every digit has a tenth: p − y is 0.1 nine times, and −0.9 for the label; of two the mean.
    own = np.where(np.arange(10) == 3, 0.45, -0.05)
    np.testing.assert_allclose(found.weights[0, 5], own)
    np.testing.assert_array_equal(found.weights[0, 6], 0)
    np.testing.assert_allclose(found.weights[1, 5], own / 2)
    np.testing.assert_allclose(found.bias[0], own)


def test_each_model_is_lesson_sevens_on_what_it_takes(class_):
    taken = np.array([class_.pupils != 11, class_.labels < 5, np.ones(len(class_), bool)])
    found = learn_each(class_.intensities, class_.labels, taken, 0.1, 30)
    for k, rows in enumerate(taken):
        coefficients = plain.learn(class_.intensities[rows], class_.labels[rows], 0.1, 30)
        np.testing.assert_allclose(found.weights[k], class_.intensities[rows].T @ coefficients, atol=1e-12)
        np.testing.assert_allclose(found.bias[k], coefficients.sum(axis=0), atol=1e-12)


def test_fewer_and_longer_steps_come_to_the_same_answers_as_lesson_sevens(class_):
    everyone = np.ones((1, len(class_)), bool)
    long = learn_each(class_.intensities, class_.labels, everyone, 0.1, 1_000).probabilities(class_.intensities)
    short = learn_each(class_.intensities, class_.labels, everyone).probabilities(class_.intensities)
    assert np.abs(long - short).max() < 0.02


def test_descent_ends_where_scikit_learn_does():
    # Labels by chance, so that the best weights are finite; few numbers a digit, so that it gets there.
    images, labels = random_digits(1, 200, 2)
    found = learn_each(images, labels, np.ones((1, 200), bool), 0.5, 20_000)
    oracle = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(images, labels)
    np.testing.assert_allclose(found.probabilities(images)[0], oracle.predict_proba(images), atol=2e-4)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), left_out=st.integers(1, 4))
def test_what_a_model_is_not_to_see_changes_nothing_of_it(seed, left_out):
    images, labels = random_digits(seed, 12)
    taken = np.arange(12) >= left_out
    before = learn_each(images, labels, taken[np.newaxis], steps=20)
    images[:left_out], labels[:left_out] = random_digits(seed + 1, left_out)
    after = learn_each(images, labels, taken[np.newaxis], steps=20)
    np.testing.assert_array_equal(after.weights, before.weights)
    np.testing.assert_array_equal(after.bias, before.bias)


def test_what_only_one_pupil_writes_so_is_read_only_where_others_of_that_hand_were_seen():
    # Five pupils mark a pixel by the digit; the sixth writes each digit as the others write the next one.
    labels = np.tile(np.arange(10), 6 * 4)
    pupils = np.repeat(np.arange(1, 7), 40)
    images = np.zeros((len(labels), 784), np.uint8)
    images[np.arange(len(labels)), 10 * np.where(pupils == 6, (labels + 1) % 10, labels)] = 255
    images[pupils == 6, 700] = 255  # and leaves a mark beside it
    found = experiment.leave_one_out(ours(images, labels, pupils))
    assert found.pupils == (1, 2, 3, 4, 5, 6)
    assert [each.count for each in found.each] == [40] * 6
    assert found.each[5].right == 0
    assert all(each.right == 40 for each in found.each[:5])
    assert found.everyone == Score(200, 240)
    assert found.mean == pytest.approx(5 / 6)
    assert found.spread == pytest.approx(np.sqrt(5) / 6)  # of five ones and a zero
    assert found.gained - found.lost == found.split.right - found.everyone.right


def test_pupils_are_left_out_and_split_in_groups_of_the_same_sizes(class_, monkeypatch):
    seen = []

    def learn(images, labels, taken):
        seen.append(taken)
        return learn_each(images, labels, taken, steps=2)

    monkeypatch.setattr(experiment, "learn_each", learn)
    experiment.leave_one_out(class_)
    by_pupil, by_chance = seen
    for taken, hand in zip(by_pupil, class_.hands, strict=True):
        np.testing.assert_array_equal(taken, class_.pupils != hand)
    for digit in range(10):
        of_digit = class_.labels == digit
        np.testing.assert_array_equal(by_chance[:, of_digit].sum(axis=1), by_pupil[:, of_digit].sum(axis=1))
    assert ((~by_chance).sum(axis=0) == 1).all()  # each drawing is left out once
    assert (by_chance != by_pupil).any()


def test_of_very_many_pupils_those_who_drew_most_are_left_out(monkeypatch, class_):
    monkeypatch.setattr(experiment, "MOST_LEFT_OUT", 2)
    fewer = class_.only(np.flatnonzero((class_.pupils > 12) | (class_.ids % 10 < 3)))
    found = experiment.leave_one_out(fewer)
    assert found.pupils == (13, 14)
    assert found.everyone.count == 20


def test_a_pupils_digits_are_read_better_with_others_of_that_pupil(sample):
    found = experiment.leave_one_out(a_class(sample.validation, each=30))
    assert found.split.right > found.everyone.right
    assert experiment.is_told_apart(found.gained, found.lost)


def test_ours_are_added_only_where_the_pupil_is_not_judged(class_, sample, monkeypatch):
    seen = []

    def learn(images, labels, taken):
        seen.append(taken)
        return learn_each(images, labels, taken)

    monkeypatch.setattr(experiment, "learn_each", learn)
    found = experiment.added_to_mnist(class_, sample, base=100)
    (taken,) = seen
    assert taken.shape == (6, 160)
    assert taken[:, :100].all()
    assert not taken[5, 100:].any()
    for fold, rows in enumerate(taken[:5, 100:]):
        assert set(class_.pupils[~rows]) == {hand for place, hand in enumerate(class_.hands) if place % 5 == fold}
    alone = learn_each(sample.train.images[:100] / 255, sample.train.labels[:100], np.ones((1, 100), bool))
    right = alone.answers(class_.intensities)[0] == class_.labels
    assert found.without == Score(int(right.sum()), 60)
    assert found.added.right - found.without.right == found.gained - found.lost
    assert (found.base, found.folds, found.added.count) == (100, 5, 60)


def test_ours_alone_and_as_many_of_mnists_are_marked_on_the_test_digits(class_, sample):
    found = experiment.on_mnist(class_, sample)
    assert (found.trained_on, found.digits) == (60, 10)
    for mark, (images, labels) in (
        (found.ours, (class_.intensities, class_.labels)),
        (found.mnist, (sample.train.images[:60] / 255, sample.train.labels[:60])),
    ):
        coefficients = plain.learn(images, labels, 0.5, 200)
        logits = sample.test.images / 255 @ (images.T @ coefficients) + coefficients.sum(axis=0)
        assert mark == Score(int((logits.argmax(axis=1) == sample.test.labels).sum()), 500)


def test_mnists_model_on_ours_counts_by_label():
    labels = np.array([1, 1, 2, 7])
    images = np.zeros((4, 784), np.uint8)
    images[[0, 1, 2, 3], [1, 1, 2, 1]] = 255  # the 7 looks like a 1
    weights = np.zeros((784, 10))
    weights[1, 1] = weights[2, 2] = 1.0
    found = experiment.on_ours(weights, np.zeros(10), ours(images, labels, [1, 1, 2, 2]))
    assert found.all == Score(3, 4)
    assert found.by_digit[1] == Score(2, 2)
    assert found.by_digit[7] == Score(0, 1)
    assert found.by_digit[9] == Score(0, 0)
    assert np.isnan(found.by_digit[9].share)
    assert found.by_digit[9].interval == (0.0, 1.0)


def test_the_order_in_which_drawings_come_changes_nothing(class_, sample):
    order = np.random.default_rng(2).permutation(len(class_))
    shuffled = Ours(*(getattr(class_, name)[order] for name in ("ids", "images", "labels", "pupils", "simulated")))
    np.testing.assert_array_equal(shuffled.ids, class_.ids)
    assert experiment.leave_one_out(shuffled) == experiment.leave_one_out(class_)
    assert experiment.added_to_mnist(shuffled, sample, 50) == experiment.added_to_mnist(class_, sample, 50)


@given(right=st.integers(0, 300), more=st.integers(0, 300))
def test_intervals_are_scipys(right, more):
    found = Score(right, right + more)
    if found.count:
        oracle = stats.binomtest(right, found.count).proportion_ci(method="wilson")
        assert found.interval == pytest.approx((oracle.low, oracle.high))
        assert found.interval[0] <= found.share <= found.interval[1]


@given(gained=st.integers(0, 200), lost=st.integers(0, 200))
def test_what_only_one_model_has_right_is_tested_as_mcnemar_does(gained, lost):
    if gained + lost:
        p = stats.chi2.sf((gained - lost) ** 2 / (gained + lost), 1)
        assert experiment.is_told_apart(gained, lost) == (p < 0.05)
    assert not experiment.is_told_apart(gained, gained)


def test_of_too_many_drawings_each_pupils_first_are_taken():
    many = ours(np.zeros((7, 784), np.uint8), np.arange(7), [5, 5, 5, 5, 6, 6, 7])
    assert many.at_most(7) is many
    assert many.at_most(5).ids.tolist() == [1, 2, 5, 6, 7]
    assert many.at_most(2).ids.tolist() == [1, 5]


def test_what_is_hidden_or_withdrawn_is_not_ours_and_hands_are_told_apart_without_names(room):
    first, second = room.join(), room.join()
    simulated, _ = members.simulate(room.classroom, room.teacher)
    ids = {
        (member.id, label): wall.add(room.classroom, member, message(f"drawing-{label}", label, as_text(canvas(label))),
                                     model)
        for member in (first, second, simulated) for label in (7, 4)
    }  # fmt: skip
    wall.hide(room.classroom, room.teacher, ids[first.id, 4])
    wall.withdraw(room.classroom, second, ids[second.id, 7])
    for viewer in (room.teacher, Projector(room.teacher.room_id), first):
        found = ours_of(room.classroom, viewer)
        kept = [(first.id, 7), (second.id, 4), (simulated.id, 7), (simulated.id, 4)]
        assert list(zip(found.pupils, found.labels, strict=True)) == kept
        assert found.ids.tolist() == [ids[each] for each in kept]
        assert found.simulated.tolist() == [False, False, True, True]
        _, there = wall.since(room.classroom, room.teacher)
        pixels = {each.id: each.pixels for each in there}
        np.testing.assert_array_equal(found.images[1].reshape(28, 28), pixels[ids[second.id, 4]])
    rooms.end(room.classroom, room.teacher)
    assert len(ours_of(room.classroom, room.teacher)) == 4
    with pytest.raises(Refused, match="This room has ended"):
        ours_of(room.classroom, first)


def test_an_empty_room_has_no_digits(room):
    assert len(ours_of(room.classroom, room.teacher)) == 0
    assert ours_of(room.classroom, room.teacher).images.shape == (0, 784)
