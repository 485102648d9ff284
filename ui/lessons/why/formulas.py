"""The formula of each view of the panel with the live numbers in it, words for it, and the code behind it."""

import numpy as np

from mnist_core.arrays import Floats
from mnist_core.softmax import plain as plain_softmax
from mnist_core.softmax.account import account
from mnist_core.softmax.regression import evidence, softmax
from mnist_core.take_away.opened import ModelFile
from mnist_core.training.run import Snapshot
from mnist_core.why import plain
from mnist_core.why.ledger import Basis, first_two, ledger
from mnist_core.why.smallest_change import gains, smallest_change
from mnist_core.why.teachers import split
from mnist_core.why.teaching import surprise, taught, teach
from mnist_core.why.timeline import over_training, turns
from ui import words
from ui.anatomy import Told
from ui.drawings import Drawing


def formula(view: object, run: Snapshot, drawing: Drawing) -> Told:
    """The formula of a view of the panel for this drawing; of the ledger for any other name, or without a training."""
    if isinstance(run.config, ModelFile) and view in ("Teachers", "Time"):
        view = "Evidence"
    model, image = run.checkpoint, drawing.account.image
    if drawing.is_blank:
        return _blank(run)
    logits = evidence(image, model.weights.astype(np.float64), model.bias)
    return _FORMULAS.get(view if isinstance(view, str) else "", _evidence)(run, image, logits)


def _blank(run: Snapshot) -> Told:
    bias = run.checkpoint.bias.astype(np.float64)
    k = int(bias.argmax())
    return Told(
        rf"x = 0: \qquad z_k = \sum_j W_{{jk}} \cdot 0 + b_k = b_k, \qquad z_{k} = {bias[k]:.2f}, \quad "
        rf"p_{k} = {softmax(bias)[k]:.4f}",
        f"Without ink the weights have nothing to multiply. The largest share, that of {k}, comes from its bias alone: "
        "no answer to a digit, only what was commoner or easier among those it learned from.",
        (account,),
    )


def _evidence(run: Snapshot, image: Floats, logits: Floats) -> Told:
    a, b = first_two(logits)
    found = ledger(run.checkpoint.weights, run.checkpoint.bias, image, Basis.RAW, image).between(a, b)
    total, constant = round(found.total, 3), round(found.constant, 3)  # as the table below the pictures adds them up
    terms = f"{words.signed(total - constant, 3)} {words.signed(constant, 3)}".replace("−", "-")
    return Told(
        rf"z_{a} - z_{b} = \sum_j (W_{{j{a}}} - W_{{j{b}}})\,x_j + (b_{a} - b_{b}) = {terms} = {total:.3f}"
        rf", \qquad \frac{{p_{a}}}{{p_{b}}} = e^{{{total:.3f}}}",
        "Only differences of evidence count: each unit of the difference multiplies the odds by e.",
        (ledger, account),
        plain=(plain.votes_between,),
    )


def _teachers(run: Snapshot, _image: Floats, logits: Floats) -> Told:
    k, size = int(logits.argmax()), words.grouped(run.config.train_size)
    if run.config.weight_decay:
        return Told(
            rf"W = X^\top A, \quad b = \sum_i B_i, \qquad z_{k} = \sum_{{i=1}}^{{{size}}} (x_i \cdot x\,A_{{i{k}}} + "
            rf"B_{{i{k}}}) = {logits[k]:.2f}",
            "Row *i* of A and of B adds up the steps' learning rate times (y − p) of train digit *i*. As the weights "
            f"do, A loses {run.config.learning_rate:g} · {run.config.weight_decay:g} of itself in every step; B, of "
            "the bias, loses nothing.",
            (split,),
        )
    return Told(
        rf"W = X^\top A, \qquad z_{k} = \sum_{{i=1}}^{{{size}}} (x_i \cdot x + 1)\,A_{{i{k}}} "
        rf"= {logits[k]:.2f}",
        "Row *i* of A adds up the steps' learning rate times (y − p) of train digit *i*. It counts by how much its ink "
        "overlaps yours; the 1 is its part of the bias.",
        (split,),
    )


def _flip(run: Snapshot, image: Floats, _logits: Floats) -> Told:
    model = run.checkpoint
    change = smallest_change(model.weights, model.bias, image)
    latex = r"g_j = \max_{0 \le v \le 1} (W_{jb} - W_{ja})(v - x_j), \qquad \sum_{j \in S} g_j > z_a - z_b"
    if change is not None:
        latex += rf", \qquad |S| = {len(change)}"
    return Told(
        latex,
        "Each pixel lowers the lead by its own gain, whatever the others do. So no other set of as few pixels does "
        "better than the largest gains: the count is exact.",
        (gains, smallest_change),
        plain=(plain.pixels_to_flip,),
    )


def _teach(_run: Snapshot, image: Floats, logits: Floats) -> Told:
    k = int(logits.argmax())
    weight = float(image @ image) + 1
    return Told(
        r"W \leftarrow W - \eta\, x\,(p - y)^\top, \qquad b \leftarrow b - \eta\,(p - y), \qquad "
        rf"z \leftarrow z - \eta\,(|x|^2 + 1)(p - y) = z - {weight:.1f}\,\eta\,(p - y)",
        f"Before a step it gives class {k} a share of {words.hedged(float(softmax(logits)[k]))}. A digit with much ink "
        "moves the evidence far: that is why one step at a rate of 0.1 can turn an answer, and spoil others.",
        (surprise, teach, taught),
        plain=(plain_softmax.softmax, plain.teach),
    )


def _time(run: Snapshot, _image: Floats, _logits: Floats) -> Told:
    return Told(
        r"p^{(t)} = \mathrm{softmax}(x\,W^{(t)} + b^{(t)}), \qquad t = "
        + r",\ ".join(words.grouped(int(step)) for step in run.history.step[:4])
        + r",\ \dots",
        "The drawing stays, the weights change: one product for each checkpoint of the run.",
        (over_training, turns),
        plain=(plain_softmax.softmax, plain.over_time),
    )


_FORMULAS = {
    "Evidence": _evidence,
    "Teachers": _teachers,
    "Flip it": _flip,
    "Teach it": _teach,
    "Time": _time,
}
