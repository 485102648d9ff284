"""The check of eight questions before and after: what was answered, what changed, and that as a file."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_core.questions.lessons import EIGHT
from mnist_core.questions.question import Question

if TYPE_CHECKING:
    from mnist_core.data.dataset import Dataset

# By a question's name, the place of the answer that was chosen.
Answers = Mapping[str, int]


@dataclass(frozen=True)
class Tally:
    """What was answered before and after, each to some or all of the eight; nothing else is known."""

    before: Answers
    after: Answers

    @property
    def next_before(self) -> Question | None:
        """The question that comes next, the first time."""
        return _next(self.before)

    @property
    def next_after(self) -> Question | None:
        """The question that comes next, the second time."""
        return _next(self.after)

    @property
    def marks(self) -> tuple[int, int]:
        """How many are right before and after."""
        return _right(self.before), _right(self.after)

    @property
    def changed(self) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
        """Which were wrong and are right, and which were right and are wrong; of those answered both times."""
        both = [each for each in EIGHT if each.name in self.before and each.name in self.after]
        pairs = [(each, self.before[each.name] == each.place, self.after[each.name] == each.place) for each in both]
        return (
            tuple(each for each, was, now in pairs if now and not was),
            tuple(each for each, was, now in pairs if was and not now),
        )

    def as_csv(self, dataset: "Dataset") -> str:
        """One line for each of the eight: the question, the right answer, and what was chosen before and after."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("lesson", "question", "right answer", "before", "before is right", "after", "after is right"))
        for each in EIGHT:
            choices = each.choices(dataset)
            cells = [
                cell
                for given in (self.before, self.after)
                for cell in (
                    (choices[given[each.name]], given[each.name] == each.place) if each.name in given else ("", "")
                )
            ]
            writer.writerow((each.lesson, each.text, choices[each.place], *cells))
        return stream.getvalue()


def _next(given: Answers) -> Question | None:
    return next((each for each in EIGHT if each.name not in given), None)


def _right(given: Answers) -> int:
    return sum(given.get(each.name) == each.place for each in EIGHT)
