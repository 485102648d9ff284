"""What the drawing lesson says about why; no Streamlit, so that it can be tested alone."""

import numpy as np

from mnist_core.arrays import Float64s, Floats, Int64s, Integers
from mnist_core.training.config import TrainingConfig
from mnist_core.why.ledger import Basis, Entry, Ledger
from mnist_core.why.smallest_change import Change
from mnist_core.why.teachers import Influence
from mnist_core.wording import a_digit, counted
from mnist_core.work.work import Job
from ui import words

THOUSANDTHS = 1000
BASES = {Basis.RAW: "as trained", Basis.CENTRED: "centred", Basis.RELATIVE: "from the average digit"}
HINTS = {
    Basis.RAW: "A single column can mislead: add one picture to all ten and no answer changes. The difference can't.",
    Basis.CENTRED: "Without what the ten classes share, the columns change; their difference stays as it was.",
    Basis.RELATIVE: "Counted from the average digit, missing ink votes too. Its own evidence joins the bias.",
}

PROMISES = {
    "Evidence": "which pixels voted for the answer, and which against it",
    "Teachers": "which train digits put those votes there",
    "Flip it": "the fewest pixels that turn the answer",
    "Teach it": "what one lesson with your digit does to a copy of the model",
    "Time": "since which step it answers so",
}


def nothing_to_explain(blank: bool) -> str:
    """Say of a sheet with nothing on it, or with no single digit, that no answer is explained; and what would be."""
    if not blank:
        return (
            "**No answer, so nothing to explain.** The shares beside this are what softmax makes of anything. Undo a "
            "line, clear the sheet, or begin with a drawing below it."
        )
    promised = "\n".join(f"- *{view}*: {what}" for view, what in PROMISES.items())
    return (
        "**There is no ink, so there is no answer to explain.** The biases vote by themselves; more of that in "
        f"*The silence test* below. Of a digit you see here:\n\n{promised}"
    )


def settled(entry: Entry, total: int, constant: int) -> list[int]:
    """Write a column of the ledger in thousandths so that what is shown adds up to the total shown.

    Total and constant are given, as they are shown elsewhere; votes for are rounded, and votes against are the rest.
    """
    in_favour = round(THOUSANDTHS * entry.in_favour) if entry.against else total - constant
    return [in_favour, total - constant - in_favour, constant, total]


def columns(books: dict[Basis, Ledger], answer: int) -> tuple[list[list[list[int]]], list[list[list[int]]]]:
    """Write the ledgers' columns for each class, and for the answer rather than each class, in thousandths.

    Totals and constants of the classes are rounded once, so that their differences are those shown, whatever the
    basis, and a class has one bias, whatever is drawn.
    """
    logits = [round(THOUSANDTHS * books[Basis.RAW].of(k).total) for k in range(10)]
    shared = round(THOUSANDTHS * float(np.mean([books[Basis.RAW].of(k).total for k in range(10)])))
    singles, pairs = [], []
    for basis, book in books.items():
        less = shared if basis is Basis.CENTRED else 0
        constants = [round(THOUSANDTHS * float(each)) for each in book.constants]
        singles.append([settled(book.of(k), logits[k] - less, constants[k]) for k in range(10)])
        pairs.append(
            [
                settled(book.between(answer, k), logits[answer] - logits[k], constants[answer] - constants[k])
                for k in range(10)
            ]
        )
    return singles, pairs


def changed(change: Change, probabilities: Floats) -> str:
    """Say what the fewest pixels do; `probabilities` (10,) are those after the change."""
    sure = words.hedged(float(probabilities[change.answer]))
    return (
        f"{counted(len(change), 'pixel')} {'turns' if len(change) == 1 else 'turn'} this {change.before} into a "
        f"{change.answer}, with {sure}."
    )


def leads(change: Change, lead: float, taken: Float64s) -> list[str]:
    """Say for the first changed pixels how the lead shrinks."""
    lines, most = [], 3
    for place, (pixel, gain) in enumerate(zip(change.pixels, taken, strict=True)):
        if place == most and len(taken) > most + 1:
            lines.append(f"… and {len(taken) - most} more: lead {words.signed(lead - float(taken[place:].sum()))}")
            break
        lead -= float(gain)
        what = "ink" if change.image[pixel] else "no ink"
        lines.append(
            f"{what} at row {pixel // 28}, column {pixel % 28}: lead of {change.before} over {change.rival} "
            f"{words.signed(lead)}"
        )
    return lines


def census(counts: Integers, here: int) -> str:
    """Say how many pixels the test digits need, and how this one compares."""
    fewer = float((counts < here).mean())
    yours = f"Yours needs more than {100 * fewer:.0f} % of them." if fewer > 0.005 else "None needs fewer than yours."
    return (
        f"The {len(counts):,} test digits: median {int(np.median(counts))} pixels, one pixel for "
        f"{100 * float((counts == 1).mean()):.1f} %. {yours}"
    )


def timeline(places: list[str], probabilities: Floats, turns: list[int]) -> str:
    """Say when an answer became another on the way through training."""
    if np.ptp(probabilities[-1]) == 0:
        return "All ten classes tie: nothing is learned yet."
    last = int(probabilities[-1].argmax())
    # From all ten tied to a first answer is no change of mind.
    real = [place for place in turns if np.ptp(probabilities[place - 1]) > 0]
    if not real:
        return f"It never changed its mind: {last} at every checkpoint since the first update."
    then = ", then ".join(f"{int(probabilities[place].argmax())} from {places[place]}" for place in real[-3:])
    first = int(probabilities[real[0] - 1].argmax())
    return (
        f"It changed its mind {'once' if len(real) == 1 else f'{len(real)} times'}: first {first}, "
        + ("… " if len(real) > 3 else "")
        + f"then {then}."
    )


