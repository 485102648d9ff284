"""What the board of a run shows, record by record, in few bytes, made once for all who watch the run.

A frame is a row of bytes: the weights as pictures, the answers to the candidates of the mosaic, and which
of these are its tiles. Rows change little from record to record, so a packet holds the difference to the
row before, modulo 256 and compressed; with the numbers of the record in front. The whole recipe "full
batch", 33 records with ten pictures each, travels as some 70 KB.
"""

import secrets
import threading
import zlib
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Bytes, Float64s, Floats
from mnist_core.data.dataset import Dataset
from mnist_core.data.mosaic import Pool, choose, pool
from mnist_core.diverging import colour_limit, signed
from mnist_core.softmax.regression import evidence
from mnist_core.training.history import History
from mnist_core.training.run import Snapshot
from mnist_core.training.step import Checkpoint

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
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
    packets : one for each record, in order; each decompresses to 23 float32 (see `Board`) and a row's difference
    live : the latest state as one more packet, where it lies after the last record, or there is none; b"" otherwise
    """

    edition: str
    packets: tuple[bytes, ...]
    live: bytes


class Board:
    """The packets of one run, growing with it; safe to use from any thread.

    Notes
    -----
    The 23 numbers of a frame: step, train loss, train accuracy, validation loss, validation accuracy, test
    accuracy (the five are NaN where nothing was measured), the share of wrong answers among the test digits
    (an estimate where nothing was measured), the colour limit of the pictures, five quantiles of the
    weights, ten biases.
    """

    def __init__(self, candidates: Pool) -> None:
        self.edition = secrets.token_hex(4)
        self._pool = candidates
        self._lock = threading.Lock()
        self._packets: tuple[bytes, ...] = ()
        self._row = np.zeros(7840 + len(candidates) + -(-len(candidates) // 8), np.uint8)
        self._last: tuple[Floats, float, float] | None = None  # weights, shares wrong: of all, of the candidates
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
                return View(self.edition, packets, b"")
            if self._live is None or self._live[0] is not checkpoint or self._live[1] != len(packets):
                self._live = checkpoint, len(packets), self._between(checkpoint)
            return View(self.edition, packets, self._live[2])

    def _pack(self, history: History, record: int) -> None:
        weights, bias = history.weights[record], history.bias[record]
        share = 1 - float(history.test_accuracy[record])
        limit = colour_limit(weights)
        answers = self._answers(weights, bias)
        row = self._frame(weights, answers, limit, share)
        measured = [float(getattr(history, name)[record]) for name in MEASURED]
        numbers = [float(history.step[record]), *measured, share, limit, *spread(weights), *bias]
        self._packets += (_packet(numbers, row, self._row),)
        self._row, self._last = row, (weights, share, self._wrong(answers))

    def _between(self, checkpoint: Checkpoint) -> bytes:
        """Pack a state between records: nothing was measured there, but the candidates tell how the share moves."""
        weights, bias = checkpoint.weights, checkpoint.bias
        limit = colour_limit(weights)
        answers = self._answers(weights, bias)
        share = self._wrong(answers)
        if self._last is not None:
            share = min(max(self._last[1] + share - self._last[2], 0.0), 1.0)
        row = self._frame(weights, answers, limit, share)
        numbers = [float(checkpoint.step), *[np.nan] * len(MEASURED), share, limit, *spread(weights), *bias]
        return _packet(numbers, row, self._row)

    def _frame(self, weights: Floats, answers: Bytes, limit: float, share: float) -> Bytes:
        pictures = signed(weights.T, limit).reshape(-1).view(np.uint8)
        tiles = choose(answers != self._pool.labels, self._pool.rank, self._pool.tiles, share)
        return np.concatenate([pictures, answers, np.packbits(tiles)])

    def _wrong(self, answers: Bytes) -> float:
        """The share of the candidates that is answered wrongly."""
        return float((answers != self._pool.labels).mean())

    def _answers(self, weights: Floats, bias: Floats) -> Bytes:
        answers: Bytes = evidence(self._pool.intensities, weights, bias).argmax(axis=1).astype(np.uint8)
        return answers


MEASURED = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_accuracy")


def _packet(numbers: list[float], row: Bytes, before: Bytes) -> bytes:
    return zlib.compress(np.array(numbers, "<f4").tobytes() + (row - before).tobytes())


class Boards:
    """The boards of the runs that were looked at last, one for each run, whoever looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._boards: OrderedDict[tuple[str, int], Board] = OrderedDict()

    def view(self, run: Snapshot, dataset: Dataset) -> View:
        """The board of a run as it is in the snapshot."""
        config = run.config
        key = config.key(dataset.digest), config.test_size
        with self._lock:
            board = self._boards.get(key)
            if board is None or not board.follows(run.history):
                board = Board(pool(dataset.test, config.test_size))
            self._boards[key] = board
            self._boards.move_to_end(key)
            while len(self._boards) > KEPT:
                self._boards.popitem(last=False)
        return board.view(run.history, run.checkpoint)


default_boards = Boards()
