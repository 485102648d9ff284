"""The guided walk: twelve stops, each on a page that has what is lit and what is to be done there."""

import numpy as np
import pytest

from mnist_core.softmax.regression import softmax
from mnist_core.training.config import TrainingConfig
from tests.lessons.conftest import component, press, said
from tests.support.session import remembered
from ui import walk
from ui.contents import ENDING, HOME, lesson
from ui.stops import STOPS


def file_of(stop):
    return None if stop.lesson == "home" else lesson(stop.lesson).file


@pytest.fixture
def tasks(monkeypatch):
    """The tasks that a page offers while it is walked through, as the walk is told them."""
    found = []
    look = walk.look
    monkeypatch.setattr(walk, "look", lambda page_tasks=(): found.append(list(page_tasks)) or look(page_tasks))
    return found


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_stop_opens_where_it_says_with_what_is_lit_and_one_task_of_the_page(
    open_page, full_batch, mini_batch, tasks, stop
):
    app = open_page(file_of(stop), walk=stop.name, **stop.address)
    assert not app.exception
    text = said(app)
    assert f"**Stop {STOPS.index(stop) + 1} of {len(STOPS)} · {stop.title}.**" in text
    assert "Try this" not in text
    if stop.task:
        assert sum(walk.plain(task).startswith(stop.task) for task, _ in tasks[-1]) == 1
    assert f".st-key-{stop.lit} " in "".join(each.proto.body for each in app.get("html"))


def test_names_are_one_each_and_every_lesson_is_on_the_way():
    assert len({stop.name for stop in STOPS}) == len(STOPS) == 12
    assert len({stop.lesson for stop in STOPS}) == 10


def test_what_is_done_is_noticed_and_the_walk_goes_on_is_left_and_taken_up_again(open_page, full_batch, dataset):
    app = open_page(walk="digit")
    assert "**Done.**" not in said(app)
    press(app, "Another digit").run()
    assert "**Done.**" in said(app)
    app.switch_page("pages/3_cross_entropy.py")
    assert "You have left the walk** at stop 1 of 12" in said(app.run())
    app.query_params["walk"] = "price"
    assert "**Done.**" not in said(app.run())
    app.session_state["truth"] = 2
    app.run()
    assert "**Done.**" in said(app)
    press(app, "Leave the walk").run()
    assert "Stop 5" not in said(app)
    assert "Try this" in said(app)
    app.switch_page(HOME).run()
    assert "Go on with the walk, 2 of 12 stops done →" in [each.proto.label for each in app.get("page_link")]


@pytest.mark.parametrize("query", [{"digit": 5}, {}])
def test_what_a_link_or_another_page_brought_is_nothing_done(open_page, full_batch, mini_batch, query):
    app = open_page(walk="digit", **query) if query else open_page("pages/6_exam.py", view="Any digit", digit=7)
    if not query:
        app.switch_page(HOME)
        app.query_params.clear()
        app.query_params["walk"] = "digit"
        app.run()
    assert app.number_input(key="digit").value == query.get("digit", 7)
    assert "Stop 1 of" in said(app)
    assert "**Done.**" not in said(app.run())
    assert "**Done.**" in said(app.number_input(key="digit").set_value(9).run())


def test_a_stop_that_does_not_exist_is_no_stop(open_page, full_batch):
    app = open_page(walk="<b>")
    assert "Stop " not in said(app)
    assert "Take the walk, 12 stops →" in [each.proto.label for each in app.get("page_link")]


def test_the_ending_tells_the_visitors_own_digit_and_run(open_page, mini_batch, dataset):
    app = leave_for(open_page(digit=33), ENDING)
    assert not app.exception
    assert "is sealed" in said(app)
    assert "misreads" not in said(app)
    remembered(app)["_exams_opened"] = [mini_batch.config]
    assert not app.run().exception
    assert component(app, "pipeline")["heading"].startswith("test digit 33:")
    text = said(app)
    wrong = round((1 - mini_batch.history.test_accuracy[-1]) * len(dataset.test))
    assert f"misreads {wrong:,}" in text
    assert f"moved downhill {mini_batch.step:,} times" in text


