"""Who taught a model: from a zero start with plain gradient descent, W = XᵀA, so every weight has its authors.

Each update takes lr/n (p − y) ⊗ x of every example x in its batch from the weights, and lr/n (p − y) from the
bias. Adding up what each of the train examples gave instead, in a row of A for each, loses nothing:
W = XᵀA and b = the sum of A's rows. So the evidence for a class splits over the examples,
z_k = Σ_i (x_i·x + 1) A_ik: example i counts by how much its ink overlaps the new image's, plus one for the bias.
"""

import time
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Arrays, Floats, Int64s
from mnist_core.data.dataset import Dataset, Part
from mnist_core.training import graphs
from mnist_core.training.config import TrainingConfig
from mnist_core.training.schedule import batches
from mnist_core.training.tensors import examples
from mnist_core.why.teaching import overlap
from mnist_core.work.work import ArrayWork, Field, Layout, Piece

VERSION = 1


@dataclass(frozen=True)
class Teachers(ArrayWork):
    """Repeat a run of gradient descent from zero, and keep account of what every train example gave.

    Attributes
    ----------
    config : the run
    steps : so many updates of it, 1 … config.steps

    Raises
    ------
    ValueError
        If there are no such steps.
    """

    config: TrainingConfig
    steps: int

    def __post_init__(self) -> None:
        """Check the steps."""
        if not 1 <= self.steps <= self.config.steps:
            raise ValueError(f"steps must be 1 to {self.config.steps:,}, not {self.steps!r}")

    def key(self, digest: str) -> str:
        """Name the account on the data of this digest."""
        return f"teachers-{VERSION}-{self.config.key(digest)[:40]}-{self.steps}"

    def begin(self) -> Arrays:
        """Nobody has taught anything: A (n, 10), the weights (784, 10), the bias (10,), the step (1,)."""
        return {
            "account": np.zeros((self.config.train_size, 10), np.float32),
            "weights": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
            "step": np.zeros(1, np.int64),
        }

    def advance(self, dataset: Dataset, arrays: Arrays, seconds: float) -> Piece:
        """Make further updates for about so many seconds, at least one."""
        self.config.check(dataset)
        step, count, begun = int(arrays["step"][0]), 1, time.monotonic()
        while True:
            stop = min(step + count, self.steps)
            arrays = self._descend(dataset, arrays, step, stop)
            step = stop
            if step == self.steps or time.monotonic() - begun >= seconds / 2:
                return Piece(arrays, step, self.steps)
            count *= 2  # so that it ends at most a piece's length too late

    def _descend(self, dataset: Dataset, arrays: Arrays, start: int, stop: int) -> Arrays:
        """Make the updates start … stop − 1."""
        full = self.config.batch_size is None
        data = examples(dataset, "train", self.config.train_size, as_float=full)
        model = data.rows, data.labels, *graphs.place(arrays["weights"], arrays["bias"], data.pixels)
        rate, account = np.float32(self.config.learning_rate), arrays["account"].copy()
        if full:
            found = graphs.full_batch_account()(*model, rate, np.int32(stop - start), np.ascontiguousarray(account.T))
            account = np.ascontiguousarray(found[2].numpy().T)
        else:
            order = batches(self.config, start, stop)
            found = graphs.mini_batches_account()(*model, rate, order)
            for batch, given in zip(order, found[2].numpy(), strict=True):
                np.add.at(account, batch, given.T)  # an example comes twice in a batch that spans two epochs
        weights = arrays["weights"].copy()
        weights[data.pixels] = found[0].numpy().T
        return {"account": account, "weights": weights, "bias": found[1].numpy()[:, 0], "step": np.array([stop])}

    def layout(self) -> Layout:
        """The account after the last of the steps."""
        return {
            "account": Field(np.float32, (self.config.train_size, 10)),
            "weights": Field(np.float32, (784, 10)),
            "bias": Field(np.float32, (10,)),
            "step": Field(np.int64, (1,), self.steps, self.steps),
        }


def split(part: Part, account: Floats, image: Floats) -> Floats:
    """Split the logits of an image (784,) over the n examples of an account (n, 10): (n, 10), whose sum they are."""
    return (overlap(part, image, len(account))[:, np.newaxis] + 1) * account


@dataclass(frozen=True, eq=False)
class Influence:
    """The evidence for one class, by who taught it.

    Attributes
    ----------
    for_, against : the numbers of the strongest examples, the strongest first
    contributions : (n,), what each example adds to the evidence
    """

    for_: Int64s
    against: Int64s
    contributions: Floats

    @property
    def total(self) -> float:
        """The evidence."""
        return float(self.contributions.sum())

    @property
    def rest(self) -> float:
        """What all other examples add."""
        return self.total - float(self.contributions[self.for_].sum() + self.contributions[self.against].sum())


def strongest(contributions: Floats, count: int = 10) -> Influence:
    """Find the `count` strongest examples for and against a class by their shares (n,); fewer where there are few."""
    order = np.argsort(-contributions, kind="stable")
    for_ = order[:count][contributions[order[:count]] > 0]
    against = order[::-1][:count]
    return Influence(for_, against[contributions[against] < 0], contributions)
