"""TensorFlow, then and now, row by row."""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from ui import runs
from ui.lessons.training.then_and_now import IDEAS, Idea


def show_then_and_now(_config: TrainingConfig, dataset: Dataset) -> None:
    """Each idea of the tutorials' TensorFlow 1 beside the lines of this app that do its work."""
    st.markdown(
        "The tutorials were written for TensorFlow 1. Their ideas live on, in fewer words. On the left what one wrote "
        "then, the recipe *full batch*; on the right the lines that do it here, read from this app's own source."
    )
    # One text, which page.css lays out: in columns, each a row's, it would be seventy elements in every run.
    with st.container(key="then_and_now"):
        st.markdown("\n\n".join(_row(idea, runs.recipes(dataset)["Full batch"]) for idea in IDEAS))


def _row(idea: Idea, recipe: TrainingConfig) -> str:
    then = f"# then: TensorFlow 1\n{idea.then(recipe)}"
    now = f"# now: {idea.where}\n{idea.now}"
    return f"**{idea.name}.** {idea.line}\n\n```python\n{then}\n```\n\n```python\n{now}\n```"
