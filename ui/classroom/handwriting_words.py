"""What is said of a class's handwriting, in markdown; no Streamlit, so that it can be tested alone."""

from mnist_core.classroom.handwriting import STYLES, Group, Healing
from mnist_core.classroom.ours import Score
from mnist_core.wording import a_digit, counted
from ui.classroom.experiment_words import marked

LEAD = (
    "The same digit has several shapes. Softmax regression has one picture of weights for each digit, so it reads best "
    "what most of its training digits looked like. Sorted by small rules on the ink: a 1 whose widest row reaches "
    "beyond the stroke is hooked, a 4 that encloses ground is closed, a 7 with a wide row across its stem is barred."
)
MEANS = "Full ink where all have drawn, and paler the fewer have: that is the mean of the drawings, pixel by pixel."


def name_of(digit: int, style: int) -> str:
    """Name a style of a digit: barred 7."""
    return f"{STYLES[digit][style]} {digit}"


def none(digit: int, style: int) -> str:
    """Say that nobody drew a digit in a style."""
    name = name_of(digit, style)
    return f"Nobody drew {'an' if name[0] in 'aeiou' else 'a'} {name}."


def group(found: Group) -> str:
    """Say whose the drawings of a group are, and how they are read."""
    return (
        f"{counted(found.read.count, 'drawing')} by {counted(found.pupils, 'pupil')}. MNIST’s model reads "
        f"**{marked(found.read)}**."
    )


def unread(count: int) -> str:
    """Say how many drawings a group has, before there is a model."""
    return f"{counted(count, 'drawing')}. MNIST’s model is still in training."


def in_mnist(digit: int, found: Score) -> str:
    """Say how common a style is among MNIST's validation digits."""
    return f"Of MNIST’s validation {digit}s {marked(found)}, are {STYLES[digit][1]}."


def healing(digit: int, style: int, found: Healing) -> str:
    """Say what adding more and more of a group heals."""
    parts = [f"{marked(score)} with {count or 'none'}" for count, score in zip(found.added, found.scores, strict=True)]
    change = found.scores[-1].right - found.scores[0].right
    name = name_of(digit, style)
    if len(found.added) == 1:
        return (
            f"Of the {name}s {marked(found.scores[0])}, by MNIST’s first {found.base} train digits alone. To add ours "
            "takes five in each half of the pupils, since none is read by a model that has seen its pupil write."
        )
    result = f"{counted(abs(change), 'drawing')} {'healed' if change > 0 else 'lost'}" if change else "No change"
    return (
        f"MNIST’s first {found.base} train digits and so many of our {name}s, by other pupils: {'; '.join(parts)}. "
        f"**{result}** by the last {found.added[-1]}, of {found.scores[0].count}."
    )


def beside(digit: int, drawings: int, pupils: int) -> str:
    """Say what means are shown of a digit."""
    return f"The mean of {counted(drawings, 'drawing')} of {a_digit(digit)} by {counted(pupils, 'pupil')}. {MEANS}"
