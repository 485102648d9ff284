"""Which run counts as the visitor's own, and as the one that they trained last."""

import pytest

from mnist_core.training.config import TrainingConfig
from tests.lessons.conftest import done, id_of, press, said, send, so
from tests.support.session import remembered
from ui.contents import ENDING

PAGE = "pages/5_training.py"
FEW = "Train on 5 digits or fewer"
KNOBS = {"train_size": 4, "learning_rate": 0.5, "steps": 60, "test_size": 100}
# What a classmate trains in these tests.
THEIRS = TrainingConfig(train_size=4, learning_rate=0.5, steps=60, test_size=100)


def leave_for(app, file):
    app.switch_page(file)
    app.query_params.clear()
    return app.run()


def opens_on(app):
    """The model on which each of these lessons opens, and the story's."""
    found = {leave_for(app, file).button_group(key="model").value for file in ("pages/6_exam.py",
             "pages/8_draw_a_digit.py", "pages/9_beyond_linear.py")}  # fmt: skip
    told = said(leave_for(app, ENDING))
    assert not app.exception
    return found, f"moved downhill {THEIRS.steps:,} times" in told


def turned_to_theirs(open_page):
    return open_page(PAGE, **KNOBS | {"train_size": 3}).number_input(key="train_size").set_value(4).run()


def test_a_run_that_a_classmate_trained_is_ones_own_once_the_knobs_are_turned_to_it(open_page, train, mini_batch):
    train(THEIRS)
    app = turned_to_theirs(open_page)
    assert "This run is known already" in said(app)
    assert done(app, FEW)
    assert opens_on(app) == ({"Your last run"}, True)


def test_a_run_that_a_link_brought_is_ones_own_once_it_is_trained_again(open_page, train, mini_batch):
    train(THEIRS)
    app = open_page(PAGE, **KNOBS)
    assert so(app, FEW)
    assert opens_on(app) == ({"Mini-batch recipe"}, False)
    app = open_page(PAGE, **KNOBS)
    press(app, "Train it again, live").run()
    assert done(app, FEW)
    assert opens_on(app) == ({"Your last run"}, True)


def test_a_known_run_that_the_knobs_only_pass_replaces_none(open_page, train, mini_batch):
    train(THEIRS)
    app = turned_to_theirs(open_page)
    app.number_input(key="steps").set_value(61).run()
    assert app.button(key="start")
    assert opens_on(app) == ({"Mini-batch recipe"}, False)


def test_to_open_the_lesson_replaces_no_run(open_page, train, mini_batch, full_batch):
    train(THEIRS)
    app = open_page()
    remembered(app)["_started"] = [THEIRS]
    leave_for(app, PAGE)
    assert app.number_input(key="train_size").value == full_batch.config.train_size
    assert opens_on(app) == ({"Your last run"}, True)


def test_a_preset_is_chosen_as_the_knobs_are(open_page, train, mini_batch, full_batch):
    train(THEIRS)
    app = open_page(PAGE, **KNOBS | {"train_size": 3})
    app.number_input(key="train_size").set_value(4).run()
    press(app, "Full batch").run()
    assert opens_on(app)[0] == {"Full batch recipe"}


@pytest.mark.slow
def test_a_task_is_not_done_by_a_classmates_run_at_what_a_link_asks_for(open_page, train):
    theirs = TrainingConfig(train_size=4, learning_rate=0.5, steps=67, test_size=100)
    app = open_page(PAGE, **KNOBS | {"steps": theirs.steps})
    assert app.button(key="start")
    train(theirs)
    assert so(app.run(), FEW)
    assert so(app.run(), FEW)
    press(app, "Train it again, live").run()
    assert done(app, FEW)


def test_a_task_is_done_by_a_run_that_one_chose_and_a_classmate_started(open_page, train):
    theirs = TrainingConfig(train_size=4, learning_rate=0.5, steps=68, test_size=100)
    app = open_page(PAGE, **KNOBS)
    app.number_input(key="steps").set_value(theirs.steps).run()
    train(theirs)
    assert done(app.run(), FEW)


def test_a_pressed_cell_of_the_grid_chooses_its_run(open_page, train, mini_batch, full_batch):
    app = open_page(PAGE, view="Grid", **KNOBS)
    send(app, id_of(app, "grid"), "cell", [0, 0])
    theirs = remembered(app)["_settings"]
    assert app.button(key="start")
    train(theirs)
    app.run()
    found = leave_for(app, "pages/6_exam.py").button_group(key="model").value
    assert found == "Your last run"
