"""The class's data set: what was sent, and nothing that needs trust to be read."""

import io
import json

import numpy as np

from mnist_core.classroom import export, members, wall
from mnist_core.drawing.as_text import as_text
from tests.core.classroom.people import DIGITS, canvas, message, sure_of
from tests.core.drawing.test_strokes import fabric


def opened(room):
    return dict(np.load(io.BytesIO(export.as_npz(room.classroom, room.teacher)), allow_pickle=False))


def test_what_is_on_the_wall_is_in_the_archive(room):
    member = room.join()
    simulated, _ = members.simulate(room.classroom, room.teacher)
    for who, label in ((member, 7), (simulated, 4), (member, 1)):
        sent = message(f"drawing-{label}", label, as_text(canvas(label)))
        wall.add(room.classroom, who, sent, sure_of(label))
    for name, change in (
        ("is-hidden", lambda number: wall.hide(room.classroom, room.teacher, number)),
        ("is-withdrawn", lambda number: wall.withdraw(room.classroom, member, number)),
    ):
        change(wall.add(room.classroom, member, message(name), sure_of(0)))
    found = opened(room)
    shown = [each for each in wall.since(room.classroom, room.teacher)[1] if not each.is_hidden][:3]
    assert {name: (array.dtype.str, array.shape) for name, array in found.items() if name != "strokes"} == {
        "images": ("|u1", (3, 28, 28)),
        "labels": ("|u1", (3,)),
        "answers": ("|u1", (3,)),
        "members": ("<u2", (3,)),
        "animals": ("|u1", (3,)),
        "colours": ("|u1", (3,)),
        "simulated": ("|b1", (3,)),
        "animal_names": ("<U8", (40,)),
        "colour_names": ("<U6", (8,)),
    }
    assert found["labels"].tolist() == found["answers"].tolist() == [7, 4, 1]
    assert found["members"].tolist() == [0, 1, 0]
    assert found["simulated"].tolist() == [False, True, False]
    np.testing.assert_array_equal(found["images"], np.stack([each.pixels for each in shown]))
    assert f"{found['colour_names'][found['colours'][0]]} {found['animal_names'][found['animals'][0]]}" == member.name
    strokes = str(found["strokes"])
    assert strokes == export.as_json(room.classroom, room.teacher)
    assert [each["label"] for each in json.loads(strokes)] == list(DIGITS)


def test_strokes_are_in_pixels_of_the_sheet(room):
    member = room.join()
    straight = {"objects": [{"path": [["M", 10, 20], ["L", 200, 100]], "strokeWidth": 20}]}
    wall.add(room.classroom, member, message(strokes=straight), sure_of(3))
    assert json.loads(export.as_json(room.classroom, room.teacher)) == [
        {
            "label": 7,
            "answer": 3,
            "name": member.name,
            "strokes": [{"width": 20, "points": [[10.0, 20.0], [200.0, 100.0]]}],
        }
    ]


def test_an_empty_wall_is_an_empty_archive(room):
    found = opened(room)
    assert found["images"].shape == (0, 28, 28)
    assert str(found["strokes"]) == "[]"


def test_what_is_drawn_beside_the_sheet_stays_in(room):
    wall.add(room.classroom, room.join(), message(strokes=fabric([(-20, 140), (280, 140)])), sure_of(1))
    ((line,),) = [each["strokes"] for each in json.loads(export.as_json(room.classroom, room.teacher))]
    assert line["points"][0] == [-20.0, 140.0]
