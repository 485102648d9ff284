"""What a room's projectors are to show, as the teacher has it, and what one of them shows, as it says itself.

The keys of a projector change what it shows without a word with anybody: what it says of that is no change of the
room, so that nobody looks anew for it.
"""

from dataclasses import dataclass

from sqlalchemy import select, update

from mnist_core.classroom.database import Classroom, within
from mnist_core.classroom.keys import Projector, Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, whole
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.schema import drawings, stages

VIEWS, WALL = 10, 2
NOTED_EVERY = 20.0  # seconds after which a projector says again what it shows
THERE_FOR = 60.0  # after which one that says nothing is taken to be gone


@dataclass(frozen=True)
class Led:
    """What the teacher has chosen for the projectors.

    Attributes
    ----------
    view : its number, from 1, or None where nothing was chosen yet
    drawing : the number of the drawing that is to be seen large there, or None
    since : the room's revision when it was chosen
    """

    view: int | None
    drawing: int | None
    since: int


def lead(classroom: Classroom, teacher: Teacher, view: object, drawing: object = None) -> None:
    """Have the projectors show a view, and in it a drawing.

    Raises
    ------
    Refused
        If there is no such view, or the room has no such drawing.
    """
    to = whole("A view", view, 1, VIEWS)
    number = None if drawing is None else identity("A drawing's number", drawing)
    own = stages.c.room_id == teacher.room_id
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        there = select(drawings.c.id).where(drawings.c.id == number, drawings.c.room_id == teacher.room_id)
        if number is not None and change.connection.scalar(there) is None:
            raise Refused(f"There is no drawing {number} in this room.")
        chosen = update(stages).where(own).values(wanted=to, drawing=number, since=change.revision)
        change.connection.execute(chosen)
        # One that is there shows it in a moment: until it says so, nothing else is to be told of it.
        is_open = within(stages.c.shown_at, change.now, THERE_FOR)
        open_one = update(stages).where(own, stages.c.shown.is_not(None), is_open)
        change.connection.execute(open_one.values(shown=to))


def led(classroom: Classroom, viewer: Viewer) -> Led:
    """What the teacher has chosen; Refused where the room is over."""
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        row = connection.execute(select(stages).where(stages.c.room_id == viewer.room_id)).one()
    return Led(row.wanted, row.drawing, row.since)


def tell(classroom: Classroom, projector: Projector, view: object) -> None:
    """Note what a projector shows now; Refused where there is no such view, or the room is over."""
    shows = whole("A view", view, 1, VIEWS)
    with classroom.writing(projector.room_id) as connection:
        read_room(classroom, connection, projector)
        own = update(stages).where(stages.c.room_id == projector.room_id)
        connection.execute(own.values(shown=shows, shown_at=classroom.clock()))


def shown(classroom: Classroom, teacher: Teacher) -> int | None:
    """The view that a projector shows now, as the one said that spoke last; None where none is there."""
    fresh = within(stages.c.shown_at, classroom.clock(), THERE_FOR)
    with classroom.reading() as connection:
        return connection.scalar(select(stages.c.shown).where(stages.c.room_id == teacher.room_id, fresh))
