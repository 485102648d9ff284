"""Lesson: what an answer costs, and why being sure of a wrong one costs most."""

from collections.abc import Callable

import streamlit as st

from mnist_core.cross_entropy import information
from mnist_core.softmax.regression import cross_entropy, log_softmax
from mnist_core.training.run import Snapshot, TrainingRun
from ui import anatomy, live, page, runs
from ui.lessons.cross_entropy import views, words

dataset = page.open_page(
    "cross_entropy",
    "The loss is a surprise: −log of the share the truth got",
    "The loss looks only at the share of what is true: near one it costs almost nothing, near zero there is no limit. "
    "Drag the bars.",
)
one, batch, code, machine = st.tabs(
    ["One prediction", "A batch of digits", "As a code", "In float32"], key="view", bind="query-params"
)
shares = views.shares()
functions: tuple[Callable[..., object], ...] = ()
dear_j = kind = matched = infinite = False

if one.open:
    with one:
        controls, picture = st.columns([0.22, 0.78], gap="medium")
        with controls:
            label = views.label()
            truth = information.target(label)
            views.presets(label, truth)
        with picture:
            views.bars(shares, truth, label, "loss")
    dear_j = views.is_tutorials_j(shares) and information.cost(truth, shares) > 4
    formula = words.loss(shares, label)
    sentence = (
        "The loss is a sum of ten terms, and a certain label leaves one of them. Its slope by the evidence is the "
        "prediction less the truth: whoever got too much is pushed down, the truth is pushed up. (The tutorials "
        "write y′ for the truth y and y for the prediction p.)"
    )
    functions = information.terms, information.surprise, information.slope, information.in_bits

if batch.open:
    config = runs.recipes(dataset)["Mini-batch"]
    live.start(TrainingRun(config))
    with batch:
        controls, picture = st.columns([0.26, 0.74], gap="medium")
        with controls:
            chosen = views.choose_batch(dataset.test)

        def show(run: Snapshot) -> None:
            """The batch as the model reads it now."""
            runs.status(run)
            views.losses(views.batch(run, dataset.test, *chosen), dataset.test)

        with picture:
            live.follow(lambda: live.look(config), show)
    examples = views.batch(live.look(config), dataset.test, *chosen)
    kind = len(examples.losses) >= 10 and examples.mean < 0.05
    formula = words.mean(examples.losses, examples.mean)
    sentence = f"The loss of a batch is the mean of its digits' losses. {words.worst(examples.losses)}"
    functions = information.losses, log_softmax, cross_entropy

if code.open:
    with code:
        controls, picture = st.columns([0.22, 0.78], gap="medium")
        with controls:
            label = views.label()
            truth = views.truth(label)
            views.presets(label, truth)
        with picture:
            views.bars(shares, truth, label, "code")
    matched = information.entropy(truth) > 0 and information.divergence(truth, shares) < 0.007
    formula = words.parts(truth, shares)
    sentence = (
        "A class of share p gets a code word of −log₂ p bits: short for what is expected. Whoever describes the truth "
        "with the code of the prediction pays the entropy, which no code can save, and the waste on top."
    )
    functions = information.code_lengths, information.target, information.entropy, information.divergence

if machine.open:
    with machine:
        controls, picture = st.columns([0.26, 0.74], gap="medium")
        with controls:
            gap = views.gap()
        with picture:
            stages = views.float32(gap)
    infinite = stages["as written"].loss == float("inf")
    formula = words.float32(gap, float(stages["on the logits"].loss))
    sentence = (
        "All three are the same formula. Only the last never forms a share, so none can become zero. That is why "
        "TensorFlow's `softmax_cross_entropy_with_logits` wants the evidence, not the shares."
    )
    functions = information.literal, information.maximum_first, information.on_the_logits, log_softmax

anatomy.notice_and_try(
    words.notices(),
    [
        ("One prediction: keep the tutorials' j and choose a truth that makes it cost more than 4.", dear_j),
        ("A batch: find ten or more digits that cost less than 0.05 on average.", kind),
        ("As a code: smooth the label, then drag the waste below 0.01 bits.", matched),
        ("In float32: widen the lead until the loss as written is infinite.", infinite),
    ],
)
anatomy.formula_and_code(formula, sentence, *functions)
anatomy.take_away(
    "Cross-entropy is the price of an answer: little for a right one, two nats or so for a shrug, and more the surer "
    "the wrong one was. Its slope is simply p − y, and that is what training pushes against."
)
page.close_page("cross_entropy", by_hand=["p"])
