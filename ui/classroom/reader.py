"""The model that reads what a class draws: the mini-batch recipe's, as on the page where one draws a digit."""

from mnist_core.classroom.wall import Model
from mnist_core.softmax.regression import predict
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from ui import cached, examples, live


def model() -> Model | None:
    """The model; None until it is trained, which this begins: nobody waits for it in a request of their own."""
    dataset = cached.dataset_at_once()
    if dataset is None:
        return None
    trained = examples.recipes_model(dataset)
    if trained is None:
        live.start(TrainingRun(MINI_BATCH.within(dataset)))
        return None
    return lambda image: predict(trained.weights, trained.bias, image)
