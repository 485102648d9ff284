"""What the pages say about runs and answers, with sensible digits; no Streamlit, so that it can be tested alone."""

from collections.abc import Sequence

import numpy as np

from mnist_core.drawing.doubts import DOUBTS, Doubt
from mnist_core.softmax.account import Account
from mnist_core.softmax.regression import softmax
from mnist_core.take_away.opened import ModelFile
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status
from mnist_core.wording import counted
from ui.printed import fitting

# What the field calls things, in a sentence or two each.
TERMS = {
    "logit": "The evidence for a class, as softmax is given it: any number. The difference of two logits is the "
    "logarithm of the ratio of the two shares.",
    "nat": "The unit of surprise that goes with the natural logarithm: a share of 1/e costs 1 nat, which is 1.4427 "
    "bits.",
    "entropy": "What even the best code still costs on average, where the truth is a matter of chance: 0 for a "
    "certain label, log 10 for ten classes that are equally likely.",
    "principal direction": "The direction in which points differ most; the next one is that in which they differ most "
    "at a right angle to it, and so on.",
    "epoch": "One pass through all training digits: each has been in a batch once.",
    "convex": "Bowl-shaped: between any two places the surface never rises above the straight line from the one to "
    "the other. So there is no valley but the deepest.",
}


def term(name: str, shown: str = "") -> str:
    """Write a term of the field in markdown, with its definition at hand; `shown` where it is not in its plain form."""
    return f'[{shown or name}](#term-{name.replace(" ", "-")} "{TERMS[name]}")'


def hedged(value: float) -> str:
    """Write a share of one as a percentage that never claims to be none or all of it."""
    if value > 0.9995:
        return "> 99.9 %" if value < 1 else "100 %"
    if value < 0.0005:
        return "< 0.1 %" if value > 0 else "0 %"
    return f"{100 * value:.1f} %"


def percent(fraction: float, digits: int = 2) -> str:
    """Write a share of one as a percentage for markdown that never claims to be none or all of it; a dash for none."""
    if np.isnan(fraction):
        return "–"
    if fraction in (0, 1):
        return f"{100 * fraction:.0f}&nbsp;%"
    shown, least = f"{100 * fraction:.{digits}f}", 10**-digits
    if float(shown) in (0, 100):
        shown = f"&lt;&nbsp;{least:.{digits}f}" if float(shown) == 0 else f"&gt;&nbsp;{100 - least:.{digits}f}"
    return f"{shown}&nbsp;%"


def signed(value: float, digits: int = 2) -> str:
    """Write a number with its sign, as the components do; what rounds to nothing is not below it."""
    text = f"{abs(value):.{digits}f}"
    return f"{'−' if value < 0 and float(text) else '+'}{text}"


def duration(seconds: float) -> str:
    """Write a length of time the way one says it."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def extremes(hardest: Sequence[int], easiest: Sequence[int]) -> str:
    """Say which digits are read worst and best, all that tie."""
    if list(hardest) == list(easiest):
        return "No digit is read better than another."
    best, worst = (", ".join(map(str, each)) for each in (easiest, hardest))
    return f"Easiest: {best}. Hardest: {worst}."


def grouped(count: int) -> str:
    """Write a count with its thousands grouped, in LaTeX as in the text around it."""
    return f"{count:,}".replace(",", "{,}")


def verdict(digit: Account, label: int) -> str:
    """Say what the model answers to a labelled digit, and whether that is right."""
    if digit.is_tie:
        return f"Labelled {label}. All ten classes tie at 0.1: nothing is learned yet."
    right = "right" if digit.answer == label else "wrong"
    return f"Its answer, with {hedged(float(digit.probabilities[digit.answer]))}. The label says {label}: {right}."


def answer(digit: Account, doubt: Doubt | None = None) -> str:
    """Say what the model reads in a drawing, and how sure it says it is; or why that counts as no answer."""
    blank = not digit.image.any()
    if digit.is_tie and blank:  # of an untrained model, and of one that has no biases
        return "There is no ink to read: all ten classes tie at 0.1."
    if digit.is_tie:
        return "All ten classes tie at 0.1: nothing is learned yet."
    if blank:
        voted = f"{digit.answer} with {hedged(float(digit.probabilities[digit.answer]))}"
        return f"There is no ink to read. Only the biases vote, for {voted}; that counts as no answer."
    if doubt is not None:
        shared = f"{digit.answer} gets {hedged(float(digit.probabilities[digit.answer]))}"
        return f"{DOUBTS[doubt]} Still, {shared}; that counts as no answer."
    runner_up = int(digit.probabilities.argsort()[-2])
    return (
        f"Its answer, with {hedged(float(digit.probabilities[digit.answer]))}; "
        f"next is {runner_up} with {hedged(float(digit.probabilities[runner_up]))}."
    )


def recipe(config: TrainingConfig) -> str:
    """Describe the settings of a run in one line."""
    batch = "all of them" if config.batch_size is None else f"{config.batch_size:,} shuffled ones"
    decay = f"weight decay {config.weight_decay:g}, " if config.weight_decay else ""
    return (
        f"{counted(config.train_size, 'digit')}, {batch} in every step, learning rate {config.learning_rate:g}, "
        f"{decay}{counted(config.steps, 'step')}."
    )


def of_file(model: ModelFile) -> str:
    """Describe a model from a file in one line: plain text, since a visitor has named it."""
    return f"{model.name}: its training is not known here."


def update_formula(config: TrainingConfig) -> str:
    """One step of gradient descent with the run's own numbers, in LaTeX."""
    size = grouped(config.batch_size or config.train_size)
    slope = rf"\tfrac{{1}}{{{size}}} X^\top (p - y)"
    if config.weight_decay:
        slope = rf"\left({slope} + {config.weight_decay:g}\,W\right)"
    return (
        r"\begin{aligned} p &= \mathrm{softmax}(XW + b) \\ "
        rf"W &\leftarrow W - {config.learning_rate:g} \cdot {slope} \\ "
        rf"b &\leftarrow b - {config.learning_rate:g} \cdot \tfrac{{1}}{{{size}}} \textstyle\sum (p - y)"
        r"\end{aligned}"
    )


def status(run: Snapshot, name: str = "") -> str:
    """Say where a run, of some name, stands, with its numbers, in one line of markdown."""
    history = run.history
    parts = [f"**{f'{name}, step' if name else 'Step'} {run.step:,}** of {run.config.steps:,}"]
    if run.status is Status.WAITING and not run.step:
        parts.append("getting a worker ready")
    if len(history):
        parts.append(f"train loss **{history.train_loss[-1]:.4f}**")
        parts.append(f"validation accuracy **{100 * history.validation_accuracy[-1]:.2f} %**")
    if run.active and run.steps_per_second:
        parts.append(f"{run.steps_per_second:,.0f} steps a second")
    if run.active and run.seconds_left is not None:
        parts.append(f"{duration(run.seconds_left)} left")
    if run.status is Status.FINISHED:
        parts.append(f"trained in {duration(run.seconds)}")
    return " · ".join(parts)


def softmax_formula(digit: Account) -> str:
    """The softmax of the strongest class with its live numbers, in LaTeX."""
    k = digit.answer
    z = fitting(lambda *logits: float(softmax(np.array(logits))[k]), digit.evidence.tolist(), 2, 4)
    terms = rf"e^{{{z[0]}}} + e^{{{z[1]}}} + \cdots + e^{{{z[9]}}}"
    return rf"p_{{{k}}} = \frac{{e^{{{z[k]}}}}}{{{terms}}} = {digit.probabilities[k]:.4f}"