@pytest.mark.parametrize(("done", "told", "way"), [
    (12, "**The walk is done**, all 12 stops of it.", "Take the walk again →"),
    (5, "**This is the end of the walk**: 5 of 12 stops done.", "Go on with the walk, 5 of 12 stops done →"),
])  # fmt: skip
def test_the_walks_own_last_link_leads_to_its_end_and_does_not_leave_it(
    open_page, full_batch, mini_batch, done, told, way
):
    last = STOPS[-1]
    app = open_page(file_of(last), walk=last.name, **last.address)
    remembered(app)["_walk_done"] = {stop.name for stop in STOPS[:done]}
    leave_for(app, ENDING)
    for _ in range(2):
        assert told in said(app)
        assert "left the walk" not in said(app)
        assert way in [each.proto.label for each in app.get("page_link")]
        app.run()
    assert "the walk" not in said(leave_for(app, "pages/3_cross_entropy.py"))
    assert "the walk" not in said(leave_for(app, ENDING)).replace("stops of the walk", "")
    assert not app.exception


def test_who_opens_the_story_on_the_way_has_left_the_walk(open_page, full_batch, mini_batch):
    app = open_page(file_of(STOPS[4]), walk=STOPS[4].name)
    assert "You have left the walk** at stop 5 of 12" in said(leave_for(app, ENDING))


def test_the_digit_that_was_chosen_goes_along(open_page, full_batch, mini_batch, dataset):
    app = open_page(digit=17)
    for file, view in (
        ("pages/2_softmax.py", {"part": "Where evidence comes from"}),
        ("pages/6_exam.py", {"view": "Any digit"}),
        ("pages/6_exam.py", {"view": "Guess first"}),
        ("pages/9_beyond_linear.py", {"view": "Three judges"}),
        ("pages/8_draw_a_digit.py", {"from": "Pick a digit"}),
    ):
        app.switch_page(file)
        app.query_params.clear()
        app.query_params.update(view)
        app.run()
        # Of a link between pages whose views have one name Streamlit takes it away; a visitor presses.
        if "view" in view and app.button_group(key="view").value != view["view"]:
            app.button_group(key="view").set_value(view["view"]).run()
        assert [each.value for each in app.number_input if each.key == "digit"] == [17], file
    app.number_input(key="digit").set_value(23).run()
    app.switch_page("pages/1_data.py")
    app.query_params.clear()
    assert component(app.run(), "pixels")["heading"] == "test image 23, as a picture"
    app.number_input(key="number").set_value(40).run()
    assert component(app, "pixels")["heading"] == "test image 40, as a picture"
    leave_for(app, "pages/6_exam.py")
    app.button_group(key="view").set_value("Any digit").run()
    app.number_input(key="digit").set_value(51).run()
    assert component(leave_for(app, "pages/1_data.py"), "pixels")["heading"] == "test image 51, as a picture"
    app.number_input(key="number").set_value(41).run()
    assert component(app.run(), "pixels")["heading"] == "test image 41, as a picture"


def leave_for(app, file):
    app.switch_page(file)
    app.query_params.clear()
    return app.run()


def test_the_digit_that_was_chosen_is_a_beginning_in_softmax_and_cross_entropy(
    open_page, full_batch, mini_batch, dataset
):
    app = open_page(digit=17)
    model = mini_batch.checkpoint
    logits = dataset.test.intensities([17])[0].astype(np.float64) @ model.weights + model.bias
    label = int(dataset.test.labels[17])
    press(leave_for(app, "pages/2_softmax.py"), "The digit I chose").run()
    assert [float(z) for z in app.query_params["z"].split(",")] == pytest.approx(logits, abs=0.006)
    leave_for(app, "pages/3_cross_entropy.py").button(key="chosen").click().run()
    units = component(app, "prediction")["units"]
    assert np.array(units) / 10_000 == pytest.approx(np.maximum(softmax(logits), 1e-4), abs=2e-3)
    assert app.session_state["truth"] == label
    assert not app.exception


def test_lessons_open_on_the_run_that_was_trained_last(open_page, full_batch, mini_batch, dataset):
    for config, name in ((full_batch.config, "Full batch recipe"), (TrainingConfig(train_size=9), "Your last run")):
        app = open_page()
        remembered(app)["_started"] = [config]
        for file in ("pages/6_exam.py", "pages/8_draw_a_digit.py", "pages/9_beyond_linear.py"):
            assert leave_for(app, file).button_group(key="model").value == name
