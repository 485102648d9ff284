"""What is said of painted templates: their score, why they lose, what descent makes of them; no Streamlit."""

import numpy as np

from mnist_core.arrays import SignedBytes
from mnist_core.data.dataset import Part
from mnist_core.why.optimiser import Mending, Score
from mnist_core.wording import counted
from mnist_core.work.work import Job


def painted(templates: SignedBytes, accuracy: float, others: dict[str, float], name: str) -> str:
    """Say how good painted templates are beside others, on the digits of the part of this name."""
    if not templates.any():
        return (
            "Nothing painted: all evidence is zero, and every digit is called a 0. Paint red where a digit has ink, "
            "then blue where it never has."
        )
    beaten = [name for name, value in others.items() if accuracy > value]
    return f"Your ten pictures read {100 * accuracy:.1f} % of the {name} digits rightly. " + (
        f"Beaten: {', '.join(beaten).replace('… mended', 'mean images mended')}."
        if beaten
        else "Under each picture: how many of its digits are read, and how many of all answers it takes."
    )


def why_paint_loses(templates: SignedBytes, mending: Mending, found: Score, part: Part, name: str) -> str:
    """Say which template takes most of a part's answers and why, and what mends it; "" where nothing is painted."""
    if not templates.any():
        return ""
    paint = templates.sum(axis=1, dtype=np.int64)
    top = int(found.answered.argmax())
    place = ("most", "second most", "third most")[min(2, int((paint > paint[top]).sum()))]
    takes = f"{100 * float(found.answered[top]):.1f} % of all answers"
    truly = f"{100 * float((part.labels == top).mean()):.1f} % of the {name} digits are {top}s"
    if mending is Mending.NONE:
        bold = f", with the {place} paint," if int((paint > paint[top]).sum()) < 3 else ""
        return (
            "Evidence adds up paint × ink: the more red a picture has, the more it gets from any digit. "
            f"{top}{bold} takes {takes}; {truly}. Subtract from each picture its mean."
        )
    if mending is Mending.ZERO_MEAN:
        return (
            f"Each picture adds up to zero now: ink as such speaks for none. Most are called {top}, {takes}; {truly}. "
            "Strong contrast still outshouts faint: a bias takes half its square from each."
        )
    return (
        "With a bias of −|w|²/2 each, the nearest picture has the most evidence, not the boldest. "
        f"Most are called {top}, {takes}; {truly}."
    )


def descent(job: Job, name: str) -> str:
    """Say what gradient descent makes of the paint, on the digits of the part of this name."""
    accuracy = job.arrays.get(f"{name}_accuracy", np.empty(0))
    if not len(accuracy):
        return "Gradient descent begins with your paint, mended so far and scaled to the evidence that errs least."
    first, last = 100 * float(accuracy[0]), 100 * float(accuracy[-1])
    steps = counted(int(job.arrays["steps"][-1]), "step")
    return f"From your **{first:.1f}&nbsp;%** to **{last:.1f}&nbsp;%** of the {name} digits after {steps}."
