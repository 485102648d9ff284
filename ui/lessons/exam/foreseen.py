"""What is to be foreseen of the exam: its mark, and which two digits are mixed up most."""

from functools import partial

from mnist_core.exam import confusion
from mnist_core.exam.exam import Exam
from mnist_core.training.config import TrainingConfig
from mnist_core.wording import a_digit, counted
from ui import foresee, state
from ui.foresee import Foreseen, Scale
from ui.lessons.exam import words as exam_words

PERCENT = Scale(0, 100, 1, " %", 2, " points")
EVERY = "all test digits"
RATES = "rates"  # under which guesses of accuracies are kept
# Mistakes that seem likely: label and answer.
LIKELY = ((1, 7), (3, 8), (4, 9), (5, 6), (6, 0))


def question(view: str, exam: Exam, config: TrainingConfig) -> Foreseen | None:
    """What is asked before a view: the mark before those that tell it, the commonest mistake before their table."""
    if view in ("By hand", "Luck"):
        return _mark(exam, config)
    return _mix_up(exam) if view == "Mix-ups" else None


def mark_is_told(config: TrainingConfig) -> bool:
    """Whether the visitor may read how many of all test digits a run's model reads rightly."""
    return (config, EVERY) in state.guesses(RATES) or foresee.is_open(of(EVERY, config))


def of(scope: str, config: TrainingConfig) -> str:
    """The name of the question how many of these digits a run's model reads rightly, wherever it is put."""
    return f"accuracy of {scope}, {config}"


def _mark(exam: Exam, config: TrainingConfig) -> Foreseen | None:
    """The mark of the whole exam, unless it was guessed at in "Guess first", where it is asked as well."""
    name = of(EVERY, config)
    if (config, EVERY) in state.guesses(RATES) and name not in state.guesses(foresee.KIND):
        return None
    return Foreseen(
        name,
        f"Before any of its marks: how many of {counted(len(exam), 'test digit')} does it read rightly, in %?",
        PERCENT,
        lambda: 100 * exam.accuracy,
        exam_words.WHY_THAT_MANY,
        ("first", "n", "draw"),
        show=partial(_keep, config),
    )


def _keep(config: TrainingConfig) -> None:
    """Count a guess among those of "Guess first", where it is not asked for again."""
    given = state.guesses(foresee.KIND).get(of(EVERY, config))
    if given is not None:
        state.remember_guess(RATES, (config, EVERY), *given)


def _mix_up(exam: Exam) -> Foreseen:
    commonest = confusion.most_confused(confusion.confusion_matrix(exam.labels, exam.answers))
    pairs = sorted({*LIKELY, commonest})
    return Foreseen(
        "mix-up",
        f"Of {len(exam):,} test digits some are read as another. Which mistake does the model make most often?",
        tuple(f"{a_digit(label)} read as {answer}" for label, answer in pairs),
        partial(pairs.index, commonest),
        "Why these two? It weighs ink place by place: press the cell, and look at what the two have in common there.",
        ("label", "answer", "show", "page"),
    )
