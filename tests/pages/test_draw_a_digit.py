"""The drawing page: what is drawn is read by the run that it names."""

import numpy as np
import pytest

from mnist_core.digits import read_drawing
from mnist_core.softmax import predict
from mnist_core.strokes import ink_from_strokes
from tests.pages.conftest import component, said

PAGE = "pages/8_draw_a_digit.py"
ONE = {"type": "Path", "path": [["M", 140, 40], ["L", 140, 240]], "strokeWidth": 20, "stroke": "#22262b", "fill": None}


def draw(app, *objects):
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": list(objects)}, "data": None}}
    return app.run()


def test_an_empty_sheet_gets_no_answer(open_page, mini_batch):
    app = open_page(PAGE)
    shown = component(app, "pipeline")
    assert shown["answer"] is None
    assert "Nothing is drawn yet" in shown["note"]


def test_a_stroke_is_read_by_the_model(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    shown = component(app, "pipeline")
    image = read_drawing(ink_from_strokes({"objects": [ONE]}, 280, 280)).image
    expected = predict(mini_batch.checkpoint.weights, mini_batch.checkpoint.bias, image)
    np.testing.assert_allclose(shown["probabilities"], expected, atol=1e-5)
    assert shown["answer"] == 1


def test_it_says_which_run_reads_and_how_good_it_is(open_page, mini_batch, full_batch):
    app = open_page(PAGE)
    assert "shuffled ones" in said(app)
    assert f"{100 * mini_batch.history.test_accuracy[-1]:.2f} %" in said(app)
    app = open_page(PAGE, model="Full batch recipe")
    assert f"{100 * full_batch.history.test_accuracy[-1]:.2f} %" in said(app)


def test_clear_lays_a_fresh_sheet(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    app.button(key="clear").click().run()
    assert component(app, "pipeline")["answer"] is None


def test_what_was_tried_stays_ticked(open_page, mini_batch):
    app = draw(open_page(PAGE), {**ONE, "path": [["M", 40, 140], ["L", 240, 140]]})
    assert any("lies on its side" in each.value and "done" in each.value for each in app.markdown)
    app.button(key="clear").click().run()
    assert any("lies on its side" in each.value and "done" in each.value for each in app.markdown)


@pytest.mark.parametrize(
    "raw",
    [
        {"objects": "no list"},
        {"objects": [{"type": "Path", "path": [["M", "x", None]], "strokeWidth": 20}]},
        {"objects": [{**ONE, "strokeWidth": float("inf")}]},
        {"objects": [{**ONE, "path": [["M", 1e300, 0], ["L", 0, 1e300]]}]},
        [],
    ],
)
def test_a_forged_drawing_is_refused_in_words(open_page, mini_batch, raw):
    app = open_page(PAGE)
    app.session_state["canvas-0"] = {"drawing": {"raw": raw, "data": None}}
    app.run()
    assert not app.exception
    assert component(app, "pipeline")["answer"] is None
