"""The four buttons on the teacher's page: what they say is what the core reckons, for the digits that are printed."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import experiment, wall
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.experiment import Added, LeftOut, OnMnist, OnOurs
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.ours import Score, ours_of
from tests.lessons.conftest import press, said
from ui.classroom import experiment as view
from ui.classroom import experiment_words as words
from ui.classroom import reckoned
from ui.rooms import classroom

pytestmark = pytest.mark.slow


@pytest.fixture
def drawn(a_room, dataset):
    """Four pupils with ten drawings each."""
    for place, member in enumerate(a_room.join(4)):
        a_room.draw(member, dataset.validation, range(10 * place, 10 * place + 10))
    return a_room


def numbers(text):
    return [float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def test_every_button_says_what_the_core_reckons(drawn, teach, dataset, mini_batch):
    app = teach(drawn)
    assert not app.exception
    ours = ours_of(classroom(), drawn.teacher)
    model = mini_batch.checkpoint
    expected = {
        "on_ours": words.on_ours(experiment.on_ours(model.weights, model.bias, ours)),
        "on_mnist": words.on_mnist(experiment.on_mnist(ours, dataset)),
        "added": words.added(experiment.added_to_mnist(ours, dataset)),
        "left_out": words.left_out(experiment.leave_one_out(ours)),
    }
    for which, text in expected.items():
        assert text not in said(app)
        app = press(app, words.BUTTONS[which]).run()
        assert not app.exception
        assert text in said(app)
    assert said(app).count("Counted: 40 drawings.") == 4
    charts = app.get("plotly_chart")
    assert len(charts) == 2
    read = experiment.on_ours(model.weights, model.bias, ours).by_digit[1]
    assert f"1: {read.right} of {read.count}" in charts[0].proto.alt
    assert f"{drawn.pupils[0].name}: " in charts[1].proto.alt
    names = [member.name for member in drawn.pupils]
    assert all(f"| {name} |" in said(app) for name in names)


def test_a_result_stays_until_it_is_asked_for_again_and_says_what_changed(drawn, teach, dataset, mini_batch):
    app = press(teach(drawn), words.BUTTONS["on_mnist"]).run()
    before = reckoned.found(drawn.teacher.room_id, "on_mnist")
    drawn.touch()
    app = press(app, words.BUTTONS["on_mnist"]).run()
    assert reckoned.found(drawn.teacher.room_id, "on_mnist") is before  # the wall is the same
    (gone,) = drawn.draw(drawn.pupils[0], dataset.validation, [50])
    wall.withdraw(classroom(), drawn.teacher, min(before.there))
    app = app.run()
    assert "Since then 1 drawing came and 1 is gone: press again." in said(app)
    app = press(app, words.BUTTONS["on_mnist"]).run()
    assert "Since then" not in said(app)
    assert gone in reckoned.found(drawn.teacher.room_id, "on_mnist").there


def test_what_a_button_waits_for_is_said(a_room, teach, dataset, mini_batch):
    app = teach(a_room)
    assert all(button.disabled for button in app.button if button.label in words.BUTTONS.values())
    assert said(app).count("It takes a drawing on the wall.") == 4
    (pupil,) = a_room.join(1)
    a_room.draw(pupil, dataset.validation, range(3))
    app = teach(a_room)
    assert {button.label for button in app.button if button.disabled} >= {words.BUTTONS["added"], "Leave one pupil out"}
    assert said(app).count("It takes drawings by two pupils") == 2
    app = press(app, words.BUTTONS["on_mnist"]).run()
    assert "it has seen none of ours" in said(app)


def test_a_button_that_is_not_to_be_pressed_does_nothing(a_room, drawn, dataset):
    view.press("on_ours", drawn.teacher, dataset, None)
    assert reckoned.found(drawn.teacher.room_id, "on_ours") is None
    (other, _) = core_rooms.open_room(classroom())
    for which in words.BUTTONS:
        view.press(which, Teacher(other.id), dataset, None)
        assert reckoned.found(other.id, which) is None


def test_who_only_watches_has_the_results_and_no_names(drawn, mini_batch, dataset):
    view.press("left_out", drawn.teacher, dataset, None)

    def page(room_id):
        from mnist_core.classroom.keys import Projector
        from ui import rooms
        from ui.classroom import experiment

        viewer = Projector(room_id)
        experiment.show(rooms.see(viewer), viewer)

    app = AppTest.from_function(page, args=(drawn.teacher.room_id,), default_timeout=600).run()
    assert not app.exception
    assert not app.button
    assert words.left_out(reckoned.found(drawn.teacher.room_id, "left_out").result) in said(app)
    (chart,) = app.get("plotly_chart")
    told = said(app) + chart.proto.spec + chart.proto.alt
    assert "pupil 1: " in chart.proto.alt
    assert not any(member.name in told for member in drawn.pupils)


def test_what_is_printed_adds_up():
    found = Added(500, 5, Score(213, 300), Score(243, 300), 36, 6)
    assert words.added(found).startswith(
        "With MNIST’s first 500 train digits alone: 213 of 300, 71.0&nbsp;%, of our drawings. With those and ours: "
        "**243 of 300, 81.0&nbsp;%**, 30 drawings more: 36 became right, 6 became wrong. That is more than chance"
    )
    fewer = words.added(Added(500, 5, Score(3, 4), Score(2, 4), 0, 1))
    assert "1 drawing fewer: 0 became right, 1 became wrong. That is no more than chance might do" in fewer
    own = words.on_mnist(OnMnist(300, 10, Score(7967, 10_000), Score(8256, 10_000)))
    assert "**7,967 of 10,000, 79.67&nbsp;%**" in own
    assert "8,256 of 10,000, 82.56&nbsp;%. That is 289 digits more." in own
    each = (Score(5, 10), Score(10, 10))
    out = words.left_out(LeftOut((1, 2), each, Score(15, 20), Score(18, 20), 3, 0))
    assert "**15 of 20, 75.0&nbsp;%**. By pupil: mean 75.0&nbsp;%, standard deviation 25.0 points" in out
    assert "18 of 20, 90.0&nbsp;%. Leaving pupils out costs 3 drawings" in out
    assert "no more than chance might do" in out
    assert "just as well" in words.left_out(LeftOut((1, 2), each, Score(15, 20), Score(15, 20), 2, 2))
    assert "better, by 1 drawing." in words.left_out(LeftOut((1, 2), each, Score(15, 20), Score(14, 20), 0, 1))


def test_labels_nobody_drew_are_no_accuracy_of_zero():
    none, scores = Score(0, 0), [Score(1, 2), Score(2, 2)]
    found = OnOurs(Score(3, 4), (*scores, *[none] * 8))
    assert "| 9 | none drawn | – | – |" in words.table(found)
    assert "Hardest: 0." in words.on_ours(found)
    low, high = numbers(words.between(scores[0]))
    assert (low, high) == pytest.approx((9.5, 90.5), abs=0.05)  # of 1 in 2, by hand: (0.5 + 0.96 ± …) / (1 + 1.92)
    assert np.isclose(low + high, 100)
