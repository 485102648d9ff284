"""The pictures of the lesson beyond the line: scores, stressed digits, one digit before three judges, filters."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_core.arrays import Float32s, Floats, Int64s
from mnist_core.beyond_linear import judges, networks
from mnist_core.beyond_linear.networks import FILTERS, MAPS, UNITS, Network
from mnist_core.beyond_linear.stress import NONE, SIDE, Stress, apply
from mnist_core.data.dataset import Part
from mnist_core.exam.intervals import wilson
from mnist_core.softmax.regression import softmax
from ui import words
from ui.component import colour_limit, ink_bytes, mount, signed_bytes
from ui.lessons.beyond_linear import words as beyond_words
from ui.lessons.beyond_linear.chosen import Chosen
from ui.lessons.beyond_linear.judges import Judge
from ui.sent import Sent, whole


def scores(found: list[Judge], stress: Stress, part: Part, name: str) -> None:
    """The accuracy of every judge that is there, before and under stress, on the digits of the part of this name."""
    mount("scores", "scores", {"judges": [_score(judge, stress, part, name) for judge in found]})


def _score(judge: Judge, stress: Stress, part: Part, name: str) -> dict[str, Any]:
    if judge.network is None:
        return {"name": judge.name, "note": judge.note, "accuracy": None}
    right = judges.right(judge.network, stress, part)
    low, high = (float(end) for end in wilson(int(right.sum()), len(right)))
    whole = len(right) == len(part)
    return {
        "name": judge.name,
        "note": f"all {len(right):,} {name} digits" if whole else f"{len(right):,} of them, ± {50 * (high - low):.1f}",
        "accuracy": float(right.mean()),
        "digits": 2 if whole else 1,
        "low": low,
        "high": high,
        "before": float(judges.right(judge.network, NONE, part).mean()),
    }


def tiles(found: list[Judge], stress: Stress, part: Part, rows: Int64s, opened: Callable[[int], None]) -> None:
    """Some digits under stress, each with what the judges answer; pressing one opens it."""
    there = [judge for judge in found if judge.network is not None]
    probabilities = [
        judges.probabilities(judge.network, stress, part, rows) for judge in there if judge.network is not None
    ]

    def answer(judge: Judge, probabilities: Floats, label: int) -> dict[str, Any]:
        digit = int(probabilities.argmax())
        short = beyond_words.SHORT[judge.kind] if len(there) > 1 else ""
        sure = words.hedged(float(probabilities.max()))
        return {"name": judge.name, "short": short, "digit": digit, "right": digit == label, "share": sure}

    data = {
        "after": ink_bytes(apply(stress, part, rows)),
        "before": ink_bytes(part.intensities(rows)),
        "numbers": rows.tolist(),
        "labels": part.labels[rows].tolist(),
        "answers": [
            [
                answer(judge, given[place], int(part.labels[row]))
                for judge, given in zip(there, probabilities, strict=True)
            ]
            for place, row in enumerate(rows)
        ],
    }
    mount("stressed", "stressed", data, picked=Sent(whole(len(part)), opened))


def one_digit(found: list[Judge], stress: Stress, chosen: Chosen) -> None:
    """One digit, stressed, before all judges."""
    part, rows = chosen.part, np.array([chosen.number])
    data = {
        "after": ink_bytes(apply(stress, part, rows)),
        "before": ink_bytes(part.intensities(rows)),
        "changed": not stress.is_none,
        "heading": beyond_words.given(chosen.name, stress, chosen.note),
        "label": chosen.label,
        "judges": [_verdict(judge, stress, chosen) for judge in found],
    }
    mount("judges", "judges", data)


def disagree(found: list[Judge], stress: Stress, chosen: Chosen) -> bool:
    """Whether all judges are there and do not all give a digit, stressed, the same answer."""
    networks = [judge.network for judge in found if judge.network is not None]
    rows = np.array([chosen.number])
    answers = {int(judges.logits(network, stress, chosen.part, rows)[0].argmax()) for network in networks}
    return len(networks) == len(found) and len(answers) > 1


def _verdict(judge: Judge, stress: Stress, chosen: Chosen) -> dict[str, Any]:
    if judge.network is None:
        return {"name": judge.name, "note": beyond_words.BUILT[judge.kind], "shares": None, "said": judge.note}
    rows = np.array([chosen.number])
    probabilities = judges.probabilities(judge.network, stress, chosen.part, rows)[0].astype(np.float64)
    answer = int(probabilities.argmax())
    return {
        "name": judge.name,
        "note": beyond_words.BUILT[judge.kind],
        "shares": probabilities.round(5).tolist(),
        "answer": answer,
        "counts": not chosen.note,
        "said": beyond_words.verdict(answer, chosen.label, float(probabilities[answer]), counts=not chosen.note),
    }


def units(network: Network, chosen: Chosen) -> None:
    """The weights of the hidden units as pictures, sorted by their votes; quiet where the digit leaves them at zero."""
    parameters, image = network.parameters, chosen.part.intensities([chosen.number])[0]
    order = networks.by_vote(network)
    weights = parameters["hidden_weights"].T[order]
    active = np.maximum(image @ parameters["hidden_weights"] + parameters["hidden_bias"], 0)[order]
    votes, strength = networks.votes(network)[order], parameters["weights"].max(axis=1)[order]
    told = [
        f"Unit {unit}: speaks for {vote} most ({weight:+.2f}). This digit brings it to {value:.2f}"
        f"{'' if value else ': it is silent'}."
        for unit, vote, weight, value in zip(order, votes, strength, active, strict=True)
    ]
    group = {
        "title": f"What {UNITS} units look for, sorted by the digit that they speak for; faint: silent on this digit",
        "family": "units", "side": SIDE, "columns": 16, "narrow": 8, "signed": True,
        "values": signed_bytes(weights, colour_limit(weights)),
        "captions": [str(vote) for vote in votes], "told": told, "quiet": [not value for value in active],
    }  # fmt: skip
    _mount_maps("units", chosen, [group], [0, int(active.argmax())])


def filters(network: Network, chosen: Chosen) -> None:
    """The filters of the convolutional network, and what they see of a digit."""
    first, second = networks.feature_maps(network.parameters, chosen.part.intensities([chosen.number]))
    kernels = network.parameters["filters_1"][:, :, 0].transpose(2, 0, 1)
    seen = [maps[0].transpose(2, 0, 1).reshape(maps.shape[-1], -1) for maps in (first, second)]
    groups = [
        _maps("16 filters, 5 × 5 weights each: red looks for ink, blue for paper", "first", 5, True,
              signed_bytes(kernels, colour_limit(kernels)),
              [f"Filter {k + 1}: it is laid on every place of the digit." for k in range(FILTERS[0])]),
        _maps("What each of them sees on this digit, and where", "first", MAPS[0], False, _as_ink(seen[0]),
              [f"What filter {k + 1} sees: up to {seen[0][k].max():.2f}." for k in range(FILTERS[0])]),
        _maps("What 32 filters of the second layer see in those 16 maps, halved", "second", MAPS[1], False,
              _as_ink(seen[1]),
              [f"What filter {k + 1} of the second layer sees: up to {seen[1][k].max():.2f}."
               for k in range(FILTERS[1])]),
    ]  # fmt: skip
    strongest = int(seen[0].max(axis=1).argmax())
    _mount_maps("filters", chosen, groups, [1, strongest])


def _mount_maps(key: str, chosen: Chosen, groups: list[dict[str, Any]], start: list[int]) -> None:
    """Show groups of small pictures beside the digit that they speak of."""
    digit = {"ink": ink_bytes(chosen.part.intensities([chosen.number])), "name": chosen.name, "note": chosen.note}
    mount("maps", key, {"groups": groups, "start": start, "digit": digit})


def _maps(title: str, family: str, side: int, signed: bool, values: str, told: list[str]) -> dict[str, Any]:
    return {
        "title": title, "family": family, "side": side, "columns": 16, "narrow": 8, "signed": signed,
        "values": values, "captions": [""] * len(told), "told": told,
    }  # fmt: skip


def _as_ink(maps: Floats) -> str:
    """Maps of one layer on one scale, so that they can be compared."""
    return ink_bytes(maps / max(float(maps.max()), 1e-9))


def probabilities_of(network: Network, image: Float32s) -> Floats:
    """The ten shares that a network gives to one image (784,)."""
    probabilities: Floats = softmax(network.logits(image[None])[0])
    return probabilities
