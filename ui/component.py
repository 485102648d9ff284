"""Pictures and toys that live in the browser: our own small components, and the bytes they are fed.

A component keeps its node while its data change, so nothing flickers on a
timer; it takes its colours from the theme in the browser, so it is right from
the first frame and when the theme is switched; pointing at it needs no word
with the server; and ten weight pictures travel as 10 KB, without a charting
library to load first.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.arrays import Floats
from mnist_core.diverging import colour_limit as colour_limit
from mnist_core.diverging import signed
from mnist_core.once import once
from ui import state
from ui.modules import bundle
from ui.sent import Sent, pressed, several

FOLDER = Path(__file__).parent


def scripts() -> dict[str, Path]:
    """Every script of the browser's half by its name: those that lessons share, and each lesson's own beside it."""
    return {path.stem: path for path in sorted((*FOLDER.glob("components/*.js"), *FOLDER.glob("lessons/*/*.js")))}


@once(size=64)
def _component(name: str) -> Any:
    """Register the component made of `name.js`, what that imports, and `name.css` beside it, once per process."""
    script = scripts()[name]
    code = bundle(script)
    style = script.with_suffix(".css").read_text("utf-8")
    return st.components.v2.component(f"seesoftmax_{name}", html=f'<div class="{name}"></div>', css=style, js=code)


def mount(name: str, key: str, data: dict[str, Any] | bytes, **sent: Sent[Any]) -> None:
    """Put the component that is called so on the page; `sent` says by name how what it sends is read and taken."""
    callbacks = {f"on_{event}_change": each.callback(key, event) for event, each in sent.items()}
    _component(name)(key=key, data=data, **callbacks)


def bring(store: str, name: str, value: Callable[[], str], most: int = 64) -> None:
    """Bring the visitor's window something that it keeps by name in a store; what it was sent is not sent again.

    Parameters
    ----------
    value : makes it, where it is to be sent
    most : how many things the store keeps
    """
    what = f"{store} {name}"
    fresh = {} if state.is_brought(what) else {"value": value()}
    mount(
        "bring",
        f"bring {what}",
        {"store": store, "name": name, "most": most, **fresh},
        lacks=pressed(lambda: state.lose(what)),
    )
    state.note_sent(what)


def bring_all(store: str, values: Mapping[str, Callable[[], str]]) -> None:
    """Bring several things, by name: what the window was sent already is one element more, and not one each."""
    known = [name for name in values if state.is_brought(f"{store} {name}")]
    for name, value in values.items():
        if name not in known:
            bring(store, name, value)

    def lose(names: list[str]) -> None:
        for name in names:
            state.lose(f"{store} {name}")

    if known:
        mount("bring", f"bring {store}", {"store": store, "names": known}, lacks=Sent(several(known), lose))


def text(values: NDArray[np.generic]) -> str:
    """Write an array's bytes as base64, for `decode` in drawing.js."""
    return b64encode(values.tobytes()).decode("ascii")


def signed_bytes(values: Floats, limit: float) -> str:
    """Write values from −limit to limit as one signed byte each; what lies beyond is clipped."""
    return text(signed(values, limit))


def ink_bytes(values: Floats) -> str:
    """Write intensities from 0 to 1 as one byte each."""
    return text(np.round(np.clip(values, 0, 1) * 255).astype(np.uint8))


def brief(share: float) -> float:
    """Shorten a probability for the way, so that what is printed of it stays: 0.99996 is not all of it."""
    return float(f"{share:.7g}")  # a float32 has no digit more
