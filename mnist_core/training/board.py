"""What the board of a run shows, record by record, in few bytes, made once for all who watch the run.

How it travels is laid out in `wire`. The whole recipe "full batch", 33 records with ten pictures each, takes
some 70 KB.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mnist_core.arrays import Bytes, Float64s, Floats
from mnist_core.data.dataset import Dataset
from mnist_core.data.mosaic import Candidates, candidates_for, choose
from mnist_core.diverging import colour_limit, signed
from mnist_core.once import once
from mnist_core.softmax.regression import evidence
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED, History
from mnist_core.training.run import Snapshot
from mnist_core.training.smoothness import roughness
from mnist_core.training.step import Checkpoint, initial_checkpoint
from mnist_core.training.wire import QUANTILES, Layout, layout, pack

Part = Literal["validation", "test"]
KEPT = 48  # boards: more runs than a class has at a time; each takes about 0.1 MB


def spread(weights: Floats) -> Float64s:
    """The quantiles at 5, 25, 50, 75 and 95 % of all 7,840 weights, (5,)."""
    quantiles: Float64s = np.quantile(weights, QUANTILES)
    return quantiles


@dataclass(frozen=True, eq=False)
class View:
    """A board as one watcher gets it.

    Attributes
    ----------
    edition : a random name; another one means that nothing of before counts
    packets : one for each record, in order; of `layout`, and each the difference to the one before
    live : the latest state as one more packet, where it lies after the last record, or there is none; b"" otherwise
    layout : how a frame is laid out
    part : whose digits the run is judged by
    """

    edition: str
    packets: tuple[bytes, ...]
    live: bytes
    layout: Layout
    part: Part = "test"


class Board:
    """The packets of one run, growing with it; safe to use from any thread.

    Where the run is judged by validation, no packet holds anything of the test digits.

    Parameters
    ----------
    candidates : of the mosaic, digits of `part`
    part : whose digits the run is judged by
    """

    def __init__(self, candidates: Candidates, part: Part = "test") -> None:
        self._part = part
        self.edition = secrets.token_hex(4)
        self._candidates = candidates
        self._lock = threading.Lock()
        self._packets: tuple[bytes, ...] = ()
        self._layout = layout(len(candidates.numbers))
        self._row = np.zeros(sum(size for *_, size in self._layout["row"]), np.uint8)
        self._last: tuple[Floats, float, float] | None = None  # weights, fractions wrong: of all, of the candidates
        self._live: tuple[Checkpoint, int, bytes] | None = None

    def follows(self, history: History) -> bool:
        """Whether a history goes on from what is packed, rather than beginning another run."""
        with self._lock:
            count = len(self._packets)
            return len(history) >= count and (
                self._last is None or np.array_equal(history.weights[count - 1], self._last[0])
            )

    def view(self, history: History, checkpoint: Checkpoint) -> View:
        """The board up to these records and this state; what is missing is computed, what is there is shared."""
        with self._lock:
            for record in range(len(self._packets), len(history)):
                self._pack(history, record)
            packets = self._packets[: len(history)]
            if len(self._packets) > len(history) or (len(history) and checkpoint.step <= history.step[-1]):
                return View(self.edition, packets, b"", self._layout, self._part)
            if self._live is None or self._live[0] is not checkpoint or self._live[1] != len(packets):
                # Every run begins as the same model: what it looks like is packed once for all of them.
                new = checkpoint is initial_checkpoint() and not packets
                live = _untrained(self._candidates) if new else self._between(checkpoint)
                self._live = checkpoint, len(packets), live
            return View(self.edition, packets, self._live[2], self._layout, self._part)

    def _pack(self, history: History, record: int) -> None:
        weights = history.weights[record]
        measured = {name: float(getattr(history, name)[record]) for name in MEASURED}
        wrong = 1 - measured[f"{self._part}_accuracy"]
        if self._part != "test":
            measured["test_accuracy"] = np.nan
        step, bias = int(history.step[record]), history.bias[record]
        answers = self._answers(weights, bias)
        row, packet = self._frame(Checkpoint(step, weights, bias), answers, measured, wrong)
        self._packets += (packet,)
        self._row, self._last = row, (weights, wrong, self._candidates.error(answers))

    def _between(self, checkpoint: Checkpoint) -> bytes:
        """Pack a state between records: nothing was measured, but the candidates tell how the errors move."""
        answers = self._answers(checkpoint.weights, checkpoint.bias)
        wrong = self._candidates.error(answers)
        if self._last is not None:
            wrong = min(max(self._last[1] + wrong - self._last[2], 0.0), 1.0)
        return self._frame(checkpoint, answers, dict.fromkeys(MEASURED, np.nan), wrong)[1]

    def _frame(
        self, model: Checkpoint, answers: Bytes, measured: dict[str, float], wrong: float
    ) -> tuple[Bytes, bytes]:
        """A frame's row, and its packet."""
        limit = colour_limit(model.weights)
        pictures = signed(model.weights.T, limit).reshape(-1).view(np.uint8)
        tiles = choose(answers != self._candidates.labels, self._candidates.rank, self._candidates.tiles, wrong)
        row = np.concatenate([pictures, answers, np.packbits(tiles)])
        numbers = {"step": model.step, **measured, "wrong": wrong, "limit": limit}
        numbers["roughness"] = roughness(model.weights)
        return row, pack({**numbers, "spread": spread(model.weights), "bias": model.bias}, row, self._row)

    def _answers(self, weights: Floats, bias: Floats) -> Bytes:
        images = self._candidates.images.astype(np.float32)  # anew: as such they are four times as large to keep
        answers: Bytes = evidence(images, weights / 255, bias).argmax(axis=1).astype(np.uint8)
        return answers


@once(size=8)
def _untrained(candidates: Candidates) -> bytes:
    return Board(candidates)._between(initial_checkpoint())


def mosaic_of(dataset: Dataset, config: TrainingConfig, part: Part) -> Candidates:
    """The digits of the mosaic: of the test digits those that the run is measured on, of validation all."""
    if part == "test":
        return candidates_for(dataset.test, config.test_size)
    return candidates_for(dataset.validation, len(dataset.validation))


class Boards:
    """The boards of the runs that were looked at last, one for each run, whoever looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._boards: OrderedDict[tuple[str, int, Part], Board] = OrderedDict()

    def view(self, run: Snapshot, dataset: Dataset, part: Part = "test") -> View:
        """The board of a run as it is in the snapshot, for who judges it by the digits of this part."""
        config = run.config
        key = config.key(dataset.digest), config.test_size, part
        with self._lock:
            board = self._boards.get(key)
            if board is None or not board.follows(run.history):
                board = Board(mosaic_of(dataset, config, part), part)
            self._boards[key] = board
            self._boards.move_to_end(key)
            while len(self._boards) > KEPT:
                self._boards.popitem(last=False)
        return board.view(run.history, run.checkpoint)


default_boards = Boards()
