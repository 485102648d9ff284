"""What the exam says, in sentences and in symbols with live numbers; no Streamlit, so that it can be tested alone."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mnist_core.arrays import Flags, Float64s, Floats, Int64s
from mnist_core.exam import confusion
from mnist_core.exam.calibration import Reliability
from mnist_core.exam.exam import Exam
from mnist_core.exam.intervals import Z, wilson
from mnist_core.softmax.account import Account
from ui import words
from ui.printed import fewest

# What to notice in each view, and what to try there.
NOTICES = {
    "Sealed": [
        "Train digits teach, validation digits help to choose, test digits measure what was chosen.",
        "The validation mark is a little too good as soon as one has chosen by it: the best of many is lucky, too.",
        "So it is with the test set: it measures only while nothing was chosen by it.",
    ],
    "Guess first": [
        "You see the digit; it sees 784 numbers. Where do your guess and its answer part?",
        "Its easy digits are not always yours: a tidy 5 can be hard, an ugly 0 easy.",
        "Some classes are read far better than others. Guess the 5s alone.",
    ],
    "By hand": [
        "The largest share may be small: argmax only asks which one is largest.",
        "A 49&nbsp;% and a 99&nbsp;% count the same: accuracy forgets how sure an answer was.",
        "Four digits give only five possible marks: 0, 25, 50, 75 or 100&nbsp;%.",
    ],
    "Luck": [
        "On 100 digits a mark three points too good is common. The interval says so beforehand.",
        "The band narrows with the square root of n: a hundred times the digits, a tenth of the width.",
        "Even the whole exam leaves a range: about a point for 10,000 digits.",
    ],
    "Mix-ups": [
        "A row is what the digits *are*, a column what they are *called*. Off the diagonal lie the mistakes.",
        "4 and 9, 7 and 9, 5 and 3: it mixes up what shares its ink.",
        "High recall with low precision means an answer that is given too freely.",
    ],
    "Any digit": [
        "Point at a class to see which pixels voted for and against it.",
        "A mistake is often a close race: compare the two largest evidences.",
        "Where it is wrong and sure, look for a stroke that its template does not expect.",
    ],
    "How sure": [
        "A bar on the dashed line means: 80&nbsp;% sure, right in 80 of 100 cases.",
        "Most answers crowd into the last bin: it is sure of most digits, and rightly so.",
        "Bins with few answers have long whiskers. More bins, more noise.",
    ],
    "Not a digit": [
        "A blank is decided by the biases alone. It is a fair *don't know* only by accident.",
        "It never saw a letter: that is *out of distribution*. It has to answer all the same, and often sounds sure.",
        "Calibrated on digits is not the same as knowing what it does not know.",
    ],
    "On paper": [
        "Where one digit inks a square about as often as the other, it says little or 0: only differences count.",
        "A weight has one of seven values, and that does. Most of what is learned is *where* to look, not how much.",
        "Print one sheet for each of the class: no two hold the same digits, so together you sit the whole exam.",
    ],
}
TRIES = {
    "Guess first": {"foreseen": "Foresee a mistake: guess a wrong answer that it really gives."},
    "Luck": {"lucky": "Find a lucky exam: the first n digits on which it looks two points too good."},
    "Mix-ups": {"commonest": "Open its commonest mistake."},
    "Not a digit": {"sure": "Find something that is no digit and gets more than 95&nbsp;%."},
    "On paper": {"added": "Add one digit up by hand, and type its sum."},
}

WHY_THAT_MANY = (
    "Why not all? It weighs ink place by place: who writes a digit in another place, or another way, writes it another."
)

Guesses = Iterable[tuple[float, float]]


def as_python(values: NDArray[np.generic]) -> str:
    """Write an array as the list that Python prints."""
    return str(values.tolist())


def told(guess: int | None, answer: int, label: int, probability: float) -> str:
    """Say what came of a guess, or what is answered where none was made."""
    foreseen = "" if guess is None else "You foresaw it. " if guess == answer else f"You said {guess}. "
    sure = f"with {words.hedged(probability)}"
    if answer == label:
        return f"{foreseen}It answers {answer}, {sure}, and is right."
    return f"{foreseen}It answers {answer}, {sure}; the label says {label}: wrong."


def score(guesses: Guesses) -> str:
    """Say how many answers were guessed."""
    found = list(guesses)
    if not found:
        return "Nothing guessed yet. About half of the digits that come are answered wrongly."
    hits = sum(guess == truth for guess, truth in found)
    return f"Your score: **{hits} of {len(found)}** answers guessed."


def distance(guesses: Guesses) -> str:
    """Say how far the guessed accuracies were off."""
    found = list(guesses)
    if not found:
        return "Guess before you know."
    off = sum(abs(guess - truth) for guess, truth in found) / len(found)
    return (
        f"Your score: **{off:.1f} points** off on average, in {len(found)} {'guess' if len(found) == 1 else 'guesses'}."
    )


def marking(answers: Int64s, labels: Int64s, exam: Exam) -> str:
    """The marking of a few digits and of all of them, line by line as Python would print it."""
    right = answers == labels
    return (
        f">>> answers = probabilities.argmax(axis=1)\n{as_python(answers)}\n"
        f">>> labels\n{as_python(labels)}\n"
        f">>> right = answers == labels\n{as_python(right)}\n"
        f">>> right.mean()\n{right.mean():g}\n"
        f">>> # and for all {len(exam):,} test digits: {exam.right.sum():,} right\n{exam.accuracy:.4f}"
    )


def mean_formula(right: Flags) -> str:
    """The accuracy of a few digits as the mean of noughts and ones, in LaTeX."""
    terms = " + ".join(str(int(each)) for each in right)
    return rf"\text{{accuracy}} = \frac{{1}}{{{len(right)}}} \, ({terms}) = {right.mean():g}"


def argmax_formula(probabilities: Float64s | None) -> str:
    """The answer as the class of the largest share, in LaTeX; without numbers while they are to be guessed."""
    if probabilities is None:
        return r"\text{answer} = \operatorname{arg\,max}_k \; p_k"
    listed = ",\\; ".join(f"{probability:.2f}" for probability in probabilities)
    return rf"\text{{answer}} = \operatorname{{arg\,max}} \, ({listed}) = {int(probabilities.argmax())}"


def interval(right: Flags, which: str) -> str:
    """Say how many of these answers are right, and between what the truth plausibly lies."""
    low, high = wilson(right.sum(), len(right))
    return (
        f"**{which}**: {right.sum():,} right, **{words.percent(float(right.mean()))}**. "
        f"Plausible: {words.percent(float(low), 1)} to {words.percent(float(high), 1)}."
    )


def others(marks: Floats, reached: float, size: int) -> str:
    """Say how other exams of this length ended."""
    low, high = np.quantile(marks, [0.025, 0.975])
    if low == high:
        return f"With all {size:,} there is only one exam to draw."
    return (
        f"**{len(marks):,} other exams** of {size:,} digits: most end between {words.percent(float(low), 1)} and "
        f"{words.percent(float(high), 1)}; {words.percent(reached, 1)} reach the mark of the first {size:,} by chance."
    )


def wilson_formula(right: Flags) -> str:
    """Wilson's interval with its live numbers, in LaTeX."""
    n = len(right)
    low, high = wilson(right.sum(), n)
    shown = f"{low:.4f} {high:.4f}"

    def gives_both_ends(a: str, z: str) -> bool:
        return "{:.4f} {:.4f}".format(*wilson(float(a) * n, n, float(z))) == shown

    digits = fewest(lambda digits: gives_both_ends(f"{right.mean():.{digits}f}", str(Z)), 4)
    a = f"{right.mean():.{digits}f}"
    z = f"{Z:.{fewest(lambda digits: gives_both_ends(a, f'{Z:.{digits}f}'), 2)}f}"
    return (
        r"\frac{a + \frac{z^2}{2n} \pm z\sqrt{\frac{a(1-a)}{n} + \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}"
        rf"\;\Bigg|_{{\,a = {a},\; n = {words.grouped(n)},\; z = {z}}} = {low:.4f} \;\ldots\; {high:.4f}"
    )


