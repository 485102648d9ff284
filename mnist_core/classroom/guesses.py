"""Guesses: what each of a class foresees in a lesson before it is seen, and how many foresaw what.

What is asked is the lesson's own, as the page of whoever guessed first asked it. The first guess of each counts, as on
the page: afterwards the truth is known.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from mnist_core.classroom.codes import digest
from mnist_core.classroom.database import Change, Classroom
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, room_for, shown, whole
from mnist_core.classroom.members import NOT_REMOVED, Member, require_present
from mnist_core.classroom.rooms import Room, read_room
from mnist_core.classroom.schema import foreseen, guesses, members

LONGEST = 2_000  # characters of all that is asked
BARS = 10  # at most, for the guesses on a scale
_NEARLY = 1e-9  # of a step, by which a decimal may miss its place


@dataclass(frozen=True)
class Asked:
    """What is to be foreseen, as a lesson's page asks it.

    Attributes
    ----------
    lesson, text : where it is asked, and in which words
    choices : the answers; none where the guess is a number
    low, high, step, unit : of the numbers that can be guessed, and what is written behind them
    truth : the number as it is printed, or the place of the right answer
    answer : the truth in words
    why : what is said afterwards
    """

    lesson: str
    text: str
    choices: tuple[str, ...]
    low: float
    high: float
    step: float
    unit: str
    truth: float
    answer: str
    why: str


@dataclass(frozen=True)
class Guesses:
    """What a class has guessed at, as it may be seen.

    Attributes
    ----------
    id : its number in the database
    asked : the question
    guessed : how many members have guessed
    is_shown : whether the class sees what was guessed
    values : what, sorted; None while they are covered, except for the teacher
    """

    id: int
    asked: Asked
    guessed: int
    is_shown: bool
    values: tuple[float, ...] | None


def guess(classroom: Classroom, member: Member, asked: Asked, value: object) -> None:
    """Keep a member's guess; a second one at the same is not taken.

    Raises
    ------
    Refused
        If it is none that can be guessed, the member has guessed already or was removed, there are too many questions,
        or the room is paused or over.
    """
    written = json.dumps(asdict(asked), sort_keys=True, ensure_ascii=True)
    if len(written) > LONGEST:
        raise Refused(f"What is asked takes {len(written):,} characters: at most {LONGEST:,} are kept.")
    taken = _read(asked, value)
    with classroom.changing(member.room_id) as change:
        require_present(change.connection, member)
        number = _number(classroom, change, asked.lesson, written)
        row = {"foreseen_id": number, "member_id": member.id}
        own = select(guesses.c.value).where(*(guesses.c[name] == each for name, each in row.items()))
        if change.connection.scalar(own) is not None:
            raise Refused("You have guessed already: the first guess counts.")
        change.connection.execute(insert(guesses).values(**row, value=taken))


def show(classroom: Classroom, teacher: Teacher, foreseen_id: object, shown_to_all: bool) -> None:
    """Put a question's guesses up for the class, uncovered or covered; Refused where the room has no such question."""
    number = identity("A question's number", foreseen_id)
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        one = update(foreseen).where(foreseen.c.id == number, foreseen.c.room_id == teacher.room_id)
        if not change.connection.execute(one.values(shown=bool(shown_to_all), put_up=change.revision)).rowcount:
            raise Refused(f"There is no question {number} in this room.")


def all_guesses(classroom: Classroom, viewer: Viewer) -> list[Guesses]:
    """All that a room's class has guessed at; of the lesson that it is locked to, where it is.

    First what was put up last, then what was guessed at most, then what was asked last.
    """
    with classroom.reading() as connection:
        room = read_room(classroom, connection, viewer)
        rows = connection.execute(_questions(room)).all()
        return [_as_guesses(connection, row, for_teacher=isinstance(viewer, Teacher)) for row in rows]


def current_guesses(classroom: Classroom, viewer: Viewer) -> Guesses | None:
    """What the projector is to show of them: the first of `all_guesses`, or None."""
    with classroom.reading() as connection:
        room = read_room(classroom, connection, viewer)
        row = connection.execute(_questions(room).limit(1)).one_or_none()
        return None if row is None else _as_guesses(connection, row, for_teacher=isinstance(viewer, Teacher))


