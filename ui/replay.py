"""Training that is over, brought back: a film of the run's own records, played in the browser."""

import zlib
from base64 import b64encode
from typing import Any

import streamlit as st

from mnist_core.arrays import Floats
from mnist_core.training import replay
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Snapshot, Status
from ui import judged, state, words
from ui.component import bring

# Numbers of a film are drawn with two digits at most; so many leave no doubt which.
DIGITS = 6


def is_over(run: Snapshot) -> bool:
    """Whether the run has come to its own end, and can be brought back."""
    return run.status in (Status.FINISHED, Status.DIVERGED)


def button(config: TrainingConfig | None = None) -> None:
    """Let the visitor see a run that is over train once more, on whatever shows it on this page.

    What is played says itself whose records these are; a tip above the button would lie on what stands there.

    Parameters
    ----------
    config : the run that counts as the visitor's own from then on, as if started; None where they have not chosen it
    """
    st.button("Train it again, live", on_click=_again, args=(config,), key="again")


def _again(config: TrainingConfig | None) -> None:
    state.play_again()
    if config is not None:
        state.remember_run(config)
        state.keep_for("plays", config, True)


def plays(config: TrainingConfig) -> bool:
    """Whether this run is the one that the visitor had played again last."""
    return bool(state.kept_for("plays", config, False))


def film(run: Snapshot, image: Floats, label: int) -> dict[str, Any] | None:
    """What a film of the run shows of a labelled image (784,); None before it has been asked for."""
    if not state.times_played() or not is_over(run):
        return None
    history = run.history
    packed = replay.pictures(history)
    name = f"{len(history)} records, {zlib.crc32(packed):08x}"
    bring("films", name, lambda: b64encode(packed).decode("ascii"), most=4)
    frames = [
        {
            "evidence": each.evidence.round(DIGITS).tolist(),
            "bias": each.bias.round(DIGITS).tolist(),
            "probabilities": each.probabilities.tolist(),
            "answer": None if each.is_tie else each.answer,
            "note": words.verdict(each, label),
        }
        for each in replay.accounts(history, image)
    ]
    return {
        "name": name,
        "played": state.times_played(),
        "steps": history.step.tolist(),
        "seconds": run.seconds,
        "losses": history.train_loss.round(4).tolist(),
        "part": judged.by(run.config),
        "accuracies": judged.accuracies(history, run.config).tolist(),
        "frames": frames,
    }
