"""What the lesson on cross-entropy says about its numbers; no Streamlit, so that it can be tested alone."""

import re

import numpy as np

from mnist_core.arrays import Float64s, Floats
from mnist_core.cross_entropy import information, predictions
from mnist_core.cross_entropy.information import Stages
from mnist_core.softmax.dividing import FLOAT32_CEILING, FLOAT32_FLOOR
from mnist_core.softmax.regression import cross_entropy
from mnist_core.wording import a_digit
from ui.printed import fitting
from ui.words import hedged, term

ONE_PREDICTION = (
    "The loss is a sum of ten terms, and a certain label leaves one of them. Its slope by the evidence is the "
    "prediction less the truth: whoever got too much is pushed down, the truth is pushed up. (The tutorials "
    "write y′ for the truth y and y for the prediction p.)"
)
AS_A_CODE = (
    "A class of share p gets a code word of −log₂ p bits: short for what is expected. Whoever describes the truth "
    "with the code of the prediction pays the entropy, which no code can save, and the waste on top."
)
IN_FLOAT32 = (
    "All three are the same formula. Only the last never forms a share, so none can become zero. That is why "
    "TensorFlow's `softmax_cross_entropy_with_logits` wants the evidence, not the shares."
)
NOTICED_IN_A_BATCH = (
    "Most digits cost next to nothing: a few that are read wrongly, and surely so, make most of the mean.",
    "A shrug would cost log 10 = 2.30. Whoever pays more was surer of a wrong answer than of the right one.",
    "Training lowers the mean and nothing else: a digit that already costs nothing has nothing more to teach.",
)
NOTICED_AS_A_CODE = (
    f"A certain label has no {term('entropy')}: as a code, the whole price is waste.",
    "Smooth the label, or mistake some, and a part of the price becomes entropy, which no prediction can avoid.",
    "Waste is zero only where the prediction is the truth itself: every code word then has its best length.",
)
NOTICED_IN_FLOAT32 = (
    "As written, the power of the lead is the first to be too large: exp gives inf, and so the loss is inf.",
    "With the maximum subtracted no power is too large, but the truth's becomes 0, and −log 0 is inf again.",
    "On the logits the loss is right for every lead: it grows as the lead does.",
)

_SHARE = re.compile(r"\d{0,4}\.?\d{0,8}", re.ASCII)


def read_probabilities(text: str) -> Float64s | None:
    """Read ten numbers with dashes or commas between them as shares of one; None where that is not what it says."""
    parts = re.split("[-,]", text)
    if len(parts) != 10 or not all(_SHARE.fullmatch(part) and part.strip(".") for part in parts):
        return None
    try:
        return predictions.probabilities([float(part) for part in parts])
    except ValueError:
        return None


def write_probabilities(probabilities: Floats) -> str:
    """Write shares as they stand in an address, such as 0.03-0.03-0.01-0.9-…"""
    return "-".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in probabilities)


CHOSEN = "As the mini-batch recipe reads it, in ten-thousandths, none of them zero; its label becomes the truth."


def preset(name: str, probabilities: Floats, truth: Floats) -> str:
    """A preset's name with what it costs under this truth."""
    return f"{name}: {information.cost(truth, probabilities):.2f}"


def tutorials_figures() -> tuple[str, ...]:
    """What to notice in one prediction: the tutorials' own figures beside ours."""
    j = np.log(predictions.TUTORIALS_J)
    low, high = (float(-np.log(each)) for each in (0.01, 0.99))
    return (
        f"The tutorials' j costs {cross_entropy(3, j):.5f} if the truth is a 3: nine zeros and one term. If it is a 2, "
        f"it costs {cross_entropy(2, j):.5f}. (They cut the digits to 0.1053 and 4.6051.)",
        f"−log 0.01 = {low:.1f} and −log 0.99 = {high:.2f}. One tutorial prints 0.1 for the second: a slip.",
        "A shrug costs about two; being sure costs nearly nothing or a great deal. Be no surer than you know.",
    )


