"""What the ending says, with the visitor's own numbers; no Streamlit, so that it can be tested alone."""

from collections.abc import Sequence

import numpy as np

from mnist_core.exam.exam import Exam
from mnist_core.softmax.account import Account
from mnist_core.softmax.regression import cross_entropy
from mnist_core.take_away.opened import ModelFile
from mnist_core.training.run import Snapshot
from mnist_core.wording import counted
from ui import words
from ui.printed import price
from ui.words import hedged


def pixels(digit: Account) -> str:
    """What the digit is to the model."""
    inked = int((digit.image > 0).sum())
    return (
        f"**It is 784 numbers.** {inked} of them are above 0, where there is ink; which pixel lies beside which, the "
        "model never knew."
    )


def shares(digit: Account, label: int) -> str:
    """What the model makes of it, and its price."""
    share = float(digit.probabilities[label])
    cost = price(share, cross_entropy(label, digit.evidence))
    given = f"Its label, {label}, was given a share of {hedged(share)}: the answer costs {cost}."
    if digit.is_tie:
        return f"**Ten sums tie.** Nothing is learned yet, so every class has a share of 0.1. {given}"
    return (
        "**Ten sums, made into shares.** Every pixel's ink times its weight, added up with a bias, is the evidence of "
        f"a class; softmax made it shares, and the largest, {digit.answer}'s, is the answer. {given}"
    )


def learning(run: Snapshot) -> str:
    """What the training did."""
    history = run.history
    if isinstance(run.config, ModelFile):
        return (
            "**7,850 numbers, found by gradient descent or otherwise.** The file holds these and nothing of how they "
            "were trained. Red is ink that speaks for a digit, blue ink against it."
        )
    if not len(history):
        return "**Nothing is learned yet.** All 7,850 numbers are zero."
    first, last = (f"{loss:.4f}" for loss in history.train_loss[[0, -1]])
    rose = history.train_loss[-1] > history.train_loss[0]
    moved = "moved too far" if rose else "moved downhill"
    how = "rose" if rose else "fell"
    came = f"stayed at {first}" if first == last else f"{how} from {first} to {last}"
    if not np.isfinite(history.train_loss[-1]):
        moved, came = "moved too far", f"began at {first} and is no number any more"
    return (
        f"**7,850 numbers, {moved} {counted(run.step, 'time')}.** {words.recipe(run.config)} The mean loss on its "
        f"train digits {came}. Red is ink that speaks for a digit, blue ink against it."
    )


def marks(exam: Exam, shown: int, *, unseen: bool) -> str:
    """How good it is, and on what that rests; then come its surest mistakes, so many at most.

    `unseen` : whether it is known that it was trained on none of the test digits
    """
    wrong = int((~exam.right).sum())
    never = ", none of which it had seen," if unseen else ""
    mark = f"{len(exam) - wrong:,}, {words.percent(exam.accuracy)}"
    read = f"**Its exam.** Of {len(exam):,} test digits{never} it reads {mark}"
    if not wrong:
        return f"{read}: none is misread."
    if wrong <= shown:
        return f"{read}, and misreads {'this one' if wrong == 1 else f'these {wrong}'}:"
    return f"{read}, and misreads {wrong:,}. The {shown} of these that it is surest of:"


OF_FILE = (
    "This story is told of the model that you opened. Close it, where it was opened, to read that of your own run."
)


SEALED = "**Its exam** is sealed: you have not opened it for this run. Lesson 6 says why it is opened once, and last."


def mistake(answer: int, label: int, share: float) -> tuple[str, str]:
    """The two lines below a mistake."""
    return f"labelled {label}", f"read as {answer}, {words.hedged(share)}"


def guesses(found: Sequence[tuple[float, float]]) -> str:
    """How near the visitor's guesses of a mark came, in percentage points."""
    if not found:
        return ""
    off = [abs(guess - truth) for guess, truth in found]
    return f"You guessed {counted(len(found), 'mark')}; the nearest was {min(off):.1f} percentage points off."


def walked(done: int, stops: int) -> str:
    """What the visitor did on the walk; nothing to who did not take it."""
    return f"You did what was to be done at {done} of {stops} stops of the walk." if done else ""


SUM = (
    "**And that is all it is.** A digit became numbers; numbers times weights became evidence; softmax made shares of "
    "it; the loss priced them; the slope said which way was down, and steps, small ones and many, draw ten "
    "templates. It reads what lies where its train digits lay. What it cannot do needs another model, not more steps."
)
