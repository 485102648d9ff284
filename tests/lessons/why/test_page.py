"""The drawing page's WHY: what is shown adds up, and is what the model did with this very drawing."""

import base64

import numpy as np
import pytest

from mnist_core.exam.evaluation import answers
from mnist_core.gradient_descent.slow_motion import take_step
from mnist_core.softmax.regression import predict
from mnist_core.training.registry import default_registry
from mnist_core.why.fragility import Fragility
from mnist_core.why.ledger import average_digit
from mnist_core.why.smallest_change import fewest_pixels, smallest_change
from tests.lessons.conftest import (
    DRAW,
    SECONDS,
    THREE,
    chart,
    component,
    done,
    formula,
    id_of,
    logits_of,
    numbers,
    press,
    require_plain_code,
    said,
    send,
    timeline,
)
from tests.support.session import remembered
from ui.lessons.why import teaching


def test_the_ledger_shown_adds_up_to_the_digit(drawn, mini_batch, image):
    shown = component(drawn(), "ledger")
    logits = logits_of(mini_batch, image)
    assert shown["answer"] == logits.argmax() == 3
    assert shown["rival"] == np.argsort(logits)[-2]
    for basis in range(3):
        for k in range(10):
            for column in (shown["singles"][basis][k], shown["pairs"][basis][k]):
                assert sum(column[:3]) == column[3]
            # In every basis the same difference, of the logits themselves and of those shown.
            singles = shown["singles"][basis]
            assert shown["pairs"][basis][k][3] == singles[3][3] - singles[k][3] == shown["pairs"][0][k][3]
            assert shown["pairs"][basis][k][3] / 1000 == pytest.approx(logits[3] - logits[k], abs=0.0011)
    np.testing.assert_allclose([column[3] / 1000 for column in shown["singles"][0]], logits, atol=0.0006)


def test_the_running_totals_and_pictures_are_the_models(drawn, mini_batch, dataset, image):
    shown = component(drawn(), "ledger")
    running = np.frombuffer(base64.b64decode(shown["running"]), np.float32).reshape(3, 20, 28)
    weights = mini_batch.checkpoint.weights.astype(np.float64)
    votes = (weights[:, 3] - weights[:, 5]) * image
    np.testing.assert_allclose(running[0, 15], votes.reshape(28, 28).sum(axis=1).cumsum(), atol=1e-4)
    np.testing.assert_allclose(running[1, 15], running[0, 15], atol=1e-5)
    relative = (weights[:, 3] - weights[:, 5]) * (image - average_digit(dataset.train))
    np.testing.assert_allclose(running[2, 15], relative.reshape(28, 28).sum(axis=1).cumsum(), atol=1e-4)
    sent = np.frombuffer(base64.b64decode(shown["weights"]), np.int16).reshape(10, 784).T / 32767 * shown["limit"]
    np.testing.assert_allclose(sent, weights, atol=shown["limit"] / 60_000)


@pytest.mark.parametrize("view", ["Evidence", "Flip it", "Teach it", "Time"])
def test_a_blank_sheet_tells_one_story(open_page, mini_batch, view):
    """ "No answer" and "it answers 5" stood side by side."""
    app = open_page(DRAW, why=view)
    shown, bias = component(app, "reading"), mini_batch.checkpoint.bias
    k = int(bias.argmax())
    assert shown["answer"] is None
    assert "that counts as no answer" in shown["note"]
    assert "There is no ink, so there is no answer to explain" in said(app)
    names = {each.proto.component_name.rpartition("_")[2] for each in app.get("bidi_component")}
    assert not names & {"ledger", "flip", "teach", "time"}
    assert f"z_{k} = {bias[k]:.2f}" in formula(app)
    assert f"p_{k} = {predict(mini_batch.checkpoint.weights, bias, np.zeros(784))[k]:.4f}" in formula(app)


def test_what_is_no_digit_is_not_explained_as_one(open_page, mini_batch):
    dot = {**THREE, "path": [["M", 140, 140], ["L", 141, 140]]}
    app = open_page(DRAW)
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [dot]}, "data": None}}
    assert "No answer, so nothing to explain" in said(app.run())
    assert "There is no ink" not in said(app)


