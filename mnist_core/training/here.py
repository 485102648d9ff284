"""Training a model here and now, in this process, as one does in a notebook."""

from dataclasses import dataclass

from mnist_core.arrays import Float32s, Floats
from mnist_core.data.dataset import Dataset, load_dataset
from mnist_core.softmax.regression import predict
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import History, Recorder
from mnist_core.training.schedule import record_steps
from mnist_core.training.step import measure
from mnist_core.training.step import train as checkpoints


@dataclass(frozen=True, eq=False)
class Model:
    """A trained model.

    Attributes
    ----------
    config : what it was trained by
    weights : float32 (784, 10)
    bias : float32 (10,)
    history : the records on the way, with losses in nats and accuracies from 0 to 1
    """

    config: TrainingConfig
    weights: Float32s
    bias: Float32s
    history: History

    def predict(self, images: Floats) -> Floats:
        """Return the probabilities (n, 10) of the classes for images (n, 784) with intensities from 0 to 1."""
        return predict(self.weights, self.bias, images)


def train(config: TrainingConfig | None = None, dataset: Dataset | None = None) -> Model:
    """Train a model from zero; by default the tutorials' recipe "full batch" on MNIST, or on what of it there is.

    >>> model = train(TrainingConfig(train_size=500, steps=100, test_size=500))
    >>> model.history.test_accuracy[-1] > 0.7
    True

    Raises
    ------
    ValueError
        If the dataset has fewer examples than the config asks for.
    mnist_core.training.step.Diverged
        If the loss leaves all bounds: the learning rate is too high.
    DatasetError
        If no dataset is given and none can be had.
    """
    dataset = dataset or load_dataset()
    config = config or TrainingConfig().within(dataset)
    config.check(dataset)
    recorder, checkpoint = Recorder(len(record_steps(config.steps))), None
    for checkpoint in checkpoints(config, dataset):
        recorder.add(checkpoint, measure(config, dataset, checkpoint))
    assert checkpoint is not None  # the first record is that of step 0
    return Model(config, checkpoint.weights, checkpoint.bias, recorder.history)
