"""The wall: what everybody in a room has drawn, and what the model makes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from mnist_core.arrays import Bytes, Float32s, Floats, Int64s
from mnist_core.classroom.database import Classroom, within
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, room_for, shown
from mnist_core.classroom.members import NO_MEMBER, Member, empty_drawings, is_present
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.schema import drawings, members
from mnist_core.classroom.sent import read_sent

# Gives the ten probabilities (10,) of an image (784,), 0 to 1.
Model = Callable[[Float32s], Floats]

MINUTE = 60.0
# Of these, what counts for the class: the matrix, the hardest, the batch, the data set.
VISIBLE = drawings.c.hidden.is_(False) & drawings.c.withdrawn.is_(False)


@dataclass(frozen=True)
class Drawing:
    """A drawing on the wall.

    Attributes
    ----------
    id : its number in the database
    revision : of the room, when it last changed
    label : what it is said to be, 0 … 9
    answer, share : the model's answer, and the probability that it gave the label
    pixels : (28, 28), light on black; None where it is withdrawn, or hidden and not for the teacher
    strokes : as `drawing.as_text` writes them, or ""
    is_hidden, is_withdrawn, is_starred : is_hidden is for all but the teacher
    place : in the teacher's order, from 1, or None
    member : (id, animal, colour) of who drew it; None while names are hidden, except for the teacher
    is_simulated : whether one of an example class drew it
    """

    id: int
    revision: int
    label: int
    answer: int
    share: float
    pixels: Bytes | None
    strokes: str
    is_hidden: bool
    is_withdrawn: bool
    is_starred: bool
    place: int | None
    member: tuple[int, int, int] | None
    is_simulated: bool


def add(classroom: Classroom, member: Member, message: object, model: Model) -> int:
    """Put a drawing on the wall with the model's answer, and return its number; one that is there already, its own.

    Parameters
    ----------
    message : what the visitor sent, any JSON at all
    model : asked once, before anything is written

    Raises
    ------
    Refused
        If it is no drawing, or one too many, or the room is paused or over.
    """
    with classroom.floods.one_of_many(f"{member.id}"):
        sent = read_sent(message, classroom.limits)
    with classroom.reading() as connection:
        # A flood is refused before it costs much; counted for good it is below, where nothing else is written.
        known = _known_or_allowed(classroom, connection, member, sent.name)
    if known is not None:
        return known
    with classroom.floods.one_of_many(f"{member.id}"):
        pixels = sent.pixels()
    probabilities = np.asarray(model(pixels.reshape(-1).astype(np.float32) / np.float32(255)))
    with classroom.changing(member.room_id) as change:
        known = _known_or_allowed(classroom, change.connection, member, sent.name)
        if known is not None:
            return known
        row = {"room_id": member.room_id, "member_id": member.id, "sent_as": sent.name, "sent_at": change.now}
        said = {"answer": int(probabilities.argmax()), "share": float(probabilities[sent.label])}
        kept = {"label": sent.label, "strokes": sent.strokes, "pixels": pixels.tobytes()}
        made = insert(drawings).values(**row, **said, **kept, revision=change.revision)
        return int(change.connection.scalars(made.returning(drawings.c.id)).one())


def since(classroom: Classroom, viewer: Viewer, revision: int = 0) -> tuple[int, list[Drawing]]:
    """Fetch the drawings that have changed after a revision, by revision, and the revision to ask from next time.

    Of what is withdrawn, and for all but the teacher of what is hidden, comes only that it is so. Refused where the
    room is over.
    """
    query = select(drawings, members.c.animal, members.c.colour, members.c.simulated).join(members)
    chosen = query.where(drawings.c.room_id == viewer.room_id, drawings.c.revision > revision)
    with classroom.reading() as connection:
        # The room is read first: what is written after that is fetched twice rather than never.
        room = read_room(classroom, connection, viewer)
        rows = connection.execute(chosen.order_by(drawings.c.revision, drawings.c.id)).all()
    for_teacher = isinstance(viewer, Teacher)
    named = for_teacher or room.names_shown
    return room.revision, [_as_drawing(row, named=named, for_teacher=for_teacher) for row in rows]


def own(classroom: Classroom, member: Member) -> dict[int, str]:
    """The drawings of a member that are not withdrawn: under which name each was sent. Refused as for `since`."""
    chosen = select(drawings.c.id, drawings.c.sent_as).where(drawings.c.member_id == member.id)
    with classroom.reading() as connection:
        read_room(classroom, connection, member)
        rows = connection.execute(chosen.where(drawings.c.withdrawn.is_(False)).order_by(drawings.c.id))
        return {row.id: row.sent_as for row in rows}


def counts(classroom: Classroom, viewer: Viewer) -> Int64s:
    """Count the visible drawings of each label, (10,)."""
    numbers: Int64s = confusion(classroom, viewer).sum(axis=1)
    return numbers


def confusion(classroom: Classroom, viewer: Viewer) -> Int64s:
    """Count the visible drawings by label and answer, (10, 10): row = the label, column = the model's answer."""
    cells = select(drawings.c.label, drawings.c.answer, func.count().label("number"))
    query = cells.where(drawings.c.room_id == viewer.room_id, VISIBLE).group_by(drawings.c.label, drawings.c.answer)
    matrix = np.zeros((10, 10), np.int64)
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        for row in connection.execute(query):
            matrix[row.label, row.answer] = row.number
    return matrix


