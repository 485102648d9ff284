"""The one classroom of this server, its rooms as they are now, and the clock of those who watch them."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from mnist_core.classroom import batch, guesses, members, place, projection, rooms, rounds, wall
from mnist_core.classroom.answering import Answering, AwayError, is_unwritable, reason
from mnist_core.classroom.batch import ClassModel
from mnist_core.classroom.database import Classroom, open_classroom
from mnist_core.classroom.guesses import Guesses
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Limits, Refused, read_limits
from mnist_core.classroom.members import Member
from mnist_core.classroom.projection import Led
from mnist_core.classroom.rooms import Room
from mnist_core.classroom.rounds import Round
from mnist_core.classroom.wall import Drawing
from mnist_core.once import once
from mnist_core.work.watchers import LOOK_EVERY, LOOKS_A_SECOND, Watchers
from ui import address, queries, room_data, state, toasts
from ui.contents import LESSONS

log = logging.getLogger(__name__)
Given = TypeVar("Given")

# Nothing is forgotten because of it, least of all whose page it is.
AWAY = "The room cannot be reached just now. This page tries again by itself."
NOT_DONE = "The room cannot be reached just now, and this was not done: try again in a moment."
NOT_KEPT = "The server can keep nothing just now: its disk is full or read-only. This was not done: try again later."
TRY_EVERY = 3.0  # seconds
_KEPT = 16  # rooms whose state is kept in memory, for each of the two who see it differently
LEAST_LOOK = 1.0  # seconds between a pupil's looks, however few there are
PUPILS_LOOKS = 10.0  # a second, at most, of all the looks there may be
AT_EASE = 1.25  # for how many times as many an interval holds
_NOTICEABLE = 1.5  # how much faster looks may be before the clock is set anew
_opening = Answering("opened")


@once
def classroom() -> Classroom:
    """All rooms: in the database that the secrets or the variable name, else in a SQLite file in the app's folder.

    Raises
    ------
    AwayError
        If there is no such database, or it does not answer; the log has more. It is no refusal: who has a token or a
        key keeps it.
    """
    with _opening.asking():
        try:
            return _open(limits_of(os.environ))
        except Refused as refusal:
            raise AwayError(str(refusal)) from refusal
        except (SQLAlchemyError, OSError, ImportError) as error:
            # What the error says may hold the database's address, and that a password.
            raise AwayError(
                f"The classroom's database cannot be opened ({type(error).__name__}): "
                f"see the server's log, {place.VARIABLE} and the secrets."
            ) from error


def _open(limits: Limits) -> Classroom:
    url = room_data.url()
    if url is not None and url.endswith(str(place.file())):
        place.file().parent.mkdir(parents=True, exist_ok=True)
    # A connection that the server or a proxy has cut is found out before it is used, and no error shows what was sent.
    named: dict[str, Any] = {"pool_pre_ping": True, "hide_parameters": True} | ({} if url is None else {"url": url})
    engine = st.connection(room_data.CONNECTION, type="sql", **named).engine
    names = tuple(each.name for each in LESSONS)
    return open_classroom(engine, limits, lessons=names, is_query=queries.is_query)


def delete_expired() -> None:
    """Delete the rooms whose time is over, to be done every few minutes."""
    try:
        count = rooms.delete_expired(classroom())
    except SQLAlchemyError as error:
        log.debug("rooms whose time is over cannot be deleted now: %s", reason(error))  # why, is in the log already
    else:
        if count:
            log.info("deleted %d rooms whose time was over", count)


def is_ready() -> bool:
    """Whether there is a classroom; where there is none the page says why, and the log has it."""
    return allowed(classroom) is not None


def limits_of(environment: Mapping[str, str]) -> Limits:
    """Read the limits as `read_limits` does; Refused where one is set to what it cannot be."""
    try:
        return read_limits(environment)
    except ValueError as reason:
        raise Refused(str(reason)) from reason


def allowed(do: Callable[[], Given]) -> Given | None:
    """What comes of doing something in a room; None where it is refused: the page says why, and the log has it."""
    try:
        return found(do)
    except SQLAlchemyError as trouble:
        state.set_aside("refused", NOT_KEPT if is_unwritable(trouble) else _words(trouble, NOT_DONE))
        return None


def note(do: Callable[[], object]) -> None:
    """Note in a room what is no loss where the database does not take it, such as who is there."""
    with suppress(SQLAlchemyError):
        do()


def found(look: Callable[[], Given]) -> Given | None:
    """The same for what is looked at: where the database does not answer, `answered` and `watch` are to see to it."""
    try:
        return look()
    except Refused as refusal:
        log.warning("refused: %s", refusal)
        state.set_aside("refused", str(refusal))
        return None


def answered(show: Callable[[], object]) -> None:
    """Draw what a room's page shows; where the database does not answer, or the room ends meanwhile, try it again."""
    try:
        show()
    except (SQLAlchemyError, Refused) as trouble:
        _say(trouble)
        tried = False

        def again() -> None:
            if tried:
                address.run_again()

        with st.container():  # see `live.again`
            st.fragment(again, run_every=TRY_EVERY)()
        tried = True


