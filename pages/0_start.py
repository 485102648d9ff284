"""The home page: what this is, and one real digit on its way through a model that trains as you watch."""

from mnist_core.softmax.account import account
from mnist_core.training.run import Snapshot, TrainingRun
from ui import examples, live, page, pictures, runs, words

dataset = page.open_home(
    "A machine that reads digits, laid open",
    "A digit is 784 pixels. Ten sets of weights vote on them, softmax turns the ten totals into shares of one, and the "
    "largest share is the answer. Everything below is real: the digit, the weights and every number. "
    "Point at a class to see its votes.",
)
recipe = runs.recipes(dataset)["Full batch"]
live.start(TrainingRun(recipe))


def show(run: Snapshot) -> None:
    """The digit's way through the model as it is now."""
    model = run.checkpoint
    runs.status(run, "Full batch recipe")
    index = examples.choose(dataset.test, model)
    label = int(dataset.test.labels[index])
    digit = account(model.weights, model.bias, dataset.test.intensities([index])[0])
    pictures.pipeline(
        digit,
        model.weights,
        heading=f"test digit {index:,}: 28 × 28 pixels",
        note=words.verdict(digit, label),
        label=label,
        alt=f"Test digit {index}, handwritten",
        key="pipeline",
    )


live.follow(lambda: live.look(recipe), show)
page.lesson_list()
