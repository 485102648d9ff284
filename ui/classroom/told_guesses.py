"""What a class foresees in a lesson, in the form of a round of one vote: for the projector, and for the teacher."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from mnist_core.classroom import guesses
from mnist_core.classroom.guesses import Guesses


def told(now: Guesses) -> dict[str, Any]:
    """The guesses as they are told the projector; what they were, and the truth, only once they are shown."""
    asked, is_shown = now.asked, now.is_shown and now.values is not None
    bars = guesses.bars(asked)
    return {
        "id": f"guess {now.id}",
        "stage": "shown" if is_shown else "first",
        "text": asked.text,
        "choices": list(bars),
        "picture": "",
        "voted": [now.guessed, 0],
        "votes": [list(guesses.tally(asked, now.values or ())), [0] * len(bars)] if is_shown else None,
        "right": guesses.bar_of(asked, asked.truth) if is_shown else None,
        "answer": asked.answer if is_shown else "",
        "spread": spread(now) if is_shown else "",
        "why": asked.why if is_shown else "",
    }


def spread(now: Guesses) -> str:
    """In words, from where to where numbers that were guessed reach; "" for answers, and where too few have guessed."""
    asked, values = now.asked, now.values or ()
    if asked.choices or len(values) < 2:
        return ""
    places = guesses.decimals(asked.step)
    least, most = (f"{each:.{places}f}" for each in (values[0], values[-1]))
    middle = _middle(values, places)
    return f"From {least} to {most}{asked.unit}; the median is {middle}{asked.unit}."


def _middle(values: Sequence[float], places: int) -> str:
    """The median; halfway between the two in the middle of an even number, to one place more where it takes that."""
    exact = f"{median(values):.{places + 1}f}"
    return exact if not exact.endswith("0") else f"{median(values):.{places}f}"
