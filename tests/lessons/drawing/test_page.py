"""The drawing page: what is drawn is read by the run that it names."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_core.drawing.as_text import as_text
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.softmax.regression import predict
from mnist_core.training.run import Status
from mnist_core.training.step import initial_checkpoint
from tests.lessons.conftest import component, done, id_of, said, send
from tests.support.session import remembered
from ui import live
from ui.words import hedged

PAGE = "pages/8_draw_a_digit.py"
ONE = {"type": "Path", "path": [["M", 140, 40], ["L", 140, 240]], "strokeWidth": 20, "stroke": "#22262b", "fill": None}


def draw(app, *objects):
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": list(objects)}, "data": None}}
    return app.run()


def test_an_empty_sheet_gets_no_answer(open_page, mini_batch):
    app = open_page(PAGE)
    shown = component(app, "reading")
    assert shown["answer"] is None
    assert "There is no ink to read" in shown["note"]


def test_a_stroke_is_read_by_the_model(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    shown = component(app, "reading")
    image = read_drawing(ink_from_strokes({"objects": [ONE]}, 280, 280)).image
    expected = predict(mini_batch.checkpoint.weights, mini_batch.checkpoint.bias, image)
    np.testing.assert_allclose(shown["probabilities"], expected, atol=1e-5)
    assert shown["answer"] == 1


def under_the_pen(app):
    """What the sheet of the pen that keys lead shows of what is drawn already: ink from 0 to 255, (28, 28)."""
    return np.frombuffer(base64.b64decode(component(app, "key_pen")["ink"]), np.uint8).reshape(28, 28)


def test_keys_draw_line_by_line_and_undo_takes_the_last_one_back(open_page, mini_batch):
    app = open_page(PAGE)
    app.toggle(key="keys").set_value(True).run()
    send(app, id_of(app, "by_keys"), "line", {"number": 1, "line": [[14, y] for y in range(4, 24)]})
    assert component(app, "reading")["answer"] == 1
    send(app, id_of(app, "by_keys"), "line", {"number": 2, "line": [[x, 4] for x in range(14, 4, -1)]})
    assert component(app, "reading")["answer"] == 7
    on_sheet = under_the_pen(app)
    assert on_sheet[4:24, 14].min() > 100  # both lines, where they lie
    assert on_sheet[4, 5:14].min() > 100
    assert on_sheet[10:, 2:11].max() == 0
    app.button(key="undo").click().run()
    assert component(app, "reading")["answer"] == 1
    assert under_the_pen(app)[4, 5:11].max() == 0
    assert not app.exception


@pytest.mark.parametrize(
    "sent",
    [None, {}, {"line": []}, {"line": [[28, 0]]}, {"line": [[1.5, 0]]}, {"line": "x"}, {"line": [[1, 1]] * 2_001}],
)
def test_what_keys_cannot_have_drawn_is_ignored(open_page, mini_batch, sent):
    app = open_page(PAGE)
    app.toggle(key="keys").set_value(True).run()
    send(app, id_of(app, "by_keys"), "line", sent)
    assert not app.exception
    assert component(app, "reading")["answer"] is None


def test_it_says_which_run_reads_and_how_good_it_is(open_page, mini_batch, full_batch):
    app = open_page(PAGE)
    assert "shuffled ones" in said(app)
    assert f"{100 * mini_batch.history.validation_accuracy[-1]:.2f} %" in said(app)
    app = open_page(PAGE, model="Full batch recipe")
    assert f"{100 * full_batch.history.validation_accuracy[-1]:.2f} %" in said(app)


def test_clear_lays_a_fresh_sheet(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    app.button(key="clear").click().run()
    assert component(app, "reading")["answer"] is None


def test_training_that_goes_on_makes_nothing_of_a_digit_that_was_there(open_page, mini_batch, full_batch, monkeypatch):
    """A drawing of before is read by a model that is chosen now, and comes to 99 % while that is trained."""
    stands = replace(mini_batch, status=Status.STOPPED, checkpoint=initial_checkpoint())
    monkeypatch.setattr(live, "look", lambda config: stands if config == mini_batch.config else untrained)
    untrained = replace(full_batch, checkpoint=initial_checkpoint())
    app = draw(open_page(PAGE), ONE)
    assert not done(app, "more than 99")
    stands = replace(mini_batch, status=Status.RUNNING)
    app.button_group(key="model").set_value("Full batch recipe").run()
    app.button_group(key="model").set_value("Mini-batch recipe").run()
    assert not done(app.run(), "more than 99")
    lies = {**ONE, "path": [["M", 40, 140], ["L", 240, 140]]}
    app.session_state[remembered(app)["_paper"].key] = {"drawing": {"raw": {"objects": [lies]}, "data": None}}
    assert done(app.run(), "lies on its side")


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
    assert component(app, "reading")["answer"] is None


def answers(app):
    return [stage["answer"] for stage in component(app, "reading")["stages"]]


def begin(open_page, name, **query):
    app = open_page(PAGE, **query)
    app.button(key=f"begin-{name}").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ["1 far left", "tiny 7", "crossed 7", "open 4", "closed 4"])
def test_the_drawings_to_begin_with_are_read(open_page, mini_batch, name):
    digit = int(name[-1]) if name[-1].isdigit() else int(name[0])
    assert component(begin(open_page, name), "reading")["answer"] == digit


def test_without_centring_the_1_at_the_far_left_fails(open_page, mini_batch):
    app = begin(open_page, "1 far left")
    assert answers(app)[-1] == "1"
    app.button_group(key="stages").set_value(["Line", "Crop", "Box"]).run()
    shown = component(app, "reading")
    assert shown["answer"] != 1
    assert [stage["done"] for stage in shown["stages"]] == [True, True, True, True, False]
    assert done(app, "1 far left")
    # The address says so, too.
    again = open_page(PAGE, stages=["Line", "Crop", "Box"])
    assert again.button_group(key="stages").value == ["Line", "Crop", "Box"]
    assert "asked for something that does not exist" not in said(again)


@pytest.mark.parametrize("name", ["crossed 7", "1 far left"])
def test_a_drawing_to_begin_with_is_not_the_visitors(open_page, mini_batch, name):
    """One press drew a digit that it gives more than 99 %."""
    app = begin(open_page, name)
    for task in ("more than 99", "under 50", "lies on its side", "1 far left"):
        assert not done(app, task)
    # Nor is one that a link brings.
    assert not done(open_page(PAGE, **app.query_params), "more than 99")


def test_only_what_stands_upright_at_the_far_left_is_a_1_at_the_far_left(open_page, mini_batch):
    """Any drawing that was misread without being centred used to do."""
    app = draw(open_page(PAGE), {**ONE, "path": [["M", 60, 140], ["L", 240, 60], ["L", 200, 200]]})
    app.button_group(key="stages").set_value(["Line", "Crop", "Box"]).run()
    assert component(app, "reading")["answer"] != 1
    assert not done(app, "1 far left")


def test_every_stage_shows_what_the_model_would_answer(open_page, mini_batch):
    app = begin(open_page, "tiny 7")
    shown = component(app, "reading")
    images = np.frombuffer(base64.b64decode(shown["images"]), np.uint8).reshape(6, 784)[:5] / np.float32(255)
    expected = predict(mini_batch.checkpoint.weights, mini_batch.checkpoint.bias, images)
    assert [int(answer) for answer in answers(app)] == expected.argmax(axis=1).tolist()
    assert shown["stages"][0]["answer"] != "7"
    assert shown["stages"][4]["answer"] == "7"


def test_undo_takes_back_the_last_stroke(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE, {**ONE, "path": [["M", 40, 140], ["L", 240, 140]]})
    before = component(app, "reading")["images"]
    app.button(key="undo").click().run()
    one = component(app, "reading")
    assert one["images"] != before
    assert one["answer"] == 1
    app.button(key="undo").click().run()
    assert component(app, "reading")["answer"] is None
    assert app.button(key="undo").disabled


def test_an_undo_that_comes_before_the_fresh_sheet_is_drawn_counts(open_page, mini_batch):
    lines = [ONE, {**ONE, "path": [["M", 40, 140], ["L", 240, 140]]}, {**ONE, "path": [["M", 40, 60], ["L", 240, 60]]}]
    app = draw(open_page(PAGE), *lines)
    before = remembered(app)["_paper"]
    # As if the first of two presses had been heard, and the page not been drawn again since.
    remembered(app)["_paper"] = before.holding({**before.held, "objects": before.held["objects"][:-1]})
    app.button(key="undo").click().run()
    assert len(remembered(app)["_paper"].first["objects"]) == 1


def test_a_drawing_is_still_there_when_one_comes_back(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    app.button_group(key="from").set_value(["Pick a digit"]).run()
    app.button_group(key="from").set_value(["Draw"]).run()
    assert component(app, "reading")["answer"] == 1


def carried(app):
    found = app.query_params["strokes"]
    return found if isinstance(found, str) else found[0]


CROSSED = {**ONE, "path": [["M", 60, 60], ["Q", 60, 60, 130, 60], ["L", 200, 62]]}


def test_a_drawing_is_in_the_address_and_a_reload_or_another_who_has_the_link_begins_with_it(open_page, mini_batch):
    app = draw(open_page(PAGE), ONE)
    one = carried(app)
    assert one == as_text({"objects": [ONE]})
    app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [ONE, CROSSED]}, "data": None}}
    app.run()
    assert carried(app) != one
    again = open_page(PAGE, strokes=carried(app))  # a reload is a visitor without a past
    assert answers(again) == answers(app)
    given = [component(each, "reading")["probabilities"] for each in (again, app)]
    np.testing.assert_allclose(*given, atol=0.02)
    assert carried(again) == carried(app)
    assert "asked for something that does not exist" not in said(again)
    # It is a drawing like any other.
    again.button(key="undo").click().run()
    assert component(again, "reading")["answer"] == 1
    assert carried(again) == one
    again.button(key="clear").click().run()
    assert "strokes" not in again.query_params
    again.button(key="undo").click().run()
    assert carried(again) == one


def test_a_link_to_a_drawing_lies_over_what_one_has_drawn_and_an_address_that_comes_late_over_nothing(
    open_page, mini_batch
):
    app = draw(open_page(PAGE), ONE)
    app.query_params["strokes"] = as_text({"objects": [CROSSED]})
    app.run()
    assert [len(line["path"]) for line in remembered(app)["_paper"].held["objects"]] == [3]
    assert carried(app) == as_text({"objects": [CROSSED]})
    app.button(key="undo").click().run()
    assert carried(app) == as_text({"objects": [ONE]})
    app.query_params["strokes"] = as_text({"objects": [CROSSED]})  # of before the browser heard of the last one
    app.run()
    assert carried(app) == as_text({"objects": [ONE]})
    assert component(app, "reading")["answer"] == 1


def test_a_drawing_that_is_too_long_to_travel_says_so_and_is_read_all_the_same(open_page, mini_batch):
    line = {**ONE, "path": [["M", 10, 10], *(["L", 10 + 250 * (k % 2), 10 + 260 * k / 400] for k in range(400))]}
    app = draw(open_page(PAGE), line)
    assert not app.exception
    assert "strokes" not in app.query_params
    assert "Too many lines for the address" in said(app)
    assert component(app, "reading")["note"].startswith("More line than any digit has.")
    assert "Too many lines" not in said(draw(open_page(PAGE), ONE))


@pytest.mark.parametrize("forged", ["", "x", "a<script>", ["auckcuLx", "auckcuLx"], "a" * 2_000, "auckcu" + "99" * 40])
def test_what_is_no_drawing_in_the_address_is_left_out_and_said(open_page, mini_batch, forged):
    app = open_page(PAGE, strokes=forged)
    assert not app.exception
    assert component(app, "reading")["answer"] is None
    assert "strokes" not in app.query_params
    assert "asked for something that does not exist" in said(app)


def test_a_test_digit_is_read_as_it_is(open_page, mini_batch, dataset):
    app = open_page(PAGE, **{"from": "Pick a digit", "digit": 7})
    shown = component(app, "reading")
    image = dataset.test.intensities([7])[0]
    given = np.frombuffer(base64.b64decode(shown["images"]), np.uint8).reshape(6, 784)[5] / 255
    np.testing.assert_allclose(given, image, atol=1.5 / 255)
    assert f"Its label: {dataset.test.labels[7]}" in said(app)


def test_one_it_gets_wrong_is_wrong(open_page, mini_batch, dataset):
    app = open_page(PAGE, **{"from": "Pick a digit"})
    next(button for button in app.button if button.label == "One it gets wrong").click().run()
    index = app.number_input(key="digit").value
    assert component(app, "reading")["answer"] != dataset.test.labels[index]


@pytest.mark.parametrize("query", [{"stages": "nonsense"}, {"from": ""}, {"pen": "1e999"}, {"pen": 7}, {"stages": ""}])
def test_nonsense_in_the_address(open_page, mini_batch, query):
    assert not open_page(PAGE, **query).exception


def upload(app, data, name="digit.png"):
    app.file_uploader(key="file").upload(name, data, "image/png")
    return app.run()


def test_an_uploaded_picture_is_read(open_page, mini_batch):
    image = Image.new("L", (300, 400), 255)
    ImageDraw.Draw(image).line([(90, 60), (230, 60), (140, 330)], 0, 24, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    app = upload(open_page(PAGE, **{"from": "Upload"}), file.getvalue())
    assert component(app, "reading")["answer"] == 7
    assert "This was found to be ink." in said(app)
    assert component(app, "paper")["width"] <= 280


def test_an_uploaded_picture_of_two_shapes_counts_as_no_answer_as_the_drawing_of_them_does(open_page, mini_batch):
    image = Image.new("L", (400, 300), 255)
    for x in (100, 300):
        ImageDraw.Draw(image).line([(x, 60), (x, 240)], 0, 20)
    file = io.BytesIO()
    image.save(file, "PNG")
    app = upload(open_page(PAGE, **{"from": "Upload"}), file.getvalue())
    shown = component(app, "reading")
    assert shown["answer"] is None
    assert shown["note"].startswith("Two shapes or more: it reads one digit at a time.")
    assert "2 shapes apart" in said(app)
    app.run()
    assert component(app, "reading")["answer"] is None, "nor does it when the picture is not read anew"


@pytest.mark.parametrize("data", [b"<!doctype html><p>hello", b"\x89PNG\r\n\x1a\nnothing"], ids=["html", "cut"])
def test_what_is_no_picture_is_refused_in_words(open_page, mini_batch, data):
    app = upload(open_page(PAGE, **{"from": "Upload"}), data)
    assert not app.exception
    assert component(app, "reading")["answer"] is None
    assert "picture" in said(app)


def test_any_validation_digit_is_drawn_as_strokes(open_page, mini_batch, dataset):
    index = 2
    app = open_page(PAGE, traced=index)
    app.button(key="trace").click().run()
    assert not app.exception
    shown = component(app, "reading")
    given = np.frombuffer(base64.b64decode(shown["images"]), np.uint8).reshape(6, 784)[5] / 255
    image = dataset.validation.intensities([index])[0]
    assert np.corrcoef(given, image)[0, 1] > 0.6


def test_a_drawing_of_too_many_pieces_is_refused_in_a_sentence_and_the_page_goes_on(open_page, mini_batch):
    app = draw(open_page(PAGE), {**ONE, "path": [["M", 90, 70], *([["L", 130, 50]] * 10_001)]})
    assert not app.exception
    assert "This drawing cannot be read: a drawing must have at most 10,000 pieces of line" in app.warning[0].value
    assert "strokes" not in app.query_params


def test_beside_a_drawing_of_too_many_pieces_the_sheet_for_keys_is_blank(open_page, mini_batch):
    app = open_page(PAGE)
    app.toggle(key="keys").set_value(True).run()
    app = draw(app, {**ONE, "path": [["M", 90, 70], *([["L", 130, 50]] * 10_001)]})
    assert not app.exception
    assert "This drawing cannot be read" in app.warning[0].value
    assert under_the_pen(app).max() == 0


def test_two_shapes_are_said_in_a_sentence_and_count_as_no_answer(open_page, mini_batch):
    beside = [{**ONE, "path": [["M", x, 60], ["L", x, 200]]} for x in (70, 200)]
    shown = component(draw(open_page(PAGE), *beside), "reading")
    assert shown["answer"] is None
    assert {stage["answer"] for stage in shown["stages"]} == {"–"}
    assert shown["note"].startswith("Two shapes or more: it reads one digit at a time.")
    # What softmax makes of it is not hidden.
    k = int(np.argmax(shown["probabilities"]))
    assert f"{k} gets {hedged(max(shown['probabilities']))}; that counts as no answer" in shown["note"]


def test_a_dot_and_a_pen_thicker_than_the_digit_do_no_task(open_page, mini_batch):
    for end, sentence in ((141, "A dot is no digit."), (155, "The pen is thicker than all that it drew.")):
        app = draw(open_page(PAGE), {**ONE, "path": [["M", 140, 140], ["L", end, 140]]})
        assert component(app, "reading")["note"].startswith(sentence)
        assert not done(app, "more than 99")
