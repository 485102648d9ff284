"""What the animation over the training size is fed, and when."""

import functools
import zlib
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from weakref import ref

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_core.arrays import Float32s, Float64s
from mnist_core.data.dataset import Dataset
from mnist_core.diverging import signed
from mnist_core.exam.evaluation import accuracies
from mnist_core.once import once
from mnist_core.training_size import film
from mnist_core.training_size.frames import Frames, first_frames, ready, validated
from mnist_core.training_size.side_by_side import order
from mnist_core.training_size.sweep import ALL, FEW, Sweep
from mnist_core.work.work import Job, Status
from ui import live, state
from ui.address import asked, read, whole_number
from ui.component import bring_all, mount
from ui.lessons.training_size import words as size_words
from ui.lessons.training_size.controls import Choice
from ui.sent import pressed

MOST_SHOWN = 9  # of the examples that join
SPEEDS = ("0.5", "1", "2", "4")
WATCHED = "looked at n = 1 to 10, each of them"
BY_HAND = ("size", "speed", "loop")  # what size.js keeps in the address


def frames_of(sweep: Sweep, dataset: Dataset) -> Frames:
    """What is ready of a sweep; before a worker has anything, the first ten, computed here."""
    return _frames(sweep, live.look_at(sweep), dataset)


def _frames(sweep: Sweep, job: Job, dataset: Dataset) -> Frames:
    found = ready(sweep, job.arrays)
    return _judged(sweep, found if len(found) else first_frames(dataset, sweep), dataset)


def _judged(sweep: Sweep, frames: Frames, dataset: Dataset) -> Frames:
    """The frames with the accuracy that may be told: these are no runs of anybody's, and have no exam of their own.

    So the test digits stay out of sight until the visitor has opened the first exam.
    """
    return frames if state.exams_opened() else _validated(sweep, dataset, frames)


def show_film(choice: Choice, dataset: Dataset) -> None:
    """Show the animation, and what joins it while there is more to come."""

    def board(jobs: Sequence[Job]) -> None:
        own, luck = jobs[0], jobs[1:]
        frames = _frames(choice.sweep, own, dataset)
        draws = _draws(choice.luck, luck, dataset)
        mount(
            "size",
            "film",
            _data(choice, own, frames, draws, dataset),
            told=pressed(lambda: _tell(choice.sweep)),
            watched=pressed(_watched),
        )
        if state.take("film told", False):
            st.rerun()  # what stands below the animation knows the curve, and what was looked at, too
        if own.status is Status.FAILED:
            st.warning(own.message)
        st.caption(_below(choice, own, frames, luck, draws))
        _feed(choice.sweep, frames, dataset)

    live.follow(lambda: [live.look_at(each) for each in (choice.sweep, *choice.luck)], board)


def is_told(choice: Choice) -> bool:
    """Whether the curve may be spoken of: it was not to be guessed, or the visitor has seen it.

    Until then no accuracy is sent to the browser, not that of the smallest size, nor taken along from here.
    """
    return not choice.guess or state.achieved(_told(choice.sweep), False)


def _curve(sweep: Sweep) -> str:
    """The name by which the browser keeps what was drawn of a curve."""
    return f"1 to {sweep.sizes[-1]}"


def _told(sweep: Sweep) -> str:
    return f"told the curve of {_curve(sweep)}"


def _tell(sweep: Sweep) -> None:
    """Note that the curve has been seen."""
    state.achieved(_told(sweep), True)
    state.set_aside("film told", True)


def is_watched() -> bool:
    """Whether the visitor has looked at each of the few sizes: gone from one to another, or let the film play."""
    return state.achieved(WATCHED, False)


def _watched() -> None:
    """Note that the visitor has looked at each of the few sizes."""
    state.achieved(WATCHED, True)
    state.set_aside("film told", True)


def _data(choice: Choice, own: Job, frames: Frames, draws: Float64s, dataset: Dataset) -> dict[str, Any]:
    sweep, count = choice.sweep, len(frames)
    key = sweep.key(dataset.digest)
    told = is_told(choice)
    peaks, limits = _scales(sweep, dataset, count, _Uncompared(frames))
    return {
        "stamp": f"{key[:24]}-{count}",
        "name": _curve(sweep),
        "sizes": sweep.sizes,
        "ready": count,
        "active": own.active,
        "reels": [_reel_name(sweep, dataset, reel) for reel in _reels(sweep, count)],
        "examples": f"{key[:24]}-examples",
        "peaks": peaks,
        "limits": limits,
        "shared": choice.shared,
        "train": frames.train_accuracy.tolist() if told else None,
        "part": frames.part,
        "accuracy": frames.accuracy.tolist() if told else None,
        "joined": _joined(sweep, dataset)[0],
        "band": _band(choice, draws) if told else None,
        "guess": choice.guess,
        "told": told,
        "watch": sweep.sizes == FEW and not is_watched(),
        "at": _asked_frame(sweep),
        "speed": asked("speed", SPEEDS) or "1",
        "loop": asked("loop", ("on", "off")) != "off",
        "alt": "Accuracy by training size: drag to scrub",
        "ask": f"Draw where you expect the {frames.part} accuracy: drag, or use the arrow keys",
    }


def _feed(sweep: Sweep, frames: Frames, dataset: Dataset) -> None:
    """Bring what the animation is made of in parts: what the browser has already is not sent again."""
    found = _Uncompared(frames)
    reels = {
        _reel_name(sweep, dataset, reel): functools.partial(_packed, sweep, dataset, reel, found)
        for reel in _reels(sweep, len(frames))
    }
    examples = f"{sweep.key(dataset.digest)[:24]}-examples"
    bring_all("reels", {**reels, examples: lambda: _joined(sweep, dataset)[1]})


