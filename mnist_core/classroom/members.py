"""Who is in a room: animals in colours, given and never typed, each known by a token that only its browser has."""

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, insert, select, update

from mnist_core.classroom.codes import digest, is_key, new_key, read_code, read_token, token_of
from mnist_core.classroom.database import ENDED, Change, Classroom, within
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, room_for
from mnist_core.classroom.rooms import Room, read_room
from mnist_core.classroom.schema import drawings, members, rooms

# Nobody is called names by either list: no pig, no rat, no black, no white.
ANIMALS = (
    "alpaca", "badger", "bat", "bear", "beaver", "bee", "camel", "cat", "crab", "crane", "deer", "dolphin", "duck",
    "eagle", "falcon", "fox", "frog", "gecko", "giraffe", "hare", "hedgehog", "heron", "horse", "koala", "lion", "lynx",
    "mole", "moose", "octopus", "otter", "owl", "panda", "penguin", "rabbit", "robin", "seal", "swan", "tiger",
    "turtle", "zebra",
)  # fmt: skip
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "brown", "grey")

NOTED_EVERY = 20.0  # seconds: who looks at a room does so far more often, and each time would be written
HERE_FOR = 60.0  # seconds after which who has not been noted again is not there any more
_MOST_NOTED = 10_000

NOT_REMOVED = members.c.removed.is_(False)
NO_MEMBER = "You are not in a room: join with its code."


@dataclass(frozen=True)
class Member:
    """Somebody in a room.

    Attributes
    ----------
    id, room_id : their numbers in the database
    animal, colour : places in ANIMALS and COLOURS
    is_simulated : whether it is one of an example class
    """

    id: int
    room_id: int
    animal: int
    colour: int
    is_simulated: bool

    @property
    def name(self) -> str:
        """What the member is called: blue otter."""
        return name_of(self.animal, self.colour)


def name_of(animal: int, colour: int) -> str:
    """Name an animal in a colour."""
    return f"{COLOURS[colour]} {ANIMALS[animal]}"


def join(classroom: Classroom, code: object, source: str) -> tuple[Member, str, Room]:
    """Join a room by its code, also late and while it is paused.

    Parameters
    ----------
    code : as typed
    source : where the request comes from, such as a network address; only its hash is kept, in memory

    Returns
    -------
    The member, the token by which it is known from now on, and how the room is set at present

    Raises
    ------
    Refused
        If there is no such room, it has ended or is full, or too many wrong codes were tried.
    """
    asked = read_code(code)
    with classroom.codes.one(source):
        with classroom.reading() as connection:
            known = select(rooms.c.id).where(rooms.c.code == asked, rooms.c.expires_at > classroom.clock())
            room_id = connection.scalar(known)
        if room_id is None:
            raise Refused(f"There is no room with the code {asked}.")
    member, token = _join(classroom, room_id, simulated=False)
    with classroom.reading() as connection:
        return member, token, read_room(classroom, connection, member)


def simulate(classroom: Classroom, teacher: Teacher) -> tuple[Member, str]:
    """Add one of an example class to rehearse with, marked as such; Refused as for `join`."""
    return _join(classroom, teacher.room_id, simulated=True)


def member_of(classroom: Classroom, token: object) -> Member:
    """Say whose token it is; Refused where it is nobody's, its room has ended, or its member was removed."""
    number, secret = read_token(token)
    query = (
        select(members, rooms.c.ended_at)
        .join(rooms, rooms.c.id == members.c.room_id)
        .where(members.c.id == number, rooms.c.expires_at > classroom.clock(), NOT_REMOVED)
    )
    with classroom.reading() as connection:
        row = connection.execute(query).one_or_none()
    if not is_key(secret, [row.digest] if row else []) or row is None:
        raise Refused(classroom.absent(number, NO_MEMBER) if number else NO_MEMBER)
    if row.ended_at is not None:
        raise Refused(ENDED)
    return _as_member(row)


def members_in(classroom: Classroom, viewer: Viewer) -> list[Member]:
    """All who have joined a room and were not removed, in the order in which they came; Refused where it is over."""
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        there = members.c.room_id == viewer.room_id, NOT_REMOVED
        return [_as_member(row) for row in connection.execute(select(members).where(*there).order_by(members.c.id))]


