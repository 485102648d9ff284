"""The question of a round as the projector shows it."""

from collections.abc import Callable
from typing import Any

from mnist_core.classroom.rounds import Round, Stage
from mnist_core.classroom.soft_labels import place_of, twenty
from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import asked
from ui.classroom.asked import words_of
from ui.component import text

STAGES = {Stage.FIRST: "first", Stage.TALK: "talk", Stage.SECOND: "second", Stage.SHOWN: "shown"}


def told(round_: Round, dataset: Dataset | None, piece: Callable[[str, Callable[[], str]], str]) -> dict[str, Any]:
    """A round as it is told the projector; the right answer only once the votes are shown.

    Parameters
    ----------
    piece : takes the name of a picture and what makes it, for the stage to be sent it
    """
    question = asked(round_.question)
    shown = round_.stage == Stage.SHOWN
    words, choices = words_of(round_, dataset)
    return {
        "id": round_.id,
        "stage": STAGES[round_.stage],
        "text": words,
        "choices": list(choices),
        "picture": _picture(round_, dataset, piece),
        "voted": list(round_.voted),
        "votes": None if round_.votes is None or not shown else [list(each) for each in round_.votes],
        "right": question.place if shown and question is not None else None,
        "why": question.explanation if shown and question is not None else "",
    }


def _picture(round_: Round, dataset: Dataset | None, piece: Callable[[str, Callable[[], str]], str]) -> str:
    """The name of the picture of the digit that is voted on; "" where the round asks of none."""
    place = place_of(round_.question)
    if place is None or dataset is None:
        return ""
    return piece(f"soft {place}", lambda: text(dataset.validation.images[twenty(dataset)[place - 1]].reshape(-1)))