def margins_formula(matrix: Int64s, label: int, answer: int) -> str:
    """The recall of a label and the precision of an answer with their counts, in LaTeX."""
    found, given = (words.grouped(int(matrix[k, k])) for k in (label, answer))
    labelled, answered = (words.grouped(int(each)) for each in (matrix[label].sum(), matrix[:, answer].sum()))
    return (
        rf"\text{{recall}}_{{{label}}} = \frac{{{found}}}{{{labelled}}} = "
        rf"{_number(confusion.recall(matrix)[label])} \qquad "
        rf"\text{{precision}}_{{{answer}}} = \frac{{{given}}}{{{answered}}} = "
        rf"{_number(confusion.precision(matrix)[answer])}"
    )


def calibration(found: Reliability) -> str:
    """Say what the reliability diagram comes to."""
    gap = found.accuracy - found.confidence
    held = np.where(found.counts > 0, found.counts, 0)
    lean = float(np.nansum(held * gap) / held.sum())
    tendency = "more often right than it says" if lean > 0 else "less often right than it says"
    return (
        f"On average it is {100 * found.error:.1f} points off: the expected calibration error. "
        f"All in all it is {tendency}, by {abs(100 * lean):.1f} points."
    )


def reliability(found: Reliability) -> str:
    """Say the reliability diagram to those who cannot see it."""
    bins = zip(found.edges[:-1], found.edges[1:], found.accuracy, found.counts, strict=True)
    told = (f"{100 * low:.0f} to {100 * high:.0f} %: {100 * right:.0f} % of {n:,}" for low, high, right, n in bins if n)
    return "Right answers by confidence: " + ", ".join(told)


