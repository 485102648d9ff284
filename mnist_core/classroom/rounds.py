"""Rounds: a question, a vote with covered bars, talk, the vote again, and both side by side.

After E. Mazur, "Peer Instruction" (1997): what a class has voted is shown only after it has talked and voted again.
"""

import csv
import io
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, room_for, shown, whole
from mnist_core.classroom.members import NOT_REMOVED, Member, name_of, require_present
from mnist_core.classroom.rooms import read_room, write
from mnist_core.classroom.schema import members, rounds, votes

MOST_CHOICES = 10  # for the ten digits
QUESTION = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)
COLUMNS = ("round", "question", "turn", "member", "name", "choice")


class Stage(IntEnum):
    """How far a round has come."""

    FIRST = 1
    TALK = 2
    SECOND = 3
    SHOWN = 4


TURNS = {Stage.FIRST: 1, Stage.SECOND: 2}


@dataclass(frozen=True)
class Round:
    """A round as it may be seen.

    Attributes
    ----------
    id : its number in the database
    question : by its name
    choices : how many there are
    stage : how far it has come
    voted : how many members have voted in the first and the second turn
    votes : for the first and the second turn, how many chose each; None while they are covered
    """

    id: int
    question: str
    choices: int
    stage: Stage
    voted: tuple[int, int]
    votes: tuple[tuple[int, ...], tuple[int, ...]] | None


def ask(classroom: Classroom, teacher: Teacher, question: object, choices: object) -> int:
    """Ask a question by its name, with 2 to 10 choices, and return the round's number.

    The round before it is over, and no digit is called any more: all are to see the question.

    Raises
    ------
    Refused
        If the question has no name of small letters, digits and _, or there were too many.
    """
    if not isinstance(question, str) or not QUESTION.fullmatch(question):
        raise Refused(f"A question's name is 1 to 60 small letters, digits and _, not {shown(question)}.")
    row = {"question": question, "choices": whole("The number of choices", choices, 2, MOST_CHOICES)}
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        there = select(func.count()).select_from(rounds).where(rounds.c.room_id == teacher.room_id)
        room_for("rounds in this room", change.connection.scalar(there) or 0, classroom.limits.rounds_per_room)
        change.connection.execute(update(rounds).where(rounds.c.room_id == teacher.room_id).values(stage=Stage.SHOWN))
        write(change, called=None)
        made = insert(rounds).values(**row, room_id=teacher.room_id, stage=Stage.FIRST).returning(rounds.c.id)
        return int(change.connection.scalars(made).one())


def go_on(classroom: Classroom, teacher: Teacher, round_id: object, stage: object) -> None:
    """Bring a round to a later stage; leaving some out is allowed, going back is not.

    Raises
    ------
    Refused
        If the room has no such round, or it has come as far already: so a button pressed twice goes one stage.
    """
    to = whole("A stage", stage, Stage.TALK, Stage.SHOWN)
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        row = _round(change.connection, teacher.room_id, round_id)
        if row.stage >= to:
            raise Refused(f"The round is at stage {row.stage} of {Stage.SHOWN:d} already, and cannot go to stage {to}.")
        change.connection.execute(update(rounds).where(rounds.c.id == row.id).values(stage=to))


def vote(classroom: Classroom, member: Member, round_id: object, turn: object, choice: object) -> None:
    """Vote; a second vote in the same turn takes the place of the first.

    Raises
    ------
    Refused
        If there is no such round or choice, it is not this turn's time, or the room is paused or over.
    """
    asked = whole("A turn", turn, 1, 2)
    with classroom.changing(member.room_id) as change:
        require_present(change.connection, member)
        row = _round(change.connection, member.room_id, round_id)
        if TURNS.get(Stage(row.stage)) != asked:
            raise Refused(
                f"Votes of turn {asked} are not taken now: the round is at stage {row.stage} of {Stage.SHOWN:d}."
            )
        chosen = whole("A choice", choice, 0, row.choices - 1)
        key = {"round_id": row.id, "turn": asked, "member_id": member.id}
        own = update(votes).where(*(votes.c[name] == value for name, value in key.items()))
        if not change.connection.execute(own.values(choice=chosen)).rowcount:
            change.connection.execute(insert(votes).values(**key, choice=chosen))


def current_round(classroom: Classroom, viewer: Viewer) -> Round | None:
    """Give the latest round of a room, its votes covered until they are shown, except for the teacher; or None.

    Whoever was removed from the room has not voted.
    """
    latest = select(rounds).where(rounds.c.room_id == viewer.room_id).order_by(rounds.c.id.desc()).limit(1)
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        row = connection.execute(latest).one_or_none()
        if row is None:
            return None
        tally = select(votes.c.turn, votes.c.choice, func.count().label("number")).join(members)
        of_round = tally.where(votes.c.round_id == row.id, NOT_REMOVED)
        found = connection.execute(of_round.group_by(votes.c.turn, votes.c.choice)).all()
    counts = {(each.turn, each.choice): each.number for each in found}
    first, second = (tuple(counts.get((turn, choice), 0) for choice in range(row.choices)) for turn in (1, 2))
    uncovered = isinstance(viewer, Teacher) or row.stage == Stage.SHOWN
    voted = (sum(first), sum(second))
    return Round(row.id, row.question, row.choices, Stage(row.stage), voted, (first, second) if uncovered else None)


def own_vote(classroom: Classroom, member: Member, round_id: int, turn: int) -> int | None:
    """Say what a member has chosen in a turn of a round, or None: so that a reloaded page knows."""
    key = votes.c.round_id == round_id, votes.c.turn == turn, votes.c.member_id == member.id
    with classroom.reading() as connection:
        return connection.scalar(select(votes.c.choice).where(*key))


def as_csv(classroom: Classroom, teacher: Teacher) -> str:
    """Write all votes of a room, one a line; a member's name is an animal in a colour."""
    query = select(rounds.c.id, rounds.c.question, votes, members.c.animal, members.c.colour)
    joined = query.join(votes, votes.c.round_id == rounds.c.id).join(members, members.c.id == votes.c.member_id)
    sorted_ = joined.where(rounds.c.room_id == teacher.room_id).order_by(rounds.c.id, votes.c.turn, votes.c.member_id)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    with classroom.reading() as connection:
        read_room(classroom, connection, teacher)
        for row in connection.execute(sorted_):
            name = name_of(row.animal, row.colour)
            writer.writerow((row.round_id, row.question, row.turn, row.member_id, name, row.choice))
    return stream.getvalue()


def _round(connection: Connection, room_id: int, round_id: object) -> Row[Any]:
    number = identity("A round's number", round_id)
    row = connection.execute(select(rounds).where(rounds.c.id == number, rounds.c.room_id == room_id)).one_or_none()
    if row is None:
        raise Refused(f"There is no round {number} in this room.")
    return row
