"""Guesses: one each, counted by bars, covered until they are shown, of the lesson that the class is kept in."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.classroom import guesses, members, rooms
from mnist_core.classroom.guesses import bar_of, bars, tally
from mnist_core.classroom.limits import Refused
from tests.core.classroom.people import A_MISTAKE, A_SHARE, WIDE, a_class

NATS = replace(A_SHARE, high=10.0, step=0.1, unit=" nats", truth=4.6, answer="4.6 nats")


def test_guesses_are_covered_for_all_but_the_teacher_until_they_are_shown(room):
    class_ = [room.join() for _ in range(3)]
    assert guesses.current_guesses(room.classroom, room.teacher) is None
    for member, value in zip(class_, (95, 12.0, 60), strict=True):
        guesses.guess(room.classroom, member, A_SHARE, value)
    seen = guesses.current_guesses(room.classroom, class_[0])
    assert (seen.asked, seen.guessed, seen.is_shown, seen.values) == (A_SHARE, 3, False, None)
    assert guesses.current_guesses(room.classroom, room.teacher).values == (12, 60, 95)
    guesses.show(room.classroom, room.teacher, seen.id, True)
    assert guesses.current_guesses(room.classroom, class_[0]).values == (12, 60, 95)
    guesses.show(room.classroom, room.teacher, seen.id, False)
    assert guesses.current_guesses(room.classroom, class_[0]).values is None


def test_the_first_guess_of_each_counts_and_a_second_changes_nothing(room):
    member = room.join()
    guesses.guess(room.classroom, member, A_MISTAKE, 0)
    before = rooms.revision(room.classroom, member)
    with pytest.raises(Refused, match="You have guessed already"):
        guesses.guess(room.classroom, member, A_MISTAKE, 1)
    assert guesses.current_guesses(room.classroom, room.teacher).values == (0,)
    assert rooms.revision(room.classroom, member) == before  # so that nobody looks anew


@pytest.mark.parametrize("value", [-1, 101, True, "7", None, [7], float("nan"), float("inf"), 10**400])
def test_a_number_that_cannot_be_guessed_is_refused(room, value):
    with pytest.raises(Refused, match="A guess must be a number from 0 to 100, not"):
        guesses.guess(room.classroom, room.join(), A_SHARE, value)
    assert guesses.current_guesses(room.classroom, room.teacher) is None


@pytest.mark.parametrize("value", [-1, 3, 1.0, True, "1", None])
def test_an_answer_that_is_none_is_refused(room, value):
    with pytest.raises(Refused, match="A guess must be a whole number from 0 to 2, not"):
        guesses.guess(room.classroom, room.join(), A_MISTAKE, value)


def test_nobody_guesses_where_a_room_is_paused_or_over_nor_who_was_removed(room):
    member, removed = room.join(), room.join()
    members.remove(room.classroom, room.teacher, removed.id)
    with pytest.raises(Refused):
        guesses.guess(room.classroom, removed, A_SHARE, 3)
    rooms.pause(room.classroom, room.teacher, True)
    with pytest.raises(Refused, match="paused"):
        guesses.guess(room.classroom, member, A_SHARE, 3)
    rooms.end(room.classroom, room.teacher)
    with pytest.raises(Refused, match="has ended"):
        guesses.guess(room.classroom, member, A_SHARE, 3)
    assert guesses.all_guesses(room.classroom, room.teacher) == []


def test_the_guess_of_whoever_was_removed_is_not_counted(room):
    member, removed = room.join(), room.join()
    for each, value in ((member, 3), (removed, 12)):
        guesses.guess(room.classroom, each, A_SHARE, value)
    members.remove(room.classroom, room.teacher, removed.id)
    now = guesses.current_guesses(room.classroom, room.teacher)
    assert (now.guessed, now.values) == (1, (3.0,))
    assert guesses.current_guesses(room.classroom, member).guessed == 1


def test_what_is_asked_has_a_limit_in_number_and_length(engine):
    room = a_class(engine, limits=replace(WIDE, rounds_per_room=1))
    one, other = room.join(), room.join()
    guesses.guess(room.classroom, one, A_SHARE, 3)
    guesses.guess(room.classroom, other, A_SHARE, 4)
    with pytest.raises(Refused, match="There are 1 questions that are guessed at in this room already"):
        guesses.guess(room.classroom, one, A_MISTAKE, 1)
    with pytest.raises(Refused, match="at most 2,000 are kept"):
        guesses.guess(room.classroom, one, replace(A_SHARE, text="?" * 2_000), 1)


def test_the_lesson_that_the_class_is_kept_in_comes_first_and_of_that_what_the_teacher_has_chosen(room):
    one, other = room.join(), room.join()
    another_model = replace(A_SHARE, truth=70.0, answer="70 %")
    for member, asked in ((one, A_SHARE), (other, A_SHARE), (one, A_MISTAKE), (one, another_model)):
        guesses.guess(room.classroom, member, asked, 1)
    now = lambda: guesses.current_guesses(room.classroom, one)  # noqa: E731
    assert now().asked == A_SHARE  # at which most have guessed
    rooms.lock(room.classroom, room.teacher, "draw")
    assert now().asked == A_MISTAKE
    rooms.lock(room.classroom, room.teacher, "softmax")
    found = {each.asked: each.id for each in guesses.all_guesses(room.classroom, room.teacher)}
    assert list(found) == [A_SHARE, another_model]
    guesses.show(room.classroom, room.teacher, found[another_model], False)
    assert now().asked == another_model


def test_nobody_shows_what_another_room_has_guessed(engine):
    room, other = a_class(engine), a_class(engine)
    guesses.guess(room.classroom, room.join(), A_SHARE, 3)
    number = guesses.current_guesses(room.classroom, room.teacher).id
    for wrong in (number, 0, None, "1"):
        with pytest.raises(Refused):
            guesses.show(other.classroom, other.teacher, wrong, True)
    assert guesses.current_guesses(other.classroom, other.teacher) is None


def test_bars_by_hand():
    assert bars(A_MISTAKE) == A_MISTAKE.choices
    assert tally(A_MISTAKE, (0, 2, 2)) == (1, 0, 2)
    assert bars(A_SHARE)[:2] + bars(A_SHARE)[-1:] == ("0–9 %", "10–19 %", "90–100 %")
    assert tally(A_SHARE, (0, 9, 10, 78, 99, 100)) == (2, 1, 0, 0, 0, 0, 0, 1, 0, 2)
    assert bars(NATS)[0] == "0.0–0.9 nats"
    assert bars(NATS)[-1] == "9.0–10.0 nats"
    # As decimals, 0.3 and 0.7 are a little less than three and seven steps of 0.1.
    assert tally(NATS, (0.9, 1.0, 4.6, 7.0, 10.0)) == (1, 1, 0, 0, 1, 0, 0, 1, 0, 1)
    assert bar_of(NATS, NATS.truth) == 4


@given(st.integers(0, 100))
def test_each_value_is_in_the_bar_that_names_it(step):
    for asked, value in ((A_SHARE, step), (NATS, round(step * 0.1, 1))):
        first, last = bars(asked)[bar_of(asked, value)].removesuffix(asked.unit).split("–")
        assert float(first) <= value <= float(last)
