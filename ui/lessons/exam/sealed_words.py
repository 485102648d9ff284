"""What is said of the exam before it is opened; no Streamlit, so that it can be tested alone."""

from collections.abc import Sequence

from mnist_core.arrays import Flags
from ui import words


def reason(right: Flags, size: int, *, broken: bool) -> str:
    """Say what the practice exam says of a model, and why the exam itself is opened once, or was, where `broken`."""
    state = "was opened" if broken else "is sealed"
    return (
        f"**The exam {state}.** No run was trained on its {size:,} test digits, and none is to be chosen by them: "
        f"knobs, grids and tasks go by the {len(right):,} validation digits, the practice exam. There this model reads "
        f"{right.sum():,}, **{words.percent(float(right.mean()))}**. Single test digits serve as examples in other "
        "lessons; what share of them is read rightly is told only from here on.\n\n"
        "Whoever looks at the mark, turns a knob and looks again is choosing by the exam. The best of many looks is "
        "partly luck, and no digits are left to measure how much. So choose first, by validation; then open it, once."
    )


def opened(names: Sequence[str], this: bool) -> str:
    """Say for which runs the exam was opened, and what that means for the one that is chosen."""
    if not names:
        return "**Looked at so far:** nothing. A link to one of its questions, or pressing one above, opens it, too."
    listed = "\n".join(f"- {name}" for name in names)
    told = (
        "This run is among them: you know its mark."
        if this
        else "Not for this run: its exam stays sealed until you open it, and that is another look."
    )
    more = "" if len(names) == 1 else " Between them it can no longer choose for you; validation can."
    return f"**Looked at so far**, for\n\n{listed}\n\n{told}{more}"


def opened_again(count: int) -> str:
    """Say that the exam has been opened for several runs."""
    return f"You have opened the exam for {count} runs. To choose between them, go by validation: this only measures."


def practice_formula(right: Flags) -> str:
    """The accuracy on the validation digits as the fraction that it is, in LaTeX."""
    found, total = (words.grouped(int(each)) for each in (right.sum(), len(right)))
    return rf"\text{{validation accuracy}} = \frac{{{found}}}{{{total}}} = {right.mean():.4f}"
