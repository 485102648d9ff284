"""Weights, digits and the way of a digit through the model, as pictures."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mnist_core.arrays import Float32s, Floats
from mnist_core.softmax.account import Account
from ui.component import colour_limit, ink_bytes, mount, signed_bytes

EVIDENCE_LIMITS = (20, 50, 100, 200, 500, 1000)  # the recipes stay below 20 on every test digit


def weight_pictures(weights: Float32s, key: str) -> None:
    """Show the ten columns of the weights (784, 10) as pictures: red is ink for the digit, blue against it."""
    limit = colour_limit(weights)
    mount(
        "pictures",
        key,
        {
            "values": signed_bytes(weights.T, limit),
            "limit": limit,
            "captions": [str(k) for k in range(10)],
            "columns": 5,
            "narrow": 5,
            "quantity": "weight",
            "alt": "Weights of class",
            "hint": "Point at a pixel to read its weight.",
        },
    )


def evidence_limit(evidence: Floats) -> int:
    """The end of the axis that evidence is drawn on: the same for every test digit, further for what lies beyond."""
    reach = float(np.abs(evidence).max())
    return next((limit for limit in EVIDENCE_LIMITS if reach <= limit), EVIDENCE_LIMITS[-1])


def pipeline(
    account: Account, weights: Float32s, *, heading: str, note: str, alt: str, key: str, label: int | None = None,
    answer_first: bool = False, beside: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Show one image on its way through the model, from pixels to shares; pointing at a class shows its votes.

    Where there is no ink or all classes tie, no class is marked as the answer; the class of the label is marked.
    The answer stands at the end of the way or, where a projector has no room for all of it, above. Where the program
    stands beside it, `beside` is what is "told" at its lines, and the "film" of a run that is played again, or None.
    """
    answered = account.image.any() and not account.is_tie
    product_limit = colour_limit(account.products)
    mount(
        "pipeline",
        key,
        {
            "pixels": ink_bytes(account.image),
            "weights": signed_bytes(weights.T, colour_limit(weights)),
            "products": signed_bytes(account.products, product_limit),
            "evidence": account.evidence.tolist(),
            "evidence_limit": evidence_limit(account.evidence),
            "bias": account.bias.tolist(),
            "probabilities": account.probabilities.tolist(),
            "answer": account.answer if answered else None,
            "label": label,
            "heading": heading,
            "note": note,
            "alt": alt,
            "answer_first": answer_first,
            **(beside or {}),
        },
    )
