"""The four toys of the lesson on cross-entropy, each with what is told below it."""

from collections.abc import Callable

import streamlit as st

from mnist_core.arrays import Float64s, Floats
from mnist_core.cross_entropy import information, plain, predictions
from mnist_core.data.dataset import Dataset
from mnist_core.softmax.plain import softmax
from mnist_core.softmax.regression import cross_entropy, log_softmax
from mnist_core.training.run import Snapshot, TrainingRun
from ui import live, runs
from ui.anatomy import Told, fulfilled
from ui.lessons.cross_entropy import views, words


def _bars(
    dataset: Dataset, probabilities: Float64s, truth_of: Callable[[int], Floats], mode: str
) -> tuple[int, Floats]:
    """Choose the label, drag the bars beside it, or begin with one below; returns the label and the truth (10,)."""
    controls, picture = st.columns([0.2, 0.8], gap="medium")
    with controls:
        label = views.label()
        truth = truth_of(label)
    with picture:
        views.bars(probabilities, truth, label, mode)
    views.presets(label, truth, dataset)
    return label, truth


def one_prediction(dataset: Dataset, probabilities: Float64s) -> Told:
    """Drag the shares of one answer, and read its price."""
    label, truth = _bars(dataset, probabilities, information.target, "loss")
    return Told(
        words.loss(probabilities, label),
        words.ONE_PREDICTION,
        (information.terms, information.surprise, information.slope, information.in_bits),
        fulfilled(dear=views.is_tutorials_j(probabilities) and information.cost(truth, probabilities) > 4 and (label,)),
        words.tutorials_figures(),
        (plain.price,),
    )


def a_batch(dataset: Dataset, _probabilities: Float64s) -> Told:
    """The losses of real digits, as the model reads them now."""
    config = runs.recipes(dataset)["Mini-batch"]
    live.start(TrainingRun(config))
    controls, picture = st.columns([0.26, 0.74], gap="medium")
    with controls:
        chosen = views.choose_batch(dataset.test)

    def show(run: Snapshot) -> None:
        runs.status(run, "Mini-batch recipe")
        views.losses(views.batch(run, dataset.test, *chosen), dataset.test)

    with picture:
        live.follow(lambda: live.look(config), show)
    run = live.look(config)
    examples = views.batch(run, dataset.test, *chosen)
    cheap = len(examples.losses) >= 10 and examples.mean < 0.05 and chosen[:2]
    return Told(
        words.mean(examples.losses, examples.mean),
        f"The loss of a batch is the mean of its digits' losses. {words.worst(examples.losses)}",
        (information.losses, log_softmax, cross_entropy),
        fulfilled(cheap=None if run.active else cheap),  # while it learns, any batch gets cheaper by itself
        words.NOTICED_IN_A_BATCH,
        (softmax, plain.batch_loss),
    )


def as_a_code(dataset: Dataset, probabilities: Float64s) -> Told:
    """The same price in bits: what no code can save, and the waste."""
    label, truth = _bars(dataset, probabilities, views.truth, "code")
    close = information.entropy(truth) > 0 and information.divergence(truth, probabilities) < 0.007
    return Told(
        words.parts(truth, probabilities),
        words.AS_A_CODE,
        (information.code_lengths, information.target, information.entropy, information.divergence),
        fulfilled(close=close and not predictions.is_preset(probabilities, label)),
        words.NOTICED_AS_A_CODE,
        (plain.in_two_parts,),
    )


def in_float32(_dataset: Dataset, _probabilities: Float64s) -> Told:
    """Three ways to compute it, and where two of them break."""
    controls, picture = st.columns([0.26, 0.74], gap="medium")
    with controls:
        gap = views.gap()
    with picture:
        stages = views.float32(gap)
    return Told(
        words.float32(gap, float(stages["on the logits"].loss)),
        words.IN_FLOAT32,
        (information.literal, information.maximum_first, information.on_the_logits, log_softmax),
        fulfilled(infinite=stages["as written"].loss == float("inf")),
        words.NOTICED_IN_FLOAT32,
        (plain.three_ways,),
    )


# By the name of its tab, with its task.
TOYS: dict[str, tuple[Callable[[Dataset, Float64s], Told], str]] = {
    "One prediction": (
        one_prediction,
        "One prediction: keep the tutorials' j and choose a truth that makes it cost more than 4.",
    ),
    "A batch of digits": (a_batch, "A batch: find ten or more digits that cost less than 0.05 on average."),
    "As a code": (as_a_code, "As a code: smooth the label, then drag the waste below 0.01 bits."),
    "In float32": (in_float32, "In float32: widen the lead until the loss as written is infinite."),
}


def tries(shown: str, told: Told) -> list[tuple[str, object]]:
    """The tasks of all toys, one each, and what fulfils that of the one that is shown."""
    return [(task, next(iter(told.done.values()), None) if name == shown else None) for name, (_, task) in TOYS.items()]
