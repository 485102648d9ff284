"""What projectors are to show and show: chosen by the teacher, told by a projector without a change of the room."""

import pytest

from mnist_core.classroom import projection, rooms, wall
from mnist_core.classroom.keys import projector_of
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.projection import Led
from tests.core.classroom.people import a_class, message, model


def projector(room):
    return projector_of(room.classroom, room.code, room.key)


def test_what_the_teacher_chooses_all_projectors_are_told(room):
    assert projection.led(room.classroom, projector(room)) == Led(None, None, 0)
    number = wall.add(room.classroom, room.join(), message(), model)
    projection.lead(room.classroom, room.teacher, 2, number)
    at = rooms.revision(room.classroom, room.teacher)
    assert projection.led(room.classroom, projector(room)) == Led(2, number, at)
    projection.lead(room.classroom, room.teacher, 10)
    assert projection.led(room.classroom, projector(room)) == Led(10, None, at + 1)


def test_what_a_projector_shows_changes_nothing_in_the_room_and_holds_for_a_minute(room):
    before = rooms.revision(room.classroom, room.teacher)
    assert projection.shown(room.classroom, room.teacher) is None
    projection.tell(room.classroom, projector(room), 3)
    assert projection.shown(room.classroom, room.teacher) == 3
    assert rooms.revision(room.classroom, room.teacher) == before
    projection.lead(room.classroom, room.teacher, 5)
    assert projection.shown(room.classroom, room.teacher) == 5  # at once: one that is open shows it in a moment
    room.clock.now += projection.THERE_FOR
    assert projection.shown(room.classroom, room.teacher) is None
    projection.lead(room.classroom, room.teacher, 6)
    assert projection.shown(room.classroom, room.teacher) is None  # none is open that would


@pytest.mark.parametrize("view", [0, 11, -1, True, 2.0, "2", None])
def test_a_view_must_be_one_that_there_is(room, view):
    with pytest.raises(Refused, match="A view must be a whole number from 1 to 10, not"):
        projection.lead(room.classroom, room.teacher, view)
    with pytest.raises(Refused, match="A view must be"):
        projection.tell(room.classroom, projector(room), view)


def test_no_drawing_of_another_room_is_shown_and_nothing_once_the_room_is_over(engine):
    room, other = a_class(engine), a_class(engine)
    number = wall.add(room.classroom, room.join(), message(), model)
    with pytest.raises(Refused, match=f"There is no drawing {number} in this room"):
        projection.lead(other.classroom, other.teacher, 2, number)
    rooms.end(room.classroom, room.teacher)
    with pytest.raises(Refused):
        projection.tell(room.classroom, projector(room), 2)


def test_a_clock_that_is_set_back_leaves_no_projector_open_that_is_gone(room):
    projection.tell(room.classroom, projector(room), 3)
    room.clock.now -= 3_600
    assert projection.shown(room.classroom, room.teacher) is None
    projection.lead(room.classroom, room.teacher, 5)
    assert projection.shown(room.classroom, room.teacher) is None
    projection.tell(room.classroom, projector(room), 5)
    assert projection.shown(room.classroom, room.teacher) == 5