def taught(steps: list[tuple[int, float]], before: float, now: float) -> str:
    """Say who learns by the pictures, or what the steps taken so far have cost the copy."""
    if not steps:
        return "It teaches a copy by (y − p)·x, downhill: red gains weight, blue loses. The model stays as it is."
    lost = 100 * (now - before)
    return (
        f"The taught copy, {counted(len(steps), 'step')} taken on this one digit: validation accuracy "
        f"{words.signed(lost)} points. The model beside it stays as it is."
    )


def teachers_offer(config: TrainingConfig, steps: int) -> str:
    """Say what an account of the run would show, and what it takes."""
    fades = " Weight decay lets what was given fade, and the account with it." if config.weight_decay else ""
    return (
        f"Training only ever adds digits to the weights, some with plus, some with minus: **W = XᵀA**.{fades} With an "
        f"account of what each of its {config.train_size:,} digits gave, every answer splits exactly over them. The "
        f"run of {steps:,} steps is repeated for that, and the account is kept."
    )


def job_progress(job: Job, unit: str) -> str:
    """Say how far some work is."""
    if not job.total:
        return "Getting a worker ready …"
    left = "" if job.seconds_left is None else f" · {words.duration(job.seconds_left)} left"
    return f"{unit.capitalize()} {job.done:,} of {job.total:,}{left}"


def teachers(k: int, influence: Influence, size: int, logit: float) -> str:
    """Say what the evidence for a class is the sum of."""
    given = np.abs(influence.contributions)
    loud = int((given > 0.01 * given.sum()).sum())
    many = (
        f"{loud:,} of them gave more than a hundredth of that" if loud else "none of them gave even a hundredth of that"
    )
    return (
        f"{size:,} digits taught it {words.signed(logit)} for {a_digit(k)}. For and against, they gave "
        f"{given.sum():.1f} in all; {many}."
    )


def of_tiles(influence: Influence, numbers: Int64s) -> int:
    """Add up what some teachers give as it is printed of each, in thousandths."""
    return sum(round(THOUSANDTHS * float(each)) for each in influence.contributions[numbers])


def teachers_sum(influence: Influence, size: int) -> str:
    """Write out the sum: the strongest for, the strongest against, all others, which make the evidence."""
    loudest = [of_tiles(influence, numbers) for numbers in (influence.for_, influence.against)]
    total = round(THOUSANDTHS * influence.total)
    parts = [*loudest, total - sum(loudest)]
    others = size - len(influence.for_) - len(influence.against)
    for_, against, rest = (words.signed(part / THOUSANDTHS, 3) for part in parts)
    return f"{for_} {against} {rest} ({others:,} others) = {words.signed(total / THOUSANDTHS, 3)}"


def silence(bias: Floats, probabilities: Floats) -> str:
    """Say what the biases alone answer."""
    if not np.ptp(bias):
        return "On a blank sheet all ten tie at 0.1: no bias is above another."
    top, least = int(probabilities.argmax()), int(probabilities.argmin())
    return (
        f"On a **blank sheet** every product is zero, and only the biases vote: for **{top}** with "
        f"{words.hedged(float(probabilities[top]))}, least for {least}. It cannot say *nothing is there*; we say it, "
        "and count that vote as no answer."
    )


def biases(bias: Floats) -> str:
    """Say the ten biases to those who cannot see them."""
    return "Bars of the biases: " + ", ".join(
        f"class {k} {words.signed(value)}" for k, value in enumerate(bias.tolist())
    )


def noise(confidence: Floats) -> str:
    """Say how sure it is of noise; `confidence` (n,) is that of its answers to n pictures."""
    sure = 100 * float((confidence > 0.9).mean())
    return (
        f"**Noise** is no silence: of {len(confidence)} sheets with a third of their pixels inked at random it is on "
        f"average {100 * float(confidence.mean()):.0f}&nbsp;% sure, and more than 90&nbsp;% sure of {sure:.0f}&nbsp;%."
    )


def fading(probabilities: Floats, inks: Floats, turns: list[int], inked: bool) -> str:
    """Say what becomes of an answer while the ink fades to nothing; `probabilities` (n, 10) are those at each ink."""
    if not np.ptp(probabilities) and not inked:
        return "All ten classes tie at 0.1 where there is no ink: no bias is above another."
    if not np.ptp(probabilities):
        return "All ten classes tie, with ink or without: nothing is learned yet."
    first, last = int(probabilities[-1].argmax()), int(probabilities[0].argmax())
    if not inked:
        sure = words.hedged(float(probabilities[0, last]))
        return f"A blank sheet has no ink to fade: all along only the biases vote, for {last} with {sure}."
    if not turns:
        return f"It says {first} down to the last drop of ink: the biases say so too."
    at, then = 100 * float(inks[turns[-1]]), int(probabilities[turns[-1] - 1].argmax())
    end = "" if then == last else f"; without any, {a_digit(last)}"
    return f"With less than {at:g} % of its ink this {first} becomes {a_digit(then)}{end}."
