"""A model that a visitor opens in lesson 6, 8 or 9: it reads there, is named as theirs, and bad files get a word."""

import numpy as np
import pytest

from mnist_core.exam.exam import sit
from mnist_core.softmax.regression import predict
from mnist_core.take_away.models import to_json, to_npz
from mnist_core.training.step import Checkpoint
from tests.lessons.conftest import DRAW, component, id_of, numbers, press, said, send
from tests.support.session import remembered
from ui import opened
from ui.lessons.why import views as why_views

EXAM, BEYOND = "pages/6_exam.py", "pages/9_beyond_linear.py"
NAME = "**my** <b>model</b> [x](y).npz"


@pytest.fixture(scope="module")
def model(dataset) -> Checkpoint:
    """A model that nobody has trained here: the mean images, and a bias."""
    means = [dataset.train.intensities(dataset.train.labels == k).mean(axis=0) for k in range(10)]
    return Checkpoint(0, np.array(means).T, -np.square(means).sum(axis=1) / 2)


def bring(app, name, content):
    """Open the popover, and choose a file in it."""
    app.session_state["open_model"] = True
    app.run()
    (uploader,) = app.file_uploader
    return uploader.set_value((name, content, "application/octet-stream")).run()


@pytest.fixture
def with_model(open_page, mini_batch, model):
    def with_model(file, **query):
        app = bring(open_page(file, **query), NAME, to_npz(model.weights, model.bias))
        assert not app.exception
        assert app.button_group(key="model").value == opened.NAME
        return app

    return with_model


def test_nothing_of_it_is_drawn_before_it_is_asked_for(open_page, mini_batch):
    app = open_page(EXAM)
    assert not app.file_uploader
    assert opened.NAME not in app.button_group(key="model").options


@pytest.mark.slow
def test_the_exam_is_sat_by_the_file_and_its_name_is_text(with_model, model, dataset):
    app = press(with_model(EXAM, view="By hand"), "Open this exam, too").run()
    exam = sit(model.weights, model.bias, dataset.test)
    assert f"{exam.accuracy:.4f}" in app.code[0].value
    assert any(NAME in each.value for each in app.text)
    assert not any("my** <b>" in each.value for kind in ("markdown", "caption") for each in app.get(kind))
    for view in ("Guess first", "Not a digit", "On paper"):
        assert not app.button_group(key="view").set_value(view).run().exception, view


def test_a_drawing_is_read_by_the_file_and_what_takes_a_training_says_so(with_model, model, dataset):
    app = with_model(DRAW, **{"from": "Pick a digit", "digit": 5})
    expected = predict(model.weights, model.bias, dataset.test.intensities([5])[0])
    np.testing.assert_allclose(component(app, "reading")["probabilities"], expected, atol=1e-5)
    assert f"Read by your file {NAME}" in said(app)
    for view in why_views.VIEWS:
        app.button_group(key="why").set_value(view).run()
        assert not app.exception, view
        assert ("takes a run of training" in said(app)) == (view in ("Teachers", "Time")), view
    app.button_group(key="experiment").set_value("Be the optimiser").run()
    assert not app.exception
    app.button_group(key="experiment").set_value("What it cannot see").run()
    shares = numbers(component(app, "unseen")["shares"], np.float64).reshape(-1, 10)
    np.testing.assert_allclose(shares[-2], expected, atol=1e-5)


def test_it_is_put_under_stress_and_nobody_says_how_long_it_trained(with_model, model, dataset):
    app = with_model(BEYOND, view="Three judges", digit=5)
    shown = component(app, "judges")["judges"][0]
    expected = predict(model.weights, model.bias, dataset.test.intensities([5])[0])
    np.testing.assert_allclose(shown["shares"], expected, atol=1e-4)
    assert "7,850** numbers" in said(app)
    assert "trained in 0" not in said(app)
    for view in app.button_group(key="view").options:
        assert not app.button_group(key="view").set_value(view).run().exception, view


def test_guesses_about_a_file_are_not_those_about_a_recipe(with_model, mini_batch):
    app = press(with_model(EXAM, view="Guess first", covered=True), "Open this exam, too").run()
    send(app, id_of(app, "rate"), "guess", 80)
    assert "in 1 guess." in said(app)
    app.button_group(key="model").set_value("Mini-batch recipe").run()
    assert "in 1 guess." not in said(app)
    assert component(app, "foresee")["told"] is None


def test_it_is_let_go_of_and_the_recipe_reads_again(with_model):
    app = with_model(EXAM)
    app.session_state["open_model"] = True
    app = press(app.run(), "Close it").run()
    assert not app.exception
    assert app.button_group(key="model").value == "Mini-batch recipe"
    assert opened.NAME not in app.button_group(key="model").options


def test_a_model_that_a_link_fixes_is_not_to_be_replaced_by_a_file(open_page, mini_batch, model):
    app = open_page(EXAM, fix="model")
    (popover,) = app.get("popover")
    assert popover.proto.popover.disabled
    app.session_state["open_model"] = True
    assert not app.run().file_uploader
    assert opened.NAME not in app.button_group(key="model").options


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\x80\x04.", "a pickle"), (b"{}", "is not a model"), (bytes(100_000_000), "is too large")],
    ids=["pickle", "other JSON", "100 MB"],
)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(open_page, mini_batch, model, content, told):
    app = bring(open_page(EXAM), "bad <i>.json", content)
    assert not app.exception
    (sentence,) = [each.value for each in app.text if each.value.startswith("bad <i>.json")]
    assert told in sentence
    assert app.button_group(key="model").value == "Mini-batch recipe"
    app = app.file_uploader[0].set_value(("good.json", to_json(model.weights, model.bias, {}), "")).run()
    assert app.button_group(key="model").value == opened.NAME
    assert not [each for each in app.text if each.value.startswith("bad")]


def test_a_link_to_somebodys_file_gives_the_default_and_a_note(open_page, mini_batch):
    app = open_page(EXAM, model=opened.NAME)
    assert not app.exception
    assert "asked for something that does not exist" in said(app)


def test_the_ending_tells_of_the_file_and_says_so(with_model, model, dataset):
    """It told of the mini-batch recipe, and did not say that it was not the visitor's model."""
    app = with_model(EXAM)
    app.switch_page("pages/10_your_story.py")
    app.query_params.clear()
    assert not app.run().exception
    assert any(f"Read by your file {NAME}" in each.value for each in app.text)
    text = said(app)
    assert "told of the model that you opened" in text
    assert "is sealed" in text
    assert "Nothing is learned yet" not in text
    assert "moved downhill" not in text
    pixels = dataset.test.intensities([0])[0]
    np.testing.assert_allclose(component(app, "pipeline")["evidence"], pixels @ model.weights + model.bias, atol=1e-3)
    remembered(app)["_exams_opened"] = [remembered(app)["_opened"]]
    exam = sit(model.weights, model.bias, dataset.test)
    assert f"misreads {(~exam.right).sum():,}" in said(app.run())
    assert not any("my** <b>" in each.value for kind in ("markdown", "caption") for each in app.get(kind))
