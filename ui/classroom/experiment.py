"""Our digits as an experiment: four buttons, each reckoned when the teacher presses it, for all who look."""

from collections.abc import Callable

import streamlit as st

from mnist_core.classroom import experiment
from mnist_core.classroom.experiment import Added, LeftOut, OnMnist, OnOurs
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.ours import Ours, Score
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from mnist_core.training.step import Checkpoint
from ui import cached, examples, live, rooms
from ui import show as charts_on_page
from ui.classroom import experiment_charts, gathered, reckoned
from ui.classroom import experiment_words as words
from ui.rooms import Seen

Result = OnOurs | OnMnist | Added | LeftOut


def show(seen: Seen, viewer: Viewer) -> None:
    """Show the four results as far as they were asked for; the teacher has the buttons."""
    dataset = cached.dataset()
    if dataset is None:
        st.markdown("Fetching the digits …")
        return
    if isinstance(viewer, Teacher) and seen.drawings:
        live.start(TrainingRun(MINI_BATCH.within(dataset)))  # the model that reads ours; nothing where it is trained
    # One with a chart in each of the columns, so that no hole is left beside it.
    for column, stacked in zip(st.columns(2), (("on_ours", "added"), ("on_mnist", "left_out")), strict=True):
        for which in stacked:
            with column, st.container(border=True, key=f"experiment_{which}"):
                _card(which, seen, viewer, dataset)


def press(which: str, viewer: Viewer, dataset: Dataset, model: Checkpoint | None) -> None:
    """Reckon one of the four anew; it takes less than a second. Refused where the room is over."""
    ours = gathered.of(rooms.see(viewer), viewer)
    # Also a button that is not to be pressed can be: by a message that no page of ours sends.
    if not words.lacks(which, len(ours), len(ours.hands)) and (which != "on_ours" or model is not None):
        reckoned.reckon(viewer, which, lambda used: _reckon(which, used, dataset, model))


def _reckon(which: str, ours: Ours, dataset: Dataset, model: Checkpoint | None) -> Result:
    if which == "on_ours":
        assert model is not None
        return experiment.on_ours(model.weights, model.bias, ours)
    of: dict[str, Callable[[], Result]] = {
        "on_mnist": lambda: experiment.on_mnist(ours, dataset),
        "added": lambda: experiment.added_to_mnist(ours, dataset),
        "left_out": lambda: experiment.leave_one_out(ours),
    }
    return of[which]()


def _card(which: str, seen: Seen, viewer: Viewer, dataset: Dataset) -> None:
    now = reckoned.found(viewer.room_id, which)
    if isinstance(viewer, Teacher):
        _button(which, seen, viewer, dataset)
    else:
        st.markdown(f"#### {words.BUTTONS[which]}")
    st.caption(words.MEANINGS[which])
    if now is None:
        return
    st.markdown(f"### {words.figure_of(which, _score(now.result))}")
    _tell(now, seen, viewer)
    st.caption(reckoned.counted_on(now, seen))


def _button(which: str, seen: Seen, viewer: Teacher, dataset: Dataset) -> None:
    ours = gathered.of(seen, viewer)
    why_not = words.lacks(which, len(ours), len(ours.hands))
    model = examples.recipes_model(dataset) if which == "on_ours" else None
    if not why_not and which == "on_ours" and model is None:
        run = live.look(MINI_BATCH.within(dataset))
        why_not = f"MNIST’s model is in training: step {run.step:,} of {run.config.steps:,}."
    st.button(
        words.BUTTONS[which], key=f"experiment_press_{which}", disabled=bool(why_not), help=why_not or None,
        on_click=lambda: rooms.allowed(lambda: press(which, viewer, dataset, model)),
    )  # fmt: skip
    if why_not:
        st.caption(why_not)


def _score(result: Result) -> Score:
    if isinstance(result, OnOurs):
        return result.all
    if isinstance(result, OnMnist):
        return result.ours
    return result.added if isinstance(result, Added) else result.everyone


def _tell(now: reckoned.Found, seen: Seen, viewer: Viewer) -> None:
    result, colours = now.result, charts_on_page.colours()
    if isinstance(result, OnOurs):
        st.markdown(words.on_ours(result))
        chart = experiment_charts.by_digit(result, colours)
        labels = {str(digit): score for digit, score in enumerate(result.by_digit) if score.count}
        alt = words.chart_of("Our drawings read rightly, by label", labels)
        charts_on_page.still(chart, key="experiment_by_digit", alt=alt)
        with st.expander("As a table"):
            st.markdown(words.table(result))
    elif isinstance(result, OnMnist):
        st.markdown(words.on_mnist(result))
    elif isinstance(result, Added):
        st.markdown(words.added(result))
    else:
        _tell_left_out(result, seen, viewer)


def _tell_left_out(result: LeftOut, seen: Seen, viewer: Viewer) -> None:
    names = {each.id: each.name for each in seen.members}
    named = isinstance(viewer, Teacher) or seen.room.names_shown
    st.markdown(words.left_out(result))
    listed = [names.get(pupil, f"pupil {pupil}, who has left") for pupil in result.pupils] if named else None
    chart = experiment_charts.by_pupil(result, charts_on_page.colours(), listed)
    who = listed or [f"pupil {place}" for place in range(1, len(result.each) + 1)]
    alt = words.chart_of("Drawings read rightly, by pupil left out", dict(zip(who, result.each, strict=True)))
    charts_on_page.still(chart, key="experiment_by_pupil", alt=alt)
    if named:
        with st.expander("As a table"):
            st.markdown(words.by_pupil(result, names))
