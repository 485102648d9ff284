"""What a round asks: the database has only a question's name, and how many choices it has."""

import re

from mnist_core.classroom.rounds import Round
from mnist_core.questions.lessons import QUESTIONS
from ui import cached

# Rounds take small letters, digits and _.
_BY_NAME = {re.sub(r"[^a-z0-9]+", "_", each.name.lower()).strip("_")[:60]: each for each in QUESTIONS}


def asked(round_: Round) -> tuple[str, tuple[str, ...]]:
    """The question's words and its choices; where they are not known here, the projector has them."""
    question = _BY_NAME.get(round_.question)
    try:
        dataset = None if question is None else cached.loader().get(0)
    except RuntimeError:
        dataset = None
    choices = () if question is None or dataset is None else question.choices(dataset)
    if question is not None and len(choices) == round_.choices:
        return question.text, choices
    if round_.choices == 10:
        return "Which digit is it? Look at the projector.", tuple(map(str, range(10)))
    return "The question is on the projector.", tuple("ABCDEFGHIJ"[: round_.choices])
