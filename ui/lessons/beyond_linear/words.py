"""What the lesson beyond the line says, with live numbers; no Streamlit, so that it can be tested alone."""

from collections.abc import Mapping, Sequence

from mnist_core.arrays import Flags, Floats
from mnist_core.beyond_linear.networks import Kind, Network
from mnist_core.beyond_linear.schooling import Diet
from mnist_core.beyond_linear.stress import Stress
from mnist_core.exam.intervals import wilson
from ui import words
from ui.words import percent

# What to notice in each view, and what to try there.
NOTICES = {
    "Stress": [
        "Three or four pixels suffice: its weights are tied to places, and the ink has left them.",
        "A 1 at the far left is never read. Every 1 that taught it stood in the middle.",
        "Another pen costs half of the answers. The longer it trains, the more: it has learned the usual stroke, too.",
        "Shuffle all pixels in training *and* exam: to you it is noise, to it nothing has changed. It never knew "
        "which pixels are neighbours.",
    ],
    "Three judges": [
        "A hidden layer reads more as written, but it too has a weight for every place.",
        "The convolutional network uses its few weights everywhere; it has fewer numbers and makes fewer mistakes.",
        "None of them was taught moved digits. Convolution helps, but no architecture is free of its training data.",
    ],
    "Who fails": [
        "What only softmax regression fails is often easy for you: a slanted 5, a 9 with a small head.",
        "What all fail is often hard for you, too, or the label is doubtful.",
        "Better on average is not better everywhere: each has mistakes of its own.",
    ],
    "Inside": [
        "Units look for strokes and arcs, in fixed places; few of them look like a whole digit.",
        "Filters look for edges of one direction each. Their maps show where on the digit they find them.",
        "Nobody told them to. Gradient descent found these by lowering the same cross-entropy.",
    ],
    "Taught otherwise": [
        "Shifted digits cost the linear model dearly: ten templates cannot be everywhere at once.",
        "The networks lose about a point as written and keep reading where the digits move.",
        "More kinds of data help a model that has the room to learn them.",
    ],
}
TRIES = {
    "Stress": {
        "move": "Bring it below 10&nbsp;% with a move of no more than 2 pixels to the side and 4 up or down.",
        "shuffle": "Shuffle some of the pixels, not all, and lose nothing.",
    },
    "Three judges": {
        "split": "Bring all three judges before a digit that they do not agree on.",
        "own": "Put your own drawing before them.",
    },
    "Who fails": {"last": "Look at what only the convolutional network fails. Would you pass?"},
    "Inside": {"filters": "See a digit through the filters of the convolutional network."},
    "Taught otherwise": {"taught": "Teach all three on shifted digits."},
}

NAMES: dict[Kind, str] = {
    "softmax": "Softmax regression",
    "hidden": "One hidden layer",
    "convolutional": "Convolutional",
}
SHORT: dict[Kind, str] = {"softmax": "S", "hidden": "H", "convolutional": "C"}
BUILT: dict[Kind, str] = {
    "softmax": "784 pixels → 10 classes",
    "hidden": "784 → 128 units → 10",
    "convolutional": "16 filters → 32 filters → 10",
}
DIETS = {"plain": "as written", "shifted": "shifted", "shuffled": "shuffled"}


def stress(stress: Stress) -> str:
    """Name what is done to the digits, in a few words."""
    parts = []
    if stress.thickness:
        parts.append(f"pen {stress.thickness:+d}")
    if stress.scale != 1:
        parts.append(f"size {stress.scale:g}")
    if stress.rotation:
        parts.append(f"turned {stress.rotation:g}°")
    if stress.right or stress.down:
        parts.append(f"moved ({stress.right:g}, {stress.down:g})")
    if stress.contrast != 1:
        parts.append(f"contrast {stress.contrast:g}")
    if stress.noise:
        parts.append(f"noise {stress.noise:g}")
    if stress.shuffled:
        parts.append(f"{100 * stress.shuffled:.0f} % of pixels shuffled")
    return ", ".join(parts) or "as written"


def given(name: str, now: Stress, note: str) -> str:
    """Name the digit that the judges are given, and say what is to be said of it."""
    return f"{name}: {stress(now)}{f'. {note}' if note else ''}"


def verdict(answer: int, label: int | None, share: float, *, counts: bool) -> str:
    """Say whether an answer is right, where that is known, and how sure the judge is; or that it counts as none."""
    if not counts:
        return f"{answer} gets {words.hedged(share)}; no answer"
    told = "" if label is None else f"{'right' if answer == label else 'wrong'}, "
    return f"{told}with {words.hedged(share)}"


def mark(right: Flags) -> str:
    """An accuracy as the fraction it is, in LaTeX."""
    correct, total = int(right.sum()), len(right)
    whole, many = map(words.grouped, (correct, total))
    return rf"\tfrac{{{whole}}}{{{many}}} = {100 * correct / total:.2f}\,\%"


def stress_formula(stress: Stress, right: Flags, part: str) -> str:
    """How the evidence of stressed digits is found, and what it comes to on the digits of a part, in LaTeX."""
    if stress.is_linear:
        ground = (1 - stress.contrast) / 2
        moved = r"(x M)\,W + b = x\,(M W) + b"
        if stress.contrast != 1:
            moved = rf"({stress.contrast:g}\,x M + {ground:g})\,W + b"
    else:
        moved = r"\mathrm{clip}(x' + \text{noise})\,W + b" if stress.noise else r"x'\,W + b"
    return (
        rf"\begin{{aligned}} \text{{evidence}} &= {moved} \\ "
        rf"\text{{{part} accuracy}} &= {mark(right)} \end{{aligned}}"
    )


