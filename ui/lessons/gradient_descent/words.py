"""What the lesson on gradient descent says about descents, steps and paths; no Streamlit, so that it can be tested."""

import math
from collections.abc import Sequence

from mnist_core.gradient_descent.curves import CURVES, PARABOLA, Curve
from mnist_core.gradient_descent.descent import ARRIVED, CRAWL, Descent, Event, Outcome
from mnist_core.gradient_descent.slow_motion import Step
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status
from mnist_core.wording import counted
from ui import words
from ui.printed import fitting, price

PLUS = "the cross"
HINT = "Point at a bar to read it; press a bar or a pixel to follow it."
STRAYS = "the mini-batch leaves the map"
CURVE_NAMES = {"parabola": "y = x²", "valley": "Long valley", "two-minima": "Two minima", "steep-wall": "Steep wall"}
CURVES_BY_LABEL = {CURVE_NAMES[name]: curve for name, curve in CURVES.items()}

EVENT_NAMES = {
    Event.STUCK: "Stuck",
    Event.ARRIVES: "At the minimum",
    Event.CLIMBS: "Climbs",
    Event.SWINGS: "Swings",
    Event.OVERSHOOTS: "Overshoots",
    Event.CRAWLS: "Crawls",
    Event.DESCENDS: "Downhill",
}
EVENT_SENTENCES = {
    Event.STUCK: "The slope is 0, so no step can move it, though this is no minimum.",
    Event.ARRIVES: f"It is within {ARRIVED:g} of a minimum; the slope is nearly 0 and so is every step.",
    Event.CLIMBS: "The step landed higher than it began.",
    Event.SWINGS: "The step leapt over the minimum and landed just as high.",
    Event.OVERSHOOTS: "The step leapt over the minimum, but landed lower.",
    Event.CRAWLS: f"The step covered less than {100 * CRAWL:.0f} % of the way that is left.",
    Event.DESCENDS: "Lower than before; where the slope shrinks, so does the next step.",
}


def verdict(descent: Descent) -> str:
    """Name what a descent came to, in a sentence."""
    steps = len(descent.events)
    return {
        Outcome.DIVERGES: f"Diverges: after {_steps(steps)} it is higher than where it began.",
        Outcome.HITS: "Hits the minimum in one step.",
        Outcome.CONVERGES: f"Converges from one side: at the minimum after {_steps(descent.arrival or 0)}.",
        Outcome.OVERSHOOTS_AND_CONVERGES: (
            f"Overshoots, but converges: at the minimum after {_steps(descent.arrival or 0)}."
        ),
        Outcome.STUCK: "Stuck: the slope is exactly 0 here, on a hilltop. A slope of 0 need not be a minimum.",
        Outcome.SWINGS: "Swings for ever: each step leaps to the other side and lands just as high.",
        Outcome.OVERSHOOTS: f"Overshoots: after {_steps(steps)} it still leaps to and fro.",
        Outcome.CRAWLS: (
            f"Crawls: after {_steps(steps)} it is on its way, each less than {100 * CRAWL:.0f} % of what is left."
        ),
        Outcome.UNDERWAY: f"On its way: {_steps(steps)} were not enough.",
    }[descent.outcome]


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def regimes(curve: Curve) -> str:
    """Say which learning rates do what on a curve, in markdown."""
    one, most = f"{curve.one_step_rate:.3g}", f"{curve.largest_rate:.3g}"
    if curve is PARABOLA:
        return (
            f"Below **{one}** it comes from one side, at {one} it hits in one step, up to **{most}** it overshoots and "
            f"still converges, at {most} it swings for ever, above it diverges."
        )
    return (
        f"Near the lowest minimum: below **{one}** it comes from one side, up to **{most}** it overshoots, above it is "
        "thrown out."
    )


def first_step(descent: Descent, rate: float) -> str:
    """The rule with the numbers of the first step, in LaTeX."""
    curve = descent.curve
    start, slope, landed = zip(*(_one_move(descent, axis, rate) for axis in range(curve.dimensions)), strict=True)
    place, gradient = (r"(x, y)", r"\nabla f") if curve.dimensions == 2 else ("x", "f'(x)")
    return (
        rf"\begin{{gathered}} {curve.formula} \\ {curve.derivative} \\ "
        rf"{place} \leftarrow {place} - \eta\, {gradient} \\ "
        rf"{_vector(start)} - {rate:g} \cdot {_vector(slope, factor=True)} = {_vector(landed)} \end{{gathered}}"
    )


def _one_move(descent: Descent, axis: int, rate: float) -> tuple[str, str, str]:
    """Where the first step begins along an axis, the slope there, and where it lands, as they are printed."""
    start, slope = (float(values[0][axis]) for values in (descent.points, descent.slopes))
    landed = f"{descent.points[min(1, len(descent.points) - 1)][axis]:.3f}"
    shown = fitting(lambda x, g: x - rate * g, (start, slope), 3, 3)
    return shown[0], shown[1], landed


def _vector(numbers: Sequence[str], factor: bool = False) -> str:
    if len(numbers) > 1:
        return "(" + r",\ ".join(numbers) + ")"
    return f"({numbers[0]})" if factor and numbers[0].startswith("-") else numbers[0]


def alt(descent: Descent, label: str) -> str:
    """What the picture of a descent shows, for those who cannot see it."""
    return f"{label}: the path of gradient descent in {_steps(len(descent.events))}. {verdict(descent)}"


def path_note(run: Snapshot, held: float) -> str:
    """What the caption of a path says: its last loss, and how much of it the plane shows; short enough for a line."""
    if not len(run.history):
        return "waiting"
    if run.status is Status.DIVERGED:
        return f"diverged at step {run.history.step[-1]}, {words.hedged(held)} in the plane"
    return f"loss {run.history.train_loss[-1]:.2f}, {words.hedged(held)} in the plane"


