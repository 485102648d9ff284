"""Arithmetic as it is printed: what an equation shows holds for the digits that it shows; no Streamlit.

Sums give up a unit of the last digit here and there; all else is printed with as many digits as it takes.
"""

import math
from collections.abc import Callable, Sequence

MOST = 17  # digits: more tell no float from the next
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def fewest(holds: Callable[[int], bool], start: int) -> int:
    """The fewest digits, from `start` on, with which an equation holds as it is printed."""
    return next((digits for digits in range(start, MOST) if holds(digits)), MOST)


def fitting(compute: Callable[..., float], values: Sequence[float], start: int, digits: int) -> list[str]:
    """Write values, with `start` digits or as many more as it takes, so that they give what is printed of the result.

    What is printed of the result is `compute(*values)` with `digits` digits.
    """
    shown = f"{compute(*values):.{digits}f}"

    def holds(more: int) -> bool:
        return f"{compute(*(float(f'{value:.{more}f}') for value in values)):.{digits}f}" == shown

    found = fewest(holds, start)
    return [f"{value:.{found}f}" for value in values]


def price(share: float, nats: float, digits: int = 4) -> str:
    """Write the loss of a share as an equation that holds for what is printed of the share."""
    shown = f"{abs(nats):.{digits}f}"  # of what is zero there is no −0
    if share <= 0:  # of a share that no float can hold
        return f"{shown} nats"
    more = fewest(lambda each: f"{abs(math.log(float(f'{share:.{each}g}'))):.{digits}f}" == shown, digits)
    return f"−log({_power(f'{share:.{more}g}')}) = {shown} nats"


def _power(number: str) -> str:
    """Write Python's 3.2e-05 as 3.2·10⁻⁵."""
    mantissa, small, exponent = number.partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}" if small else number


def adding_up(terms: Sequence[float], digits: int = 2) -> tuple[list[float], float]:
    """Round terms so that what is printed of them adds up to what is printed of their sum; returns both.

    Rounded down, they lack some units of the last digit: those go to the terms that lost most (the largest remainders).
    """
    units = [term * 10**digits for term in terms]
    lower, total = [math.floor(each) for each in units], round(math.fsum(units))
    losers = sorted(range(len(units)), key=lambda i: lower[i] - units[i])[: total - sum(lower)]
    return [(each + (i in losers)) / 10**digits for i, each in enumerate(lower)], total / 10**digits