def class_mark(label: int, right: Flags, before: Flags, part: str) -> str:
    """Say how one digit's examples in a part fare."""
    now, then = (percent(float(each.mean())) for each in (right, before))
    return f"Of the {label}s among the {part} digits it reads **{now}**; as written, {then}."


def measured_on(part: str, step: int) -> str:
    """Say what the judges' figures are measured on, the convolutional one's on every `step`-th digit."""
    every = f", the convolutional one every {step}th" if step > 1 else ""
    return f"As written, on all {part} digits{every}, with the 95&nbsp;% interval:"


SEALED = (
    "These are the exam's own mistakes, and it is sealed for the model chosen above. Open it in lesson 6; then they "
    "are here."
)
SEALED_MARKS = (
    "The networks are examined on moved test digits: their figures are here once the exam of the model chosen above is "
    "open, in lesson 6. Until then it is measured on validation digits."
)


def known(network: Network, right: Flags, seconds: float | None) -> str:
    """The figures of a judge: accuracy with its interval, size, and the time its training took."""
    low, high = (float(end) for end in wilson(int(right.sum()), len(right)))
    time = "" if seconds is None else f"  \ntrained in {words.duration(seconds)}"
    return (
        f"**{percent(float(right.mean()))}** right  \n{percent(low)} to {percent(high)}  \n"
        f"**{network.size:,}** numbers{time}"
    )


def offer(seconds: int) -> str:
    """Say how long a training will take, before it begins."""
    return (
        f"Takes about {words.duration(seconds)} on two free cores, and 10 s to load Keras. The class shares it, and it "
        "is kept."
    )


def progress(done: int, total: int, check: tuple[int, float] | None, left: float | None) -> str:
    """Say where a training is."""
    if not total:
        return "Waiting for a worker; Keras takes some 10 s to load."
    parts = [f"{100 * done / total:.0f} %"]
    if check is not None:
        parts.append(f"validation {100 * check[1]:.1f} %")
    if left is not None:
        parts.append(f"about {words.duration(left)} left")
    return ", ".join(parts)


def pattern(kinds: list[Kind], who: tuple[bool, ...]) -> str:
    """Name the case that exactly these judges fail."""
    wrong = [NAMES[kind].lower() for kind, fails in zip(kinds, who, strict=True) if fails]
    if len(wrong) == len(kinds):
        return "All fail"
    return f"Only {wrong[0]} fails" if len(wrong) == 1 else f"{' and '.join(wrong)} fail".capitalize()


def table_cells(marks: tuple[float, ...] | None, before: tuple[float, ...] | None = None) -> str:
    """Two accuracies as cells of a table, with what they gained or lost; dashes where there are none."""
    if marks is None:
        return "– | –"
    cells = [f"{_tenths(mark):.1f}&nbsp;%" for mark in marks]
    if before is not None:
        gains = [words.signed(_tenths(mark) - _tenths(old), 1) for mark, old in zip(marks, before, strict=True)]
        cells = [f"{cell} **({gain})**" for cell, gain in zip(cells, gains, strict=True)]
    return " | ".join(cells)


def _tenths(share: float) -> float:
    """A share of one in tenths of a per cent, all of it only where it is."""
    return 100.0 if share == 1 else min(round(100 * share, 1), 99.9)


def legend(kinds: list[Kind]) -> str:
    """Say which letter stands for which judge."""
    return ", ".join(f"{SHORT[kind]} {NAMES[kind].lower()}" for kind in kinds)


def answer(kind: Kind) -> str:
    """A judge's answer to a digit, the class that it gives the largest share, in LaTeX."""
    return rf"\operatorname{{arg\,max}} p_{SHORT[kind]}"


def failing_formula(kinds: list[Kind], who: tuple[bool, ...], count: int) -> str:
    """The case that these judges fail and the others do not, with its count, in LaTeX."""
    signs = (r"\neq" if fails else "=" for fails in who)
    each = [rf"{answer(kind)} {sign} y" for kind, sign in zip(kinds, signs, strict=True)]
    case = r",\ ".join(each)
    return rf"\#\{{{case}\}} = {words.grouped(count)}"


def by_shift(shifts: Sequence[int], lines: Mapping[str, tuple[int, bool, Floats]]) -> str:
    """Say to those who cannot see it how accurate each line is at both ends and where the digits were written."""
    told = (
        f"{name}: {', '.join(f'{100 * marks[shifts.index(at)]:.0f} % at {at}' for at in (shifts[0], 0, shifts[-1]))}"
        for name, (_, _, marks) in lines.items()
    )
    return "Accuracy by pixels moved to the right. " + "; ".join(told)


def line(kind: Kind, diet: Diet) -> str:
    """Name a line of the chart."""
    return f"{NAMES[kind]}{', shifted' if diet == 'shifted' else ''}"


def train(kind: Kind) -> str:
    """The label of the button that trains a network, short enough for a narrow column."""
    return f"Train {NAMES[kind].lower().removeprefix('one ')}"


def school(kind: Kind, diet: Diet) -> str:
    """Name the training of a judge, for a button."""
    return f"{train(kind)}, {'on shifted digits' if diet == 'shifted' else 'as written'}"
