"""What one takes away of a run: its model in three formats, its history, and the script that makes it again."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.take_away.souvenir import Souvenir, souvenir
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot
from ui import live
from ui.lessons.training import compare_words
from ui.lessons.training import controls as training_controls

STEM = "softmax"


@dataclass(frozen=True)
class File:
    """One thing to take away.

    Attributes
    ----------
    ending, mime : of the file
    label, line : what it is, on its button and beside it
    write : makes its bytes, when it is asked for and not before
    use : how one goes on with it, as code
    language : of that code
    """

    ending: str
    mime: str
    label: str
    line: str
    write: Callable[[Souvenir], bytes]
    use: str
    language: str = "python"


FILES = (
    File(
        "py", "text/x-python", "Script", "makes this run again with TensorFlow", Souvenir.script,
        f"pip install tensorflow\npython {STEM}.py", "bash",
    ),
    File(
        "npz", "application/zip", "NumPy", "has weights and bias, every bit", Souvenir.npz,
        f'model = np.load("{STEM}.npz")\nevidence = pixels @ model["weights"] + model["bias"]',
    ),
    File(
        "json", "application/json", "JSON", "has the same numbers as text", Souvenir.json,
        f"python -m mnist_core predict digit.png --weights {STEM}.json", "bash",
    ),
    File(
        "keras", "application/octet-stream", "Keras", "is one dense layer, to go on with",
        Souvenir.keras, f'model = keras.models.load_model("{STEM}.keras")\nshares = model.predict(pixels)',
    ),
    File(
        "csv", "text/csv", "History", "has every record of the run", Souvenir.csv,
        f'history = pandas.read_csv("{STEM}.csv")\nhistory.plot(x="step", y="train_loss")',
    ),
)  # fmt: skip


def show_files(config: TrainingConfig, dataset: Dataset) -> None:
    """A button for each file with how to use it, and the script to read."""
    run = training_controls.look(config)
    kept = souvenir(config, run.history, dataset)
    if run.active:
        # So that the page knows when the run has ended.
        live.follow(lambda: training_controls.look(config), _say_at_work)
    if kept is None:
        st.markdown("There is nothing to take away yet: start the run above. Zeros are easy to make oneself.")
        return
    st.markdown(compare_words.kept(kept))
    left, right = st.columns(2, gap="large")
    with left:
        for file in FILES:
            _row(file, kept)
    with right:
        st.markdown(f"**The script, {STEM}.py**: the whole run, to be read from top to bottom")
        st.code(kept.script().decode(), language="python", height=700)


def _say_at_work(_run: Snapshot) -> None:
    st.caption("The run is at work: these files hold its last record.")


def _row(file: File, kept: Souvenir) -> None:
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.download_button(
                file.label,
                lambda: file.write(kept),
                f"{STEM}.{file.ending}",
                file.mime,
                key=f"take-{file.ending}",
                on_click="ignore",
                icon=":material/download:",
                width=120,
            )
            st.caption(f"**.{file.ending}** {file.line}")
        st.code(file.use, language=file.language, wrap_lines=True)