def bars(asked: Asked) -> tuple[str, ...]:
    """What the bars of a question stand for: its answers, or at most ten ranges of its scale that cover it."""
    if asked.choices:
        return asked.choices
    places, (count, each) = decimals(asked.step), _ranges(asked)
    steps = _steps(asked, asked.high)

    def at(step: int) -> str:
        return f"{asked.low + step * asked.step:.{places}f}"

    ends = [(bar * each, steps if bar == count - 1 else (bar + 1) * each - 1) for bar in range(count)]
    return tuple(f"{at(first)}–{at(last)}{asked.unit}" for first, last in ends)


def bar_of(asked: Asked, value: float) -> int:
    """The place of the bar that a guess, or the truth, belongs to."""
    if asked.choices:
        return int(value)
    count, each = _ranges(asked)
    return min(_steps(asked, value) // each, count - 1)


def tally(asked: Asked, values: Sequence[float]) -> tuple[int, ...]:
    """How many of the guesses belong to each bar."""
    found = [bar_of(asked, value) for value in values]
    return tuple(found.count(bar) for bar in range(len(bars(asked))))


def decimals(step: float) -> int:
    """How many digits behind the point a number on a scale of this step has."""
    return max(0, -math.floor(math.log10(step)))


def _ranges(asked: Asked) -> tuple[int, int]:
    """How many bars a scale has, and how many steps each; the last takes the scale's end, too."""
    steps = _steps(asked, asked.high)
    each = math.ceil(steps / BARS)
    return math.ceil(steps / each), each


def _steps(asked: Asked, value: float) -> int:
    return math.floor((value - asked.low) / asked.step + _NEARLY)


def _read(asked: Asked, value: object) -> float:
    if asked.choices:
        return float(whole("A guess", value, 0, len(asked.choices) - 1))
    if isinstance(value, bool) or not isinstance(value, int | float) or not asked.low <= value <= asked.high:
        raise Refused(f"A guess must be a number from {asked.low:g} to {asked.high:g}, not {shown(value)}.")
    return float(value)


def _number(classroom: Classroom, change: Change, lesson: str, written: str) -> int:
    """The number of a question in its room, which the first guess at it gives."""
    of_room = foreseen.c.room_id == change.room.id
    key = digest(written)
    number = change.connection.scalar(select(foreseen.c.id).where(of_room, foreseen.c.digest == key))
    if number is not None:
        return int(number)
    there = change.connection.scalar(select(func.count()).select_from(foreseen).where(of_room)) or 0
    room_for("questions that are guessed at in this room", there, classroom.limits.rounds_per_room)
    row = {"room_id": change.room.id, "digest": key, "lesson": lesson, "asked": written}
    return int(change.connection.scalars(insert(foreseen).values(row).returning(foreseen.c.id)).one())


def _questions(room: Room) -> Any:
    given = select(func.count()).select_from(guesses.join(members))
    count = given.where(guesses.c.foreseen_id == foreseen.c.id, NOT_REMOVED).scalar_subquery()
    query = select(foreseen, count.label("guessed")).where(foreseen.c.room_id == room.id)
    if room.lesson is not None:
        query = query.where(foreseen.c.lesson == room.lesson)
    return query.order_by(foreseen.c.put_up.desc(), count.desc(), foreseen.c.id.desc())


def _as_guesses(connection: Connection, row: Row[Any], *, for_teacher: bool) -> Guesses:
    found = json.loads(row.asked)
    asked = Asked(**{**found, "choices": tuple(found["choices"])})
    values = None
    if for_teacher or row.shown:
        given = select(guesses.c.value).join(members).where(guesses.c.foreseen_id == row.id, NOT_REMOVED)
        values = tuple(connection.scalars(given.order_by(guesses.c.value)))
    return Guesses(row.id, asked, row.guessed if values is None else len(values), row.shown, values)
