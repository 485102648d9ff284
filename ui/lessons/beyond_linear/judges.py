"""The judges of the lesson beyond the line: who is there, and how the others are trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from mnist_core.beyond_linear import judges
from mnist_core.beyond_linear.networks import KINDS, Kind, Network, of_checkpoint, taught_shuffled
from mnist_core.beyond_linear.schooling import DIETS, SECONDS, Diet, Schooling
from mnist_core.beyond_linear.stress import NONE
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot
from mnist_core.work.work import Job, Status
from ui import live, state, toasts
from ui.lessons.beyond_linear import words as beyond_words

ALL_PIXELS = 1.0


@dataclass(frozen=True, eq=False)
class Judge:
    """A model that may be there or not.

    Attributes
    ----------
    kind : which of the three
    network : None while it is not trained
    seconds : what its training took, where that is known
    note : what is to be said beside it
    """

    kind: Kind
    network: Network | None
    seconds: float | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """Its name."""
        return beyond_words.NAMES[self.kind]


def find(work: Schooling) -> Job:
    """The training of a network as it is now; starts nothing."""
    return live.look_at(work)


def trained(kind: Kind, diet: Diet = "plain") -> Judge:
    """A network trained by Keras, if it is."""
    work = Schooling(kind, diet)
    job = find(work)
    if job.status is not Status.FINISHED:
        return Judge(kind, None, note="not trained yet")
    return Judge(kind, work.network(job.arrays), float(job.arrays["seconds"]))


def panel(run: Snapshot) -> list[Judge]:
    """The three judges: the run that was chosen, and the two networks where they are trained."""
    return [Judge("softmax", of_checkpoint(run.checkpoint)), trained("hidden"), trained("convolutional")]


def taught(judge: Judge, fraction: float) -> Judge:
    """The judge as it would be had it learned from pixels shuffled so."""
    if not fraction or judge.network is None:
        return judge
    if judge.kind != "convolutional":
        return Judge(judge.kind, taught_shuffled(judge.network, fraction), judge.seconds)
    if fraction != ALL_PIXELS:
        return Judge(judge.kind, None, note="would have to be trained anew; offered for 100 %")
    other = trained("convolutional", "shuffled")
    return other if other.network is not None else Judge(judge.kind, None, note="see “Taught otherwise”")


def all_answers(network: Network, dataset: Dataset) -> Any:
    """The answers to all test digits as written: known from the exam where that was sat in training, else asked now."""
    exams = [
        find(Schooling(kind, "plain")).arrays.get("logits")
        for kind in KINDS
        if kind == network.kind and kind != "softmax"
    ]
    known = [logits for logits in exams if logits is not None and len(logits) == len(dataset.test)]
    if known:
        return known[0].argmax(axis=1)
    return judges.answers(network, NONE, dataset.test)


def train_button(work: Schooling, label: str) -> None:
    """Start a training, pause it, or let it go on; says how long it takes before it begins and while it lasts."""
    job = find(work)
    key = f"train_{work.kind}_{work.diet}"
    if job.active:
        checks = job.arrays.get("checks")
        last = (int(checks[-1][0]), float(checks[-1][1])) if checks is not None and len(checks) else None
        st.progress(job.fraction, text=beyond_words.progress(job.done, job.total, last, job.seconds_left))
        st.button("Pause", key=f"pause_{key}", on_click=_pause, args=(work,), width="stretch")
        return
    if job.status is Status.FINISHED:
        return
    if job.status is Status.FAILED:
        st.warning(f"The training failed: {job.message}")
    st.button(
        "Go on" if job.status is Status.STOPPED else label,
        key=key, on_click=_start, args=(work,), type="primary", width="stretch",
    )  # fmt: skip
    st.caption(beyond_words.offer(SECONDS[work.kind]))


def train_all(works: Sequence[Schooling], label: str) -> None:
    """Start several trainings by one press; while they last, show each that is under way."""
    under_way = [work for work in works if find(work).active]
    for work in under_way:
        job = find(work)
        text = beyond_words.progress(job.done, job.total, None, job.seconds_left)
        st.progress(job.fraction, text=f"{beyond_words.school(work.kind, work.diet)}: {text}")

    def start() -> None:
        for work in works:
            _start(work)

    def pause() -> None:
        for work in works:
            _pause(work)

    if under_way:
        st.button("Pause", key="pause_all", on_click=pause)
    elif works:
        paused = any(find(work).status is Status.STOPPED for work in works)
        st.button("Go on" if paused else label, key="train_all", on_click=start, type="primary", width="stretch")
        st.caption(beyond_words.offer(sum(SECONDS[work.kind] for work in works)))


def follow(config: TrainingConfig, show: Callable[[Snapshot], None]) -> None:
    """Call `show` with the run's snapshot, and again and again while the run or a network is being trained.

    When either ends the whole page is run once more, and so it is when a button begins one.
    """

    def see() -> list[Snapshot | Job]:
        return [live.look(config), *(find(Schooling(kind, diet)) for kind in KINDS for diet in DIETS)]

    def court(seen: list[Snapshot | Job]) -> None:
        run = seen[0]
        assert isinstance(run, Snapshot)
        show(run)

    live.follow(see, court)


def _start(work: Schooling) -> None:
    state.put(_schooled={*state.get("_schooled", ()), work})
    live.start(work)


def has_schooled(works: Sequence[Schooling]) -> bool:
    """Whether the visitor has had any of these trained, or joined a training that another had begun."""
    return not state.get("_schooled", set()).isdisjoint(works)


def _pause(work: Schooling) -> None:
    if live.stop(work).watchers:
        toasts.tell("Others are watching this training, so it goes on for them.")
