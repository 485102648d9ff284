"""What the board says about a run."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import History
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import Checkpoint, initial_checkpoint
from ui.lessons.training import words as training_words
from ui.lessons.training.controls import presets

# To a visitor who has opened the run's exam.
note, tries = (partial(each, is_open=True) for each in (training_words.note, training_words.tries))


def run(status, train=(), validation=(), accuracy=0.9, config=None, validated=None, **more) -> Snapshot:
    count = len(train)
    blank = initial_checkpoint()
    history = History(
        step=np.arange(count) * 100,
        train_loss=np.array(train, float),
        train_accuracy=np.full(count, 0.95),
        validation_loss=np.array(validation, float),
        validation_accuracy=np.full(count, accuracy if validated is None else validated),
        test_accuracy=np.full(count, accuracy),
        weights=np.zeros((count, 784, 10), np.float32),
        bias=np.zeros((count, 10), np.float32),
    )
    checkpoint = Checkpoint(max(0, 100 * (count - 1)), blank.weights, blank.bias)
    return Snapshot(config or TrainingConfig(), status, checkpoint, history, **more)


LEARNED = ([2.3, 1.0, 0.5, 0.4], [2.3, 1.1, 0.6, 0.5])
OVERFIT = ([2.3, 1.0, 0.5, 0.4, 0.3, 0.2], [2.3, 1.1, 0.6, 0.7, 0.8, 0.9])


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (run(Status.STOPPED), "not started"),
        (run(Status.STOPPED, *LEARNED), "paused"),
        (run(Status.WAITING), "getting a worker ready"),
        (run(Status.RUNNING, *LEARNED), "at work"),
        (run(Status.RUNNING, *LEARNED, steps_per_second=612.3), "612 steps a second"),
        (
            run(Status.RUNNING, *LEARNED, steps_per_second=612.3, seconds_left=3.14),
            "612 steps a second · 3.1 s left",
        ),
        (run(Status.FINISHED, *LEARNED, seconds=4.1), "trained in 4.1 s"),
        (run(Status.DIVERGED, *LEARNED), "diverged"),
        (run(Status.FAILED, *LEARNED), "failed"),
    ],
)
def test_pace(snapshot, expected):
    assert training_words.pace(snapshot) == expected


def test_a_run_that_learns_well_is_told_so_only_when_it_has_ended():
    assert note(run(Status.RUNNING, *LEARNED)) == ("", "")
    assert note(run(Status.FINISHED, *LEARNED)).text.startswith("No overfitting yet")


def test_with_weight_decay_it_is_told_what_the_losses_leave_out():
    snapshot = run(Status.FINISHED, *LEARNED, config=TrainingConfig(weight_decay=0.01))
    snapshot.history.weights[-1, 0] = 2  # ten weights, so half of 0.01 · 10 · 4
    left_out = "Losses are the cross-entropy alone, without the decay's 0.2000."
    assert note(snapshot) == (f"No overfitting. {left_out}", "")
    assert note(replace(snapshot, status=Status.RUNNING)) == (left_out, "")
    overfit = replace(snapshot, history=replace(run(Status.FINISHED, *OVERFIT).history))
    assert note(overfit).text.endswith(" 0.900. " + left_out.replace("0.2", "0.0"))
    assert note(run(Status.STOPPED, config=snapshot.config)).text == ""
    assert "cross-entropy" not in note(run(Status.FINISHED, *LEARNED)).text


def test_overfitting_is_told_with_its_numbers_while_it_happens():
    text, tone = note(run(Status.RUNNING, *OVERFIT))
    assert text == ("It learns by heart from step 200 on: train loss 0.500 → 0.200, but validation loss 0.600 → 0.900.")
    assert tone == "overfit"
    assert training_words.marks(run(Status.RUNNING, *OVERFIT)) == [(200, "overfit", "overfits from here")]


def test_a_run_that_has_hardly_moved_crawls():
    text = note(run(Status.FINISHED, [2.3, 2.2, 2.1], [2.3, 2.2, 2.1])).text
    assert text == (
        "It crawls: after 200 steps the train loss is still 2.10, of 2.30 at the start. Take a higher rate, or more "
        "steps."
    )


def test_a_few_test_digits_leave_a_range():
    config = TrainingConfig(test_size=100)
    text = note(run(Status.FINISHED, *LEARNED, accuracy=0.94, config=config)).text
    # Wilson's interval of 94 of 100, from a table: 0.875 to 0.972.
    assert "But 100 test digits are few: anything from 88 to 97 % may be its true accuracy." in text
    sealed = training_words.note(run(Status.FINISHED, *LEARNED, accuracy=0.94, config=config), is_open=False).text
    assert sealed
    assert "test digits" not in sealed


def test_by_luck_none_reaches_all_before_the_exam_is_open():
    lucky = run(Status.FINISHED, *LEARNED, accuracy=1.0, config=TrainingConfig(test_size=1))
    for is_open in (True, False):
        found = training_words.tries(lucky, is_sample=False, cured=False, is_open=is_open)
        assert [bool(by) for text, by in found if "by luck alone" in text] == [is_open]


def test_a_diverged_run_says_where_and_marks_it():
    snapshot = run(Status.DIVERGED, [2.3, 48.0], [2.3, 47.0], message="After step 100 …")
    assert note(snapshot) == ("After step 100 …", "diverged")
    assert training_words.marks(snapshot) == [(100, "diverged", "leaps at step 100")]


def test_a_failure_and_a_pause_are_told_in_their_own_words():
    assert note(run(Status.FAILED, *LEARNED, message="Training failed …")).text == "Training failed …"
    assert note(run(Status.STOPPED, *LEARNED, message="Stopped …")).text == "Stopped …"
    assert note(run(Status.STOPPED, message="Not started yet.")).text == "Not started yet."


def test_on_the_sample_nothing_is_to_be_tried_that_needs_full_mnist():
    of_mnist, of_the_sample = (
        [text for text, _ in tries(run(Status.FINISHED, *LEARNED), is_sample=is_sample, cured=False)]
        for is_sample in (False, True)
    )
    assert sum("5,000" in text for text in of_mnist) == 1
    assert of_the_sample == [text for text in of_mnist if "5,000" not in text]


FEW, LEAPS, ALL, LUCK = "5 digits or fewer", "diverge at a learning rate", "92.5&nbsp;%", "100&nbsp;%"


@pytest.mark.parametrize(
    ("task", "status", "accuracy", "config", "does"),
    [
        (FEW, Status.FINISHED, 0.3, TrainingConfig(train_size=5), True),
        (FEW, Status.FINISHED, 0.4, TrainingConfig(train_size=10), False),
        (FEW, Status.STOPPED, 0.3, TrainingConfig(train_size=5), False),
        (LEAPS, Status.DIVERGED, 0.1, TrainingConfig(learning_rate=5, batch_size=10), True),
        (LEAPS, Status.DIVERGED, 0.1, TrainingConfig(learning_rate=10), False),
        (ALL, Status.FINISHED, 0.926, TrainingConfig(), True),
        (ALL, Status.FINISHED, 0.926, TrainingConfig(test_size=100), True),
        (ALL, Status.FINISHED, 0.924, TrainingConfig(), False),
        (LUCK, Status.FINISHED, 1.0, TrainingConfig(test_size=5), True),
        (LUCK, Status.FINISHED, 0.94, TrainingConfig(test_size=100), False),
        (LUCK, Status.FINISHED, 1.0, TrainingConfig(test_size=5, learning_rate=0.5), False),
        (LUCK, Status.FINISHED, 1.0, TrainingConfig(test_size=5, train_size=10), False),
    ],
)
def test_what_a_run_does_of_what_is_to_be_tried(task, status, accuracy, config, does):
    found = tries(run(status, *LEARNED, accuracy=accuracy, config=config), is_sample=False, cured=False)
    (by,) = [by for text, by in found if task in text]
    assert by == (config if does else False)


def test_what_is_to_be_reached_is_judged_by_validation_whatever_the_test_digits_say():
    snapshot = run(Status.FINISHED, *LEARNED, accuracy=0.95, validated=0.9)
    assert not any(by for text, by in tries(snapshot, is_sample=False, cured=False) if ALL in text)


def test_while_a_run_is_at_work_nothing_of_it_is_told():
    """It may be another's, and did a task by itself for whoever looked on."""
    found = tries(run(Status.RUNNING, *LEARNED, accuracy=0.95), is_sample=False, cured=False)
    assert all(by is None for _, by in found)


