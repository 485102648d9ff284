"""A pocket calculator: it knows of an equation no more than the digits that are printed."""

import re
from fractions import Fraction

_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?")
_POWER = re.compile(r"\s*(?:\\cdot|·)\s*10\^?\{?(-?\d+)\}?")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text: str) -> tuple[float, float]:
    """Read a printed number, and half a unit of the last digit that it shows."""
    plain = text.strip().replace("{,}", "").replace("−", "-").translate(_LOWERED).strip("()")
    power = _POWER.search(plain)
    exponent = int(power[1]) if power else 0
    mantissa = _NUMBER.match(plain)
    assert mantissa, text
    digits = mantissa[0].replace(",", "")
    places = len(digits.partition(".")[2])
    return float(f"{digits}e{exponent}"), 0.5 * 10.0 ** (exponent - places)


def value(text: str) -> float:
    """Read a printed number; one less another where that is what it says."""
    left, minus, right = text.partition("1 - ")
    return 1 - read(right)[0] if minus and not left.strip() else read(text)[0]


def gives(found: float, text: str) -> bool:
    """Whether what was computed from printed numbers rounds to the printed result."""
    if text.strip().startswith("1 - "):
        return gives(1 - found, text.partition("1 - ")[2])
    shown, half = read(text)
    return abs(found - shown) <= half * (1 + 1e-6) + 1e-12 * abs(found)


def adds_up(terms: list[str], total: str) -> bool:
    """Whether printed terms add up to the printed total, to the last digit."""
    exact = [Fraction(each.replace("−", "-").replace("+", "")) for each in (*terms, total)]
    return sum(exact[:-1]) == exact[-1]
