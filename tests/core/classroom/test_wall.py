"""The wall: what is sent is checked, stored once, counted right, and hidden when it is to be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.classroom import rooms, wall
from mnist_core.classroom.limits import Limits, Refused
from mnist_core.classroom.sent import read_sent
from mnist_core.drawing.as_text import as_text
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from tests.core.classroom.people import WIDE, a_class, canvas, message, model, sure_of
from tests.core.classroom.test_rooms import json
from tests.core.drawing.test_strokes import fabric


def refusal(sent, limits=WIDE):
    with pytest.raises(Refused) as refused:
        read_sent(sent, limits)
    return str(refused.value)


def test_a_drawing_is_taken_as_the_canvas_has_it_or_as_text():
    as_canvas, as_short = read_sent(message(strokes=canvas(7)), WIDE), read_sent(message(), WIDE)
    assert as_canvas == as_short
    assert (as_canvas.name, as_canvas.label) == ("drawing-1", 7)
    expected = read_drawing(ink_from_strokes(canvas(7), 280, 280)).centred
    assert np.abs(as_canvas.pixels() / 255 - expected).mean() < 0.02


def test_what_is_wrong_is_said_with_what_is_allowed():
    assert refusal(None) == "A drawing is sent as an object of id, label, strokes, not as nothing of other things."
    assert refusal({**message(), "more": 1}).startswith("A drawing is sent as an object of id, label, strokes")
    assert refusal(message("short")) == "A drawing's id must be 8 to 40 letters, digits, - or _, not “short”."
    assert refusal(message(label=10)) == "A drawing's label must be a whole number from 0 to 9, not 10."
    assert refusal(message(label=True)).endswith("not true.")
    few = replace(WIDE, strokes_per_drawing=1, points_per_drawing=3)
    assert refusal(message(strokes=canvas(7)), few) == "A drawing must have 1 to 1 strokes, not 2."
    assert refusal(message(), few) == "A drawing must have 1 to 1 strokes, not 2."
    assert refusal(message(strokes={"objects": []})) == "A drawing must have 1 to 40 strokes, not 0."
    assert refusal(message(strokes=canvas(1)), few) == "A drawing must have at most 3 points, not 4."
    assert refusal(message(strokes=7)).endswith("or a text, not 7.")
    assert refusal(message(strokes="a!")).startswith("The drawing's strokes cannot be read")
    rectangle = {"type": "Rect", "width": 10}
    broken = {"objects": [*canvas(7)["objects"], rectangle]}
    assert refusal(message(strokes=broken)).startswith("1 of the drawing's 3 strokes are broken")


def test_strokes_stay_near_the_sheet():
    near, far = fabric([(-60, 140), (340, 140)]), fabric([(140, 140), (140, 400)])
    assert read_sent(message(strokes=near), WIDE)
    assert refusal(message(strokes=far)) == (
        "A stroke reaches from 140 to 400 pixels: from -64 to 344 is near the sheet."
    )


def test_a_scribble_too_long_to_write_down_is_refused():
    random = np.random.default_rng(1)
    scribble = fabric(*[[tuple(point) for point in random.uniform(0, 280, (30, 2)).tolist()] for _ in range(8)])
    assert as_text(scribble) == ""
    assert refusal(message(strokes=scribble)).startswith("The drawing takes more than 1,400 characters")


def test_no_ink_is_no_drawing(room):
    member = room.join()
    outside = as_text(fabric([(-60, -60), (-50, -60)], pen=2))
    with pytest.raises(Refused, match="The drawing has no ink on the sheet"):
        wall.add(room.classroom, member, message(strokes=outside), model)


@settings(max_examples=60)
@given(json | st.fixed_dictionaries({"id": json, "label": json, "strokes": json}))
def test_any_json_is_a_drawing_or_refused_in_short(sent):
    assert len(refusal(sent)) < 200


numbers = st.floats() | st.integers(-400, 700) | json
commands = st.lists(st.lists(st.sampled_from(["M", "L", "Q"]) | numbers, max_size=6), max_size=6)
lines = st.fixed_dictionaries(
    {"path": commands | json, "strokeWidth": numbers},
    optional=dict.fromkeys(("angle", "skewX", "scaleX", "scaleY", "left", "top", "flipX", "visible"), numbers),
)


def taken(sent):
    """A drawing that is one, or None after a short refusal."""
    try:
        return read_sent(sent, WIDE)
    except Refused as refused:
        sentence = str(refused)
    assert len(sentence) < 200
    return None


@settings(max_examples=60)
@given(st.lists(lines | json, max_size=4))
def test_any_nearly_right_strokes_are_lines_or_refused(objects):
    found = taken(message(strokes={"objects": objects}))
    if found is None:
        return
    assert 0 < len(found.strokes) <= 1_400
    try:
        assert found.pixels().shape == (28, 28)
    except Refused:
        return


@settings(max_examples=60)
@given(st.text(alphabet="abcdefgXYZ09_-.", max_size=60).map("a".__add__))
def test_any_text_is_lines_or_refused(text):
    try:
        found = read_sent(message(strokes=text), WIDE).pixels()
    except Refused:
        return
    assert found.dtype == np.uint8


def test_sent_twice_is_stored_once(room):
    member, other = room.join(), room.join()
    first = wall.add(room.classroom, member, message(), model)
    assert wall.add(room.classroom, member, message(label=3), model) == first
    assert wall.add(room.classroom, other, message(), model) != first  # somebody else's of the same name
    rooms.pause(room.classroom, room.teacher, True)
    assert wall.add(room.classroom, member, message(), model) == first  # a phone that asks again after a lost answer
    assert wall.counts(room.classroom, room.teacher).tolist() == [0, 0, 0, 0, 0, 0, 0, 2, 0, 0]


def test_who_sends_nonsense_is_refused_before_it_is_read(room):
    member = room.join()
    for _ in range(10):
        with pytest.raises(Refused, match="A drawing is sent as"):
            wall.add(room.classroom, member, {}, model)
    with pytest.raises(Refused, match=r"10 drawings that were refused came from here within 1 min"):
        wall.add(room.classroom, member, message(), model)
    wall.add(room.classroom, room.join(), message(), model)


def test_a_flood_is_stopped_by_the_minute_before_the_model_is_asked(engine):
    room = a_class(engine, limits=Limits(drawings_per_minute=3))
    member, asked = room.join(), []
    for number in range(3):
        room.clock.now += 10
        wall.add(room.classroom, member, message(f"drawing-{number}"), model)
    with pytest.raises(Refused, match=r"There are 3 drawings of yours within a minute already, and at most 3"):
        wall.add(room.classroom, member, message("drawing-3"), asked.append)
    assert not asked
    wall.add(room.classroom, room.join(), message("drawing-3"), model)  # others may
    room.clock.now += 40  # the first was a minute ago
    wall.add(room.classroom, member, message("drawing-3"), model)


def test_a_clock_that_is_set_back_makes_no_hour_a_minute(engine):
    room = a_class(engine, limits=Limits(drawings_per_minute=3))
    member = room.join()
    for count in range(3):
        wall.add(room.classroom, member, message(f"before-{count}"), model)
    room.clock.now -= 3_600
    for count in range(3):
        wall.add(room.classroom, member, message(f"afterwards-{count}"), model)
    with pytest.raises(Refused, match="within a minute"):
        wall.add(room.classroom, member, message("after-that"), model)


def test_a_room_holds_so_many_drawings(engine):
    room = a_class(engine, limits=replace(WIDE, drawings_per_room=2))
    for _ in range(2):
        wall.add(room.classroom, room.join(), message(), model)
    with pytest.raises(Refused, match="There are 2 drawings in this room already"):
        wall.add(room.classroom, room.join(), message(), model)


def test_the_matrix_and_the_hardest_are_as_worked_by_hand(room):
    member = room.join()
    answers = [(7, 7), (7, 1), (7, 1), (4, 9), (1, 1)]  # label and answer
    found = [
        wall.add(room.classroom, member, message(f"drawing-{number}", label), sure_of(answer))
        for number, (label, answer) in enumerate(answers)
    ]
    matrix = wall.confusion(room.classroom, member)
    assert {(int(row), int(column)): int(matrix[row, column]) for row, column in np.argwhere(matrix)} == {
        (7, 7): 1, (7, 1): 2, (4, 9): 1, (1, 1): 1,
    }  # fmt: skip
    assert wall.counts(room.classroom, member).tolist() == [0, 1, 0, 0, 1, 0, 0, 3, 0, 0]
    assert wall.hardest(room.classroom, member, 3) == [found[1], found[2], found[3]]  # 0.01 for their labels
    drawings = {each.id: each for each in wall.since(room.classroom, member)[1]}
    assert [drawings[number].answer for number in found] == [answer for _, answer in answers]
    assert drawings[found[0]].share == pytest.approx(0.91)
    wall.hide(room.classroom, room.teacher, found[1])
    wall.withdraw(room.classroom, member, found[3])
    assert wall.confusion(room.classroom, member).sum() == 3
    assert wall.hardest(room.classroom, member, 3) == [found[2], found[0], found[4]]


def test_only_what_has_changed_is_fetched(room):
    member = room.join()
    found = [wall.add(room.classroom, member, message(f"drawing-{number}"), model) for number in range(3)]
    revision, everything = wall.since(room.classroom, member)
    assert [each.id for each in everything] == found
    assert revision == rooms.revision(room.classroom, member)
    assert wall.since(room.classroom, member, revision) == (revision, [])
    wall.star(room.classroom, room.teacher, found[1])
    revision, changed = wall.since(room.classroom, member, revision)
    assert [(each.id, each.is_starred) for each in changed] == [(found[1], True)]
    wall.order(room.classroom, room.teacher, [found[2], found[0]])
    revision, changed = wall.since(room.classroom, member, revision)
    assert {each.id: each.place for each in changed} == {found[2]: 1, found[0]: 2}
    wall.order(room.classroom, room.teacher, [found[0]])
    _, changed = wall.since(room.classroom, member, revision)
    assert {each.id: each.place for each in changed} == {found[2]: None, found[0]: 1}


def test_what_is_hidden_is_gone_for_all_but_the_teacher(room):
    member = room.join()
    number = wall.add(room.classroom, member, message(), model)
    wall.hide(room.classroom, room.teacher, number)
    (seen,), (kept,) = wall.since(room.classroom, member)[1], wall.since(room.classroom, room.teacher)[1]
    assert (seen.is_hidden, seen.pixels, seen.strokes) == (True, None, "")
    assert kept.pixels.shape == (28, 28)
    assert kept.strokes == message()["strokes"]
    wall.hide(room.classroom, room.teacher, number, False)
    assert wall.since(room.classroom, member)[1][0].pixels is not None


def test_what_is_withdrawn_is_deleted(room):
    member, other = room.join(), room.join()
    number = wall.add(room.classroom, member, message(), model)
    with pytest.raises(Refused, match=r"There is no drawing \d+ that you may change"):
        wall.withdraw(room.classroom, other, number)
    rooms.pause(room.classroom, room.teacher, True)
    wall.withdraw(room.classroom, member, number)
    (left,) = wall.since(room.classroom, room.teacher)[1]
    assert (left.is_withdrawn, left.pixels, left.strokes) == (True, None, "")
    for again in (wall.withdraw, wall.star, wall.hide):
        with pytest.raises(Refused, match="There is no drawing"):
            again(room.classroom, room.teacher, number)


def test_names_are_hidden_until_they_are_shown(room):
    member = room.join()
    wall.add(room.classroom, member, message(), model)
    revision, (drawing,) = wall.since(room.classroom, member)
    assert drawing.member is None
    assert wall.since(room.classroom, room.teacher)[1][0].member == (member.id, member.animal, member.colour)
    rooms.show_names(room.classroom, room.teacher, True)
    revision, (drawing,) = wall.since(room.classroom, member, revision)  # fetched anew
    assert drawing.member == (member.id, member.animal, member.colour)
    rooms.show_names(room.classroom, room.teacher, False)
    assert wall.since(room.classroom, member, revision)[1][0].member is None


def test_a_teacher_has_no_hold_on_another_room(engine):
    room, other = a_class(engine), a_class(engine)
    number = wall.add(room.classroom, room.join(), message(), model)
    for foreign in (wall.hide, wall.star, wall.withdraw):
        with pytest.raises(Refused, match="There is no drawing"):
            foreign(other.classroom, other.teacher, number)
    with pytest.raises(Refused, match="There is no drawing"):
        wall.order(other.classroom, other.teacher, [number])
    with pytest.raises(Refused, match="Each drawing can have one place"):
        wall.order(room.classroom, room.teacher, [number, number])
    assert wall.since(room.classroom, room.teacher)[1][0].place is None