def test_no_preset_does_a_task(dataset):
    for name, (config, _) in presets(dataset).items():
        status = Status.DIVERGED if name == "Rate too high" else Status.FINISHED
        # The most that each reached at any record, on full MNIST: of test digits, and of validation digits.
        accuracy = 0.94 if name == "Flattered" else 0.9193
        snapshot = run(status, *LEARNED, accuracy=accuracy, config=config, validated=0.9226)
        found = tries(snapshot, is_sample=False, cured=False)
        assert not any(by for _, by in found), name


STANDS = (
    (run(Status.STOPPED), "Not trained yet."),
    (run(Status.RUNNING, *LEARNED), "Training, "),
    (run(Status.DIVERGED, *LEARNED), "diverged."),
)


@pytest.mark.parametrize(("snapshot", "words"), STANDS, ids=lambda each: each if isinstance(each, str) else "")
def test_who_does_not_see_the_board_is_told_how_a_run_stands(snapshot, words):
    assert words in training_words.stands(snapshot, "validation", 5000)


@pytest.mark.parametrize(("part", "share"), [("validation", "87.65"), ("test", "95.00")])
def test_who_does_not_see_the_board_is_told_what_was_reached_by_the_digits_that_may_tell(part, share):
    learned = run(Status.FINISHED, *LEARNED, accuracy=0.95, validated=0.8765, seconds=4.1)
    said = training_words.stands(learned, part, 5000)
    assert said.replace("\xa0", " ") == (
        "After step 300 of 2,501, trained in 4.1 s: train loss 0.4000; "
        f"of 5,000 {part} digits {share} % are read rightly."
    )