def loss(probabilities: Floats, label: int) -> str:
    """The cross-entropy of one prediction with its live numbers, and its slope, in LaTeX."""
    got = float(probabilities[label])
    nats = cross_entropy(label, np.log(probabilities))
    slope = information.slope(information.target(label), probabilities)[label]
    return (
        rf"\begin{{aligned}} H(y, p) &= -\sum_i y_i \log p_i = 9 \cdot 0 - \log {got:.4g} = {nats:.5f}"
        rf"\ \text{{nats}} = {information.in_bits(round(nats, 5)):.4f}\ \text{{bits}} \\"
        rf"\frac{{\partial H}}{{\partial z_i}} &= p_i - y_i, \qquad "
        rf"p_{{{label}}} - y_{{{label}}} = {got:.4g} - 1 = {slope:.4g} \end{{aligned}}"
    )


def mean(losses: Floats, mean: float) -> str:
    """The loss of a batch as the mean of its examples, in LaTeX."""
    if len(losses) > 3:
        shown = [*(f"{value:.2f}" for value in losses[:3]), r"\cdots"]
    else:
        shown = fitting(lambda *terms: sum(terms) / len(terms), losses.tolist(), 2, 4)
    return rf"\frac{{1}}{{{len(losses)}}} \left( {' + '.join(shown)} \right) = {mean:.4f}\ \text{{nats}}"


def parts(truth: Floats, probabilities: Floats) -> str:
    """Cross-entropy as entropy and divergence, in bits, in LaTeX."""
    entropy = round(information.in_bits(information.entropy(truth)), 3)
    price = round(information.in_bits(information.cost(truth, probabilities)), 3)
    return (
        r"\underbrace{-\sum_i y_i \log_2 p_i}_{\text{the price } H(y, p)} = "
        r"\underbrace{-\sum_i y_i \log_2 y_i}_{\text{the entropy } H(y)} + "
        r"\underbrace{\sum_i y_i \log_2 \tfrac{y_i}{p_i}}_{\text{the waste } KL(y \| p)}: \qquad "
        rf"{price:.3f} = {entropy:.3f} + {price - entropy:.3f}\ \text{{bits}}"
    )


def float32(gap: float, loss: float) -> str:
    """The stable form of the loss with its live numbers, in LaTeX."""
    return (
        r"-\log \mathrm{softmax}(z)_k = \log \sum_j e^{z_j - m} - (z_k - m), \quad m = \max_j z_j: \qquad "
        rf"\log(e^{{{-gap:g}}} + e^{{0}}) - (0 - {gap:g}) = {loss:g}"
    )


def stages(found: Stages) -> str:
    """What one way of computing the loss formed on its way, line by line."""
    formed = "never formed" if found.probability is None else _single(found.probability)
    lines = {
        "exp": ", ".join(_single(value) for value in found.exponentials),
        "sum": _single(found.total),
        "share": formed,
        "loss": _single(found.loss),
    }
    return "\n".join(f"{name:6}{value}" for name, value in lines.items())


def verdict(found: Stages, gap: float) -> str:
    """Say whether the loss came out right."""
    if not np.isfinite(found.loss):
        return f"**{found.loss}**: no step can be taken from there."
    if abs(float(found.loss) - float(np.logaddexp(0, gap))) > 1e-3:
        return f"**{found.loss:.3f}**: the share is so small that float32 has few digits left for it."
    return f"**{found.loss:.3f}**: right."


def story(number: int, label: int, probabilities: Floats, loss: float) -> str:
    """One example of a batch in a sentence."""
    given = int(probabilities.argmax())
    if given == label:
        return f"Test digit {number:,}: {a_digit(label)}, given {hedged(float(probabilities[label]))}: loss {loss:.3f}."
    return (
        f"Test digit {number:,}: {a_digit(label)}, taken for {a_digit(given)} with "
        f"{hedged(float(probabilities[given]))}; {label} got {hedged(float(probabilities[label]))}: loss {loss:.3f}."
    )


def worst(losses: Floats) -> str:
    """Say how much of a batch's loss its worst tenth makes up."""
    count = max(1, round(len(losses) / 10))
    part = information.fraction_of_largest(losses, count)
    which = "The costliest digit makes" if count == 1 else f"The {count} costliest digits make"
    return f"{which} up {100 * part:.0f}&nbsp;% of the whole loss."


def limits() -> str:
    """What float32 can hold, as far as exp meets it."""
    return (
        f"float32 ends at $e^{{{FLOAT32_CEILING:.2f}}}$: above, exp gives inf. Below $e^{{{FLOAT32_FLOOR:.2f}}}$, half "
        "of its smallest number, exp gives 0, and −log 0 is inf."
    )


def _single(value: np.float32) -> str:
    return f"{value:.4g}"