def _say(trouble: SQLAlchemyError | Refused) -> None:
    """Say why a page is not whole for now."""
    if isinstance(trouble, Refused):
        st.text(str(trouble))
        return
    st.html(f'<p role="status">{escape(_words(trouble, AWAY))}</p>')


def _words(trouble: SQLAlchemyError, otherwise: str) -> str:
    """What is said of a trouble: its own words where they are for whoever asked."""
    return str(trouble) if isinstance(trouble, AwayError) and trouble.__cause__ is not None else otherwise


def say_refused() -> None:
    """Say once why something was refused, where it was; as plain text, for it may repeat what was sent."""
    refusal = state.take("refused", "")
    if refusal:
        with st.container(border=True, key="refused"):
            st.text(refusal)


@dataclass(frozen=True, eq=False)
class Seen:
    """A room as it is now, for somebody who may see all of this.

    Attributes
    ----------
    room : how it is set
    members : who has joined, in that order
    drawings : by number; also those that are withdrawn, which have no pixels any more
    round : the question that was asked last, or None
    model : of the class; None where none was begun
    guesses : what the class foresees in a lesson, or None
    led : what the teacher has chosen for the projectors
    """

    room: Room
    members: tuple[Member, ...]
    drawings: dict[int, Drawing]
    round: Round | None
    model: ClassModel | None
    guesses: Guesses | None
    led: Led

    @property
    def shown(self) -> list[Drawing]:
        """The drawings that have pixels and are hidden from nobody, in the order in which they came."""
        return [each for each in self.drawings.values() if each.pixels is not None and not each.is_hidden]


@dataclass(eq=False)
class _Copy:
    """What was read of a room last, for all who may see the same."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: Seen | None = None
    drawings: dict[int, Drawing] = field(default_factory=dict)


@once(size=2 * _KEPT)
def _copy_of(_room_id: int, _for_teacher: bool) -> _Copy:
    return _Copy()


def see(viewer: Viewer) -> Seen:
    """A room as it is now; what has not changed is read once for all who may see it. Refused where it is over."""
    copy = _copy_of(viewer.room_id, isinstance(viewer, Teacher))
    with copy.lock:
        revision = rooms.revision(classroom(), viewer)
        if copy.seen is None or copy.seen.room.revision != revision or copy.seen.room.has_ended:
            copy.seen = _read(viewer, copy)
        return copy.seen


def _read(viewer: Viewer, copy: _Copy) -> Seen:
    before = copy.seen.room.revision if copy.seen is not None else 0
    # The room first: what is written meanwhile is read once more rather than never.
    room = rooms.room_of(classroom(), viewer)
    _, changed = wall.since(classroom(), viewer, before)
    for each in changed:
        copy.drawings[each.id] = each
    drawings = dict(sorted(copy.drawings.items()))
    try:
        model = batch.class_model(classroom(), viewer)
    except Refused:
        model = None
    present = tuple(members.members_in(classroom(), viewer))
    asked = rounds.current_round(classroom(), viewer), guesses.current_guesses(classroom(), viewer)
    return Seen(room, present, drawings, asked[0], model, asked[1], projection.led(classroom(), viewer))


class _Clock:
    """How often those who watch rooms look: together at most fifteen times a second, those who lead most often.

    Who looks is given an interval with room for a quarter more to come, and keeps it until that is used up: while a
    class joins, its pages are not run again for everyone who does.
    """

    _SHARES = (
        (LEAST_LOOK, PUPILS_LOOKS),
        (LOOK_EVERY, LOOKS_A_SECOND - PUPILS_LOOKS),
    )  # of pupils and of who leads: seconds, looks/s

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers = (Watchers(), Watchers())

    def look(self, visitor: str, leads: bool, every: float = 0.0) -> float:
        """Note that somebody looks who does so every so many seconds, and say after how many to look again."""
        least, share = self._SHARES[leads]
        watchers = self._watchers[leads]
        with self._lock:
            # Each counts for as long as it may be until the next look, at this interval.
            watchers.add(visitor, round(every * LOOKS_A_SECOND))
            count = len(watchers)
        roomy = max(least, AT_EASE * count / share)
        return every if max(least, count / share) <= every <= _NOTICEABLE * roomy else roomy


_clock = _Clock()


def watch(show: Callable[[], object], *, leads: bool) -> None:
    """Call `show`, and again and again by itself, as often as may be.

    Parameters
    ----------
    show : looks by `see`, and draws
    leads : whether it is a teacher's or a projector's page, which look more often than a pupil's
    """
    every = _clock.look(state.visitor(), leads)

    def look() -> None:
        wanted = _clock.look(state.visitor(), leads, every)
        try:
            show()
        except (SQLAlchemyError, Refused) as trouble:  # the next look may find it there again, or says what has become
            _say(trouble)
        toasts.show()
        if wanted != every:
            address.run_again()

    with st.container():  # see `live.again`
        st.fragment(look, run_every=every)()
