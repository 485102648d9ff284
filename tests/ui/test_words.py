"""The words say the numbers with sensible digits, and never claim certainty."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import naive_float32
from mnist_core.training.config import FULL_BATCH, MINI_BATCH
from mnist_core.training.history import Recorder
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import Checkpoint, Measurement, initial_checkpoint
from mnist_core.why.ledger import Basis, ledger
from mnist_core.wording import counted
from ui import words
from ui.lessons.cross_entropy import words as loss_words
from ui.lessons.softmax import words as softmax_words
from ui.lessons.training_size.words import luck
from ui.lessons.why import words as why_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 %"),
        (1e-9, "< 0.1 %"),
        (0.001, "0.1 %"),
        (0.1, "10.0 %"),
        (0.9994, "99.9 %"),
        (1 - 1e-9, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_none_or_all(value, text):
    assert words.hedged(value) == text


@given(st.floats(0, 1))
def test_every_share_is_a_percentage(value):
    assert words.hedged(value).endswith(" %")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (3.14, "3.1 s"), (12, "12 s"), (89, "89 s"), (600, "10 min")]
)
def test_durations(seconds, text):
    assert words.duration(seconds) == text


def model(evidence):
    return account(np.zeros((784, 10)), np.array(evidence, float), np.ones(784))


def test_a_verdict_names_answer_share_and_label():
    digit = model([0, 0, 3, 0, 0, 0, 0, 0, 0, 0])
    assert words.verdict(digit, 2) == "Its answer, with 69.1 %. The label says 2: right."
    assert words.verdict(digit, 7).endswith("The label says 7: wrong.")
    assert "nothing is learned yet" in words.verdict(model([1] * 10), 3)


def test_an_answer_to_a_drawing_names_the_runner_up():
    assert words.answer(model([0, 0, 3, 2, 0, 0, 0, 0, 0, 0])) == "Its answer, with 56.6 %; next is 3 with 20.8 %."


def test_an_empty_sheet_gets_no_answer():
    biases = np.arange(10.0)
    blank = words.answer(account(np.zeros((784, 10)), biases, np.zeros(784)))
    told = "Only the biases vote, for 9 with 63.2 %; that counts as no answer."
    assert blank == f"There is no ink to read. {told}"
    shares = np.exp(biases) / np.exp(biases).sum()
    # The panel below the drawing tells the same story.
    assert "only the biases vote: for **9** with 63.2 %" in why_words.silence(biases, shares)
    assert "count that vote as no answer" in why_words.silence(biases, shares)
    assert "only the biases vote, for 9 with 63.2 %" in why_words.fading(shares[None], np.zeros(1), [], False)
    tied = words.answer(account(np.zeros((784, 10)), np.zeros(10), np.zeros(784)))
    assert tied == "There is no ink to read: all ten classes tie at 0.1."
    # So it is of a model from a file that has no biases, too: nothing may be said of what it has learned.
    assert "learned" not in why_words.silence(np.zeros(10), np.full(10, 0.1))
    assert "learned" not in why_words.fading(np.full((3, 10), 0.1), np.zeros(3), [], False)


def test_one_is_one_and_thousands_are_grouped_everywhere():
    assert [counted(count, "step") for count in (1, 2, 2501)] == ["1 step", "2 steps", "2,501 steps"]
    one = replace(FULL_BATCH, train_size=1, steps=1)
    assert words.recipe(one) == "1 digit, all of them in every step, learning rate 0.1, 1 step."
    assert r"\tfrac{1}{5{,}500}" in words.update_formula(FULL_BATCH)


def test_recipes_in_one_line():
    assert words.recipe(FULL_BATCH) == "5,500 digits, all of them in every step, learning rate 0.1, 2,501 steps."
    assert words.recipe(MINI_BATCH) == "55,000 digits, 100 shuffled ones in every step, learning rate 0.5, 1,000 steps."


def snapshot(status, step=0, **more):
    recorder = Recorder(8)
    blank = initial_checkpoint()
    checkpoint = Checkpoint(step, blank.weights, blank.bias)
    recorder.add(checkpoint, Measurement(0.51234, 0.9, 0.6, 0.85, 0.8512))
    return Snapshot(FULL_BATCH, status, checkpoint, recorder.history, **more)


def test_a_status_line_has_the_numbers_that_there_are():
    running = words.status(snapshot(Status.RUNNING, 1200, steps_per_second=481.2, seconds_left=2.71))
    assert running == (
        "**Step 1,200** of 2,501 · train loss **0.5123** · validation accuracy **85.00 %** · "
        "481 steps a second · 2.7 s left"
    )
    assert words.status(snapshot(Status.FINISHED, 2501, seconds=5.5)).endswith("trained in 5.5 s")
    assert "getting a worker ready" in words.status(snapshot(Status.WAITING))


def test_what_float32_can_hold_is_told_with_the_same_numbers_wherever_it_is():
    """One page said −103.97, another −103.3."""
    written = softmax_words.precision(naive_float32([-105, -104])) + softmax_words.precision(naive_float32([89, 0]))
    for end in ("103.97", "88.72"):
        assert end in written
        assert end in loss_words.limits()


@pytest.mark.parametrize(("value", "text"), [(-0.004, "+0.00"), (-0.0, "+0.00"), (-0.006, "−0.01"), (0.004, "+0.00")])
def test_what_rounds_to_nothing_is_not_below_it(value, text):
    assert words.signed(value) == text


def test_luck_at_one_size_is_told_once():
    assert luck(5, 5, (10, 0.17, 10, 0.17)).count("at 10") == 1
    assert "by 17 points at 10&nbsp;examples, by 1.7 at 5,500" in luck(5, 5, (10, 0.17, 5500, 0.017))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_a_ledger_adds_up_and_a_class_has_one_bias_whatever_is_drawn(seed):
    random = np.random.default_rng(seed)
    weights, bias = random.normal(0, 0.3, (784, 10)), random.normal(size=10)
    columns = []
    for image in (random.random(784) * (random.random(784) < 0.2), np.zeros(784)):
        books = {basis: ledger(weights, bias, image, basis, np.full(784, 0.1)) for basis in Basis}
        singles, pairs = why_words.columns(books, 3)
        for column in [each for basis in (*singles, *pairs) for each in basis]:
            assert sum(column[:3]) == column[3]
        for single, pair in zip(singles, pairs, strict=True):
            for k in range(10):
                assert pair[k][2:] == [single[3][2] - single[k][2], single[3][3] - single[k][3]]
        columns.append(singles[0])
    assert [each[2] for each in columns[0]] == [each[2] for each in columns[1]] == [round(1000 * b) for b in bias]


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (1, 1, "100&nbsp;%"),
        (0.99996, 1, "&gt;&nbsp;99.9&nbsp;%"),
        (0.99996, 2, "&gt;&nbsp;99.99&nbsp;%"),
        (0.9993, 1, "99.9&nbsp;%"),
        (0, 2, "0&nbsp;%"),
        (0.00001, 2, "&lt;&nbsp;0.01&nbsp;%"),
        (0.902, 2, "90.20&nbsp;%"),
        (float("nan"), 2, "–"),
    ],
)
def test_a_percentage_never_claims_all_or_none(share, digits, text):
    """It said "100.0 %" beside "> 99.9 %"."""
    assert words.percent(share, digits) == text
