"""The only place that touches st.session_state: what a visitor's session remembers, by name."""

import secrets
from collections.abc import Mapping
from typing import Any

import streamlit as st

from mnist_core.hyperparameters import TrainingConfig

# What only the training page keeps in its address; train_size and test_size come along from the data page.
_TRAINING_ONLY = {"learning_rate", "steps", "full_batch", "batch_size", "seed"}


def visitor() -> str:
    """A random name for this session, so that stopping a shared run lets go for this visitor only."""
    return str(st.session_state.setdefault("_visitor", secrets.token_hex(8)))


def put(**values: Any) -> None:
    """Set widgets by key; only in a callback or before the widget is drawn."""
    for key, value in values.items():
        st.session_state[key] = value


def get(key: str, default: Any = None) -> Any:
    """The value of a widget by key, or `default` where it has none yet."""
    return st.session_state.get(key, default)


def has(key: str) -> bool:
    """Whether there is a widget of this key that has been drawn or set."""
    return key in st.session_state


def set_aside(name: str, value: Any) -> None:
    """Keep a value for later in this run or for the next, until it is taken."""
    st.session_state[f"_{name}"] = value


def take(name: str, default: Any) -> Any:
    """Take back what was set aside."""
    return st.session_state.pop(f"_{name}", default)


def last_run() -> TrainingConfig | None:
    """The config that this visitor started last, if any."""
    started = st.session_state.get("_started", [])
    return started[-1] if started else None


def remember_run(config: TrainingConfig) -> None:
    """Note that this visitor started a run."""
    st.session_state["_started"] = [*st.session_state.get("_started", []), config]


def has_started(config: TrainingConfig) -> bool:
    """Whether this visitor started this run."""
    return config in st.session_state.get("_started", [])


def settings() -> TrainingConfig | None:
    """What the training controls were set to when they were last shown, if they are not shown now.

    A link to a page drops its address and Streamlit its widgets, so without
    this a visitor who comes back to a run would find the defaults.
    """
    if "learning_rate" in st.session_state or not _TRAINING_ONLY.isdisjoint(st.query_params):
        return None
    found = st.session_state.get("_settings")
    return found if isinstance(found, TrainingConfig) else None


def remember_settings(config: TrainingConfig) -> None:
    """Keep what the training controls are set to."""
    st.session_state["_settings"] = config


def drawing_number() -> int:
    """Which sheet of paper the canvas shows; it is part of the canvas's key."""
    return int(st.session_state.get("_drawing", 0))


def next_drawing() -> None:
    """Lay a fresh sheet on the canvas: only another key clears it."""
    st.session_state["_drawing"] = drawing_number() + 1


def achieved(what: str, now: bool) -> bool:
    """Whether the visitor has ever done `what` in this session; `now` says that it is so at this moment."""
    done: set[str] = st.session_state.setdefault("_achieved", set())
    if now:
        done.add(what)
    return what in done


def remember_drawing(strokes: object) -> None:
    """Keep what was drawn, as the canvas describes it: Streamlit drops the canvas with the page that shows it."""
    if isinstance(strokes, Mapping) and strokes.get("objects"):
        st.session_state["_last_drawing"] = dict(strokes)


def last_drawing() -> object | None:
    """The strokes that this visitor drew last, as the canvas describes them, or None."""
    canvas = st.session_state.get(f"canvas-{drawing_number()}")
    drawing = canvas.get("drawing") if isinstance(canvas, Mapping) else None
    remember_drawing(drawing.get("raw") if isinstance(drawing, Mapping) else None)
    return st.session_state.get("_last_drawing")


def guesses(kind: str) -> dict[Any, tuple[float, float]]:
    """The visitor's guesses of one kind: what was asked → what they guessed, and what it was."""
    found: dict[Any, tuple[float, float]] = st.session_state.setdefault(f"_guesses_{kind}", {})
    return found


def remember_guess(kind: str, asked: Any, guess: float, truth: float) -> None:
    """Keep a guess beside the truth; the first one counts, since afterwards the truth is known."""
    guesses(kind).setdefault(asked, (guess, truth))
