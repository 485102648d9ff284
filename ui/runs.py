"""Which run a page is about, and what it has come to."""

import streamlit as st

from mnist_core.data.dataset import Dataset, Part
from mnist_core.exam import evaluation
from mnist_core.take_away.opened import ModelFile
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.run import Snapshot, Status, TrainingRun
from ui import live, opened, show, state, tasks, words
from ui.charts import by_digit as charts


def recipes(dataset: Dataset) -> dict[str, TrainingConfig]:
    """The tutorials' two recipes by name, as far as the dataset has the examples."""
    return {"Full batch": FULL_BATCH.within(dataset), "Mini-batch": MINI_BATCH.within(dataset)}


def choose_run(dataset: Dataset) -> TrainingConfig:
    """Let the visitor choose which model reads: a recipe, the run that they started last, or a file that they open.

    It is seen to that a run is trained. Of a file what is returned is a `ModelFile`.
    """
    choices = {f"{name} recipe": recipe for name, recipe in reversed(recipes(dataset).items())}
    last, file = state.last_run(), opened.model()
    if last is not None and last not in choices.values():
        choices["Your last run"] = last
    if file is not None:
        choices[opened.NAME] = file
    # It opens on what the visitor trained last: the lessons before have led there.
    first = next((name for name, config in choices.items() if config == last), next(iter(choices)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        name = st.segmented_control(
            "Model", list(choices), default=first, key="model", required=True,
            label_visibility="collapsed", bind="query-params",
        )  # fmt: skip
        # An empty name in the address counts as none chosen.
        config = choices.get(name) or choices[first]
        tasks.judged_by(config)
        opened.offer(first)
        if isinstance(config, ModelFile):
            st.text(words.of_file(config), width="content")
            return config
        st.caption(words.recipe(config))
    live.start(TrainingRun(config))
    return config


def lacks_training(run: Snapshot, what: str) -> bool:
    """Say of a model from a file that it does not tell something of its training; whether it is one."""
    if not isinstance(run.config, ModelFile):
        return False
    st.caption(f"A model from a file does not tell {what}: that takes a run of training. Choose one above.")
    return True


def status(run: Snapshot, name: str = "") -> None:
    """Show how far a run is: a bar while it works, its result when it has ended, and why if it ended badly.

    It is called by its name where the visitor has not chosen it.
    """
    if isinstance(run.config, ModelFile):
        st.text(f"Read by your file {run.config.name}")
    elif run.active:
        st.progress(run.step / run.config.steps, text=words.status(run, name))
    else:
        st.markdown(words.status(run, name))
    if run.status in (Status.DIVERGED, Status.FAILED):
        st.warning(run.message)


def accuracy_by_digit(run: Snapshot, part: Part, name: str) -> None:
    """Show which digits a model that has ended reads best."""
    if run.active or not run.step:
        return
    st.markdown("#### Which digits it reads best")
    accuracies = evaluation.accuracies_of(run.checkpoint, part, len(part))
    counted = f"all {len(part):,} {name} digits"
    show.still(
        charts.accuracy_by_digit(accuracies, counted, show.colours()),
        key="by_digit",
        alt=f"Per cent of {counted} read rightly, for each digit",
    )
    st.caption(words.extremes(*evaluation.extremes(accuracies)))