def fullest(found: Reliability) -> str:
    """Say how sure and how right the answers of the fullest bin are."""
    b = int(found.counts.argmax())
    return (
        f"In the fullest bin, with {found.counts[b]:,} answers, it says {words.percent(float(found.confidence[b]), 1)} "
        f"and is right in {words.percent(float(found.accuracy[b]), 1)}."
    )


def calibration_formula(found: Reliability) -> str:
    """The expected calibration error with the numbers of its fullest bin, in LaTeX."""
    b = int(found.counts.argmax())
    part = rf"\tfrac{{{words.grouped(found.counts[b])}}}{{{words.grouped(found.counts.sum())}}}"
    term = rf"{part} \, |{found.accuracy[b]:.3f} - {found.confidence[b]:.3f}|"
    return (
        r"\text{ECE} = \sum_b \tfrac{n_b}{N} \, |\,\text{right}_b - \text{confidence}_b| = "
        rf"\cdots + {term} = {found.error:.4f}"
    )


def strange_answer(digit: Account) -> str:
    """Say what the model answers to what is no digit."""
    sure = words.hedged(float(digit.probabilities[digit.answer]))
    if not digit.image.any():
        return f"No ink: only the biases vote, for {digit.answer} with {sure}."
    return f"No digit, yet it answers {digit.answer}, with {sure}."


def crowd(confidence: Floats) -> str:
    """Say how many of many pictures that are no digits are answered with much confidence."""
    if len(confidence) == 1:
        return "There is but one blank, and one answer to it."
    return (
        f"Of {len(confidence)} such pictures, {words.percent(float(np.mean(confidence > 0.9)), 1)} are answered with "
        f"more than 90&nbsp;%. Half of them get {words.percent(float(np.median(confidence)), 1)} or more."
    )


def _number(value: float) -> str:
    return r"\text{–}" if np.isnan(value) else f"{value:.3f}"
