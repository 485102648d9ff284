"""Why a task comes out as it does: three reasons for each task, of which the core tells the one that holds."""

from mnist_core.questions.question import Because
from mnist_core.questions.reasons import (
    beyond_linear,
    cross_entropy,
    data,
    drawing,
    exam,
    gradient_descent,
    softmax,
    training,
    training_size,
    why,
)

# In the order of the lessons.
BECAUSES = (
    *data.BECAUSES,
    *softmax.BECAUSES,
    *cross_entropy.BECAUSES,
    *gradient_descent.BECAUSES,
    *training.BECAUSES,
    *exam.BECAUSES,
    *training_size.BECAUSES,
    *drawing.BECAUSES,
    *why.BECAUSES,
    *beyond_linear.BECAUSES,
)


def of(task: str) -> Because | None:
    """What may be asked once this task is done, by its text."""
    return next((each for each in BECAUSES if each.task in task), None)
