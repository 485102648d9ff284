"""The example class: the same by its seed, marked as simulated, and it does what a class is asked."""

import numpy as np
import pytest

from mnist_core.classroom import batch, guesses, members, rooms, rounds, wall
from mnist_core.classroom.batch import class_model
from mnist_core.classroom.example import PUPILS, ExampleClass, vote_of
from mnist_core.classroom.rounds import Stage
from tests.core.classroom.people import A_MISTAKE, A_SHARE, a_class, model

CALLED = 4


@pytest.fixture
def engine(request):
    """What an example class does is the same on either database; SQLite is at hand."""
    from sqlalchemy import create_engine

    engine = create_engine(request.getfixturevalue("sqlite_url"))
    yield engine
    engine.dispose()


@pytest.fixture
def example(room, sample):
    found = ExampleClass(room.classroom, room.teacher, sample.validation, model)
    found.join(6)
    return found


def run(example, right=None):
    count = 0
    while example.act(right):
        count += 1
        assert count < 1_000
    return count


def drawings(room):
    return [each for each in wall.since(room.classroom, room.teacher)[1] if not each.is_withdrawn]


def test_they_are_marked_as_simulated_and_so_is_all_they_draw(room, example):
    assert all(each.is_simulated for each in members.members_in(room.classroom, room.teacher))
    run(example)
    assert [each.is_simulated for each in drawings(room)] == [True] * 6
    assert PUPILS == 25


def test_each_draws_a_digit_and_each_that_is_called_once(room, example):
    assert run(example) == 6
    rooms.call(room.classroom, room.teacher, CALLED)
    assert run(example) == 5  # one of them had drawn that already
    assert wall.counts(room.classroom, room.teacher)[CALLED] == 6
    assert run(example) == 0


def test_each_guesses_once_at_what_a_pupil_has_guessed_before(room, example):
    run(example)
    guesses.guess(room.classroom, room.join(), A_SHARE, 40)
    guesses.guess(room.classroom, room.join(), A_MISTAKE, 2)
    assert run(example) == 2 * 6
    assert [each.guessed for each in guesses.all_guesses(room.classroom, room.teacher)] == [7, 7]


def test_the_same_seed_draws_the_same(room, example, sample, tmp_path):
    from sqlalchemy import create_engine

    run(example)
    engine = create_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    other = a_class(engine)
    again = ExampleClass(other.classroom, other.teacher, sample.validation, model)
    again.join(6)
    run(again)
    pixels = [np.stack([each.pixels for each in drawings(which)]) for which in (room, other)]
    engine.dispose()
    assert np.array_equal(*pixels)


def test_another_process_goes_on_where_one_has_ended(room, example, sample):
    for _ in range(3):
        example.act()
    run(ExampleClass(room.classroom, room.teacher, sample.validation, model))
    assert len(drawings(room)) == 6


def test_a_paused_class_does_nothing_and_one_that_has_ended_neither(room, example):
    rooms.pause(room.classroom, room.teacher, True)
    assert run(example) == 0
    rooms.pause(room.classroom, room.teacher, False)
    rooms.end(room.classroom, room.teacher)
    assert run(example) == 0


def test_they_vote_in_each_turn_once_and_press_for_every_step(room, example):
    run(example)
    asked = rounds.ask(room.classroom, room.teacher, "a_shrug", 3)
    assert run(example, {"a_shrug": 2}) == 6
    rounds.go_on(room.classroom, room.teacher, asked, Stage.TALK)
    assert run(example, {"a_shrug": 2}) == 0
    rounds.go_on(room.classroom, room.teacher, asked, Stage.SECOND)
    assert run(example, {"a_shrug": 2}) == 6
    first, second = rounds.current_round(room.classroom, room.teacher).votes
    assert sum(first) == sum(second) == 6
    assert second[2] >= first[2]
    batch.begin(room.classroom, room.teacher)
    for step in (1, 2):
        assert run(example) == 6
        assert class_model(room.classroom, room.teacher).pressed == 6
        assert batch.take(room.classroom, room.teacher, 0.5) == step
    batch.begin(room.classroom, room.teacher)
    assert run(example) == 6


def test_half_are_right_at_first_and_most_after_the_talk():
    votes = np.array([[vote_of(np.random.default_rng([1, k]), 4, 2, turn) for turn in (1, 2)] for k in range(2_000)])
    first, second = (votes == 2).mean(axis=0)
    assert abs(first - 0.5) < 0.04
    assert abs(second - 0.8) < 0.04
    assert ((votes[:, 0] == 2) <= (votes[:, 1] == 2)).all()
    assert set(votes.ravel()) == {0, 1, 2, 3}
