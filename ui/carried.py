"""The drawing in the address, so that a reload and Back keep it and a link shows it to others."""

from mnist_core.drawing import as_text
from ui import address, paper, state
from ui.paper import Paper

NAME = "strokes"
_WRITTEN, _KEPT = "_strokes_written", 100


def take_up(colour: str) -> None:
    """Lay the drawing that the address brings over the sheet, unless it is one that this visitor drew here.

    A browser asks for the next run before it has heard of the address of the last: what it then asks for is old.
    """
    found = address.values(NAME)
    if not found or found[0] in state.get(_WRITTEN, ()):
        return
    lines = as_text.lines_of(found[0]) if len(found) == 1 else None
    if lines is None:
        address.refuse(NAME)
        return
    drawing = as_text.as_drawing(lines, colour)
    paper.lay(drawing)
    _note(drawing["objects"], found[0])


def put(sheet: Paper) -> None:
    """Have the address carry what is on the sheet; where that is too much, it carries nothing."""
    objects = (sheet.held or {}).get("objects", [])
    text = state.kept_for(NAME, objects)
    if text is None:
        text = as_text.as_text(sheet.held)
        _note(objects, text)
    if address.values(NAME) != [text]:
        address.write(NAME, text)


def is_too_long(sheet: Paper) -> bool:
    """Whether there is more on the sheet than an address carries."""
    objects = (sheet.held or {}).get("objects", [])
    return bool(objects) and state.kept_for(NAME, objects) == ""


def _note(objects: list[object], text: str) -> None:
    """Remember how the address names these lines, and that it was from here."""
    state.keep_for(NAME, objects, text)
    state.put(**{_WRITTEN: [*state.get(_WRITTEN, ()), text][-_KEPT:]})
