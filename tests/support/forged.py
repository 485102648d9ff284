"""What hypothesis makes up of what nobody sends: anything that JSON can say, and what is right but for one place."""

import copy
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as some

from tests.conftest import EVERYTHING
from tests.support import ROOT

Found = TypeVar("Found")

# Every number that was ever a trap, and the ends of what is taken for one.
NUMBERS = (
    0, -0.0, 1, -1, 0.5, 9, 10, 27, 28, 255, 256, 279, 280, 1_000, 1_001, 10_000, 100_000, 100_001, 1e-9, 5e-324, 1e308,
    -1e308, float("inf"), float("-inf"), float("nan"), 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 10**400,
)  # fmt: skip
WORDS = (
    "", "x", "7", "７", "½", "nan", "1e400", "None", "true", "__class__", "../../etc/passwd", "javascript:alert(1)",
    "<script>alert(1)</script>", "\ud800", "\0", "\u202e7", "x" * 5_000, "http://x/y.png", "data:image/png;base64,AAAA",
)  # fmt: skip
WRONG_NUMBERS = some.sampled_from(NUMBERS) | some.integers() | some.floats() | some.integers(-400, 1_100)
WRONG_WORDS = some.sampled_from(WORDS) | some.text(max_size=12)
PLAIN = some.none() | some.booleans() | WRONG_NUMBERS | WRONG_WORDS


def _nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


# Deeper than Python follows by itself, and longer than any list of ours.
LARGE = some.sampled_from([[0] * 20_000, [[]] * 20_000, [None] * 784, [0.5] * 10]) | some.just(800).map(_nested)
ANYTHING = (
    some.recursive(
        PLAIN,
        lambda inner: some.lists(inner, max_size=4) | some.dictionaries(WRONG_WORDS, inner, max_size=3),
        max_leaves=8,
    )
    | LARGE
)


def tried(count: int) -> settings:
    """So many examples, always the same; where everything is run, twenty times as many, and each time others."""
    return settings(max_examples=count * (20 if EVERYTHING else 1), derandomize=not EVERYTHING)


def outcome(do: Callable[[], Found], refusal: type[Exception]) -> tuple[Found | None, str]:
    """What comes of reading what was forged, or the sentence of its refusal: one line that names no place."""
    try:
        return do(), ""
    except refusal as reason:
        said = str(reason)
    # No page of a file is repeated, nothing of the server told, and a control character would end up on a page.
    assert said.isprintable(), said
    assert 0 < len(said) < 400, said
    assert not [each for each in (str(ROOT), sys.prefix, "Traceback", " at 0x", 'File "') if each in said], said
    return None, said


@some.composite
def but_for_one_place(draw: some.DrawFn, *right: Any, wrong: some.SearchStrategy[Any] = ANYTHING) -> Any:
    """One of these values, in one place of which stands something else, or nothing, or the same twice."""
    found = [copy.deepcopy(draw(some.sampled_from(right)))]
    *way, last = draw(some.sampled_from([place for place in _places(found) if place]))
    there = found
    for each in way:
        there = there[each]
    match draw(some.sampled_from(["put", "put", "put", "drop", "twice", "rename"])):
        case "drop" if way:
            del there[last]
        case "twice" if isinstance(there, list) and way:
            there += [there[last]] * draw(some.sampled_from([1, 2, 40, 10_001]))
        case "rename" if isinstance(there, dict):
            there[draw(WRONG_WORDS)] = there.pop(last)
        case _:
            there[last] = draw(wrong)
    return found[0]


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all that is in a value of lists and dictionaries, the value itself first."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, child in children for place in _places(child, (*way, key)))]


def damaged(*right: bytes, header: int = 120) -> some.SearchStrategy[bytes]:
    """One of these files with bytes changed, left out, repeated or put in, its beginning most, or its end cut off."""
    return some.sampled_from(right).flatmap(lambda whole: _damaged(whole, header))


@some.composite
def _damaged(draw: some.DrawFn, whole: bytes, header: int) -> bytes:
    found = bytearray(whole)
    for _ in range(draw(some.sampled_from([1, 1, 2, 5]))):
        end = max(0, len(found) - 1)
        place = draw(some.integers(0, min(header, end)) | some.integers(0, end) | some.integers(max(0, end - 100), end))
        match draw(some.sampled_from(["set", "set", "number", "drop", "twice", "put", "cut"])):
            case "set":
                found[place : place + 1] = bytes([draw(some.integers(0, 255))])
            case "number":  # a length or a size, of either order
                found[place : place + 4] = draw(
                    some.sampled_from([b"\xff" * 4, b"\x7f\xff\xff\xff", bytes(4), b"\1\0\0\0"])
                )
            case "drop":
                del found[place : place + draw(some.integers(1, 60))]
            case "twice":
                found[place:place] = found[place : place + draw(some.integers(1, 300))]
            case "put":
                found[place:place] = draw(some.binary(min_size=1, max_size=12))
            case "cut":
                del found[place:]
    return bytes(found)
