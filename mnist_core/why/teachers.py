"""Who taught a model: from a zero start with plain gradient descent, W = XᵀA, so every weight has its authors.

Each update takes lr/n (p − y) ⊗ x of every example x in its batch from the weights, and lr/n (p − y) from the
bias. Adding up what each of the train examples gave instead, in a row of A for each, loses nothing:
W = XᵀA and b = the sum of A's rows. So the evidence for a class splits over the examples,
z_k = Σ_i (x_i·x + 1) A_ik: example i counts by how much its ink overlaps the new image's, plus one for the bias.

Where weights decay, every update first takes lr · λ of W, so A loses that too, and W = XᵀA stays exact: what was given
long ago counts less. The bias does not decay: it is the sum of the rows of B, which adds up what was given and loses
nothing. Then z_k = Σ_i (x_i·x) A_ik + B_ik; without decay B is A.
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
from mnist_core.work.work import ArrayWork, Effort, Field, Layout, Piece

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

    @property
    def effort(self) -> Effort:
        """The steps, and the digits of all their batches."""
        return Effort(self.steps, self.steps * (self.config.batch_size or self.config.train_size))

    def key(self, digest: str) -> str:
        """Name the account on the data of this digest."""
        return f"teachers-{VERSION}-{self.config.key(digest)[:40]}-{self.steps}"

    def begin(self) -> Arrays:
        """Nobody has taught anything: A and, with decay, B (n, 10), the weights (784, 10), the bias (10,), the step."""
        nothing = np.zeros((self.config.train_size, 10), np.float32)
        return {
            **dict.fromkeys(self._accounts, nothing),
            "weights": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
            "step": np.zeros(1, np.int64),
        }

    @property
    def _accounts(self) -> tuple[str, ...]:
        """The names of A and, where weights decay, of B."""
        return ("account", "account_of_bias") if self.config.weight_decay else ("account",)

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
        rate = np.float32(self.config.learning_rate)
        fading = graphs.fading(self.config.learning_rate, self.config.weight_decay)
        accounts = [arrays[name].copy() for name in self._accounts]
        if full:
            account, *of_bias = (np.ascontiguousarray(each.T) for each in accounts)
            steps = np.int32(stop - start)
            found = graphs.full_batch_account(bool(fading))(*model, rate, steps, account, *fading, *of_bias)
            accounts = [np.ascontiguousarray(each.numpy().T) for each in found[2:]]
        else:
            order = batches(self.config, start, stop)
            found = graphs.mini_batches_account(bool(fading))(*model, rate, order, *fading)
            for batch, given in zip(order, found[2].numpy(), strict=True):
                for each in fading:
                    accounts[0] -= each * accounts[0]
                for account in accounts:
                    np.add.at(account, batch, given.T)  # an example comes twice in a batch that spans two epochs
        weights = arrays["weights"].copy()
        weights[data.pixels] = found[0].numpy().T
        told = dict(zip(self._accounts, accounts, strict=True))
        return told | {"weights": weights, "bias": found[1].numpy()[:, 0], "step": np.array([stop])}

    def layout(self) -> Layout:
        """The accounts after the last of the steps."""
        return {
            **dict.fromkeys(self._accounts, Field(np.float32, (self.config.train_size, 10))),
            "weights": Field(np.float32, (784, 10)),
            "bias": Field(np.float32, (10,)),
            "step": Field(np.int64, (1,), self.steps, self.steps),
        }


def split(part: Part, account: Floats, image: Floats, of_bias: Floats | None = None) -> Floats:
    """Split the logits of an image (784,) over the n examples of an account (n, 10): (n, 10), whose sum they are.

    Parameters
    ----------
    of_bias : (n, 10), the account of what was given to the bias; by default the same, as it is without weight decay
    """
    shared = overlap(part, image, len(account))[:, np.newaxis]
    return (shared + 1) * account if of_bias is None else shared * account + of_bias


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
