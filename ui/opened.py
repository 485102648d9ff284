"""A model that the visitor opens from a file: where it is asked for, what becomes of it, and what is wrong with it."""

import streamlit as st

from mnist_core.take_away.models import LARGEST_FILE, ModelError
from mnist_core.take_away.opened import ModelFile, open_model, shown_name
from ui import address, state

NAME = "Your file"
_MODEL, _REFUSED = "_opened", "_refused"


def model() -> ModelFile | None:
    """The model that this visitor has opened last, if any; it is kept in the session and nowhere else."""
    found: ModelFile | None = state.get(_MODEL)
    return found


def offer(otherwise: str) -> None:
    """Offer to open a file; `otherwise` names the model to go back to when it is let go of.

    What it takes is drawn only for who asks: on every other run of a page there is but a button.
    """
    held = address.is_held("model")
    with st.popover("Open a model", key="open_model", on_change="rerun", disabled=held) as asked:
        if held or not asked.open:
            return
        st.file_uploader(
            "Weights and bias as .npz or .json, as lesson 5 or a notebook saves them", type=["npz", "json"],
            key="model_file", on_change=_take, max_upload_size=LARGEST_FILE >> 20,
            help="It is read and checked, never executed, and kept for this visit only.",
        )  # fmt: skip
        refused, found = state.get(_REFUSED), model()
        if refused:
            st.text(refused)
        if found is not None:
            st.text(f"Open now: {found.name}")
            st.button("Close it", key="close_model", on_click=_let_go, args=(otherwise,))


def _take() -> None:
    """Open what was chosen, and let it read; or keep why not."""
    file = state.get("model_file")
    if file is None or address.is_held("model"):
        state.put(**{_REFUSED: ""})
        return
    try:
        found = open_model(file.name, file.getvalue())
    except ModelError as reason:
        state.put(**{_REFUSED: f"{shown_name(file.name)} {reason}."})
        return
    state.put(**{_MODEL: found, _REFUSED: "", "model": NAME, "open_model": False})


def _let_go(otherwise: str) -> None:
    state.put(**{_MODEL: None, _REFUSED: "", "model": otherwise})
