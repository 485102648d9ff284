"""Whose handwriting, on the teacher's page: groups as the core sorts them, names only for those who may know them."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import handwriting, members, wall
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.handwriting import Healing
from mnist_core.classroom.ours import Score, ours_of
from mnist_core.data.dataset import Part
from mnist_core.exam.evaluation import answers
from tests.lessons.conftest import press, said
from ui.classroom import handwriting_words as words
from ui.rooms import classroom

pytestmark = pytest.mark.slow

VIEW = "Whose handwriting"


@pytest.fixture
def drawn(a_room, dataset):
    """Four pupils with fifteen 7s and five 1s each."""
    part = dataset.validation
    sevens, ones = (np.flatnonzero(part.labels == digit).tolist() for digit in (7, 1))
    for place, member in enumerate(a_room.join(4)):
        a_room.draw(member, part, [(sevens * 2)[15 * place + k] for k in range(15)])
        a_room.draw(member, part, ones[5 * place : 5 * place + 5])
    return a_room


def shown(app):
    """The words below all rows of digits, by the end of the row's key."""
    found = [each.proto for each in app.get("bidi_component") if each.proto.component_name.endswith("inks")]
    return {each.id.rpartition("-")[2]: json.loads(each.json)["lines"] for each in found}


def test_groups_are_as_the_core_sorts_them(drawn, teach, dataset, mini_batch):
    app = teach(drawn, VIEW)
    assert not app.exception
    ours, model = ours_of(classroom(), drawn.teacher), mini_batch.checkpoint
    right = answers(model.weights, model.bias, Part(ours.images, ours.labels)) == ours.labels
    for group in handwriting.groups(ours, right):
        assert words.group(group) in said(app)
    assert "Nobody drew an open 4." in said(app)
    assert words.in_mnist(7, handwriting.in_mnist(dataset.validation)[7]) in said(app)
    hands = shown(app)["hands"]
    assert all(member.name in str(hands) for member in drawn.pupils)


def test_a_digit_that_was_chosen_and_is_gone_gives_way_to_another(drawn, teach, mini_batch):
    app = teach(drawn, VIEW)
    app.session_state["hands_digit"] = 7
    app = app.run()
    assert "60 drawings of a 7 by 4 pupils" in said(app)
    ours = ours_of(classroom(), drawn.teacher)
    for number in ours.ids[ours.labels == 7]:
        wall.withdraw(classroom(), drawn.teacher, int(number))
    app = app.run()
    assert not app.exception
    assert "20 drawings of a 1 by 4 pupils" in said(app)


def test_what_adding_heals_is_said_when_it_is_asked_for(drawn, teach, dataset, mini_batch):
    app = press(teach(drawn, VIEW), "What adding our plain 7s heals").run()
    assert not app.exception
    found = handwriting.heal(ours_of(classroom(), drawn.teacher), dataset, 7, 0)
    assert len(found.added) > 1
    assert words.healing(7, 0, found) in said(app)
    assert "Counted: 80 drawings." in said(app)


def test_a_pupil_sees_the_own_hand_and_the_projector_no_names(drawn, mini_batch):
    def page(room_id, member):
        from mnist_core.classroom.keys import Projector
        from ui import rooms
        from ui.classroom import handwriting

        viewer = member or Projector(room_id)
        handwriting.show(rooms.see(viewer), viewer)

    def look(member=None):
        app = AppTest.from_function(page, args=(drawn.teacher.room_id, member), default_timeout=600).run()
        assert not app.exception
        return app

    own = shown(look(drawn.pupils[1]))
    assert set(own) == {"hand_own"}
    assert own["hand_own"] == [
        ["your 1", "mean of 5"], ["the class’s 1", "mean of 20"], ["your 7", "mean of 15"],
        ["the class’s 7", "mean of 60"],
    ]  # fmt: skip
    projected = look()
    assert not projected.button
    assert not any(member.name in str(shown(projected)) for member in drawn.pupils)
    core_rooms.show_names(classroom(), drawn.teacher, True)
    assert drawn.pupils[0].name in str(shown(look()))
    new, _, _ = members.join(classroom(), drawn.code, "a test")
    assert "Draw a digit" in said(look(new))


def test_what_is_printed_of_healing_adds_up():
    found = Healing(500, (0, 5, 10), (Score(22, 30), Score(23, 30), Score(25, 30)))
    text = words.healing(7, 1, found)
    assert "our barred 7s, by other pupils: 22 of 30, 73.3&nbsp;% with none; 23 of 30, 76.7&nbsp;% with 5;" in text
    assert "**3 drawings healed** by the last 10, of 30." in text
    assert "**1 drawing lost**" in words.healing(7, 1, Healing(500, (0, 5), (Score(2, 10), Score(1, 10))))
    assert "**No change**" in words.healing(7, 1, Healing(500, (0, 5), (Score(2, 10), Score(2, 10))))
    assert "takes five in each half" in words.healing(4, 1, Healing(500, (0,), (Score(2, 3),)))
