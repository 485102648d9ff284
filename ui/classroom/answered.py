"""Where a question is answered by a toy: the query that sets its lesson so; without one it answers as it opens."""

from mnist_core.questions.question import Question
from ui import controls

SET = {
    "flat": {"look": controls.ONE},
    "lessons": {"look": controls.PARTS},
    "one more unit": {"part": controls.SHARES, "raised": "2"},
    "a constant": {"part": controls.MAXIMUM, "offset": "5"},
    "half the share": {"view": controls.PREDICTION, "truth": "0", "p": "-".join(["0.2", *["0.0889"] * 9])},
    "a shrug": {"view": controls.PREDICTION, "p": "-".join(["0.1"] * 10)},
    "one step": {"view": controls.CURVE, "rate": "0.5"},
    "smaller steps": {"view": controls.CURVE, "rate": "0.1"},
    "how many numbers": {"view": controls.RACE},
    "an epoch": {"view": controls.RACE, "full_batch": "false", "batch_size": "100"},
    "four answers": {"view": controls.HAND},
    "plausible": {"view": controls.LUCK, "n": "100"},
    "one example": {"size": "1"},
    "its own ten": {"size": "10"},
    "shuffled": {"view": controls.STRESS, "shuffled": "100", "taught": "true"},
    "two layers": {"view": controls.STRESS},
}


def query(question: Question) -> dict[str, str]:
    """What the address of a question's lesson says for its toy to answer it."""
    return dict(SET.get(question.name, {}))
