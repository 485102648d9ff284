"""The parts of the ending: the digit, the run, its exam, and what the visitor did."""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.exam.exam import exam_of, surest_mistakes
from mnist_core.softmax.account import account
from mnist_core.take_away.opened import ModelFile
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, TrainingRun
from ui import examples, live, navigation, opened, pictures, runs, state, walk
from ui.component import ink_bytes, mount
from ui.contents import lesson
from ui.lessons.story import words
from ui.sent import Sent, whole
from ui.stops import STOPS
from ui.words import verdict

SHOWN = 3  # of its mistakes
LAST = "Your last run"


def whose_run(dataset: Dataset) -> tuple[TrainingConfig, str]:
    """The model that the visitor has opened, the run that they started last, or the mini-batch recipe; with its name.

    It is seen to that a run is trained.
    """
    file, last = opened.model(), state.last_run()
    if file is not None:
        return file, opened.NAME
    config, name = (runs.recipes(dataset)["Mini-batch"], "Mini-batch recipe") if last is None else (last, LAST)
    live.start(TrainingRun(config))
    return config, name


def tell(run: Snapshot, name: str, dataset: Dataset) -> None:
    """The whole story with this run."""
    runs.status(run, name)
    if isinstance(run.config, ModelFile):
        st.caption(words.OF_FILE)
    model = run.checkpoint
    index = examples.chosen(dataset.test) or 0
    label = int(dataset.test.labels[index])
    digit = account(model.weights, model.bias, dataset.test.intensities([index])[0])
    st.markdown(words.pixels(digit))
    pictures.pipeline(
        digit,
        model.weights,
        heading=f"test digit {index:,}: 28 × 28 pixels",
        note=verdict(digit, label),
        label=label,
        alt=f"Test digit {index}, handwritten",
        key="pipeline",
    )
    st.markdown(f"{words.shares(digit, label)}\n\n{words.learning(run)}")
    pictures.weight_pictures(model.weights, key="templates")
    if isinstance(run.config, ModelFile) or (run.step and not run.active):
        _exam(run, dataset)
    done = sum(map(walk.is_done, STOPS))
    said = [
        words.walked(done, len(STOPS)),
        words.guesses(list(state.guesses("rates").values())),
        words.SUM,
    ]
    st.markdown("\n\n".join(each for each in said if each))


def _exam(run: Snapshot, dataset: Dataset) -> None:
    if not state.has_opened_exam(run.config):
        st.markdown(words.SEALED)
        navigation.link(lesson("exam").file, "To the exam →")
        return
    exam = exam_of(run.checkpoint, dataset.test)
    st.markdown(words.marks(exam, SHOWN, unseen=not isinstance(run.config, ModelFile)))
    surest = surest_mistakes(exam)[:SHOWN]
    if not len(surest):
        return
    lines = [
        words.mistake(int(exam.answers[k]), int(exam.labels[k]), float(exam.confidence[k])) for k in surest.tolist()
    ]
    data = {
        "values": ink_bytes(dataset.test.intensities(surest)),
        "numbers": surest.tolist(),
        "lines": lines,
        "columns": 6,
        "narrow": SHOWN,
    }
    mount("answers", "mistakes", data, picked=Sent(whole(len(dataset.test)), examples.go_along))


def printing() -> None:
    """The button that prints the page."""
    mount("print", "print", {"label": "Print this page"})