def note_here(classroom: Classroom, member: Member) -> None:
    """Note that a member is looking at the room; no change of the room, for it would have all others look anew."""
    now, before = classroom.clock(), classroom.noted.get(member.id)
    if before is not None and 0 <= now - before < NOTED_EVERY:
        return
    if len(classroom.noted) > _MOST_NOTED:
        classroom.noted.clear()  # what follows is written once too often, at worst
    classroom.noted[member.id] = now
    late = update(members).where(members.c.id == member.id, ~within(members.c.seen_at, now, NOTED_EVERY))
    with classroom.writing(member.room_id) as connection:
        connection.execute(late.values(seen_at=now))


def present(classroom: Classroom, viewer: Viewer) -> frozenset[int]:
    """The numbers of the members of a room who are there now, an example class always; Refused where it is over."""
    here = members.c.simulated | within(members.c.seen_at, classroom.clock(), HERE_FOR)
    chosen = select(members.c.id).where(members.c.room_id == viewer.room_id, NOT_REMOVED, here)
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        return frozenset(connection.scalars(chosen))


def remove(classroom: Classroom, teacher: Teacher, member_id: object) -> None:
    """Remove somebody from the teacher's room, with all drawings; Refused where nobody has this number there."""
    number = identity("A member's number", member_id)
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        one = update(members).where(members.c.id == number, members.c.room_id == teacher.room_id)
        if not change.connection.execute(one.values(removed=True)).rowcount:
            raise Refused(f"There is no member {number} in this room.")
        empty_drawings(change, drawings.c.member_id == number)


def require_present(connection: Connection, member: Member) -> None:
    """Raise Refused where a member has been removed since its token was checked."""
    if not connection.scalar(select(is_present(member))):
        raise Refused(NO_MEMBER)


def is_present(member: Member) -> ColumnElement[bool]:
    """Ask in a query whether a member is still there."""
    return exists().where(members.c.id == member.id, NOT_REMOVED)


def empty_drawings(change: Change, *which: Any) -> int:
    """Delete the lines and pixels of drawings of a room; that they are gone, watchers see by the empty row."""
    chosen = update(drawings).where(drawings.c.room_id == change.room.id, drawings.c.withdrawn.is_(False), *which)
    emptied = chosen.values(withdrawn=True, strokes="", pixels=b"", starred=False, place=None, revision=change.revision)
    return change.connection.execute(emptied).rowcount


def _join(classroom: Classroom, room_id: int, *, simulated: bool) -> tuple[Member, str]:
    # Who comes while the room is paused is let in, and then finds it so.
    with classroom.changing(room_id, by_teacher=True) as change:
        query = select(members.c.animal, members.c.colour, members.c.removed).where(members.c.room_id == room_id)
        taken = list(change.connection.execute(query))
        room_for("visitors in this room", sum(not row.removed for row in taken), classroom.limits.visitors_per_room)
        animal, colour = _unlike([(row.animal, row.colour) for row in taken])
        key = new_key()
        row = {"room_id": room_id, "digest": digest(key), "animal": animal, "colour": colour, "simulated": simulated}
        made = insert(members).values(**row, joined_at=change.now, seen_at=change.now).returning(members)
        member = _as_member(change.connection.execute(made).one())
    return member, token_of(member.id, key)


def _unlike(taken: list[tuple[int, int]]) -> tuple[int, int]:
    """Draw an animal in a colour that nobody has, among those animals that fewest have."""
    free = [(a, c) for a in range(len(ANIMALS)) for c in range(len(COLOURS)) if (a, c) not in set(taken)]
    if not free:
        raise Refused(f"All {len(taken)} animals and colours of this room have been given.")
    count = Counter(animal for animal, _ in taken)
    fewest = min(count[animal] for animal, _ in free)
    return secrets.choice([pair for pair in free if count[pair[0]] == fewest])


def _as_member(row: Row[Any]) -> Member:
    return Member(row.id, row.room_id, row.animal, row.colour, is_simulated=row.simulated)
