"""What a question is, and a reason to choose: data that says how its answer is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset


@dataclass(frozen=True)
class Distractor:
    """A wrong answer, and the misconception that leads to it, as a sentence to whoever has chosen it."""

    text: str
    misconception: str


@dataclass(frozen=True)
class Question:
    """A question of a lesson with one right answer and two or three wrong ones.

    Attributes
    ----------
    name : of the question, one for all lessons
    lesson : whose it is, by its name in the list of lessons
    text : what is asked
    right : computes the right answer from the data that the app runs on, as it is written
    distractors : the wrong answers
    explanation : why the right one is right, in a sentence
    place : where among the answers the right one stands, from 0
    in_check : whether it is one of the eight of the check before and after
    """

    name: str
    lesson: str
    text: str
    right: Callable[["Dataset"], str]
    distractors: tuple[Distractor, ...]
    explanation: str
    place: int
    in_check: bool = False

    @property
    def key(self) -> str:
        """The name as a room has it: of small letters and _."""
        return self.name.replace(" ", "_")

    def choices(self, dataset: "Dataset") -> tuple[str, ...]:
        """All answers, the right one at its place.

        Raises
        ------
        ValueError
            Where the right answer of these data is one of the wrong ones, too.
        """
        wrong = [each.text for each in self.distractors]
        right = self.right(dataset)
        if right in wrong:
            raise ValueError(f"{self.name}: {right!r} is right and among the wrong answers")
        return (*wrong[: self.place], right, *wrong[self.place :])

    def misconception(self, chosen: int) -> str:
        """What is misunderstood by who has chosen the answer at this place; "" for the right one."""
        if chosen == self.place:
            return ""
        return self.distractors[chosen - (chosen > self.place)].misconception


@dataclass(frozen=True)
class Reason:
    """What may come after "because", and whether it is so, which is computed."""

    text: str
    holds: Callable[[], bool]


@dataclass(frozen=True)
class Because:
    """What has been seen by doing a task, and three reasons for it, of which one holds.

    Attributes
    ----------
    lesson : whose it is
    task : words that only this task's text has
    seen : what has been seen by doing it, the beginning of a sentence that ends in a reason
    reasons : three, in the order in which they are shown
    explanation : a sentence on it
    """

    lesson: str
    task: str
    seen: str
    reasons: tuple[Reason, Reason, Reason]
    explanation: str

    @property
    def right(self) -> int:
        """The place of the one reason that holds.

        Raises
        ------
        ValueError
            Where none does, or several do.
        """
        (place,) = [place for place, reason in enumerate(self.reasons) if reason.holds()]
        return place
