"""The paper on the canvas: what a sheet began with, what is on it, and what a visitor drew last on any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mnist_core.drawing.doubts import Doubt, doubt_of_strokes
from mnist_core.drawing.strokes import Sheet, freehand_lines, sheets_from_strokes
from ui import state

SIDE = 280  # of the canvas, in pixels
Strokes = dict[str, Any]  # a drawing as the canvas describes it: its lines are "objects"


@dataclass(frozen=True)
class Paper:
    """The sheet that a visitor's canvas shows.

    Attributes
    ----------
    number : counts the sheets; it is part of the canvas's key, since only another key clears the canvas
    first : what the sheet began with, or None if it was blank; while it is the same sheet, this must not change
    held : what is on it now
    ink : the colour of its pen, "" before it was ever shown
    last : the last drawing on any sheet that was not blank
    under : what was on the sheet before this one was laid over it, which Undo comes back to, or None
    begun : how many lines this one then had
    """

    number: int = 0
    first: Strokes | None = None
    held: Strokes | None = None
    ink: str = ""
    last: Strokes | None = None
    under: Strokes | None = None
    begun: int = 0

    @property
    def key(self) -> str:
        """The key of the canvas that shows this sheet."""
        return f"canvas-{self.number}"

    def fresh(self, strokes: Strokes | None = None) -> "Paper":
        """The next sheet, blank or with a drawing to begin with."""
        return replace(self, number=self.number + 1, first=strokes, held=strokes)

    def over(self, strokes: Strokes | None) -> "Paper":
        """A fresh sheet with another drawing, or blank, over what is on this one: nothing drawn is lost."""
        under = self.held if _lines(self.held) else self.under
        last = strokes if _lines(strokes) else self.last  # the canvas that would tell of it may be on another page
        return replace(self.fresh(strokes), under=under, begun=len(_lines(strokes)), last=last)

    def undone(self) -> "Paper":
        """A fresh sheet without the last line; where none was drawn since it was laid over another, that one again."""
        lines = _lines(self.held)
        if self.under is not None and len(lines) <= self.begun:
            return replace(self.fresh(self.under), under=None, begun=0)
        return self.fresh({**(self.held or {}), "objects": lines[:-1]})

    @property
    def has_own_lines(self) -> bool:
        """Whether there are lines on it that were drawn since it was laid, and not only what it began with."""
        return len(_lines(self.held)) > self.begun

    @property
    def can_undo(self) -> bool:
        """Whether there is a line, or another sheet, to come back to."""
        return bool(_lines(self.held)) or self.under is not None

    def holding(self, strokes: object) -> "Paper":
        """The same sheet with what the canvas says is on it."""
        objects = strokes.get("objects") if isinstance(strokes, Mapping) else None
        held = dict(strokes) if isinstance(strokes, Mapping) and isinstance(objects, list) else None
        return replace(self, held=held, last=held if objects else self.last)

    def in_ink(self, colour: str, *, shown: bool) -> "Paper":
        """The sheet as it is to be shown in this colour; `shown` where the canvas still has it.

        Streamlit drops the canvas with the page that shows it, and of another theme the ink would not be seen: then
        what was on it is put on a fresh sheet.
        """
        sheet = replace(self, ink=colour)
        if not self.held or (self.ink in ("", colour) and shown):
            return sheet
        objects = [{**line, "stroke": colour} if isinstance(line, dict) else line for line in self.held["objects"]]
        return sheet.fresh({**self.held, "objects": objects})


def _lines(strokes: Strokes | None) -> list[Any]:
    return list(strokes["objects"]) if strokes else []


@dataclass(frozen=True)
class Drawn:
    """What is on a sheet.

    Attributes
    ----------
    sheet : as its pen drew it
    evened : the same with lines as wide as MNIST's, where the strokes are known
    doubt : why it is no digit, if so
    """

    sheet: Sheet
    evened: Sheet | None = None
    doubt: Doubt | None = None


def painted(drawing: Strokes) -> Drawn:
    """What a drawing is, painted with all that can be read of it; ValueError where `check` has one."""
    sheet, evened = sheets_from_strokes(drawing, SIDE, SIDE)
    return Drawn(sheet, evened, doubt_of_strokes(drawing, evened.ink))


def check(drawing: Strokes) -> Strokes:
    """Give a drawing back, which the canvas describes so; ValueError where it can be no drawing."""
    freehand_lines(drawing)
    return drawing


def now() -> Paper:
    """The paper of this visitor's canvas."""
    found: Paper = state.get("_paper", Paper())
    return found


def keep(paper: Paper) -> Paper:
    """Have the canvas show this paper from now on."""
    state.put(_paper=paper)
    return paper


def lay(strokes: Strokes | None = None) -> None:
    """Lay a fresh sheet over the canvas's, blank or with a drawing to begin with."""
    keep(now().over(strokes))


def undo() -> None:
    """Take back the last line, or the sheet that was laid over another."""
    keep(now().undone())


def last_drawing() -> Strokes | None:
    """The strokes that this visitor drew last, or None."""
    canvas = state.get(now().key)
    drawing = canvas.get("drawing") if isinstance(canvas, Mapping) else None
    if isinstance(drawing, Mapping):
        keep(now().holding(drawing.get("raw")))
    return now().last
