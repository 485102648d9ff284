"""Who holds a key to a room: the teacher's devices and the projector, the second by a link that opens once."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Connection, Row, delete, func, insert, select

from mnist_core.classroom.codes import digest, is_key, new_key, read_code, read_token, token_of
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.limits import Refused, room_for
from mnist_core.classroom.schema import keys, rooms

Role = Literal["teacher", "projector"]

NO_KEY = "This code and this key belong to no room: it may be deleted already, or was opened by another browser."
NO_LINK = "This link is used up, out of date or incomplete: make another on the first device."


class Viewer(Protocol):
    """Who may see what is in a room: its teacher, projector or member, found by `teacher_of` and the like."""

    @property
    def room_id(self) -> int:
        """The room's number in the database."""


@dataclass(frozen=True)
class Teacher:
    """Somebody who has shown the teacher's key of a room."""

    room_id: int


@dataclass(frozen=True)
class Projector:
    """A screen that may show what the class of a room may see; a teacher's key serves for it, too."""

    room_id: int


def teacher_of(classroom: Classroom, code: object, key: object) -> Teacher:
    """Check the teacher's key; Refused, in the same words, where the code or the key is wrong."""
    return Teacher(_room_id(classroom, code, key, ("teacher",)))


def projector_of(classroom: Classroom, code: object, key: object) -> Projector:
    """Check the key of a projector or of the teacher; Refused as for `teacher_of`."""
    return Projector(_room_id(classroom, code, key, ("teacher", "projector")))


def make_link(classroom: Classroom, teacher: Teacher, role: Role = "teacher") -> str:
    """Make a token that gives one other device a key, once and for `Limits.link_minutes`."""
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        links = (keys.c.room_id == teacher.room_id) & keys.c.link_until.is_not(None)
        change.connection.execute(delete(keys).where(links, keys.c.link_until <= change.now))
        there = select(func.count()).select_from(keys).where(keys.c.room_id == teacher.room_id)
        room_for("devices", change.connection.scalar(there) or 0, classroom.limits.devices_per_room)
        until = change.now + 60 * classroom.limits.link_minutes
        return add_key(change.connection, teacher.room_id, role, until)


def follow_link(classroom: Classroom, token: object) -> tuple[str, str, Role]:
    """Trade a link's token for a key of its own.

    Returns
    -------
    The room's code, the key and what it is the key of

    Raises
    ------
    Refused
        If the token is none, has been used, or is older than it may be; or if the room is over.
    """
    number, secret = read_token(token)
    with classroom.reading() as connection:
        link = connection.execute(select(keys).where(keys.c.id == number, keys.c.link_until.is_not(None))).one_or_none()
    if not is_key(secret, [link.digest] if link else []) or link is None:
        raise Refused(NO_LINK)
    with classroom.changing(link.room_id, by_teacher=True) as change:
        # Of two that follow it at once, one finds it gone.
        used = delete(keys).where(keys.c.id == link.id, keys.c.link_until > change.now)
        if not change.connection.execute(used).rowcount:
            raise Refused(NO_LINK)
        return change.room.code, add_key(change.connection, link.room_id, link.role), link.role


def add_key(connection: Connection, room_id: int, role: Role, link_until: float | None = None) -> str:
    """Store the hash of a new key of a room, and give the key; of a link, with its number, as a token."""
    key = new_key()
    row = {"room_id": room_id, "role": role, "digest": digest(key), "link_until": link_until}
    number = connection.scalar(insert(keys).values(row).returning(keys.c.id))
    return key if link_until is None or number is None else token_of(number, key)


def _room_id(classroom: Classroom, code: object, key: object, roles: tuple[Role, ...]) -> int:
    try:
        asked = read_code(code)
    except Refused:
        asked = ""
    query = (
        select(rooms.c.id, keys.c.digest)
        .join(keys, keys.c.room_id == rooms.c.id)
        .where(rooms.c.code == asked, rooms.c.expires_at > classroom.clock())
        .where(keys.c.role.in_(roles), keys.c.link_until.is_(None))
    )
    with classroom.reading() as connection:
        found: list[Row[Any]] = list(connection.execute(query))
    # Also where there is no room, so that neither words nor time tell which codes there are.
    if not is_key(key, [row.digest for row in found]) or not found:
        raise Refused(classroom.absent(0, NO_KEY))
    return int(found[0].id)
