"""TensorFlow, then and now, row by row."""

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from ui.lessons.training.then_and_now import IDEAS, Idea


def show_then_and_now(_config: TrainingConfig, _dataset: Dataset) -> None:
    """Each idea of the tutorials' TensorFlow 1 beside the lines of this app that do its work."""
    st.markdown(
        "The tutorials were written for TensorFlow 1. Their ideas live on, in fewer words. On the left what one wrote "
        "then; on the right the lines that have just trained the model above, read from this app's own source."
    )
    for idea in IDEAS:
        _row(idea)


def _row(idea: Idea) -> None:
    st.markdown(f"**{idea.name}.** {idea.line}")
    then, now = st.columns(2, gap="medium")
    with then:
        st.caption("then: TensorFlow 1")
        st.code(idea.then, language="python", wrap_lines=True)
    with now:
        st.caption(f"now: {idea.where}")
        st.code(idea.now, language="python", wrap_lines=True)
