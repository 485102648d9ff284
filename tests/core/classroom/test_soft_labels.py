"""The class as soft label: the three numbers of information theory hold together, and the votes are those of rounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mnist_core.classroom import members, rooms, rounds
from mnist_core.classroom.keys import Projector
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.soft_labels import TWENTY, SoftLabel, mean_of, place_of, question_of, twenty, votes_of
from mnist_core.exam.exam import sit
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.here import train

COUNTS = st.lists(st.integers(0, 40), min_size=10, max_size=10).filter(any).map(tuple)
LOGITS = st.lists(st.floats(-30, 30), min_size=10, max_size=10)


def soft(votes, logits=(0.0,) * 10):
    shares = np.exp(np.array(logits) - max(logits))
    return SoftLabel(tuple(votes), shares / shares.sum())


def test_as_worked_by_hand():
    # Half the class says 4, half 9: one bit. The model gives the 4 a half, the 9 an eighth: ½·1 + ½·3 = 2 bits.
    model = np.array([0, 0, 0, 0, 0.5, 0.375, 0, 0, 0, 0.125])
    found = SoftLabel((0, 0, 0, 0, 15, 0, 0, 0, 0, 15), model)
    assert found.entropy == pytest.approx(np.log(2))
    assert found.cross_entropy == pytest.approx(2 * np.log(2))
    assert found.divergence == pytest.approx(np.log(2))


@given(votes=COUNTS, logits=LOGITS)
def test_entropy_and_divergence_are_the_cross_entropy(votes, logits):
    found = soft(votes, logits)
    assert found.entropy + found.divergence == pytest.approx(found.cross_entropy, abs=1e-9)
    assert found.divergence >= 0
    assert found.cross_entropy >= found.entropy - 1e-12
    assert found.entropy == pytest.approx(stats.entropy(votes), abs=1e-12)
    assert found.divergence == pytest.approx(stats.entropy(votes, found.model), abs=1e-9)


@given(votes=COUNTS)
def test_a_model_that_says_what_the_class_says_is_at_no_distance(votes):
    counts = np.array(votes) / sum(votes)
    assert SoftLabel(votes, counts).divergence == 0
    assert SoftLabel(votes, counts).cross_entropy == pytest.approx(soft(votes).entropy)


@settings(max_examples=30)
@given(several=st.lists(st.tuples(COUNTS, LOGITS), min_size=1, max_size=20))
def test_means_hold_together_too(several):
    found = mean_of([soft(*each) for each in several])
    assert found.digits == len(several)
    assert found.entropy + found.divergence == pytest.approx(found.cross_entropy, abs=1e-9)


def test_names_of_rounds_are_those_that_rounds_take():
    for place in range(1, 21):
        assert rounds.QUESTION.fullmatch(question_of(place))
        assert place_of(question_of(place)) == place
    for other in ("soft_0", "soft_21", "soft_01", "soft_1\n", "soft_", "softmax_1", "1"):
        assert place_of(other) is None


def test_there_are_twenty_of_each_data_set(sample):
    assert twenty(sample) == TWENTY["sample"]
    for kind, size in (("full", 5_000), ("sample", 500)):
        assert len(set(TWENTY[kind])) == 20
        assert all(0 <= number < size for number in TWENTY[kind])


@pytest.mark.long
def test_the_samples_twenty_have_the_largest_entropy_by_the_recipes_model(sample):
    # Those of full MNIST are held to it where the recipe is trained anyway, in tests/lessons/classroom.
    model = train(MINI_BATCH.within(sample), sample)
    shares = sit(model.weights, model.bias, sample.validation).probabilities
    entropies = stats.entropy(shares, axis=1)
    largest = np.sort(entropies)[::-1][:20]
    # Training in float32, each processor adds up in its own order.
    np.testing.assert_allclose(entropies[list(twenty(sample))], largest, atol=0.005)


def test_the_first_votes_of_rounds_that_are_shown_are_counted(room):
    classroom, teacher = room.classroom, room.teacher
    pupils = [room.join() for _ in range(4)]

    def ask(question, choices, first, second=(), shown=True):
        number = rounds.ask(classroom, teacher, question, choices)
        for pupil, choice in zip(pupils, first, strict=False):
            rounds.vote(classroom, pupil, number, 1, choice)
        if second:
            rounds.go_on(classroom, teacher, number, rounds.Stage.SECOND)
            for pupil, choice in zip(pupils, second, strict=False):
                rounds.vote(classroom, pupil, number, 2, choice)
        if shown:
            rounds.go_on(classroom, teacher, number, rounds.Stage.SHOWN)

    ask("soft_7", 10, (4, 4, 4, 4))
    ask("soft_7", 10, (4, 9, 9, 9), (9, 9, 9, 9))
    ask("soft_7", 10, ())  # asked again, and nobody voted
    ask("soft_2", 10, (0, 1))
    ask("soft_3", 4, (0, 1))  # another question of that name
    ask("data_1", 10, (5, 5))
    ask("soft_9", 10, (8, 8, 8), shown=False)
    counted = lambda *chosen: tuple(chosen.count(digit) for digit in range(10))  # noqa: E731
    expected = {2: counted(0, 1), 7: counted(4, 9, 9, 9)}
    for viewer in (teacher, Projector(teacher.room_id), pupils[0]):
        assert votes_of(classroom, viewer) == expected
    members.remove(classroom, teacher, pupils[1].id)
    expected = {2: counted(0), 7: counted(4, 9, 9)}
    rooms.end(classroom, teacher)
    assert votes_of(classroom, teacher) == expected
    with pytest.raises(Refused, match="This room has ended"):
        votes_of(classroom, pupils[0])
