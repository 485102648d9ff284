"""What components send, every one of them as the code has it: whatever comes, its reader reads it or ignores it."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given

from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom import rounds, wall
from tests.lessons.classroom.conftest import sent
from tests.lessons.conftest import DRAW, id_of, press, send
from tests.lessons.test_sent import A_LINE, BEYOND, CROSS, DATA, DESCENT, EXAM, MIX_UPS, SOFTMAX, TRAINING
from tests.support.forged import ANYTHING, but_for_one_place, tried
from tests.support.source import parsed
from ui import component
from ui.classroom import reader
from ui.contents import PROJECTOR
from ui.sent import Sent

PAGES = (
    (DATA, {"look": "Gallery"}), (DATA, {"look": "Typical digits"}), (DATA, {"look": "In space"}), (DATA, {}),
    (SOFTMAX, {}), (SOFTMAX, {"part": "Where evidence comes from"}), (CROSS, {}), (DESCENT, {}),
    (TRAINING, {"view": "Grid"}), (EXAM, {"view": "Guess first", "foresee": "on"}), (EXAM, MIX_UPS),
    (EXAM, {"view": "On paper"}), (DRAW, {"why": "Flip it", "strokes": A_LINE}),
    (DRAW, {"why": "Teach it", "strokes": A_LINE, "experiment": "Be the optimiser"}),
    (DRAW, {"experiment": "What it cannot see"}), ("pages/7_training_size.py", {}), (BEYOND, {}),
)  # fmt: skip
# What makes sense to one of them or another.
RIGHT = (
    7, [3, 5], True, "grid", 0.5, [0.5, -1.5], ["now 12", "qr 34"], [[3, 0.5], [7, 1.0]], "12.abcdef",
    {"shares": [0.1] * 10, "serial": 1}, {"z": [1, 2.5], "temperature": 2, "add": 0, "raised": None, "seq": 1},
    {"round": 1, "turn": 1, "choice": 0}, {"do": "hide", "id": 1, "value": True}, {"do": "order", "ids": [2, 1]},
    {"number": 1, "line": [[14, 3], [14, 20]]}, {"id": "0123456789abcdef", "label": 7, "strokes": A_LINE},
    {"steps": [{"label": 3, "rate": 0.5}]}, {"edition": "x", "first": 0},
)  # fmt: skip


def in_the_code():
    """All that components send, by their names and those of what is sent; None for names that are put together."""
    found = set()
    for path in (*Path("ui").rglob("*.py"), *Path("pages").glob("*.py")):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("mount", "component.mount"):
                found |= {(ast.literal_eval(node.args[0]), keyword.arg) for keyword in node.keywords}
    return found


@pytest.fixture
def heard(monkeypatch):
    """How all that components send on the pages that are opened is read, by their names and what is sent."""
    found, pending, hear, put_up = defaultdict(list), [], Sent.callback, component._component

    def callback(each, key, name):
        pending.append((name, each.read))
        return hear(each, key, name)

    def registered(name):
        for event, read in pending:
            found[name, event].append(read)
        pending.clear()
        return put_up(name)

    monkeypatch.setattr(Sent, "callback", callback)
    monkeypatch.setattr(component, "_component", registered)
    return found


@pytest.mark.long
def test_whatever_a_component_sends_is_read_or_ignored(
    open_page, room, a_room, teach, dataset, full_batch, mini_batch, heard
):
    for file, query in PAGES:
        assert not open_page(file, covered="foresee" in query, **query).exception
    assert not open_page(DRAW, session={"keys": True}).exception
    _, token = room.join()
    rounds.ask(room.classroom, room.teacher, "a_constant", 3)
    room.open(token)
    core_rooms.call(room.classroom, room.teacher, 7)
    wall.add(room.classroom, room.join()[0], sent(), reader.model())
    app = room.open(token)
    send(app, id_of(app, "sheet"), "sent", sent())
    (pupil,) = a_room.join(1)
    a_room.draw(pupil, dataset.validation, [0, 1, 0])
    for view in ("The wall", "Who is here"):
        app = teach(a_room)
        app.button_group(key="teach_view").set_value(view).run()
        assert not app.exception
    app = teach(a_room)
    app.button_group(key="teach_view").set_value("Our digits").run()
    press(teach(a_room, "Look through them"), "Look through our drawings").run()
    open_page(PROJECTOR.file, session={"_kept teacher": f"{a_room.code} {a_room.key}", "_kept projector": ""})
    there = {*heard, *((name, None) for name, _ in heard)}
    assert in_the_code() <= there, "these are to be forged, too"

    @tried(80)
    @given(but_for_one_place(*RIGHT) | ANYTHING)
    def read(value):
        for reads in heard.values():
            reads[-1](value)

    read()
