"""Rooms: opened, steered by the teacher, ended, and deleted after a day.

What is kept, and for how long: of a room its code, hashes of its keys, and how it is set; of a pupil an animal and a
colour, the hash of a token, the drawings, the votes and the guesses. No name, no address, nothing typed. A pupil or the
teacher can withdraw a drawing at any time, which deletes its lines and pixels. Once a room has ended nothing can be
added, and only the teacher can still read: for `Limits.hours_after_end`, to download the class's data set and the
votes. Then, and in any case `Limits.hours` after it was opened, all of the above is deleted, by the first call of
`delete_expired` after that; until that call nobody can reach it any more.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from mnist_core.classroom.codes import new_code
from mnist_core.classroom.database import ENDED, NO_ROOM, Change, Classroom, lock_server
from mnist_core.classroom.keys import Teacher, Viewer, add_key
from mnist_core.classroom.limits import Refused, room_for, shown, whole
from mnist_core.classroom.schema import drawings, rooms, stages

LONGEST_QUERY = 2_000  # characters of an address


@dataclass(frozen=True)
class Room:
    """How a room is set at present.

    Attributes
    ----------
    id : its number in the database
    code : six letters
    revision : how often anything in it has changed; what a watcher compares
    opened_at, expires_at : seconds since 1970
    has_ended : whether only the teacher can still read
    is_led : whether the teacher sets the pace
    is_paused : whether nobody but the teacher can do anything
    names_shown : whether all see whose drawing is whose
    lesson, query : what all are locked to, a lesson and the query of its address; None and "" where they are free
    called : the digit that all are to draw, or None
    """

    id: int
    code: str
    revision: int
    opened_at: float
    expires_at: float
    has_ended: bool
    is_led: bool
    is_paused: bool
    names_shown: bool
    lesson: str | None
    query: str
    called: int | None


def open_room(classroom: Classroom) -> tuple[Room, str]:
    """Open a room, and give it with the teacher's key, which is told this once and stored nowhere.

    Raises
    ------
    Refused
        If there are as many rooms as there may be; those that have expired do not count.
    """
    delete_expired(classroom)
    now = classroom.clock()
    with classroom.writing() as connection:
        lock_server(connection)
        room_for("rooms", connection.scalar(select(func.count()).select_from(rooms)) or 0, classroom.limits.rooms)
        times = {"opened_at": now, "expires_at": now + 3_600 * classroom.limits.hours}
        made = insert(rooms).values(code=_unused_code(connection), revision=1, **times).returning(rooms)
        room = _as_room(connection.execute(made).one())
        connection.execute(insert(stages).values(room_id=room.id))
        return room, add_key(connection, room.id, "teacher")


def delete_expired(classroom: Classroom) -> int:
    """Delete all rooms whose time is over, with everything in them, and return how many those were.

    For everybody they are gone once their time is over; this also takes them off the disk. It is done whenever a room
    is opened, and should be done every few minutes.
    """
    classroom.tables.forget_damaged(3_600 * classroom.limits.hours)
    over = rooms.c.expires_at <= classroom.clock()
    with classroom.reading() as connection:
        if connection.scalar(select(rooms.c.id).where(over).limit(1)) is None:
            return 0
    with classroom.writing() as connection:
        deleted = connection.execute(delete(rooms).where(over)).rowcount
    classroom.scrub()
    return deleted


def count_open(classroom: Classroom) -> int:
    """Count the rooms that are open now."""
    with classroom.reading() as connection:
        there = (
            select(func.count())
            .select_from(rooms)
            .where(rooms.c.ended_at.is_(None), rooms.c.expires_at > classroom.clock())
        )
        return connection.scalar(there) or 0


def room_of(classroom: Classroom, viewer: Viewer) -> Room:
    """Say how a room is set; Refused where it is over, as for `read_room`."""
    with classroom.reading() as connection:
        return read_room(classroom, connection, viewer)


def read_room(classroom: Classroom, connection: Connection, viewer: Viewer) -> Room:
    """Read a room within a transaction; Refused where it is deleted, or has ended and another than its teacher asks."""
    query = select(rooms).where(rooms.c.id == viewer.room_id, rooms.c.expires_at > classroom.clock())
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refused(classroom.absent(viewer.room_id, NO_ROOM))
    if row.ended_at is not None and not isinstance(viewer, Teacher):
        raise Refused(ENDED)
    return _as_room(row)


def revision(classroom: Classroom, viewer: Viewer) -> int:
    """Say how often a room has changed, by one look at one row; 0 where there is none any more."""
    query = select(rooms.c.revision).where(rooms.c.id == viewer.room_id, rooms.c.expires_at > classroom.clock())
    with classroom.reading() as connection:
        return connection.scalar(query) or 0


def lead(classroom: Classroom, teacher: Teacher, led: bool) -> None:
    """Let the teacher set the pace, or everyone."""
    _set(classroom, teacher, led=bool(led))


def lock(classroom: Classroom, teacher: Teacher, lesson: object, query: object = "") -> None:
    """Keep all in one lesson, as the query of its address sets it.

    Raises
    ------
    Refused
        If there is no such lesson, or its page does not take the query.
    """
    if lesson not in classroom.lessons:
        raise Refused(f"There is no lesson {shown(lesson)}: a room can be locked to {', '.join(classroom.lessons)}.")
    name = str(lesson)
    plain = isinstance(query, str) and len(query) <= LONGEST_QUERY and query.isascii() and query.isprintable()
    if not plain or not classroom.is_query(name, str(query)):
        raise Refused(f"The lesson {name} takes no such address: {shown(query)}.")
    _set(classroom, teacher, lesson=name, query=query)


def unlock(classroom: Classroom, teacher: Teacher) -> None:
    """Let all go where they like."""
    _set(classroom, teacher, lesson=None, query="")


def pause(classroom: Classroom, teacher: Teacher, paused: bool) -> None:
    """Stop everybody but the teacher, or let them go on."""
    _set(classroom, teacher, paused=bool(paused))


def call(classroom: Classroom, teacher: Teacher, digit: object) -> None:
    """Call the digit that all are to draw, or None."""
    _set(classroom, teacher, called=None if digit is None else whole("A digit", digit, 0, 9))


def show_names(classroom: Classroom, teacher: Teacher, shown_to_all: bool) -> None:
    """Show everybody whose drawing is whose, or only the teacher."""
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        write(change, names_shown=bool(shown_to_all))
        # Who fetches only what has changed gets all drawings anew, with names or without.
        all_of_room = update(drawings).where(drawings.c.room_id == teacher.room_id)
        change.connection.execute(all_of_room.values(revision=change.revision))


def end(classroom: Classroom, teacher: Teacher) -> None:
    """End a room for all: nothing can be added, and it is deleted after `Limits.hours_after_end`, or sooner."""
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        soon = change.now + 3_600 * classroom.limits.hours_after_end
        write(change, ended_at=change.now, expires_at=min(soon, change.room.expires_at))


def _set(classroom: Classroom, teacher: Teacher, **values: Any) -> None:
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        write(change, **values)


def write(change: Change, **values: Any) -> None:
    """Set columns of the room that is being changed."""
    change.connection.execute(update(rooms).where(rooms.c.id == change.room.id).values(**values))


def _unused_code(connection: Connection) -> str:
    while True:
        code = new_code()
        if connection.scalar(select(rooms.c.id).where(rooms.c.code == code)) is None:
            return code


def _as_room(row: Row[Any]) -> Room:
    return Room(
        row.id,
        row.code,
        row.revision,
        row.opened_at,
        row.expires_at,
        has_ended=row.ended_at is not None,
        is_led=row.led,
        is_paused=row.paused,
        names_shown=row.names_shown,
        lesson=row.lesson,
        query=row.query,
        called=row.called,
    )
