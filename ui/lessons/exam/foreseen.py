"""What is to be foreseen of the exam: which two digits are mixed up most."""

from functools import partial

from mnist_core.exam import confusion
from mnist_core.exam.exam import Exam
from mnist_core.wording import a_digit
from ui.foresee import Foreseen

# Mistakes that seem likely: label and answer.
LIKELY = ((1, 7), (3, 8), (4, 9), (5, 6), (6, 0))


def question(view: str, exam: Exam) -> Foreseen | None:
    """The commonest mistake, before the table that counts them; nothing before the other views."""
    if view != "Mix-ups":
        return None
    commonest = confusion.most_confused(confusion.confusion_matrix(exam.labels, exam.answers))
    pairs = sorted({*LIKELY, commonest})
    return Foreseen(
        "mix-up",
        f"Of {len(exam):,} test digits some are read as another. Which mistake does the model make most often?",
        tuple(f"{a_digit(label)} read as {answer}" for label, answer in pairs),
        partial(pairs.index, commonest),
        "Why these two? It weighs ink place by place: press the cell, and look at what the two have in common there.",
        ("label", "answer", "show", "page"),
    )
