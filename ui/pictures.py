"""Weights, digits and the way of a digit through the model, as pictures."""

import numpy as np

from mnist_core.arrays import Float32s
from mnist_core.softmax.account import Account
from ui.component import colour_limit, ink_bytes, mount, signed_bytes


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


def pipeline(
    account: Account, weights: Float32s, *, heading: str, note: str, alt: str, key: str, label: int | None = None
) -> None:
    """Show one image on its way through the model, from pixels to shares; pointing at a class shows its votes.

    Where there is no ink or all classes tie, no class is marked as the answer; one that is not the label, where there
    is a label, is marked as wrong.
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
            "evidence_limit": max(1.0, float(np.abs(account.evidence).max())),
            "bias": account.bias.tolist(),
            "probabilities": account.probabilities.tolist(),
            "answer": account.answer if answered else None,
            "wrong": bool(answered and label is not None and account.answer != label),
            "heading": heading,
            "note": note,
            "alt": alt,
        },
    )