@pytest.mark.parametrize("query", [{"why": "x"}, {"against": "12"}, {"against": "²"}, {"basis": "<b>"}])
def test_garbage_gives_the_default(open_page, mini_batch, query):
    app = open_page(DRAW, **query)
    told = said(app)
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [THREE]}, "data": None}}
    assert not app.run().exception
    assert component(app, "ledger")["asked"] is None
    assert component(app, "ledger")["basis"] is None
    assert "asked for something that does not exist" in told + said(app)


def test_a_rival_and_a_basis_come_from_the_address(drawn, mini_batch):
    shown = component(drawn(against="7", basis="relative"), "ledger")
    assert (shown["asked"], shown["basis"]) == (7, "relative")


def test_the_fewest_pixels_change_the_answer(drawn, mini_batch, image):
    shown = component(drawn(why="Flip it"), "flip")
    changed = numbers(shown["changed"], np.uint8) / 255
    logits = logits_of(mini_batch, changed)
    assert shown["answers"] == [3, logits.argmax()]
    assert logits.argmax() != 3
    assert len(shown["pixels"]) == (np.abs(changed - image) > 1e-3).sum()
    model = mini_batch.checkpoint
    assert len(shown["pixels"]) == fewest_pixels(model.weights, model.bias, image[np.newaxis])[0]
    shares = predict(model.weights, model.bias, changed)
    np.testing.assert_allclose(shown["shares"][1], shares[shown["answers"]], atol=1e-4)
    # One pixel less would not do: the last line's lead is below zero, the others' above.
    assert "−" in shown["lines"][-1].rpartition("lead")[2]
    assert shown["told"].startswith(f"{len(shown['pixels'])} pixels turn this 3 into a {logits.argmax()}")


@pytest.mark.slow
def test_how_many_pixels_the_test_digits_need_is_counted_and_shown(drawn, mini_batch, dataset):
    app = drawn(why="Flip it")
    work = Fragility.of(mini_batch.checkpoint)
    counts = default_registry().wait(work, SECONDS).arrays["counts"]
    assert len(counts) == len(dataset.test)
    app.run()
    assert f"median {int(np.median(counts))} pixels, one pixel for {100 * (counts == 1).mean():.1f} %" in said(app)
    bars = chart(app, 0)["series"][0]["data"]
    assert [bar["value"] for bar in bars[:-1]] == [int((counts == k).sum()) for k in range(1, len(bars))]
    assert sum(bar["value"] for bar in bars) == len(counts)
    here = len(component(app, "flip")["pixels"])
    assert [place for place, bar in enumerate(bars, 1) if bar["itemStyle"] == bars[here - 1]["itemStyle"]] == [here]


def test_changed_pixels_are_what_the_model_sees_until_they_are_changed_back(drawn, mini_batch, image):
    model = mini_batch.checkpoint
    app = drawn(why="Flip it")
    assert not done(app, "change pixels until")
    changed = smallest_change(model.weights, model.bias, image).image.astype(np.float32)
    remembered(app)["_changes_for"] = (image.astype(np.float32).tobytes(), [changed])
    app.run()
    pixels = int((changed != image.astype(np.float32)).sum())
    assert f"Your drawing with {pixels} pixels changed." in said(app)
    np.testing.assert_array_equal(numbers(component(app, "flip")["ink"], np.uint8), np.round(changed * 255))
    assert component(app, "flip")["answers"][0] != 3
    assert done(app, "change pixels until")
    press(app, "Change back").run()
    assert component(app, "flip")["answers"][0] == 3
    assert "pixels changed." not in said(app)


def test_a_second_press_on_what_is_gone_by_then_changes_nothing(drawn, mini_batch, image):
    app = drawn(why="Flip it")
    shown = component(app, "flip")
    for _ in range(2):
        send(app, id_of(app, "flip"), "apply", shown["changed"])
        assert f"Your drawing with {len(shown['pixels'])} pixels changed." in said(app)
        assert component(app, "flip")["ink"] == shown["changed"]
    send(app, id_of(app, "flip"), "apply", component(app, "flip")["changed"])
    assert component(app, "flip")["answers"][0] == 3


