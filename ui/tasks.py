"""What a visitor has done of a page's tasks: what was so when it was opened, or a preset set, does not count."""

from collections.abc import Iterable
from dataclasses import dataclass

from ui import state


@dataclass(frozen=True)
class Others:
    """What fulfils a task by another's doing: a link asked for it, and a classmate trained it."""

    by: object


def theirs(tasks: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    """The tasks, with all that fulfils them as another's doing."""
    return [(what, by and Others(by)) for what, by in tasks]


def begin_anew() -> None:
    """Note in the callback of a preset that the page begins anew: what is so then is nobody's doing."""
    state.keep_for("as_found", state.page(), {})


def judged_by(model: object) -> None:
    """Note which model the page asks: with another one it begins anew, so what that one makes so is nobody's doing."""
    if state.kept_for("judged_by", state.page()) != model:
        state.keep_for("judged_by", state.page(), model)
        begin_anew()


def while_trained(tasks: Iterable[tuple[str, object]], model: object, given: object) -> list[tuple[str, object]]:
    """The tasks on what a model is given while it is trained: untold until the visitor gives it something else.

    What it is given was there when the model was chosen; the training alone, be it a classmate's, may make more of it.
    """
    found = state.kept_for("given", model)
    if found is None:
        state.keep_for("given", model, given)
    if found in (None, given):
        return [(what, None) for what, _ in tasks]
    act()
    return list(tasks)


def act() -> None:
    """Note in a callback that what a view will show next is the visitor's own doing, though it is not shown yet."""
    state.set_aside("act", True)


def find(tasks: Iterable[tuple[str, object]]) -> None:
    """Note how a page's tasks are found where nothing is told of them yet: what becomes so then is the visitor's doing.

    Of those that cannot be told yet, with None, nothing is noted.
    """
    as_found = _as_found()
    for what, by in tasks:
        if by is not None:
            as_found.setdefault(what, by or False)


def tried(tasks: Iterable[tuple[str, object]]) -> list[str]:
    """Say of each task whether the visitor has "done" it in this session, found it "so" already, or neither: "".

    What is so when it can first be told, after its page was opened or begun anew from a preset, is as it was found.
    It counts once it has been otherwise, or is so by something else, and never by another's doing.

    Parameters
    ----------
    tasks : each with what fulfils it at this moment, such as True or the number of a digit, or `Others` around it; what
        is false where nothing does, and None where that cannot be told yet, or not where the visitor is
    """
    as_found = _as_found()
    acted = state.take("act", False)
    found = []
    for what, by in tasks:
        if by is not None and (not by or acted or isinstance(by, Others)):
            as_found[what] = by if isinstance(by, Others) else False
        so = bool(by) and as_found.setdefault(what, by) == by
        found.append("done" if state.achieved(what, bool(by) and not so) else "so" if so else "")
    return found


def _as_found() -> dict[str, object]:
    """What fulfilled each of the page's tasks when it was found; kept for this page alone, so another is found anew."""
    found: dict[str, object] = state.kept_for("as_found", state.page(), {})
    state.keep_for("as_found", state.page(), found)
    return found