def plane(run: Snapshot, held: float, examples: int) -> str:
    """Say what the map is a map of: which plane, how much of the path that laid it lies on it, and whose loss it is."""
    steps = ", ".join(map(str, run.history.step[:8]))
    return (
        f"7,850 numbers cannot be drawn, a plane can. This one lies through the weights that rate "
        f"{run.config.learning_rate:g} reaches ({PLUS}), along the two principal directions of its path, which hold "
        f"{words.hedged(held)} of its variance. The loss is the mean over the first {examples:,} train digits. Dots "
        f"are steps {steps} …"
    )


def hint(size: int) -> str:
    """Say what the map tells, and of how many digits."""
    return f"Point at the map to read the loss of the {size:,} digits that it learns from, and to see the model there."


def models(count: int) -> str:
    """So many small models, in words."""
    return "1 small model" if count == 1 else f"{count} small models"


THE_STEP = (
    "This is the very step that training makes. TensorFlow knows the whole computation, so backpropagation gives it "
    "the slope; for softmax regression the slope is short enough to write down."
)
OWN_STEP = (
    "The same arithmetic on one digit: its ink times p − y is what it pulls at each of the ten pictures. The run "
    "itself goes on without it."
)
ALONE = (
    "Alone it gets its way: nearly all of a large step goes to its own class. In training it would be one voice among "
    "many, and a test digit is none."
)


def made_of_ink(step: Step, *, alone: bool) -> str:
    """What the way downhill of one class is made of, a class of which there is a digit in the step."""
    label = int(step.labels[0])
    others = ", blue that of others, which is to count for less" if (step.labels != label).any() else ""
    whose = "the digit's" if alone else "the batch's"
    return (
        f"The − slope of class {label} is made of {whose} own ink: red is that of the {label}, which is to count "
        f"for more{others}."
    )


def path_alt(config: TrainingConfig, run: Snapshot) -> str:
    """What a map shows, for those who cannot see it."""
    reached = f"the loss {run.history.train_loss[-1]:.2f}" if len(run.history) else "nothing yet"
    return f"Map of the loss with the path of learning rate {config.learning_rate:g}, which reaches {reached}"


def update_with_numbers(step: Step, rate: float) -> str:
    """One update in LaTeX, with the numbers of this batch."""
    size = len(step.labels)
    return (
        r"\begin{gathered} p = \mathrm{softmax}(XW + b) \\ "
        rf"L = -\tfrac{{1}}{{{size}}} \textstyle\sum \log p_{{y}} = {step.loss:.3f} \\ "
        rf"W \leftarrow W - {rate:g} \cdot \tfrac{{1}}{{{size}}} X^\top (p - y) \\ "
        rf"L_{{\text{{after}}}} = {step.loss_after:.3f} \end{{gathered}}"
    )


def alone(name: str, step: Step, config: TrainingConfig) -> str:
    """Say whose step it is, which model speaks, what the step does to the digit's loss, and that it trains nothing."""
    label = int(step.labels[0])
    before, after = float(step.losses[0]), float(step.losses_after[0])
    share, then = float(step.probabilities[0, label]), math.exp(-after)
    return (
        f"**{name}, alone.** It is read by the small run chosen here, after {counted(step.before.step, 'update')}: "
        f"{config.train_size:,} train digits, batches of {config.batch_size}, rate {config.learning_rate:g}. Before "
        f"the step it costs {price(share, before, 3)}; after it, {price(then, after, 3)}. Computed on a copy: nothing "
        "is trained on it."
    )


def ended(step: Step, asked: int) -> str:
    """Say that the run ended before so many updates, and which one is shown instead."""
    made = counted(step.before.step, "update")
    return f"The run ended after {made}, before the {asked:,} that are asked for: shown is what its next would do."


def stages(step: Step, rate: float, *, alone: bool = False) -> list[dict[str, str]]:
    """The six stages of an update: their names, and a sentence with the numbers of the first digit.

    `alone` : whether it is the step of one digit by itself, of which there is no batch
    """
    label = int(step.labels[0])
    evidence, probability = float(step.evidence[0, label]), float(step.probabilities[0, label])
    size = len(step.labels)
    batch = "the digit" if size == 1 else f"all {size} digits"
    whose = "Its" if alone else "The batch's"
    whole = "No other digit counts in this step" if alone else f"The batch's loss is the mean over {batch}"
    missing = round(probability, 3) - 1
    return [
        {
            "name": "evidence",
            "text": f"Each digit's ink times the weights, plus the bias. The {label} on top has {evidence:+.2f} for "
            f"class {label}.".replace("-", "−"),
        },
        {
            "name": "shares",
            "text": "Softmax turns ten scores into ten shares of one. "
            f"Class {label}, the right one, gets {probability:.3f}.",
        },
        {
            "name": "loss",
            "text": f"{price(probability, float(step.losses[0]), 3)}. {whole}: {step.loss:.3f}.",
        },
        {
            "name": "p − y",
            "text": f"The slope by each class's evidence: its share, less 1 for the right one: {probability:.3f} − 1 = "
            f"{missing:.3f}. Above zero the share was too high, below too low.".replace("-", "−"),
        },
        {
            "name": "slope",
            "text": f"Ink times p − y, averaged over {batch}: the way uphill for every weight. Shown is its opposite, "
            "the way downhill: red weights will grow, blue ones shrink.",
        },
        {
            "name": "weights",
            "text": f"Old weights − {rate:g} × slope = new weights. {whose} loss goes from "
            f"{step.loss:.3f} to {step.loss_after:.3f}.",
        },
    ]
