"""The questions of the lesson beyond the line, one drawn at a time."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from mnist_core.arrays import Flags, Floats
from mnist_core.beyond_linear import judges, networks, stress
from mnist_core.beyond_linear import plain as plainly
from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.beyond_linear.stress import NONE
from mnist_core.data.dataset import Dataset, Part
from mnist_core.training.run import Snapshot, Status
from ui import address, judged, runs, show, state, tasks
from ui.anatomy import Told, fulfilled
from ui.lessons.beyond_linear import charts, controls, pictures
from ui.lessons.beyond_linear import judges as bench
from ui.lessons.beyond_linear import words as said
from ui.lessons.beyond_linear.chosen import TEST, choose_digit
from ui.lessons.beyond_linear.judges import Judge
from ui.pictures import weight_pictures


def ready(run: Snapshot) -> bool:
    """Whether there is a linear model to put under stress; while it is trained, show how it comes on instead."""
    if run.status is Status.FINISHED or run.status is Status.DIVERGED:
        return True
    runs.status(run)
    st.caption("The stress begins when the training has ended.")
    weight_pictures(run.checkpoint.weights, key="weights")
    return False


def under_stress(dataset: Dataset, run: Snapshot) -> Told:
    """Sliders beside the accuracy on all test digits, and ten of them before and after."""
    left, right = controls.beside()
    with left:
        setting = controls.controls()
    fraction = setting.stress.shuffled if setting.taught else 0.0
    found = [bench.taught(judge, fraction) for judge in bench.panel(run)]
    part, name = judged.part(dataset, run.config), judged.by(run.config)
    with right:
        pictures.scores(found, setting.stress, part, name)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            of = controls.which()
            st.caption(_of_class(found[0], setting.stress, part, name, of))
        pictures.tiles(found, setting.stress, dataset.test, controls.shown(dataset.test, of), open_digit)
    assert found[0].network is not None
    mark = judges.right(found[0].network, setting.stress, part)
    before = judges.right(networks.of_checkpoint(run.checkpoint), NONE, part)
    return Told(
        said.stress_formula(setting.stress, mark, name),
        "To move the digits is to multiply them by a sparse matrix *M*, and *M* can be multiplied into *W* instead: "
        "all digits move by moving ten pictures. Pen and noise are no matrix; for them the digits are drawn anew.",
        (networks.stressed, stress.fold, stress.thicken),
        done=_tasks(setting, mark, before),
        plain=(plainly.shift,),
    )


def _tasks(setting: controls.Setting, right: Flags, before: Flags) -> dict[str, object]:
    """What the sliders' position fulfils, which no preset does: how digits are read so, and as written."""
    s = setting.stress
    only_moved = s == stress.Stress(right=s.right, down=s.down)
    near = abs(s.right) <= 2 and abs(s.down) <= 4
    only_shuffled = s == stress.Stress(shuffled=s.shuffled) and 0 < s.shuffled < 1
    # In another order the same sums may round to another answer, for an image or two.
    lossless = abs(int(right.sum()) - int(before.sum())) <= 2
    return fulfilled(
        move=only_moved and near and bool(right.mean() < 0.1) and (s.right, s.down),
        shuffle=setting.taught and only_shuffled and lossless and (s.shuffled,),
    )


def _of_class(judge: Judge, now: stress.Stress, part: Part, name: str, of: str) -> str:
    """What is to be said of the digits that are shown."""
    if of == controls.EVERY or judge.network is None:
        return "Small: as written. Press a digit to put it before all three judges."
    chosen = part.labels == int(of)
    now_right, before = (judges.right(judge.network, each, part)[chosen] for each in (now, NONE))
    return said.class_mark(int(of), now_right, before, name)


def open_digit(number: int) -> None:
    """Put a test digit before the three judges."""
    tasks.act()
    if not state.has("digit"):
        address.write("digit", str(number))
    state.put(view="Three judges", digit=number)
    if state.has("whose"):
        state.put(whose=TEST)


def three_judges(dataset: Dataset, run: Snapshot) -> Told:
    """One digit, stressed or not, before three judges; and what each of them costs and achieves."""
    left, right = controls.beside()
    with left:
        setting = controls.controls()
    fraction = setting.stress.shuffled if setting.taught else 0.0
    plain = bench.panel(run)
    found = [bench.taught(judge, fraction) for judge in plain]
    with right:
        chosen = choose_digit(plain, dataset, run)
        if chosen is not None:
            pictures.one_digit(found, setting.stress, chosen)
        with st.container(key="figures"):
            about, *columns = st.columns([0.75, 1, 1, 1], gap="small")
        about.caption(said.measured_on(judged.by(run.config), _step(plain, run, dataset)))
        for column, judge in zip(columns, plain, strict=True):
            with column:
                _figures(judge, run, dataset)
        _learning(dataset)
    return Told(
        r"\begin{aligned} \text{linear:}\quad & xW + b \\ \text{hidden:}\quad & \max(0,\ xW_1 + b_1)\,W_2 + b_2 \\ "
        r"\text{convolutional:}\quad & "
        r"\mathrm{pool}(\max(0,\ F_2 * \mathrm{pool}(\max(0,\ F_1 * x + b_1)) + b_2))\,W + b "
        r"\end{aligned}",
        "All three end as softmax regression does. What differs is what it is given to weigh: pixels, units that look "
        "for something, or filters that look for it everywhere. Without the max, all three were one matrix.",
        (networks.hidden_logits, networks.convolutional_logits, networks.convolve, networks.pool),
        done=fulfilled(
            split=None
            if any(judge.network is None for judge in found)  # whom a classmate may train
            else chosen is not None and pictures.disagree(found, setting.stress, chosen) and (chosen.name,),
            own=chosen is not None and chosen.label is None and (chosen.part.images.tobytes(),),
        ),
        plain=(plainly.hidden_layer, plainly.lay, plainly.pool),
    )


def _learning(dataset: Dataset) -> None:
    """How the networks have come on, while they are trained and afterwards."""
    lines: dict[str, tuple[int, Floats]] = {}
    for place, kind in enumerate(networks.KINDS[1:], start=1):
        work = Schooling(kind)
        checks = bench.find(work).arrays.get("checks")
        if checks is not None and len(checks):
            lines[said.NAMES[kind]] = place, checks / (work.steps(dataset), 1)
    if lines:
        show.moving(charts.learning(lines, show.colours()), "learning", 130)


def _right(network: networks.Network, run: Snapshot, dataset: Dataset) -> Flags:
    """Which digits a network reads rightly, as written, of the part that the run is judged by."""
    if judged.by(run.config) == "test":
        return np.asarray(bench.all_answers(network, dataset) == dataset.test.labels)
    return judges.right(network, NONE, dataset.validation)


def _step(found: Sequence[Judge], run: Snapshot, dataset: Dataset) -> int:
    """Every so-many-th digit is what the judges' figures rest on, at the least."""
    sizes = [len(_right(judge.network, run, dataset)) for judge in found if judge.network is not None]
    return len(judged.part(dataset, run.config)) // min(sizes)


def _figures(judge: Judge, run: Snapshot, dataset: Dataset) -> None:
    """What a judge achieves and costs, or how to train it."""
    if judge.network is None:
        bench.train_button(Schooling(judge.kind), said.train(judge.kind))
        return
    right = _right(judge.network, run, dataset)
    seconds = run.seconds or None if judge.kind == "softmax" else None  # none of a model from a file
    st.markdown(said.known(judge.network, right, judge.seconds or seconds))
