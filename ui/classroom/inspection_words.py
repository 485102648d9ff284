"""What is said when drawings are looked through, in markdown; no Streamlit, so that it can be tested alone."""

from collections.abc import Mapping

from mnist_core.classroom.inspection import DOUBTED, NEARLY_SAME, Balance, Doubtful, Inspection, Pair
from mnist_core.wording import a_digit, counted
from ui.words import percent

LEAD = (
    "Before a model learns from drawings, somebody looks through them. These are hints: nothing is taken away but by "
    "who drew it, or by you."
)
NEARLY = (
    "**Nearly the same.** A drawing that is sent twice counts twice. Listed are pairs whose pixels are closer than all "
    f"but one in a hundred thousand pairs of MNIST’s train digits of that label: {NEARLY_SAME[1]:.2f} for a 1, "
    f"{max(NEARLY_SAME):.2f} for a {NEARLY_SAME.index(max(NEARLY_SAME))}, where 28 is from no ink at all to ink "
    "everywhere. Straight 1s by one hand are often that alike, and no harm."
)
DOUBTS = (
    "**Labels to look at.** A model of all other pupils’ drawings gives these labels less than "
    f"{percent(DOUBTED, 0)}. Tried on validation digits with one label in twenty made wrong, that finds 148 of 180 "
    "wrong labels, and lists 135 of 3,420 right ones: a digit that is listed may well be right, and the one to learn "
    "most from."
)


def balance(found: Balance) -> str:
    """Say how even the drawings are spread over the digits."""
    counts = found.by_digit.tolist()
    most, least = (str(counts.index(end)) for end in (max(counts), min(counts)))
    total = counted(sum(counts), "drawing")
    if max(counts) == min(counts):
        return f"{total}, as many of each digit."
    missing = [str(digit) for digit, count in enumerate(counts) if not count]
    if missing:
        return f"{total}. Most are of {most}: {max(counts)}. Of {', '.join(missing)} there is none yet."
    return f"{total}. Most are of {most}: {max(counts)}; fewest of {least}: {min(counts)}."


def by_pupil(found: Balance, names: Mapping[int, str]) -> str:
    """Write how many drawings each pupil has who is there, as a table, the most first; `names` by number."""
    rows = sorted(
        ((found.by_pupil.get(number, 0), name) for number, name in names.items()), key=lambda row: (-row[0], row[1])
    )
    others = sum(count for number, count in found.by_pupil.items() if number not in names)
    rows += [(others, "pupils who have left")] if others else []
    return "\n".join(["| Pupil | Drawings |", "|---|---|", *(f"| {name} | {count} |" for count, name in rows)])


def pair(each: Pair, same_hand: bool) -> tuple[str, str]:
    """Say how close two drawings are, in two plain lines."""
    return f"{each.distance:.2f} apart", "one hand" if same_hand else "two hands"


def doubtful(each: Doubtful) -> tuple[str, str]:
    """Say what a drawing is labelled and what the others' model makes of it, in two plain lines."""
    share = "< 0.1 %" if each.share < 0.001 else f"{100 * each.share:.1f} %"
    return f"labelled {each.label}: {share}", f"read as {a_digit(each.answer)}"


def nothing(found: Inspection) -> str:
    """Say what was looked for and not found; "" where something was found of both."""
    lacking = [] if found.pairs else ["No two drawings are nearly the same."]
    return " ".join(lacking + ([] if found.doubtful else ["No label is doubted."]))