def _reels(sweep: Sweep, count: int) -> list[tuple[int, int]]:
    """The first so many models in the parts in which they get ready; the first ten come before any worker's."""
    ends = {0, bisect_right(sweep.sizes, FEW[-1]), *(group.places.stop for group in sweep.groups)}
    return list(pairwise(sorted(end for end in ends if end <= count)))


def _reel_name(sweep: Sweep, dataset: Dataset, reel: tuple[int, int]) -> str:
    return f"{sweep.key(dataset.digest)[:24]}-{reel[0]}-{reel[1]}"


class _Uncompared:
    """Frames beside what names them: equal to any others, and kept by whoever asks, not by what was kept for them.

    Every state of a sweep on its way has arrays of its own, of more than a megabyte: kept with each of some hundred
    answers, they were what a server grew by.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = ref(frames)

    @property
    def frames(self) -> Frames:
        """The frames, while whoever asks has them."""
        frames = self._frames()
        assert frames is not None
        return frames

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Uncompared)

    def __hash__(self) -> int:
        return 0


def _validated(sweep: Sweep, dataset: Dataset, frames: Frames) -> Frames:
    """The models of a sweep, measured on the validation digits: each once, when it has got ready."""
    found = _Uncompared(frames)
    known = [_measured(sweep, dataset, reel, found) for reel in _reels(sweep, len(frames))]
    return validated(frames, dataset.validation, known)


@once(size=256)
def _measured(sweep: Sweep, dataset: Dataset, reel: tuple[int, int], found: _Uncompared) -> Float64s:  # noqa: ARG001
    """The accuracies of some of the models on the validation digits."""
    models = slice(*reel)
    return accuracies(found.frames.weights[models], found.frames.bias[models], dataset.validation)


@once(size=64)
def _packed(sweep: Sweep, dataset: Dataset, reel: tuple[int, int], found: _Uncompared) -> str:  # noqa: ARG001
    """Some of the models, each in bytes that reach to its largest weight."""
    weights = found.frames.weights[slice(*reel)]
    return _pack(np.array([signed(each.T, peak) for each, peak in zip(weights, _peaks(weights), strict=True)]))


@once(size=64)
def _scales(sweep: Sweep, dataset: Dataset, count: int, found: _Uncompared) -> tuple[list[float], list[float]]:  # noqa: ARG001
    """The largest magnitude in each of the first so many models, and the weight at which its colours are full."""
    weights = found.frames.weights
    return _peaks(weights).tolist(), film.limits(weights, shared=False).tolist()


def _peaks(weights: Float32s) -> Float32s:
    """The largest magnitude (k,) in each model."""
    peaks: Float32s = np.abs(weights).max(axis=(1, 2))
    return np.where(peaks > 0, peaks, np.float32(1))


def _pack(values: NDArray[np.generic]) -> str:
    return b64encode(zlib.compress(values.tobytes(), 6)).decode("ascii")


@once(size=16)
def _joined(sweep: Sweep, dataset: Dataset) -> tuple[list[dict[str, Any]], str]:
    """Who joins at each size, how many of each class, and the last few as pictures."""
    chosen = order(dataset, sweep.draw, sweep.sizes[-1])
    labels = dataset.train.labels[chosen]
    joined: list[dict[str, Any]] = []
    shown: list[int] = []
    for start, end in zip((0, *sweep.sizes), sweep.sizes, strict=False):
        first = max(start, end - MOST_SHOWN)
        joined.append({
            "from": start + 1,
            "to": end,
            "place": len(shown),
            "labels": labels[first:end].tolist(),
            "counts": np.bincount(labels[start:end], minlength=10).tolist(),
        })  # fmt: skip
        shown += chosen[first:end].tolist()
    return joined, _pack(dataset.train.images[shown])


def _band(choice: Choice, accuracies: Float64s) -> dict[str, Any] | None:
    """The lowest and the highest accuracy over the draws that are ready, and the sizes they have."""
    if len(accuracies) < 2:
        return None
    return {
        "sizes": choice.luck[0].sizes,
        "low": accuracies.min(axis=0).tolist(),
        "high": accuracies.max(axis=0).tolist(),
        "name": f"{len(accuracies)} sets of examples, lowest to highest",
    }


def _draws(luck: Sequence[Sweep], jobs: Sequence[Job], dataset: Dataset) -> Float64s:
    """The accuracies (draws, sizes) of the draws that are done, each of them once: the one shown is among them."""
    done = [(each, job) for each, job in zip(luck, jobs, strict=True) if job.status is Status.FINISHED]
    return np.array([_frames(each, job, dataset).accuracy for each, job in done])


def _below(choice: Choice, own: Job, frames: Frames, luck: Sequence[Job], draws: Float64s) -> str:
    found = [f"{size_words.status(choice.sweep, own, len(frames))}.", size_words.scale(choice.shared)]
    if luck:
        found.append(size_words.luck(len(draws), len(luck), _spread(choice, draws) if is_told(choice) else None))
    return " ".join(found)


def _spread(choice: Choice, accuracies: Float64s) -> size_words.Spread | None:
    """How far the accuracies of the draws lie apart at ten examples and at the most."""
    if len(accuracies) < 2:
        return None
    sizes, width = choice.luck[0].sizes, np.ptp(accuracies, axis=0)
    small = sizes.index(FEW[-1])
    return sizes[small], float(width[small]), sizes[-1], float(width[-1])


def _asked_frame(sweep: Sweep) -> int | None:
    """The place of the size that the address asks for, or of the next smaller one."""

    def place(text: str) -> int | None:
        size = whole_number(text)
        return None if size is None or not 1 <= size <= ALL[-1] else max(0, bisect_right(sweep.sizes, size) - 1)

    return read("size", place)
