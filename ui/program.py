"""The program of the tutorials beside what it computes: its lines, and what is said at each of them."""

from pathlib import Path

from mnist_core.training.config import FULL_BATCH, TrainingConfig
from mnist_core.training.program import LINES, of_lesson, written
from mnist_core.training.values import Shape, Values
from mnist_core.wording import a_digit
from ui import cached, words
from ui.component import mount
from ui.contents import LESSONS, lesson
from ui.printed import price

Told = dict[str, dict[str, str]]
# What TensorFlow 1 knew of shapes before it was fed; "" of what is no tensor.
PROMISED = {
    "pixels": "[None, 784]",
    **dict.fromkeys(("labels", "evidence", "shares"), "[None, 10]"),
    **dict.fromkeys(("nats", "right"), "[None]"),
    **dict.fromkeys(("data", "slope", "step_weights"), ""),
}


def listing(config: TrainingConfig) -> None:
    """Show the program's lines in both forms; what each holds just now is told by the pipeline beside them."""
    mount(
        "listing",
        "listing",
        {
            "lines": [
                {
                    "name": line.name,
                    "stage": line.stage,
                    "today": written(line.today, config),
                    "once": written(line.then, config),
                    "lesson": f"{LESSONS.index(lesson(line.lesson)) + 1} {lesson(line.lesson).title}",
                    "href": Path(lesson(line.lesson).file).stem.split("_", 1)[1],
                }
                for line in LINES
            ]
        },
    )


def told(now: Values, config: TrainingConfig, number: int, *, is_open: bool) -> Told:
    """What is said at each line, by its name: the shape of what it makes, for TensorFlow 1 its own, and a sentence.

    `number` is that of the test digit that the values are of. Of the run's exam nothing is told before it `is_open`.
    """
    shape = {name: " and ".join(map(_written, shapes)) for name, shapes in now.shapes.items()}
    shape["model"] = " → ".join(map(_written, now.shapes["model"]))
    then = shape | PROMISED | {"exam": f"[{now.of}, 784] and [{now.of}, 10]"}
    sentences = _before_training(now) | _training(now, config) | _digit(now, number) | _exam(now, is_open=is_open)
    return {
        line.name: {
            "shape": shape.get(line.name, ""),
            "once": then.get(line.name, ""),
            "text": sentences[line.name],
        }
        for line in LINES
    }


def in_its_place(page: str) -> str:
    """Name a lesson's own lines of the pasted code, in markdown to be added to a heading; "" where it has none."""
    dataset = cached.dataset()
    lines = of_lesson(page, FULL_BATCH.within(dataset) if dataset else FULL_BATCH)
    return f"\n\nIn the pasted code: {' · '.join(f'`{line}`' for line in lines)}" if lines else ""


def _written(shape: Shape) -> str:
    return f"[{', '.join(map(str, shape))}]" if shape else "one number"


def _before_training(now: Values) -> dict[str, str]:
    low, high = (words.signed(each) for each in now.weights)
    least, most = (words.signed(each) for each in now.bias)
    row = " ".join("1" if k == now.label else "0" for k in range(10))
    (learn, *_), _, (test, *_), _ = now.shapes["data"]
    return {
        "library": "Brings TensorFlow. Nothing is computed yet.",
        "data": f"Pictures and labels: {learn:,} to learn from, {test:,} for the exam.",
        "pixels": f"One row a digit. The one shown is such a row: {now.inked} of its 784 pixels have ink.",
        "labels": f"A 1 at the label. For the digit shown: {row}.",
        "weights": f"7,840 zeros to begin with; after step {now.step:,} from {low} to {high}.",
        "bias": f"Ten zeros to begin with; after step {now.step:,} from {least} to {most}.",
        "model": "A function, for one digit: 784 pixels in, ten shares out.",
    }


def _training(now: Values, config: TrainingConfig) -> dict[str, str]:
    rate, size = f"{config.learning_rate:g}", f"{config.train_size:,}"
    many = f"{now.step:,} of {now.steps:,} times"
    loss = "not measured yet"
    if len(now.losses):
        loss = f"{now.losses[-1]:.4f} after step {now.recorded[-1]:,}; {now.losses[0]:.4f} after step 0"
    return {
        "descend": "One step downhill: loss, slope, correction.",
        "tape": "Keeps what is computed from W and b, so that the slope can be had.",
        "loss": f"The mean over {size} train digits: {loss}.",
        "step_weights": f"{rate} times the slope comes off each of 7,840 weights: done {many}.",
        "step_bias": f"{rate} times the slope comes off each of ten biases: done {many}.",
        "session": "What will run the graph. So far there is a plan, and no number.",
        "start": "Only now there are W and b: zeros.",
        "batch": f"What is fed in every step: all {size} train digits.",
        "loop": f"Step {now.step:,} of {now.steps:,}: the ten pictures learn.",
    }


def _digit(now: Values, number: int) -> dict[str, str]:
    k, step = now.label, f"After step {now.step:,}"
    others = max((float(p), c) for c, p in enumerate(now.push) if c != k)
    return {
        "evidence": f"{step}, test digit {number:,} has {words.signed(now.evidence[k])} for its label {k}.",
        "shares": f"{step}, its label {k} gets {words.hedged(now.share)}; all ten add up to one.",
        "nats": f"Of each digit, −log of the share that its label gets. Here: {price(now.share, now.nats)}.",
        "slope": f"Ink times p − y, on average. For this digit p − y is {words.signed(now.push[k], 4)} at {k}, and "
        f"{words.signed(others[0], 4)} at {others[1]}.",
    }


def _exam(now: Values, *, is_open: bool) -> dict[str, str]:
    right = f"The share of what is True: {_mark(now.right, now.of)}."
    if not is_open:
        practice = _mark(now.practised, now.practice)
        right = f"Sealed: lesson 6 opens this run's exam. On the validation digits: {practice}."
    told = "all ten tie, so it has no answer yet"
    if now.answer is not None:
        told = f"{now.answer} for {a_digit(now.label)}, {now.answer == now.label}"
    return {
        "exam": f"The {now.of:,} test digits, which never train; the one shown is of them.",
        "right": f"True where the largest share is at the label. For the digit shown: {told}.",
        "accuracy": right,
    }


def _mark(right: int | None, of: int) -> str:
    return "not measured yet" if right is None else f"{right:,} of {of:,}, {right / of:.4f}"
