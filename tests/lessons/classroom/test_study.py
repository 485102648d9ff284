"""The views of what a class finds out: a room that is over is said so, and what was withdrawn is kept nowhere."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import wall
from tests.lessons.conftest import said
from ui import rooms
from ui.classroom import gathered
from ui.classroom.per_room import PerRoom
from ui.classroom.study import VIEWS

pytestmark = pytest.mark.slow


def test_of_each_room_only_what_was_made_last_is_kept():
    made = []

    def make(value):
        return lambda: made.append(value) or value

    kept = PerRoom()
    assert [kept.get(1, "a", make(1)), kept.get(1, "a", make(2)), kept.get(1, "b", make(3))] == [1, 1, 3]
    assert kept.get(1, "a", make(4)) == 4
    assert [kept.get(room, "a", make(room)) for room in range(2, 40)] == list(range(2, 40))
    assert kept.get(1, "a", make(5)) == 5  # it had to make room
    assert made == [1, 3, 4, *range(2, 40), 5]


def test_what_is_withdrawn_is_gone_with_the_next_look(a_room, dataset):
    (pupil,) = a_room.join(1)
    first, second = a_room.draw(pupil, dataset.validation, range(2))
    before = gathered.of(rooms.see(a_room.teacher), a_room.teacher)
    assert before.ids.tolist() == [first, second]
    assert gathered.of(rooms.see(a_room.teacher), a_room.teacher) is before
    old = rooms.see(a_room.teacher)
    wall.withdraw(rooms.classroom(), pupil, first)
    assert gathered.of(rooms.see(a_room.teacher), a_room.teacher).ids.tolist() == [second]
    assert gathered.of(old, a_room.teacher).ids.tolist() == [second]  # also for who looked before


@pytest.mark.parametrize("view", VIEWS)
def test_a_room_that_is_gone_meanwhile_is_said_so(dataset, view):
    def page():
        from mnist_core.classroom.keys import Teacher
        from ui.classroom import study

        study.show(Teacher(999_999))

    app = AppTest.from_function(page, default_timeout=600)
    app.session_state["study"] = view
    app = app.run()
    assert not app.exception
    assert "There is no such room" in said(app)
