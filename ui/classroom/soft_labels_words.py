"""What is said of the class as soft label, in markdown; no Streamlit, so that it can be tested alone."""

from collections.abc import Mapping, Sequence

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.classroom.soft_labels import Mean, SoftLabel
from mnist_core.cross_entropy.information import in_bits
from mnist_core.wording import counted
from ui.printed import adding_up
from ui.words import percent, term

DIGITS = 3  # behind the point, of nats
LEAD = (
    "Twenty validation digits on which the recipe’s model is least decided: the entropy of its shares is largest. The "
    "class votes on them one by one, each for itself, and what comes of it is a label that is a distribution."
)
FEW = (
    "From few votes an entropy comes out a little too small on average, and the divergence by as much too large: rare "
    "opinions are missed. So the least that any model can have is, if anything, higher."
)


def votes(label: SoftLabel) -> str:
    """Write what the class chose, the commonest first."""
    chosen = sorted(((count, -digit) for digit, count in enumerate(label.votes) if count), reverse=True)
    return f"{counted(sum(label.votes), 'vote')}: {', '.join(f'{count} for {-digit}' for count, digit in chosen)}"


def sums(entropy: float, divergence: float) -> tuple[str, str, str]:
    """Write an entropy, a divergence and the cross-entropy, so that what is printed adds up."""
    (first, second), total = adding_up([entropy, divergence], DIGITS)
    return f"{first:.{DIGITS}f}", f"{second:.{DIGITS}f}", f"{total:.{DIGITS}f}"


def one(place: int, label: SoftLabel, truth: int) -> str:
    """Say what the class and the model make of a digit."""
    first, second, total = sums(label.entropy, label.divergence)
    answer = int(np.argmax(label.model))
    return (
        f"**Digit {place}.** {votes(label)}. MNIST’s label is {truth}. The model’s answer is {answer}, with "
        f"{percent(float(label.model[answer]), 1)}.\n\nThe class’s {term('entropy')} {first} nats + the model’s "
        f"divergence from the class {second} = its cross-entropy **{total} nats**."
    )


def formula(label: SoftLabel) -> str:
    """The identity with a digit's numbers, in LaTeX: y the class, p the model."""
    first, second, total = sums(label.entropy, label.divergence)
    return (
        r"\underbrace{-\sum_i y_i \log p_i}_{\text{cross-entropy}} = \underbrace{-\sum_i y_i \log y_i}_{\text{entropy}}"
        r" + \underbrace{\sum_i y_i \log \tfrac{y_i}{p_i}}_{\text{divergence}}, \qquad "
        rf"{total} = {first} + {second}"
    )


def means(found: Mean) -> str:
    """Say what no model can save, and how far this one is from the class."""
    first, second, total = sums(found.entropy, found.divergence)
    return (
        f"**What no model can save.** Over {counted(found.digits, 'digit')} with votes, the class’s mean entropy is "
        f"**{first} nats** ({in_bits(float(first)):.2f} bits): against this class no model can have a smaller mean "
        f"cross-entropy. The recipe’s model has {total} nats: {second} more, its mean divergence from the class."
    )


def table(labels: Mapping[int, SoftLabel], truths: Sequence[int]) -> str:
    """Write all digits with votes, each with its sum, as a table in nats; `truths` by place, from 1."""
    head = ["| Digit | MNIST’s label | Class | Entropy | + Divergence | = Cross-entropy |", "|---|---|---|---|---|---|"]
    rows = [
        f"| {place} | {truths[place - 1]} | {votes(label)} | {' | '.join(sums(label.entropy, label.divergence))} |"
        for place, label in labels.items()
    ]
    return "\n".join([*head, *rows])


def chart(place: int, label: SoftLabel) -> str:
    """Say what the chart of a digit shows, to those who cannot see it."""
    pairs = enumerate(zip(label.shares, label.model, strict=True))
    told = (f"{digit}: {100 * own:.0f} and {100 * other:.0f} %" for digit, (own, other) in pairs)
    return f"Shares of the class’s votes and of the model for digit {place}. {', '.join(told)}"


def bars(shares: Float64s) -> list[float]:
    """Shares (10,) in per cent, for a chart."""
    return [round(100 * float(share), 2) for share in shares]
