"""What a class does now, by how its room is set."""

from types import SimpleNamespace

import pytest

from mnist_core.classroom.rounds import Round, Stage
from ui import agenda


def seen(*, paused=False, called=None, lesson=None, stage=None, steps=None):
    room = SimpleNamespace(id=1, is_paused=paused, called=called, lesson=lesson, is_led=False)
    round_ = None if stage is None else Round(1, "a", 3, stage, (0, 0), None)
    return SimpleNamespace(room=room, round=round_, model=None if steps is None else SimpleNamespace(steps=steps))


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    kept = {}
    monkeypatch.setattr(agenda.state, "get", kept.get)
    monkeypatch.setattr(agenda.state, "put", lambda **values: kept.update(values))


@pytest.mark.parametrize(
    ("found", "doing"),
    [
        (seen(), agenda.WAIT),
        (seen(paused=True, called=0, stage=Stage.FIRST), agenda.PAUSED),
        (seen(called=0, stage=Stage.FIRST, lesson="softmax", steps=1), agenda.SHEET),
        (seen(stage=Stage.TALK, lesson="softmax", steps=1), agenda.ROUND),
        (seen(stage=Stage.SHOWN, lesson="softmax", steps=1), agenda.LESSON),
        (seen(stage=Stage.SHOWN), agenda.ROUND),
        (seen(stage=Stage.SHOWN, steps=1), agenda.BATCH),
        (seen(steps=0), agenda.BATCH),
    ],
)
def test_one_thing_at_a_time(found, doing):
    assert agenda.now(found) == doing


def test_of_a_round_that_is_over_and_a_model_the_one_that_changed_last_is_shown():
    doing = [
        agenda.now(each)
        for each in (
            seen(),
            seen(steps=0),
            seen(steps=1),
            seen(steps=1, stage=Stage.FIRST),
            seen(steps=1, stage=Stage.SHOWN),
            seen(steps=1, stage=Stage.SHOWN),
            seen(steps=2, stage=Stage.SHOWN),
        )
    ]
    assert doing == ["wait", "batch", "batch", "round", "round", "round", "batch"]


def test_a_lock_brings_all_and_so_does_the_teachers_pace():
    room = SimpleNamespace(is_led=False, lesson=None)
    assert not agenda.brings(SimpleNamespace(room=room))
    room.is_led = True
    assert agenda.brings(SimpleNamespace(room=room))
    room.is_led, room.lesson = False, "softmax"
    assert agenda.brings(SimpleNamespace(room=room))
