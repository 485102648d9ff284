"""Every right answer by another way; every wrong one named; the check of eight counted by hand."""

import csv
import io
import math
import re
from collections import Counter

import numpy as np
import pytest
import scipy.special

from mnist_core.data.dataset import Part
from mnist_core.questions import answers
from mnist_core.questions.lessons import EIGHT, QUESTIONS
from mnist_core.questions.question import Distractor, Question
from mnist_core.questions.reasons import BECAUSES, of
from mnist_core.questions.tally import Tally
from mnist_core.training.config import FULL_BATCH
from ui.contents import LESSONS

PLACES = np.arange(784).reshape(28, 28)
ODD = np.array([1.5, -0.5, 0.0])


def wilson_by_hand(right, count, z=1.959964):
    a, shrink = right / count, 1 + z**2 / count
    half = z * math.sqrt(a * (1 - a) / count + z**2 / (4 * count**2)) / shrink
    middle = (a + z**2 / (2 * count)) / shrink
    return [100 * (middle - half), 100 * (middle + half)]


def odds(shares):
    return shares[0] / (1 - shares[0])


# What the right answer says, found out by another way: by hand, by brute force, by SciPy.
EXPECTED = {
    "flat": lambda _: [PLACES[5, 9] - PLACES[4, 9]],
    "lessons": lambda data: [len(data.train)],
    "one more unit": lambda _: [
        odds(scipy.special.softmax(ODD + np.array([1, 0, 0]))) / odds(scipy.special.softmax(ODD)),
    ],
    "a constant": lambda _: ["stay"] if np.allclose(scipy.special.softmax(ODD + 5), scipy.special.softmax(ODD)) else [],
    "half the share": lambda _: [math.log(2)],
    "a shrug": lambda _: [math.log(10)],
    "one step": lambda _: [next(r / 100 for r in range(1, 200) if 3 - r / 100 * 6 == 0)],
    "smaller steps": lambda _: [(3 - 0.1 * 6) * 0.1 * 2 / (0.1 * 6)],
    "how many numbers": lambda _: [len([(pixel, k) for pixel in range(785) for k in range(10)])],
    "an epoch": lambda data: [len(range(0, len(data.train), 100))],
    "four answers": lambda _: [3 / 4],
    "plausible": lambda _: wilson_by_hand(92, 100),
    "one example": lambda data: [100 * (data.validation.labels == data.train.labels[0]).mean()],
    "its own ten": lambda _: [10],
    "no ink": lambda _: ["biases"],
    "a reading": lambda _: [28 * 28 * 10],
    "shuffled": lambda _: ["stays"],
    "two layers": lambda _: ["One matrix"],
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_the_right_answer_is_so(mnist, question):
    right = question.choices(mnist)[question.place]
    for expected in EXPECTED[question.name](mnist):
        if isinstance(expected, str):
            assert expected in right
        else:
            numbers = re.findall(r"\d[\d,]*\.?\d*", right)
            near = [each for each in numbers if abs(float(each.replace(",", "")) - expected) <= 0.5 * 10 ** -len(
                each.partition(".")[2])]  # fmt: skip
            assert near, (right, expected)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_wrong_answer_is_another_and_names_what_is_misunderstood(mnist, sample, question):
    for data in (mnist, sample):
        choices = question.choices(data)
        assert len({*choices}) == len(choices) >= 3
        told = [question.misconception(k) for k in range(len(choices))]
        assert told[question.place] == ""
        assert all(len(each) > 20 for k, each in enumerate(told) if k != question.place)
        assert len({*told}) == len(told)


def test_a_right_answer_is_never_among_the_wrong_ones(sample):
    wrong = Question("x", "data", "?", lambda _: "2", (Distractor("2", "…"), Distractor("3", "…")), "", 0)
    with pytest.raises(ValueError, match="'2' is right and among the wrong"):
        wrong.choices(sample)


def test_every_lesson_has_two_or_three_and_eight_are_the_check():
    names = [lesson.name for lesson in LESSONS]
    assert [each.lesson for each in QUESTIONS] == sorted((each.lesson for each in QUESTIONS), key=names.index)
    assert all(2 <= sum(each.lesson == name for each in QUESTIONS) <= 3 for name in names)
    assert len({each.name for each in QUESTIONS}) == len(QUESTIONS)
    assert len(EIGHT) == len({each.lesson for each in EIGHT}) == 8
    assert len({each.place for each in EIGHT}) > 2  # not always the same place


@pytest.mark.parametrize("because", BECAUSES, ids=lambda because: because.task)
def test_one_reason_of_three_holds(because):
    found = [reason.holds() for reason in because.reasons]
    assert all(type(each) is bool for each in found)
    assert found.count(True) == 1
    assert found[because.right]


def test_reasons_are_worded_alike_and_each_is_another():
    texts = [reason.text for because in BECAUSES for reason in because.reasons]
    assert len({*texts}) == len(texts)
    assert all(text[0].islower() or text.startswith("99") for text in texts)
    assert all(because.seen.endswith(", because") for because in BECAUSES)
    assert all(because.explanation.endswith(".") for because in BECAUSES)


def test_the_longest_reason_is_no_more_often_right_than_any_other():
    longest = [max(because.reasons, key=lambda reason: len(reason.text)) for because in BECAUSES]
    assert sum(because.reasons[because.right] is each for because, each in zip(BECAUSES, longest, strict=True)) < 20


def test_what_holds_stands_in_each_place_about_as_often():
    places = Counter(because.right for because in BECAUSES)
    assert min(places[place] for place in range(3)) > len(BECAUSES) / 4


def test_a_reason_is_asked_after_its_own_task_only():
    names = [lesson.name for lesson in LESSONS]
    assert [*dict.fromkeys(each.lesson for each in BECAUSES)] == names
    assert of("") is None
    assert of("*Luck*: Find a lucky exam: the first n digits …").lesson == "exam"


def test_the_share_without_ink_is_counted():
    part = Part(np.array([[0] * 784, [0] * 783 + [1], [5] * 784], np.uint8), np.zeros(3, np.int64))
    assert answers.share_without_ink(part) == (784 + 783) / (3 * 784)


def test_one_step_from_zero_is_ten_means_less_a_common_one(sample):
    """Worked out class by class: n_k (mean of class k) − n/10 (mean of all), and the same for the bias."""
    count = FULL_BATCH.within(sample).train_size
    images, labels = sample.train.images[:count].astype(np.float64) / 255, sample.train.labels[:count]
    weights = np.stack([images[labels == k].sum(axis=0) - images.sum(axis=0) / 10 for k in range(10)])
    bias = np.bincount(labels, minlength=10) - count / 10
    evidence = sample.validation.images / 255 @ weights.T + bias
    expected = (evidence.argmax(axis=1) == sample.validation.labels).mean()
    # In another order the same sums may round to another answer, for an image or two.
    assert answers.accuracy_after_one_step(sample) == pytest.approx(expected, abs=2 / len(sample.validation))


def test_a_tally_counts_what_changed_and_writes_it_down(sample):
    right = {each.name: each.place for each in EIGHT}
    before = {**right, "flat": 0, "one more unit": 1}
    after_all = {**right, "four answers": 2}
    tally = Tally(before, after_all)
    assert tally.marks == (6, 7)
    assert [[each.name for each in group] for group in tally.changed] == [["flat", "one more unit"], ["four answers"]]
    lines = list(csv.DictReader(io.StringIO(tally.as_csv(sample))))
    assert [line["before is right"] for line in lines].count("True") == 6
    assert [line["after is right"] for line in lines].count("True") == 7
    assert lines[0]["before"] == "1 place"
    assert lines[0]["right answer"] == lines[0]["after"] == "28 places"


def test_a_tally_begins_empty_and_goes_on_where_it_was():
    assert Tally({}, {}).next_before is EIGHT[0]
    assert Tally({"flat": 1}, {}).next_before is EIGHT[1]
    done = Tally({each.name: 0 for each in EIGHT}, {})
    assert done.next_before is None
    assert done.next_after is EIGHT[0]
    assert done.changed == ((), ())
