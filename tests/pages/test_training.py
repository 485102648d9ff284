"""The training page: knobs, recipes, the run's own numbers, and what goes wrong in words."""

import numpy as np
import pytest

from mnist_core.hyperparameters import TrainingConfig
from mnist_core.runs import default_registry
from tests.pages.conftest import SECONDS, chart, component, press, said

PAGE = "pages/5_training.py"


def values(app) -> dict[str, object]:
    keys = ("train_size", "test_size", "learning_rate", "steps", "batch_size", "seed")
    return {key: app.number_input(key=key).value for key in keys} | {"full": app.toggle(key="full_batch").value}


def test_the_recipes_are_the_tutorials(open_page, dataset):
    app = open_page(PAGE)
    press(app, "Mini-batch").run()
    assert values(app) == {
        "train_size": len(dataset.train),
        "test_size": len(dataset.test),
        "learning_rate": 0.5,
        "steps": 1000,
        "batch_size": 100,
        "seed": 0,
        "full": False,
    }
    press(app, "Full batch").run()
    assert values(app)["steps"] == 2501
    assert values(app)["learning_rate"] == 0.1
    assert values(app)["train_size"] == min(5500, len(dataset.train))
    assert values(app)["full"] is True


def test_the_address_carries_every_setting(open_page):
    settings = {"train_size": 60, "test_size": 70, "learning_rate": 0.25, "steps": 30, "batch_size": 20, "seed": 5}
    app = open_page(PAGE, **settings, full_batch="false")
    assert values(app) == settings | {"full": False}
    assert "0.25" in said(app) or "0.25" in app.latex[0].value


def test_a_run_from_start_to_end(open_page, dataset):
    app = open_page(PAGE, train_size=40, steps=130, test_size=50, learning_rate=0.2)
    assert "Step 0" in said(app)
    np.testing.assert_array_equal(component(app, "pictures")["limit"], 1.0)
    app.button(key="start").click().run()
    run = default_registry().wait(TrainingConfig(40, 0.2, 130, None, 50), SECONDS)
    app.run()
    assert f"train loss **{run.history.train_loss[-1]:.4f}**" in said(app)
    log = app.code[0].value.splitlines()
    assert log[-1].split() == ["Training", "Step:", "130", *log[-1].split()[3:]]
    assert f"Accuracy = {run.history.test_accuracy[-1]:.4f}" in log[-1]
    train = chart(app, 0)["series"][0]["data"]
    assert [step for step, _ in train] == [0, 1, 2, 5, 10, 20, 50, 100, 130]
    np.testing.assert_allclose([loss for _, loss in train], run.history.train_loss, atol=1e-5)
    assert not app.exception


def test_a_known_run_appears_at_once_and_says_so(open_page, full_batch):
    app = open_page(PAGE)
    assert f"**Step {full_batch.config.steps:,}**" in said(app)
    assert "known already" in said(app)


def test_a_batch_cannot_hold_more_than_there_is(open_page):
    app = open_page(PAGE, train_size=10, batch_size=100, full_batch="false")
    assert "it holds those" in said(app)
    assert not app.exception


def test_a_run_that_diverges_says_what_happened(open_page, train):
    config = TrainingConfig(train_size=500, learning_rate=90.0, steps=50, test_size=100)
    run = train(config)
    app = open_page(PAGE, train_size=500, learning_rate=90, steps=50, test_size=100)
    assert app.warning[0].value == run.message
    assert "90" in run.message
    assert any("Make the training diverge" in each.value and "done" in each.value for each in app.markdown)


def test_stop_lets_go_and_start_goes_on(open_page):
    app = open_page(PAGE, train_size=4000, steps=9000, learning_rate=0.03, test_size=500)
    app.button(key="start").click().run()
    app.button(key="stop").click().run()
    run = default_registry().wait(TrainingConfig(4000, 0.03, 9000, None, 500), SECONDS)
    assert not run.active
    assert run.step < 9000
    app.run()
    assert app.button(key="start").label in ("Start", "Go on")


@pytest.mark.parametrize(
    "query",
    [{"train_size": "-5"}, {"steps": "1e99"}, {"learning_rate": "nan"}, {"seed": "<script>"}, {"full_batch": "7"}],
)
def test_a_bad_address_falls_back_to_the_default(open_page, query, dataset):
    app = open_page(PAGE, **query)
    assert not app.exception
    assert values(app)["train_size"] == min(5500, len(dataset.train))
    assert values(app)["steps"] == 2501
