"""The home page shows a real digit's way through the real weights."""

import numpy as np
import pytest

from mnist_core.softmax.regression import softmax
from tests.lessons.conftest import brought, component, press, said
from tests.support.session import remembered
from ui import pictures


def test_every_number_is_the_models_own(open_page, full_batch, dataset):
    app = open_page(digit=7)
    shown = component(app, "pipeline")
    model = full_batch.checkpoint
    evidence = dataset.test.intensities([7])[0] @ model.weights + model.bias
    np.testing.assert_allclose(shown["evidence"], evidence, atol=1e-4)
    np.testing.assert_allclose(shown["probabilities"], softmax(evidence), atol=1e-5)
    assert shown["answer"] == evidence.argmax()
    assert f"The label says {dataset.test.labels[7]}" in shown["note"]
    assert not app.exception


def test_it_says_how_well_the_run_ended(open_page, full_batch, dataset):
    text = said(open_page())
    assert f"**Full batch recipe, step {full_batch.config.steps:,}** of {full_batch.config.steps:,}" in text
    assert f"validation accuracy **{100 * full_batch.history.validation_accuracy[-1]:.2f} %**" in text
    if not dataset.is_sample:
        assert full_batch.history.test_accuracy[-1] == pytest.approx(0.9067, abs=0.0002)


def test_one_it_gets_wrong_is_wrong(open_page, full_batch, dataset):
    app = open_page()
    for _ in range(3):
        press(app, "One it gets wrong").run()
        shown = component(app, "pipeline")
        assert shown["answer"] != dataset.test.labels[app.number_input(key="digit").value]
        assert "wrong" in shown["note"]


def test_another_digit_is_another_digit(open_page, full_batch):
    app = open_page()
    numbers = {press(app, "Another digit").run().number_input(key="digit").value for _ in range(5)}
    assert len(numbers) > 1


@pytest.mark.parametrize("number", ["-1", "10000000", "seven", "<b>", "1e3"])
def test_a_number_that_is_no_example_is_ignored(open_page, full_batch, number):
    app = open_page(digit=number)
    assert not app.exception
    assert component(app, "pipeline")["heading"].startswith("test digit")


def test_the_lines_beside_it_are_the_recipes_and_tell_the_digits_own_numbers(open_page, full_batch, dataset):
    app = open_page(digit=7)
    lines = {line["name"]: line for line in component(app, "listing")["lines"]}
    assert f"range({full_batch.config.steps})" in lines["loop"]["today"]
    assert f":{5000 + full_batch.config.train_size}]" in lines["pixels"]["today"]
    assert lines["shares"]["href"] == "softmax"
    shown = component(app, "pipeline")
    told, label = {name: each["text"] for name, each in shown["told"].items()}, shown["label"]
    assert f"{shown['evidence'][label]:+.2f}".replace("-", "−") in told["evidence"]
    assert f"−log({shown['probabilities'][label]:.4g}"[:9] in told["nats"]
    practice, exam = (
        f"{round(accuracy[-1] * len(part)):,} of {len(part):,}"
        for accuracy, part in (
            (full_batch.history.validation_accuracy, dataset.validation),
            (full_batch.history.test_accuracy, dataset.test),
        )
    )
    assert told["accuracy"].startswith("Sealed")
    assert f"On the validation digits: {practice}" in told["accuracy"]
    remembered(app)["_exams_opened"] = [full_batch.config]
    app.run()
    assert f"The share of what is True: {exam}" in component(app, "pipeline")["told"]["accuracy"]["text"]
    assert f"{full_batch.history.train_loss[-1]:.4f} after step {full_batch.config.steps:,}" in told["loss"]


@pytest.mark.parametrize("file", [None, "pages/5_training.py"])
def test_no_tip_lies_on_other_buttons(open_page, full_batch, file):
    """One of "Train it again, live" lay on two of them, and a preset's on those in the row above."""
    app = open_page(file)
    assert app.button(key="again").label == "Train it again, live"
    assert not [each.label for each in app.button if each.help]


def test_start_here_leads_to_the_first_lesson(open_page, full_batch):
    # By a link: to switch the page, Streamlit wants no control bound to the address, which holds a chosen digit.
    app = open_page(digit=3)
    (begin,) = [each.proto for each in app.get("page_link") if each.proto.label == "Start here"]
    assert begin.page == "data"
    assert not [each for each in app.button if each.proto.type == "primary"]


def test_a_run_that_is_over_is_played_again_from_its_own_records(open_page, full_batch, dataset):
    app = open_page(digit=3)
    assert component(app, "pipeline")["film"] is None
    press(app, "Train it again, live").run()
    shown, history = component(app, "pipeline"), full_batch.history
    film, image = shown["film"], dataset.test.intensities([3])[0]
    assert list(brought(app)) == [film["name"]]
    assert film["steps"] == history.step.tolist()
    assert film["frames"][0]["answer"] is None
    assert film["frames"][-1]["note"] == shown["note"]
    for record in (1, len(history) - 1):
        expected = softmax(image @ history.weights[record] + history.bias[record])
        np.testing.assert_allclose(film["frames"][record]["probabilities"], expected, atol=1e-5)
    press(app, "Train it again, live").run()
    assert not brought(app)  # the window has it
    assert component(app, "pipeline")["film"]["played"] == film["played"] + 1


def test_an_untrained_model_gives_no_answer(open_page, dataset, monkeypatch):
    from mnist_core.training.config import TrainingConfig
    from ui import cached, runs

    # A run that is registered but never gets a worker.
    untrained = TrainingConfig(train_size=3, steps=77)
    monkeypatch.setattr(runs, "recipes", lambda dataset: {"Full batch": untrained, "Mini-batch": untrained})
    monkeypatch.setattr(cached.registry(), "start", lambda work, visitor: None)
    shown = component(open_page(), "pipeline")
    assert shown["answer"] is None
    assert shown["probabilities"] == pytest.approx([0.1] * 10)
    assert "nothing is learned yet" in shown["note"]
    assert shown["film"] is None
    assert "not measured yet" in shown["told"]["accuracy"]["text"]


def test_evidence_has_one_scale_for_every_digit_and_the_label_is_told(open_page, full_batch, dataset):
    limits = set()
    for digit in (0, 8, 18):
        shown = component(open_page(digit=digit), "pipeline")
        limits.add(shown["evidence_limit"])
        assert max(map(abs, shown["evidence"])) <= shown["evidence_limit"]
        assert shown["label"] == dataset.test.labels[digit]
    assert len(limits) == 1


@pytest.mark.parametrize(("largest", "limit"), [(0, 20), (20, 20), (-20.01, 50), (333, 500), (9e9, 1000)])
def test_the_scale_goes_further_only_for_what_lies_beyond(largest, limit):
    assert pictures.evidence_limit(np.array([0.5, largest])) == limit
