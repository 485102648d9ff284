"""What the softmax lesson says, in words, tables and formulas."""

from collections.abc import Callable
from math import exp, isfinite, isnan

from mnist_core.arrays import Floats
from mnist_core.softmax import dividing
from mnist_core.softmax.account import Account
from mnist_core.softmax.dividing import FLOAT32_CEILING, FLOAT32_FLOOR, Float32, Raise, SmallModel, SoftmaxSteps
from ui.lessons.softmax.setting import Setting
from ui.printed import adding_up, fewest
from ui.words import signed

UNTRAINED = "Every weight and bias is zero, so every class has evidence 0 and a share of 0.1."
MOST_TERMS = 4
NOTICED_IN_SHARES = (
    "The order stays: more evidence is always a larger share. The distances do not: $e^z$ stretches the top.",
    "Only differences count. Add a constant to every class, and all powers and their sum grow by one factor.",
    "Temperature divides every difference: cold makes one class take nearly all, hot makes all alike.",
)
NOTICED_IN_TERMS = (
    "Where there is no ink a weight has no say: its term is zero, however large the weight.",
    "Red terms are ink that speaks for the class, blue ones ink that speaks against it. The bias is there whatever "
    "the ink.",
    "Untrained, every weight is zero: no evidence for any class, and ten shares of 0.1.",
)
NOTICED_IN_FLOAT32 = (
    "As written, one power that is too large for float32 spoils every share: the sum is infinite, too.",
    "With the maximum subtracted the largest power is exactly 1: nothing overflows, and the sum is at least 1.",
    "A power that becomes 0 does no harm there: it belongs to a class with hardly any share.",
)
STABLE_FORMULA = r"\frac{e^{z_i}}{\sum_j e^{z_j}} = \frac{e^{z_i - \max z}}{\sum_j e^{z_j - \max z}}"
BELOW_STABLE_FORMULA = (
    "Taking the maximum from every exponent divides numerator and sum by the same power: the shares are the same, "
    "but no exponent is above zero and one is exactly zero, so nothing overflows and the sum is at least one."
)


def number(value: float, more: int = 0) -> str:
    """Write a positive number for a formula, with four digits or so and as many more as asked for, never as 0."""
    if 1e-4 <= value < 1e3:
        return f"{value:.{(4 if value < 1 else 3) + more}f}"
    if 1e3 <= value < 1e6:
        return f"{value:,.{more}f}".replace(",", "{,}")
    mantissa, exponent = f"{value:.{1 + more}e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def as_printed(text: str) -> float:
    """Read what `number` has written."""
    return float(text.replace("{,}", "").replace(r" \cdot 10^{", "e").rstrip("}"))


def hedged(probability: float, rest: float) -> str:
    """Write a share so that it is never 0 and never 1."""
    return number(probability) if rest >= 5e-5 else f"1 - {number(rest)}"


def last_raise(now: Setting, divided: SoftmaxSteps) -> tuple[int, Raise]:
    """The class that got one more unit, before and after it; else what one more would do to the strongest class."""
    if now.raised is None:
        return divided.answer, dividing.one_more_unit(now.evidence, divided.answer, now.temperature)
    before = [z - (k == now.raised) for k, z in enumerate(now.evidence)]
    return now.raised, dividing.one_more_unit(before, now.raised, now.temperature)


def formula(now: Setting, divided: SoftmaxSteps) -> str:
    """The share of one class and what one more unit does to its odds, with the live numbers, in LaTeX."""
    k, change = last_raise(now, divided)
    lines = [*_share(divided, k), *_odds(k, change)]
    if len(divided.scaled) == 2:
        lines.append(_of_two(float(divided.scaled[0] - divided.scaled[1])))
    return r"\begin{aligned} " + r" \\[6pt] ".join(lines) + r" \end{aligned}"


def _share(divided: SoftmaxSteps, k: int) -> list[str]:
    """The share of a class: as powers, and as the quotient that these come to."""
    share = hedged(divided.probabilities[k], divided.rest[k])

    def quotient(more: int) -> tuple[str, str]:
        return number(divided.exponentials[k], more), number(divided.total, more)

    def gives_the_share(more: int) -> bool:
        top, bottom = map(as_printed, quotient(more))
        return hedged(top / bottom, (bottom - top) / bottom if bottom > top else divided.rest[k]) == share

    top, bottom = quotient(fewest(gives_the_share, 0))
    powers = [_power(exponent) for exponent in divided.scaled]
    terms = powers if len(powers) <= MOST_TERMS else [*powers[:2], r"\cdots", powers[-1]]
    return [
        rf"p_{{{k}}} &= \frac{{{powers[k]}}}{{{' + '.join(terms)}}}",
        rf"&= \frac{{{top}}}{{{bottom}}} = {share}",
    ]


def _power(exponent: float) -> str:
    """A power of e, with so many digits of its exponent that it comes to what is printed of it."""
    shown = number(exp(exponent))
    return f"e^{{{_exponent(exponent, lambda z: number(exp(z)) == shown)}}}"


def _exponent(value: float, holds: Callable[[float], bool]) -> str:
    return f"{value:.{fewest(lambda digits: holds(float(f'{value:.{digits}g}')), 4)}g}"


def _odds(k: int, change: Raise) -> list[str]:
    """The odds of a class before and after one more unit of evidence, and the one as a product of the other."""

    def product(more: int) -> tuple[str, str]:
        return number(change.odds_before, more), f"{change.factor:.{3 + more}f}"

    def gives_the_odds(more: int) -> bool:
        before, factor = product(more)
        return number(as_printed(before) * float(factor)) == number(change.odds_after)

    before, factor = product(fewest(gives_the_odds, 0))
    return [
        rf"\frac{{p_{{{k}}}}}{{1 - p_{{{k}}}}} : \; & {before} "
        rf"\;\xrightarrow{{\;z_{{{k}}} + 1\;}}\; {number(change.odds_after)}",
        rf"&= {before} \times {factor}",
    ]