def hardest(classroom: Classroom, viewer: Viewer, count: int = 10) -> list[int]:
    """Number the visible drawings whose labels the model gave the least probability, the hardest first."""
    query = select(drawings.c.id).where(drawings.c.room_id == viewer.room_id, VISIBLE)
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        return list(connection.scalars(query.order_by(drawings.c.share, drawings.c.id).limit(count)))


def hide(classroom: Classroom, teacher: Teacher, drawing_id: object, hidden: bool = True) -> None:
    """Hide a drawing for all, or show it again; Refused where the room has no such drawing."""
    _mark(classroom, teacher, drawing_id, hidden=bool(hidden))


def star(classroom: Classroom, teacher: Teacher, drawing_id: object, starred: bool = True) -> None:
    """Star a drawing for discussion, or no longer; Refused where the room has no such drawing."""
    _mark(classroom, teacher, drawing_id, starred=bool(starred))


def order(classroom: Classroom, teacher: Teacher, drawing_ids: Sequence[object]) -> None:
    """Order drawings for discussion, and no others; Refused where the room has not all of them, or one comes twice."""
    numbers = [identity("A drawing's number", each) for each in drawing_ids[: classroom.limits.drawings_per_room]]
    if len(set(numbers)) != len(drawing_ids):
        raise Refused(f"Each drawing can have one place, not {len(drawing_ids):,} places for {len(set(numbers)):,}.")
    of_room = drawings.c.room_id == teacher.room_id
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        placed = update(drawings).where(of_room, drawings.c.place.is_not(None))
        change.connection.execute(placed.values(place=None, revision=change.revision))
        for place, number in enumerate(numbers, start=1):
            one = update(drawings).where(of_room, drawings.c.id == number, drawings.c.withdrawn.is_(False))
            _require(change.connection.execute(one.values(place=place, revision=change.revision)).rowcount, number)


def withdraw(classroom: Classroom, by: Member | Teacher, drawing_id: object) -> None:
    """Withdraw a drawing of one's own, or as the teacher any: its lines and pixels are deleted.

    Raises
    ------
    Refused
        If it is somebody else's, of another room, or withdrawn already.
    """
    number = identity("A drawing's number", drawing_id)
    # A pupil may take back what is theirs while the room is paused, too.
    with classroom.changing(by.room_id, by_teacher=True) as change:
        own: list[ColumnElement[bool]] = [drawings.c.member_id == by.id] if isinstance(by, Member) else []
        _require(empty_drawings(change, drawings.c.id == number, *own), number)


def _mark(classroom: Classroom, teacher: Teacher, drawing_id: object, **values: bool) -> None:
    number = identity("A drawing's number", drawing_id)
    one = update(drawings).where(drawings.c.id == number, drawings.c.room_id == teacher.room_id)
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        marked = one.where(drawings.c.withdrawn.is_(False)).values(**values, revision=change.revision)
        _require(change.connection.execute(marked).rowcount, number)


def _require(found: int, number: int) -> None:
    if not found:
        raise Refused(f"There is no drawing {shown(number)} that you may change in this room.")


def _known_or_allowed(classroom: Classroom, connection: Connection, member: Member, name: str) -> int | None:
    """Number the drawing that was sent under this name before; None where there is none, and one more is allowed.

    One look, since others wait for it. Refused as for `add`.
    """
    own = drawings.c.member_id == member.id
    count = select(func.count()).select_from(drawings)
    queries = {
        "known": select(drawings.c.id).where(own, drawings.c.sent_as == name),
        "late": count.where(own, within(drawings.c.sent_at, classroom.clock(), MINUTE)),
        "there": count.where(drawings.c.room_id == member.room_id),
    }
    columns = [query.scalar_subquery().label(label) for label, query in queries.items()]
    row = connection.execute(select(*columns).where(is_present(member))).one_or_none()
    if row is None:
        raise Refused(NO_MEMBER)
    if row.known is None:
        room_for("drawings of yours within a minute", row.late, classroom.limits.drawings_per_minute)
        room_for("drawings in this room", row.there, classroom.limits.drawings_per_room)
    return None if row.known is None else int(row.known)


def _as_drawing(row: Row[Any], *, named: bool, for_teacher: bool) -> Drawing:
    seen = not row.withdrawn and (for_teacher or not row.hidden)
    return Drawing(
        row.id,
        row.revision,
        row.label,
        row.answer,
        row.share,
        np.frombuffer(row.pixels, np.uint8).reshape(28, 28) if seen else None,
        row.strokes if seen else "",
        is_hidden=row.hidden,
        is_withdrawn=row.withdrawn,
        is_starred=row.starred,
        place=row.place,
        member=(row.member_id, row.animal, row.colour) if named else None,
        is_simulated=row.simulated,
    )