def test_steps_that_were_taken_count_and_are_taken_back(drawn, mini_batch, dataset, image):
    model = mini_batch.checkpoint
    small = image.astype(np.float32)
    app = drawn(why="Teach it", truth=5)
    first = component(app, "teach")
    assert "a copy" in first["told"]
    remembered(app)["_taught_for"] = ((mini_batch.config, model.step, small.tobytes()), [(5, 0.1), (5, 0.1)])
    shown = component(app.run(), "teach")
    expected = model
    for _ in range(2):
        expected = take_step(expected, small[np.newaxis], np.array([5]), 0.1).after
    np.testing.assert_allclose(shown["logits"], image @ expected.weights.astype(float) + expected.bias, atol=1e-3)
    right = answers(expected.weights, expected.bias, dataset.validation) == dataset.validation.labels
    assert shown["accuracy"] == pytest.approx(right.mean(), abs=3e-4)
    assert [label for label, _ in shown["taken"]] == [5, 5]
    assert teaching.read_steps(shown["taken"]) == [(5, 0.1), (5, 0.1)]
    assert "The taught copy, 2 steps taken on this one digit" in shown["told"]
    remembered(app)["_taught_for"] = ((mini_batch.config, model.step, small.tobytes()), [])
    assert component(app.run(), "teach")["logits"] == first["logits"]


def test_teaching_opens_on_a_label_that_the_model_does_not_give(drawn, mini_batch, image):
    shown = component(drawn(why="Teach it"), "teach")
    logits = logits_of(mini_batch, image)
    assert shown["label"] == np.argsort(logits)[-2] != logits.argmax()


@pytest.mark.parametrize(
    "told", [None, 3, "steps", [3], [[10, 0]], [[0, 25]], [[0, -1]], [[True, 0]], [[0, 0, 0]], [[0, 0]] * 101]
)
def test_steps_that_are_none_are_not_taken(told):
    assert teaching.read_steps(told) is None


@pytest.mark.parametrize(
    ("view", "part", "code"),
    [
        ("Evidence", r"W_{j3} - W_{j", "def ledger("),
        ("Teachers", r"X^\top A", "def split("),
        ("Flip it", r"|S| = ", "def smallest_change("),
        ("Teach it", r"\eta", "def teach("),
        ("Time", "softmax", "def over_training("),
    ],
)
def test_every_view_has_its_formula_and_its_code(drawn, mini_batch, view, part, code):
    app = drawn(why=view)
    assert part in formula(app)
    assert any(code in block.value for block in app.code)
    require_plain_code(app)


@pytest.mark.parametrize("experiment", ["The silence test", "Be the optimiser", "What it cannot see"])
def test_notices_and_formula_stand_under_the_panel_that_they_are_about(drawn, experiment):
    parts = ["What to notice", "Try this", "In symbols and in code", "Three experiments"]
    text = said(drawn(experiment=experiment))
    assert all(text.count(f"#### {part}\n") == 1 for part in parts[:-1])
    assert sorted(parts, key=text.index) == parts


def test_over_time_each_checkpoint_reads_the_drawing(drawn, mini_batch, image):
    shown = timeline(drawn(why="Time"), "time")
    history = mini_batch.history
    shares = numbers(shown["shares"], np.float32).reshape(-1, 10)
    assert shown["places"] == [f"step {step:,}" for step in history.step]
    for row, weights, bias in zip(shares, history.weights, history.bias, strict=True):
        np.testing.assert_allclose(row, predict(weights, bias, image), atol=1e-5)
    assert "mind" in shown["told"]
    assert timeline(drawn(why="Time", checkpoint=2), "time")["at"] == 2


def test_a_step_on_the_digit_is_gradient_descents(drawn, mini_batch, dataset, image):
    shown = component(drawn(why="Teach it", truth=5), "teach")
    model = mini_batch.checkpoint
    np.testing.assert_allclose(shown["logits"], logits_of(mini_batch, image), atol=1e-9)
    assert shown["label"] == 5
    place = shown["at"]
    assert shown["rates"][place] == 0.1
    after = take_step(model, image[np.newaxis].astype(np.float32), np.array([5]), 0.1).after
    logits = np.array(shown["logits"])
    slope = predict(model.weights, model.bias, image) - np.eye(10)[5]
    np.testing.assert_allclose(
        logits - 0.1 * shown["weight"] * slope, image @ after.weights.astype(float) + after.bias, atol=1e-3
    )
    for found, each in ((shown["accuracy"], model), (shown["accuracies"][place], after)):
        right = answers(each.weights, each.bias, dataset.validation) == dataset.validation.labels
        assert found == pytest.approx(right.mean(), abs=3e-4)
