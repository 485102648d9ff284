"""A network as a Keras model, in a worker process: it becomes what arrays say, learns, and says itself in arrays.

Importing this module does not import Keras; making a model does.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from mnist_core.arrays import Arrays, Float32s
from mnist_core.beyond_linear.networks import FIELD, FILTERS, SHAPES, UNITS, Kind
from mnist_core.beyond_linear.stress import SIDE

RATE = 0.002  # at the first step; a cosine takes it to zero at the last
# Of pixels that no training digit inks a gradient says nothing: decay lets their first, random weights fade.
DECAYS: dict[Kind, float] = {"softmax": 0.0, "hidden": 0.2, "convolutional": 0.0}
DROPOUT = 0.4  # of what the convolutional network's last layer sees, while it learns


class KerasModel:
    """A Keras model with its optimizer, kept by the worker; everything it knows comes and goes as arrays."""

    def __init__(self, kind: Kind, steps: int) -> None:
        import keras

        self.kind = kind
        self.model = keras.Sequential([keras.Input((SIDE * SIDE,)), *_layers(kind)])
        rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
        self.optimizer = keras.optimizers.AdamW(rate, weight_decay=DECAYS[kind])
        self.model.compile(self.optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        self.optimizer.build(self.model.trainable_variables)

    def take(self, arrays: Arrays) -> None:
        """Become what the arrays say."""
        for variable, name in zip(self.model.trainable_variables, SHAPES[self.kind], strict=True):
            variable.assign(arrays[name])
        for variable in self.model.non_trainable_variables:  # of dropout: where in its row of random numbers it is
            variable.assign(arrays["chance"])
        for place, variable in enumerate(self.optimizer.variables):
            name = f"optimizer_{place}"
            variable.assign(arrays[name] if name in arrays else np.zeros(variable.shape))

    def give(self) -> Arrays:
        """Say everything in arrays."""
        given: Arrays = {
            name: variable.numpy()
            for name, variable in zip(SHAPES[self.kind], self.model.trainable_variables, strict=True)
        }
        for variable in self.model.non_trainable_variables:
            given["chance"] = variable.numpy()
        moments = {f"optimizer_{place}": variable.numpy() for place, variable in enumerate(self.optimizer.variables)}
        return given | moments

    def logits(self, images: Float32s) -> Float32s:
        """The evidence (n, 10) of images (n, 784)."""
        parts = [self.model.predict_on_batch(images[start : start + 500]) for start in range(0, len(images), 500)]
        found: Float32s = np.concatenate(parts)
        return found


@lru_cache(maxsize=2)
def keras_model_of(kind: Kind, steps: int) -> KerasModel:
    return KerasModel(kind, steps)


def _layers(kind: Kind) -> list[Any]:
    """The layers of a kind, in the order of its SHAPES."""
    from keras import layers

    if kind == "softmax":
        return [layers.Dense(10)]
    if kind == "hidden":
        return [layers.Dense(UNITS, activation="relu"), layers.Dense(10)]
    return [
        layers.Reshape((SIDE, SIDE, 1)),
        layers.Conv2D(FILTERS[0], FIELD, activation="relu"),
        layers.MaxPool2D(),
        layers.Conv2D(FILTERS[1], FIELD, activation="relu"),
        layers.MaxPool2D(),
        layers.Flatten(),
        layers.Dropout(DROPOUT),
        layers.Dense(10),
    ]