def _of_two(difference: float) -> str:
    """The share of the first of two classes as a function of the difference alone."""
    share = number(float(dividing.logistic(difference)))
    shown = _exponent(difference, lambda each: number(float(dividing.logistic(each))) == share)
    return rf"p_0 &= \frac{{1}}{{1 + e^{{-({shown})}}}} = {share}"


def weighed(digit: Account, label: int) -> tuple[list[float], float]:
    """What speaks for a class, what against it, and its bias, so that as printed they add up to its evidence."""
    return adding_up([*dividing.sides(digit, label), float(digit.bias[label])])


def weighed_formula(digit: Account, label: int) -> str:
    """The evidence of one class with its live numbers: what speaks for it, what against it, and the bias; in LaTeX."""
    (speaks_for, speaks_against, bias), evidence = weighed(digit, label)
    return (
        rf"z_{{{label}}} = \sum_{{j=0}}^{{783}} x_j\, W_{{j,{label}}} + b_{{{label}}} = "
        rf"{speaks_for:.2f} - {abs(speaks_against):.2f} {bias:+.2f} = {evidence:.2f}"
    )


def below_formula(now: Setting, divided: SoftmaxSteps) -> str:
    """Say between what the shares lie, and why the odds' factor is what it is."""
    factor = "e = 2.718" if now.temperature == 1 else f"e to the power 1/{now.temperature:g}"
    least, most = divided.probabilities.argmin(), divided.answer
    return (
        f"The smallest share is ${hedged(divided.probabilities[least], divided.rest[least])}$, the largest "
        f"${hedged(divided.probabilities[most], divided.rest[most])}$: never 0, never 1. One more unit of evidence "
        f"multiplies the odds of a class, its share against all the others together, by {factor}."
    )


def flattened(now: Setting, divided: SoftmaxSteps) -> bool:
    """Whether temperature has made classes alike whose evidence differs."""
    return now.temperature > 1 and max(now.evidence) - min(now.evidence) >= 1 and divided.spread <= 0.05


def without_e(parts: Floats) -> str:
    """Say what dividing without e makes of the evidence: its parts (n,), NaN where it adds up to 0."""
    least = int(parts.argmin())
    if isnan(parts[least]):
        return "Why e? Divided by its own sum this evidence gives no shares at all: it adds up to 0."
    if parts[least] < 0:
        return (
            f"Why e? Divided by its own sum, this evidence would give class {least} a share of "
            f"{signed(float(parts[least]))}. A power of e is never below zero."
        )
    return (
        "Why e? Divided by its own sum, evidence below zero would get less than nothing. A power of e is never below "
        "zero: *Divide without e* shows what comes of that."
    )


def tries(now: Setting, divided: SoftmaxSteps, broken: object) -> list[tuple[str, object]]:
    """What to try, and what fulfils it as the toy is set; `broken` is told by the third tab."""
    sure = bool(divided.probabilities.max() > 0.9999)
    return [
        ("Give one class more than 0.9999. It is still not one.", sure and (divided.answer,)),
        (
            "Press +1 at a class and find the factor e in its odds.",
            now.raised is not None and (now.raised, now.evidence),
        ),
        (
            "Bring all shares within 0.05 of each other by temperature alone, while evidence differs by 1 or more.",
            flattened(now, divided),
        ),
        ("Make softmax as it is written answer *nan* (third tab).", broken),
    ]


def three_of_each(small: SmallModel) -> str:
    """Introduce the small model."""
    pixels = ", ".join(map(str, small.pixels))
    classes = ", ".join(map(str, small.classes))
    return (
        "#### The same prediction drawn three ways\n\n"
        f"Three of the 784 pixels ({pixels}) and the three strongest classes ({classes}); b gathers the bias and the "
        "other 781 pixels, so each z is the real evidence, to two digits. The shares are among these three. Point at a "
        "number to find it in all three."
    )


def precision(naive: Float32) -> str:
    """Say what became of softmax as it is written, in float32."""
    if not naive.is_broken:
        return (
            "The evidence is that of the first tab. Both forms agree here: move the slider to either end and see "
            "which of them still does."
        )
    if naive.total == 0:
        return (
            f"**Below −{-FLOAT32_FLOOR:.2f}** every power is smaller than half the smallest float32, so it becomes 0; "
            "0 / 0 is not a number. The stable form has not moved."
        )
    return (
        f"**Above {FLOAT32_CEILING:.2f}** a power is larger than the largest float32, 3.4 · 10³⁸, so it becomes "
        "infinite; ∞ / ∞ is not a number. The stable form has not moved."
    )


def computation(found: Float32, exponent: str, name: str) -> str:
    """A table of one way to compute the shares, in NumPy's own words for what is too large or no number."""
    rows = [f"| class | ${exponent}$ | $e^{{{exponent}}}$ | {name} |", "|--:|--:|--:|--:|"]
    for k, values in enumerate(zip(found.exponents, found.exponentials, found.probabilities, strict=True)):
        rows.append(f"| {k} | " + " | ".join(_printed(value) for value in values) + " |")
    rows.append(f"| sum | | {_printed(float(found.total))} | {_printed(float(found.probabilities.sum()))} |")
    return "\n".join(rows)


def _printed(value: float) -> str:
    """Write a number as NumPy does, with four digits; what is none stands out."""
    return f"{value:.4g}" if isfinite(value) else f":red[**{value}**]"
