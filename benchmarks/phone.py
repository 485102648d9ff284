"""A pupil's phone without a browser: it joins a room, draws for the wall, votes and guesses, as its page would."""

import contextlib
import json
import re
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import WebSocketException

from benchmarks.visitor import Visitor
from mnist_core.drawing.as_text import as_text
from mnist_core.drawing.beginnings import PREFILLED, as_drawing

PATIENCE = 240.0  # seconds
RESEND = 20.0  # seconds after which what was not acknowledged is sent again
GONE = (TimeoutError, WebSocketException, OSError)  # what comes of it where the server is no more
STROKES = [as_text(as_drawing(lines, 20, "#000000")) for lines in PREFILLED.values()]


class Phone:
    """A pupil's phone: what it has sent is kept until it is acknowledged, and the token over all.

    Attributes
    ----------
    place : its number, from which all that it draws follows
    seconds : by what it does, how long each answer took; None where nobody wants to know
    token : by which the room knows the pupil again; "" before it has joined
    told : what was acknowledged: a drawing's name → its label, and the model's answer
    """

    def __init__(self, place: int, seconds: dict[str, list[float]] | None = None) -> None:
        self.place, self.seconds = place, seconds
        self.does = "at once"  # under which name the seconds of what it does are kept
        self.token = ""
        self.told: dict[str, tuple[int, int]] = {}
        self._visitor: Visitor | None = None

    @property
    def visitor(self) -> Visitor:
        """The page that is open."""
        if self._visitor is None:
            raise RuntimeError("the phone has no page open")
        return self._visitor

    def open(self, url: str, code: str) -> None:
        """Open the room's page, and tell what the browser keeps."""
        self._visitor = Visitor(url).open(f"room?room={code}", PATIENCE)
        self._visitor.tell("keeper", "kept", self.token)

    def join(self) -> None:
        """Press Join, and keep what the room gives to be known again."""
        self.visitor.wait_for(lambda v: any(each.button.label == "Join" for each in v.elements("button")), PATIENCE)
        self._timed(lambda: self.visitor.press("Join"), lambda _: self._kept())
        self.token = str(self._kept())
        self.visitor.tell("keeper", "kept", self.token)

    def drawing(self, count: int) -> dict[str, Any]:
        """The message of one of its drawings, the same however often it is asked for."""
        strokes = STROKES[(self.place + count) % len(STROKES)]
        return {"id": f"{self.place:08x}{count:08x}", "label": (self.place + 3 * count) % 10, "strokes": strokes}

    def send(self, count: int, *, moves: bool = False) -> bool:
        """Send a drawing until it is acknowledged, as sheet.js does.

        Parameters
        ----------
        count : which of its drawings
        moves : whether the class may go on meanwhile: then it waits on the phone, as False says, to be sent again
        """
        message = self.drawing(count)
        if not moves:
            self.wait_for_sheet()
        said = self._until(
            lambda: self.visitor.tell("sheet", "sent", message),
            lambda _: self.done(message["id"]),
            "sheet" if moves else "",
        )
        if said is not None:
            found = re.match(r"On the wall: the model says (\d)", said)
            assert found, said
            self.told[message["id"]] = (message["label"], int(found[1]))
        return said is not None

    def wait_for_sheet(self) -> None:
        """Wait until there is a sheet to draw on."""
        self.visitor.wait_for(lambda v: v.component("sheet"), PATIENCE)

    def done(self, name: str) -> Any:
        """What the sheet is told of a drawing that is on the wall; None as long as it is not."""
        found = (self._told_to("sheet") or {"answers": {}})["answers"].get(name, {})
        assert "refused" not in found, found
        return found.get("done")

    def vote(self, number: int, turn: int, choice: int, *, moves: bool = False) -> bool:
        """Vote in a round's turn; whether it was acknowledged before the class went on, where it may."""
        if not moves:
            self.visitor.wait_for(lambda _: self._asked("turn") == turn, PATIENCE)
        message = {"round": number, "turn": turn, "choice": choice}
        send = lambda: self.visitor.tell("vote", "vote", message)  # noqa: E731
        own = lambda _: (self._asked("own") or [None] * 2)[turn - 1] == choice or None  # noqa: E731
        return self._until(send, own, "vote" if moves else "") is not None

    def asked(self) -> dict[str, Any] | None:
        """The round whose votes are taken now; None where there is none."""
        told = self._told_to("vote")
        return told if told and told["turn"] else None

    def guess(self, value: float) -> bool:
        """Guess at what the lesson's page asks for; whether it was told the truth before the class went on."""
        told = lambda _: (self._told_to("foresee") or {}).get("told")  # noqa: E731
        return self._until(lambda: self.visitor.tell("foresee", "guess", value), told, "foresee") is not None

    def foresees(self) -> dict[str, Any] | None:
        """What is to be foreseen on the lesson's page now; None where nothing is."""
        told = self._told_to("foresee")
        return told if told and told["told"] is None else None

    def close(self) -> None:
        """Put the phone away."""
        if self._visitor is not None:
            with contextlib.suppress(*GONE):
                self._visitor.close()

    def _kept(self) -> Any:
        return (self._told_to("keeper") or {}).get("put")

    def _asked(self, name: str) -> Any:
        return (self._told_to("vote") or {}).get(name)

    def _told_to(self, component: str) -> dict[str, Any] | None:
        found = self.visitor.component(component)
        return None if found is None else dict(json.loads(found.json))

    def _until(self, send: Callable[[], None], done: Callable[[Visitor], Any], within: str) -> Any:
        """Send until it is done; where a component is named, None if that is gone before."""

        def is_gone() -> bool:
            return bool(within) and self.visitor.component(within) is None

        def over(visitor: Visitor) -> Any:
            found = done(visitor)
            return (found,) if found is not None or is_gone() else None

        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_gone():
                return None
            with contextlib.suppress(TimeoutError, LookupError):  # of a part that is just being drawn anew
                return self._timed(send, over, RESEND)[0]
            if self.visitor.is_closed:
                raise TimeoutError("the server is gone")
        raise TimeoutError("never acknowledged")

    def _timed(self, send: Callable[[], None], done: Callable[[Visitor], Any], timeout: float = PATIENCE) -> Any:
        known, before = done(self.visitor), time.monotonic()
        send()
        found = self.visitor.wait_for(done, timeout)
        if not known and self.seconds is not None:  # what is acknowledged already is no answer to this
            self.seconds[self.does].append(time.monotonic() - before)
        return found
