"""What a round asks, for all three who see it: the database has only a question's name, and how many choices it has."""

from collections.abc import Sequence

from mnist_core.classroom.rounds import Round
from mnist_core.classroom.soft_labels import place_of
from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import asked

DIGIT = "Which digit is it?"
UNKNOWN = "Which of these is it?"


def words_of(round_: Round, dataset: Dataset | None) -> tuple[str, Sequence[str]]:
    """A round's question and its choices; by letters where the question is not known here, and ten as the digits."""
    question = asked(round_.question)
    choices = () if question is None or dataset is None else question.choices(dataset)
    if question is not None and len(choices) == round_.choices:
        return question.text, choices
    if place_of(round_.question) is not None or round_.choices == 10:
        return DIGIT, tuple(map(str, range(round_.choices)))
    return UNKNOWN if question is None else question.text, tuple("ABCDEFGHIJ"[: round_.choices])
