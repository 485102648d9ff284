"""Following work that goes on: a part of the page that shows it again and again while it is active."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Protocol, TypeVar

import streamlit as st

from mnist_core.take_away.opened import ModelFile
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, TrainingRun
from mnist_core.work.bounds import Refused
from mnist_core.work.watchers import period
from mnist_core.work.work import Shown, Work
from ui import address, cached, state, toasts, turns

# How much faster or slower the looks should be before the page sets their clock anew.
_NOTICEABLE = 1.5
_REFUSED = "_refused_work"
PART = "part_of_page"  # the key of its container, which page.css knows


@dataclass
class _Drawn:
    """What is being drawn just now, with what is followed within it.

    Attributes
    ----------
    active : of what is followed within it, whether each is active
    clock : whether all that is followed within it is looked at by the clock of this, and has none of its own
    part : of a part of a page: under which name it is kept whether anything in it is active; "" where it is none
    """

    active: list[bool] = field(default_factory=list)
    clock: bool = True
    part: str = ""


_within: ContextVar[_Drawn | None] = ContextVar("within", default=None)


@contextmanager
def _drawing(drawn: _Drawn) -> Iterator[None]:
    token = _within.set(drawn)
    try:
        yield
    finally:
        _within.reset(token)


class Active(Protocol):
    """What is shown of some work."""

    @property
    def active(self) -> bool:
        """Whether there is more to come without anybody's doing."""


Seen = TypeVar("Seen", bound=Active | Sequence[Active])


def again(show: Callable[[], None], every: float | None, key: str | None = None) -> None:
    """Call `show`, and then by itself, without the page around it, every so many seconds; once where that is None.

    It stands in a container of its own, because of what Streamlit does where the first of these calls comes so soon
    that the browser has not been sent the page yet: it throws away what `show` drew into the page, its place with it,
    and draws it anew behind all that stands below. The browser then misses a place in the page and shows an error.
    The container does not belong to `show`, so it is sent with the page and holds the place; `key` names it.
    """
    page = turns.page()

    @wraps(show)
    def at_once() -> None:
        show()
        toasts.show()

    @wraps(show)
    def in_turn() -> None:
        with turns.turn(page):
            at_once()

    with st.container(key=key):
        # By its clock it comes often, and is small: to wait for those who have pressed something would show.
        st.fragment(at_once if every else in_turn, run_every=every)()


def part(draw: Callable[[], None]) -> None:
    """Call `draw`, and again, without the page around it, when something in it is pressed, which is less work.

    Except while anything that it follows is active. Of one fragment in another, which runs again before the browser
    has been sent the page, Streamlit sends the inner one's elements without their place: so what has a clock of its
    own then stands in the page itself, and `draw` runs with that, as many containers deep, so that nothing is mounted
    anew. A page has one such part, or none.
    """
    name = f"_active {state.page()}"
    if state.get(name, False):
        drawn = _Drawn(clock=False)
        with st.container(key=PART), st.container(), _drawing(drawn):
            draw()
        state.put(**{name: any(drawn.active)})
        return

    def alone() -> None:
        begin()
        with _drawing(_Drawn(part=name)):
            draw()
        state.note_brought()

    again(alone, None, PART)


def look_at(work: Work[Shown]) -> Shown:
    """Some work as it is now, also where it was never started."""
    return cached.registry().look(work, state.visitor())


def look(config: TrainingConfig) -> Snapshot:
    """The run as it is now; where it was never started, an untrained one at step 0; a model from a file as it is."""
    if isinstance(config, ModelFile):
        return config.show()
    return look_at(TrainingRun(config))


def start(work: Work[Shown]) -> Shown:
    """Begin some work, let it go on, or join it, for this visitor; where that would be too much, say so."""
    try:
        return cached.registry().start(work, state.visitor())
    except Refused as reason:
        if state.get(_REFUSED) != str(reason):  # of fifty runs that are started at once, many may be too many
            toasts.tell(str(reason), long=True)
        state.put(**{_REFUSED: str(reason)})
        return look_at(work)


def begin() -> None:
    """With a run of a whole page: what was too much then may be said again."""
    if state.get(_REFUSED) is not None:
        state.put(**{_REFUSED: None})


def stop(work: Work[Shown]) -> Shown:
    """Stop some work, unless other visitors are watching it."""
    return cached.registry().stop(work, state.visitor())


def follow(see: Callable[[], Seen], show: Callable[[Seen], None], *, shown: Active | None = None) -> None:
    """Call `show` with what `see` sees, one work or several, and again and again while any of it is active.

    All that goes on this way has one clock, slower the more visitors there are, so that a class shares
    fifteen looks a second. When work ends or begins the whole page is run once more, so that its controls
    know; `shown` is the work as they have shown it, which may have ended since. And so it is when many have
    come or gone, since the clock can be set from outside only.

    What `show` follows itself is looked at by the same clock, and is no part of its own: of one in another, which runs
    again before the browser has been sent the page, Streamlit sends the inner one's elements without their place.
    """
    around = _within.get()
    if around is not None and around.clock:
        _show_within(around, see(), show)
        return
    looked = [see()] if shown is None else []  # for the clock, and then to be shown: the page looks once
    own = _any_active(looked[0]) if shown is None else shown.active
    inner = f"_within {show.__module__}.{show.__qualname__}"
    active = own or state.get(inner, False)
    if around is not None:
        around.active.append(active)
    every = period(cached.registry().audience)

    def board() -> None:
        seen = looked.pop() if looked else see()
        change = period(cached.registry().audience) / every
        if own != _any_active(seen) or (active and not 1 / _NOTICEABLE < change < _NOTICEABLE):
            address.run_again()
        inside = _show_all(show, seen)
        _say_silence(seen)
        if inside != state.get(inner, False):
            state.put(**{inner: not state.get(inner, False)})
            address.run_again()

    again(board, every if active else None)


def _show_within(around: _Drawn, seen: Seen, show: Callable[[Seen], None]) -> None:
    """Show what is seen within what is drawn just now; where that is part of a page, as many containers deep as alone.

    A part in which something is active is run once more, with the page.
    """
    active = _any_active(seen)
    if not around.part:
        around.active.append(active)
        show(seen)
        _say_silence(seen)
        return
    if not active:
        with st.container(), st.container():
            active = _show_all(show, seen)
            _say_silence(seen)
    if active:
        state.put(**{around.part: True})
        address.run_again()


def _show_all(show: Callable[[Seen], None], seen: Seen) -> bool:
    """Show what is seen; whether any of what is followed within it is active."""
    drawn = _Drawn()
    with _drawing(drawn):
        show(seen)
    return any(drawn.active)


def _say_silence(seen: Active | Iterable[Active]) -> None:
    """Say, below what is shown, that a worker does not answer: of several works the same, so once."""
    said = (getattr(each, "silence", "") for each in (seen if isinstance(seen, Iterable) else (seen,)))
    if words := next(filter(None, said), ""):
        st.warning(words)


def _any_active(seen: Active | Iterable[Active]) -> bool:
    return any(each.active for each in seen) if isinstance(seen, Iterable) else seen.active
