"""The question of a round as all see it: rounds know its name alone."""

import re
from typing import Any

from mnist_core.classroom.rounds import Round, Stage
from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import QUESTIONS
from mnist_core.questions.question import Question
from mnist_core.wording import a_digit

STAGES = {Stage.FIRST: "first", Stage.TALK: "talk", Stage.SECOND: "second", Stage.SHOWN: "shown"}


BY_NAME = {re.sub("[^a-z0-9]+", "_", each.name.lower()): each for each in QUESTIONS}


def told(round_: Round, dataset: Dataset | None) -> dict[str, Any]:
    """A round as it is told the projector; the right answer only once the votes are shown."""
    question = BY_NAME.get(round_.question)
    shown = round_.stage == Stage.SHOWN
    return {
        "id": round_.id,
        "stage": STAGES[round_.stage],
        "text": _text(round_) if question is None else question.text,
        "choices": _choices(round_, question, dataset),
        "voted": list(round_.voted),
        "votes": None if round_.votes is None or not shown else [list(each) for each in round_.votes],
        "right": question.place if shown and question is not None else None,
        "why": question.explanation if shown and question is not None else "",
    }


def _choices(round_: Round, question: Question | None, dataset: Dataset | None) -> list[str]:
    """The choices in words, where they are known and as many; else by their letters, and ten as the digits."""
    words = question.choices(dataset) if question is not None and dataset is not None else ()
    if len(words) == round_.choices:
        return list(words)
    return [a_digit(each) if round_.choices == 10 else "ABCDEFGHIJ"[each] for each in range(round_.choices)]


def _text(round_: Round) -> str:
    return "What digit is this?" if round_.choices == 10 else "Which of these is it?"
