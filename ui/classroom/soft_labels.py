"""The class as soft label: twenty doubtful digits to vote on, and what the votes say of the model."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Bytes
from mnist_core.classroom import rounds, soft_labels
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.rounds import Round, Stage
from mnist_core.classroom.soft_labels import SoftLabel
from mnist_core.data.dataset import Dataset
from mnist_core.exam.exam import exam_of
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from mnist_core.wording import counted, has
from ui import cached, examples, live, rooms, state
from ui import show as on_page
from ui.charts.style import Figure, axis, figure, mix
from ui.classroom import inks
from ui.classroom import soft_labels_words as words
from ui.classroom.per_room import PerRoom
from ui.palette import Palette
from ui.rooms import Seen

_PICKED = "_soft_label"
_votes: PerRoom[dict[int, tuple[int, ...]]] = PerRoom()


def show(seen: Seen, viewer: Viewer) -> None:
    """Show the twenty, the one that is picked, and what all votes come to; the teacher asks."""
    dataset = cached.dataset()
    if dataset is None:
        st.markdown("Fetching the digits …")
        return
    st.markdown(words.LEAD)
    labels = _labels(viewer, seen.room.revision, dataset)
    place = int(state.get(_PICKED, 1))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _twenty(seen, labels, place, dataset)
    with right:
        if isinstance(viewer, Teacher):
            _ask(seen, viewer, place)
        _picked(labels, place, dataset)
    _all(labels, dataset)


def show_asked(asked: Round | None) -> bool:
    """Show the digit that a round asks about, large, for those who vote; whether it asks about one."""
    dataset, place = cached.dataset(), soft_labels.place_of(asked.question) if asked else None
    if dataset is None or place is None:
        return False
    image = _images(dataset)[place - 1 : place]
    inks.show(image, [f"Digit {place} of 20"], [["Which digit is it?"]], "soft_asked", "9rem")
    return True


def _images(dataset: Dataset) -> Bytes:
    return dataset.validation.images[list(soft_labels.twenty(dataset))]


def _truths(dataset: Dataset) -> list[int]:
    return [int(each) for each in dataset.validation.labels[list(soft_labels.twenty(dataset))]]


def _labels(viewer: Viewer, revision: int, dataset: Dataset) -> dict[int, SoftLabel] | None:
    """The digits with votes, by place; None until the model is trained."""
    if live.start(TrainingRun(MINI_BATCH.within(dataset))).active:
        return None
    model = examples.recipes_model(dataset)
    if model is None:
        return None
    shares = exam_of(model, dataset.validation).probabilities[list(soft_labels.twenty(dataset))]
    votes = _votes.get(viewer.room_id, revision, lambda: soft_labels.votes_of(rooms.classroom(), viewer))
    return {place: SoftLabel(chosen, shares[place - 1]) for place, chosen in votes.items()}


def _twenty(seen: Seen, labels: dict[int, SoftLabel] | None, place: int, dataset: Dataset) -> None:
    lines = []
    for number in range(1, 21):
        label = (labels or {}).get(number)
        votes = counted(sum(label.votes), "vote") if label else "no votes"
        said = "voting now" if _is_open(seen.round, number) else votes
        lines.append([f"{number}: {said}"])
    names = [f"Doubtful digit {number}" for number in range(1, 21)]
    picking = inks.Picking("look at it", place - 1, lambda picked: state.put(**{_PICKED: picked + 1}))
    inks.show(_images(dataset), names, lines, "soft_twenty", "5.5rem", picking)


def _is_open(asked: Round | None, place: int) -> bool:
    return asked is not None and asked.stage != Stage.SHOWN and asked.question == soft_labels.question_of(place)


def _ask(seen: Seen, teacher: Teacher, place: int) -> None:
    asked = seen.round
    if asked is not None and _is_open(asked, place):
        st.button("Show the votes", key="soft_show", type="primary", on_click=_uncover, args=(teacher, asked.id))
        st.caption(f"{asked.voted[0]} of {len(seen.members)} {has(asked.voted[0])} voted.")
        return
    st.button(f"Ask the class about digit {place}", key="soft_ask", on_click=_begin, args=(teacher, place))
    if asked is not None and asked.stage != Stage.SHOWN:
        st.caption("Another question is open: to ask ends it.")


def _begin(teacher: Teacher, place: int) -> None:
    question = soft_labels.question_of(place)
    rooms.allowed(lambda: rounds.ask(rooms.classroom(), teacher, question, soft_labels.CHOICES))


def _uncover(teacher: Teacher, round_id: int) -> None:
    rooms.allowed(lambda: rounds.go_on(rooms.classroom(), teacher, round_id, int(Stage.SHOWN)))


def _picked(labels: dict[int, SoftLabel] | None, place: int, dataset: Dataset) -> None:
    if labels is None:
        run = live.look(MINI_BATCH.within(dataset))
        st.markdown(f"The model is in training: step {run.step:,} of {run.config.steps:,}.")
        return
    if place not in labels:
        st.markdown(f"**Digit {place}.** Nobody’s vote is shown yet. What the model says is kept back until then.")
        return
    label = labels[place]
    st.markdown(words.one(place, label, _truths(dataset)[place - 1]))
    chart = _chart(label, on_page.colours())
    on_page.still(chart, key="soft_chart", alt=words.chart(place, label))


def _all(labels: dict[int, SoftLabel] | None, dataset: Dataset) -> None:
    if not labels:
        return
    st.markdown(words.means(soft_labels.mean_of(list(labels.values()))))
    st.caption(words.FEW)
    with st.expander("Digit by digit, in nats"):
        st.markdown(words.table(labels, _truths(dataset)))
        st.latex(words.formula(next(iter(labels.values()))))


def _chart(label: SoftLabel, colours: Palette) -> Figure:
    kinds = (("the class", label.shares, mix(colours.ink, colours.ground, 0.55)),
             ("the model", np.asarray(label.model), colours.probability))  # fmt: skip
    traces = [
        {"type": "bar", "name": name, "x": list(range(10)), "y": words.bars(shares), "marker": {"color": colour},
         "hovertemplate": f"{name}: %{{y:.1f}} % for %{{x}}<extra></extra>"}
        for name, shares, colour in kinds
    ]  # fmt: skip
    return figure(
        "Shares, in %", traces, colours, 230,
        barmode="group", bargap=0.25, showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        xaxis=axis("digit", colours, type="category"),
        yaxis=axis("", colours, showgrid=True, rangemode="tozero"),
    )  # fmt: skip
