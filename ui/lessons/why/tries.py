"""What to notice in the panel, and things to try with it: each ticks itself where it happens."""

from ui import state

FLIP = "*Flip it*: change pixels until your digit is read as another."
TEACH = "*Teach it*: cost the copy ten points of validation accuracy with a single digit, then take it back."
OPTIMISE = "*Be the optimiser*: beat the ten mean images by hand, as painted."


def done(what: str, now: bool) -> None:
    """Note that a task is done, if it is so now; it stays done."""
    state.achieved(what, now)


def tries() -> list[tuple[str, object]]:
    """The tasks, as `anatomy.notice_and_try` takes them."""
    return [(what, False) for what in (FLIP, TEACH, OPTIMISE)]


NOTICES = {
    "Evidence": "The strongest votes lie where the two digits differ, not where the ink is boldest.",
    "Teachers": "The loudest teachers are odd digits: the hard ones, which it went on learning from to the end. What "
    "they gave is exact; that it would be missing without them does not follow. Train again, and see.",
    "Flip it": "A few pixels that you would overlook are enough. The longer it was trained, the fewer it takes.",
    "Teach it": "One step that suits your digit spoils others. So training averages over many, in small steps.",
    "Time": "Nearly all digits change their answer within the first ten steps; after a hundred, few still do.",
}


def notice(view: object) -> str:
    """What to notice in a view of the panel; in the ledger for any other name."""
    return NOTICES.get(view if isinstance(view, str) else "", NOTICES["Evidence"])
