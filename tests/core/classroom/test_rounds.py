"""Rounds: vote, talk, vote again; covered until shown, one vote each, as a table."""

from dataclasses import replace

import pytest

from mnist_core.classroom import members, rooms, rounds
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.rounds import Stage
from tests.core.classroom.people import WIDE, a_class


def test_both_votes_stand_side_by_side_once_they_are_shown(room):
    class_ = [room.join() for _ in range(3)]
    number = rounds.ask(room.classroom, room.teacher, "price_of_certainty", 3)
    for member, choice in zip(class_, (0, 0, 2), strict=True):
        rounds.vote(room.classroom, member, number, 1, choice)
    rounds.vote(room.classroom, class_[1], number, 1, 1)  # changed
    seen = rounds.current_round(room.classroom, class_[0])
    assert (seen.stage, seen.voted, seen.votes) == (Stage.FIRST, (3, 0), None)
    assert rounds.current_round(room.classroom, room.teacher).votes == ((1, 1, 1), (0, 0, 0))
    rounds.go_on(room.classroom, room.teacher, number, Stage.TALK)
    assert rounds.current_round(room.classroom, class_[0]).votes is None
    rounds.go_on(room.classroom, room.teacher, number, Stage.SECOND)
    rounds.vote(room.classroom, class_[0], number, 2, 2)
    rounds.vote(room.classroom, class_[2], number, 2, 2)
    assert rounds.own_vote(room.classroom, class_[0], number, 2) == 2
    assert rounds.own_vote(room.classroom, class_[1], number, 2) is None
    assert rounds.current_round(room.classroom, class_[1]).votes is None
    rounds.go_on(room.classroom, room.teacher, number, Stage.SHOWN)
    seen = rounds.current_round(room.classroom, class_[1])
    assert (seen.question, seen.choices, seen.voted) == ("price_of_certainty", 3, (3, 2))
    assert seen.votes == ((1, 1, 1), (0, 0, 2))


def test_whoever_was_removed_has_not_voted(room):
    """The number of pupils is without them, too: "2 of 1 have voted" was said."""
    class_ = [room.join() for _ in range(3)]
    number = rounds.ask(room.classroom, room.teacher, "price_of_certainty", 3)
    for member, choice in zip(class_, (0, 1, 1), strict=True):
        rounds.vote(room.classroom, member, number, 1, choice)
    members.remove(room.classroom, room.teacher, class_[1].id)
    seen = rounds.current_round(room.classroom, room.teacher)
    assert (seen.voted, seen.votes[0]) == ((2, 0), (1, 1, 0))
    assert len(members.members_in(room.classroom, room.teacher)) == 2


def test_who_draws_what_was_called_sees_the_question_that_is_asked(room):
    """It waited behind the sheet until no digit was called, and nobody voted."""
    rooms.call(room.classroom, room.teacher, 7)
    rounds.ask(room.classroom, room.teacher, "a_question", 2)
    assert rooms.room_of(room.classroom, room.teacher).called is None


def test_a_vote_out_of_turn_is_refused(room):
    member = room.join()
    number = rounds.ask(room.classroom, room.teacher, "a_question", 2)
    for stage, turns in ((1, [2]), (2, [1, 2]), (3, [1]), (4, [1, 2])):
        if stage > 1:
            rounds.go_on(room.classroom, room.teacher, number, stage)
        for turn in turns:
            with pytest.raises(Refused, match=f"Votes of turn {turn} are not taken now: .* at stage {stage} of 4"):
                rounds.vote(room.classroom, member, number, turn, 0)
    assert rounds.current_round(room.classroom, room.teacher).voted == (0, 0)


def test_a_choice_must_be_one_of_the_questions(room):
    number = rounds.ask(room.classroom, room.teacher, "a_question", 3)
    for choice in (-1, 3, True, 1.0, "1", None, [0]):
        with pytest.raises(Refused, match="A choice must be a whole number from 0 to 2, not"):
            rounds.vote(room.classroom, room.join(), number, 1, choice)


def test_a_round_goes_forward_only_and_ends_with_the_next(room):
    assert rounds.current_round(room.classroom, room.teacher) is None
    member = room.join()
    first = rounds.ask(room.classroom, room.teacher, "a_question", 2)
    rounds.go_on(room.classroom, room.teacher, first, Stage.TALK)
    for back in (Stage.FIRST, Stage.TALK, 5):
        with pytest.raises(Refused):
            rounds.go_on(room.classroom, room.teacher, first, back)
    second = rounds.ask(room.classroom, room.teacher, "another", 2)
    assert rounds.current_round(room.classroom, member).id == second
    with pytest.raises(Refused, match="at stage 4 of 4"):
        rounds.vote(room.classroom, member, first, 1, 0)


def test_nobody_votes_or_steers_in_another_room(engine):
    room, other = a_class(engine), a_class(engine)
    number = rounds.ask(room.classroom, room.teacher, "a_question", 2)
    with pytest.raises(Refused, match=f"There is no round {number} in this room"):
        rounds.vote(other.classroom, other.join(), number, 1, 0)
    with pytest.raises(Refused, match="There is no round"):
        rounds.go_on(other.classroom, other.teacher, number, Stage.SHOWN)


def test_a_question_has_a_plain_name(room):
    for question in ("", "A", "=1+1", "a b", "a" * 61, None, 3, "a\n"):
        with pytest.raises(Refused, match="A question's name is"):
            rounds.ask(room.classroom, room.teacher, question, 2)


def test_questions_have_a_limit_and_two_to_ten_choices(engine):
    room = a_class(engine, limits=replace(WIDE, rounds_per_room=1))
    for choices in (1, 11, None):
        with pytest.raises(Refused, match="The number of choices must be a whole number from 2 to 10"):
            rounds.ask(room.classroom, room.teacher, "a_question", choices)
    rounds.ask(room.classroom, room.teacher, "a_question", 10)
    with pytest.raises(Refused, match="There are 1 rounds in this room already"):
        rounds.ask(room.classroom, room.teacher, "a_question", 2)


def test_votes_are_written_as_a_table(room):
    member = room.join()
    number = rounds.ask(room.classroom, room.teacher, "a_question", 2)
    rounds.vote(room.classroom, member, number, 1, 0)
    rounds.go_on(room.classroom, room.teacher, number, Stage.SECOND)
    rounds.vote(room.classroom, member, number, 2, 1)
    assert rounds.as_csv(room.classroom, room.teacher) == (
        "round,question,turn,member,name,choice\n"
        f"{number},a_question,1,{member.id},{member.name},0\n"
        f"{number},a_question,2,{member.id},{member.name},1\n"
    )
