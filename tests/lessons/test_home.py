"""The home page shows a real digit's way through the real weights."""

import numpy as np
import pytest

from mnist_core.softmax.regression import softmax
from tests.lessons.conftest import component, press, said
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
    assert f"test accuracy **{100 * full_batch.history.test_accuracy[-1]:.2f} %**" in text
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
