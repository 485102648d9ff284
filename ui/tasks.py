"""What a visitor has done of a page's tasks: what was so when it was opened, or a preset set, does not count."""

from collections.abc import Iterable

from ui import state


def begin_anew() -> None:
    """Note in the callback of a preset that the page begins anew: what is so then is nobody's doing."""
    state.keep_for("as_found", state.page(), {})


def act() -> None:
    """Note in a callback that what a view will show next is the visitor's own doing, though it is not shown yet."""
    state.set_aside("act", True)


def tried(tasks: Iterable[tuple[str, object]]) -> list[str]:
    """Say of each task whether the visitor has "done" it in this session, found it "so" already, or neither: "".

    What is so when it can first be told, after its page was opened or begun anew from a preset, is as it was found.
    It counts once it has been otherwise, or is so by something else.

    Parameters
    ----------
    tasks : each with what fulfils it at this moment, such as True or the number of a digit; what is false where nothing
        does, and None where that cannot be told yet, or not where the visitor is
    """
    as_found: dict[str, object] = state.kept_for("as_found", state.page(), {})
    state.keep_for("as_found", state.page(), as_found)  # kept for this page alone, so another is found anew
    acted = state.take("act", False)
    found = []
    for what, by in tasks:
        if by is not None and (not by or acted):
            as_found[what] = False
        so = bool(by) and as_found.setdefault(what, by) == by
        found.append("done" if state.achieved(what, bool(by) and not so) else "so" if so else "")
    return found
