"""The paper on the canvas: what a sheet began with, what is on it, and what a visitor drew last on any."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ui import state

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
    """

    number: int = 0
    first: Strokes | None = None
    held: Strokes | None = None
    ink: str = ""
    last: Strokes | None = None

    @property
    def key(self) -> str:
        """The key of the canvas that shows this sheet."""
        return f"canvas-{self.number}"

    def fresh(self, strokes: Strokes | None = None) -> "Paper":
        """The next sheet, blank or with a drawing to begin with."""
        return replace(self, number=self.number + 1, first=strokes, held=strokes)

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


def now() -> Paper:
    """The paper of this visitor's canvas."""
    found: Paper = state.get("_paper", Paper())
    return found


def keep(paper: Paper) -> Paper:
    """Have the canvas show this paper from now on."""
    state.put(_paper=paper)
    return paper


def lay(strokes: Strokes | None = None) -> None:
    """Lay a fresh sheet on the canvas, blank or with a drawing to begin with."""
    keep(now().fresh(strokes))


def last_drawing() -> Strokes | None:
    """The strokes that this visitor drew last, or None."""
    canvas = state.get(now().key)
    drawing = canvas.get("drawing") if isinstance(canvas, Mapping) else None
    if isinstance(drawing, Mapping):
        keep(now().holding(drawing.get("raw")))
    return now().last
