"""Pictures that live in the browser: drawn on a canvas from one byte per pixel.

A component keeps its node while its data change, so nothing flickers on a
timer; it takes its colours from the theme in the browser, so it is right from
the first frame and when the theme is switched; and ten weight pictures travel
as 10 KB, without a charting library to load first.
"""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.explain import Account

_FOLDER = Path(__file__).parent / "components"
_CLIPPED_SHARE = 0.005


@cache
def _component(name: str) -> Any:
    """Register the component made of `components/name.js` and `.css` once per process."""
    code = (_FOLDER / "drawing.js").read_text("utf-8") + (_FOLDER / f"{name}.js").read_text("utf-8")
    style = (_FOLDER / f"{name}.css").read_text("utf-8")
    return st.components.v2.component(f"seesoftmax_{name}", html=f'<div class="{name}"></div>', css=style, js=code)


def _text(values: NDArray[np.generic]) -> str:
    return b64encode(values.tobytes()).decode("ascii")


def colour_limit(values: NDArray[np.floating]) -> float:
    """The magnitude at which the diverging map is full: all but the half percent of largest values lie below."""
    magnitudes = np.abs(values[values != 0])
    return float(np.quantile(magnitudes, 1 - _CLIPPED_SHARE)) if magnitudes.size else 1.0


def _signed_bytes(values: NDArray[np.floating], limit: float) -> str:
    return _text(np.round(np.clip(values / limit, -1, 1) * 127).astype(np.int8))


def _ink_bytes(values: NDArray[np.floating]) -> str:
    return _text(np.round(np.clip(values, 0, 1) * 255).astype(np.uint8))


def weight_pictures(weights: NDArray[np.float32], key: str) -> None:
    """Show the ten columns of the weights (784, 10) as pictures: red is ink for the digit, blue against it."""
    limit = colour_limit(weights)
    _component("pictures")(
        key=key,
        data={
            "values": _signed_bytes(weights.T, limit),
            "limit": limit,
            "signed": True,
            "captions": [str(k) for k in range(10)],
            "columns": 5,
            "narrow": 5,
            "quantity": "weight",
            "alt": "Weights of class",
            "hint": "Point at a pixel to read its weight.",
        },
    )


def ink_pictures(images: NDArray[np.floating], captions: list[str], key: str, alt: str) -> None:
    """Show images (N, 784) with intensities in 0…1 as ink on paper, side by side."""
    _component("pictures")(
        key=key,
        data={
            "values": _ink_bytes(images),
            "limit": 1.0,
            "signed": False,
            "captions": captions,
            "columns": len(captions),
            "narrow": min(len(captions), 4),
            "quantity": "ink",
            "alt": alt,
            "hint": "Point at a pixel to read its ink.",
        },
    )


def pipeline(account: Account, weights: NDArray[np.float32], *, heading: str, note: str, alt: str, key: str) -> None:
    """Show one image on its way through the model, from pixels to shares; pointing at a class shows its votes.

    Where there is no ink or all classes tie, no class is marked as the answer.
    """
    answered = account.image.any() and not account.is_tie
    product_limit = colour_limit(account.products)
    _component("pipeline")(
        key=key,
        data={
            "pixels": _ink_bytes(account.image),
            "weights": _signed_bytes(weights.T, colour_limit(weights)),
            "products": _signed_bytes(account.products, product_limit),
            "evidence": account.evidence.tolist(),
            "evidence_limit": max(1.0, float(np.abs(account.evidence).max())),
            "bias": account.bias.tolist(),
            "probabilities": account.probabilities.tolist(),
            "answer": account.answer if answered else None,
            "heading": heading,
            "note": note,
            "alt": alt,
        },
    )
