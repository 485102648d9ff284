"""Softmax regression on MNIST: the data, the mathematics, the training, the drawing of a digit.

What one needs in a notebook has its name here: `load_dataset`, `TrainingConfig`, `train`; `evidence`, `softmax`,
`predict`, `cross_entropy`, `gradient`, `accuracy`; `read_drawing`, `explain`, `examine`, `read_model`. Importing this
package loads neither TensorFlow nor any data.

>>> from mnist_core import softmax
>>> softmax(np.array([2.0, 0.0])).round(3)
array([0.881, 0.119])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Two rooms have the names of functions: once imported, they do not take these names again.
import mnist_core.cross_entropy  # noqa: F401
from mnist_core.softmax.regression import accuracy, cross_entropy, evidence, gradient, predict, softmax
from mnist_core.training.config import TrainingConfig

if TYPE_CHECKING:
    from mnist_core.data.dataset import load_dataset
    from mnist_core.drawing.digits import read_drawing
    from mnist_core.exam.exam import sit as examine
    from mnist_core.softmax.account import account as explain
    from mnist_core.take_away.models import read_model
    from mnist_core.training.here import train

__all__ = [
    "TrainingConfig",
    "accuracy",
    "cross_entropy",
    "evidence",
    "examine",
    "explain",
    "gradient",
    "load_dataset",
    "predict",
    "read_drawing",
    "read_model",
    "softmax",
    "train",
]

# What takes longer to import comes when it is asked for.
_LATER = {
    "examine": ("exam.exam", "sit"),
    "explain": ("softmax.account", "account"),
    "load_dataset": ("data.dataset", "load_dataset"),
    "read_drawing": ("drawing.digits", "read_drawing"),
    "read_model": ("take_away.models", "read_model"),
    "train": ("training.here", "train"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own = _LATER[name]
    return getattr(import_module(f"{__name__}.{module}"), own)


def __dir__() -> list[str]:
    return sorted(__all__)
