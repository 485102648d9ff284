"""Limits that an operator may set: each number of a dataclass by a variable of the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Limits = TypeVar("Limits", bound="DataclassInstance")

MAX = "SEESOFTMAX_MAX_"  # how the names of all limits begin
LARGEST = 1_000_000
LONGEST_ECHO = 12  # characters of a variable that a sentence repeats


@dataclass(frozen=True)
class Uploads:
    """How much of one visitor's uploads is kept: so many files, and so many megabytes: three of the largest."""

    PREFIX: ClassVar[str] = "UPLOAD_"

    files: int = 8
    megabytes: float = 36.0


def variables_of(kind: "type[DataclassInstance]") -> dict[str, str]:
    """Name the variable of each limit that is one number, by the limit's name; a kind's PREFIX stands before it."""
    prefix = getattr(kind, "PREFIX", "")
    numbers = (each.name for each in fields(kind) if each.type in (int, float))
    return {name: f"{MAX}{prefix}{name.upper()}" for name in numbers}


def limits_from(environment: Mapping[str, str], limits: Limits, *, most: Mapping[str, int] | None = None) -> Limits:
    """Return limits with those that are one number as the environment sets them: `rooms` by SEESOFTMAX_MAX_ROOMS.

    Parameters
    ----------
    environment : variables by name
    limits : as they are where nothing is set
    most : by a limit's name what it may be at most; 1,000,000 otherwise

    Raises
    ------
    ValueError
        If one is set to what is no such number, or none that there may be: a sentence that says what is allowed.
    """
    types = {each.name: each.type for each in fields(limits)}
    set_to: dict[str, Any] = {}
    for limit, name in variables_of(type(limits)).items():
        if (text := environment.get(name)) is not None:
            set_to[limit] = _limit(name, text, (most or {}).get(limit, LARGEST), whole=types[limit] is int)
    return replace(limits, **set_to)


def _limit(name: str, text: str, most: int, *, whole: bool) -> float:
    try:
        value: float = int(text) if whole else float(text)
    except ValueError:
        value = 0
    if not 0 < value <= most:
        allowed = f"a whole number from 1 to {most:,}" if whole else f"a number above 0 and at most {most:,}"
        told = text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"
        raise ValueError(f"{name} must be {allowed}, not “{told}”.")
    return value
