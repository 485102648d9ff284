"""Who is there now: noted seldom, seen by all, and no change of the room. And which drawings are one's own."""

from sqlalchemy import event

from mnist_core.classroom import members, rooms, wall
from mnist_core.classroom.members import HERE_FOR, NOTED_EVERY
from tests.core.classroom.people import a_class, message, model


def writes(room):
    """What is written from now on, as the database hears it."""
    told = []

    def hear(_connection, _cursor, statement, *_):
        if statement.startswith(("UPDATE", "INSERT")):
            told.append(statement)

    event.listen(room.classroom.engine, "before_cursor_execute", hear)
    return told


def test_who_has_joined_is_there_until_nothing_is_heard_for_a_minute(room):
    one, other = room.join(), room.join()
    assert members.present(room.classroom, room.teacher) == {one.id, other.id}
    room.clock.now += HERE_FOR - 1
    members.note_here(room.classroom, one)
    room.clock.now += 2
    assert members.present(room.classroom, room.teacher) == members.present(room.classroom, other) == {one.id}
    room.clock.now += HERE_FOR
    assert members.present(room.classroom, room.teacher) == set()
    members.note_here(room.classroom, other)
    assert members.present(room.classroom, room.teacher) == {other.id}


def test_of_many_looks_one_in_twenty_seconds_is_written_and_none_changes_the_room(room):
    member, before = room.join(), rooms.revision(room.classroom, room.teacher)
    room.clock.now += NOTED_EVERY
    told = writes(room)
    for _ in range(100):
        members.note_here(room.classroom, member)
        room.clock.now += 1
    assert len(told) == 100 / NOTED_EVERY
    assert rooms.revision(room.classroom, room.teacher) == before


def test_a_clock_that_is_set_back_keeps_nobody_away(room):
    member = room.join()
    room.clock.now += 3_600
    members.note_here(room.classroom, member)
    room.clock.now -= 1_800
    told = writes(room)
    members.note_here(room.classroom, member)
    assert told
    assert members.present(room.classroom, room.teacher) == {member.id}


def test_a_clock_that_is_set_back_keeps_nobody_there_who_has_left(room):
    """They counted as there for an hour, as long as the clock was behind the time when they were seen last."""
    gone, here = room.join(), room.join()
    room.clock.now -= 3_600
    members.note_here(room.classroom, here)
    assert members.present(room.classroom, room.teacher) == {here.id}
    room.clock.now += 3_600
    members.note_here(room.classroom, gone)
    assert gone.id in members.present(room.classroom, room.teacher)


def test_who_was_removed_is_not_there_and_an_example_class_is_always(room):
    member, (example, _) = room.join(), members.simulate(room.classroom, room.teacher)
    members.remove(room.classroom, room.teacher, member.id)
    room.clock.now += 10 * HERE_FOR
    assert members.present(room.classroom, room.teacher) == {example.id}


def test_of_other_rooms_nobody_is_there(engine):
    room, other = a_class(engine), a_class(engine)
    room.join()
    assert members.present(other.classroom, other.teacher) == set()


def test_ones_own_drawings_are_known_by_the_name_that_they_were_sent_under(room):
    one, other = room.join(), room.join()
    first, second = (wall.add(room.classroom, one, message(f"drawing-{k}"), model) for k in (1, 2))
    wall.add(room.classroom, other, message("drawing-1"), model)
    wall.withdraw(room.classroom, one, first)
    assert wall.own(room.classroom, one) == {second: "drawing-2"}
