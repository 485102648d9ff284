"""The clock of those who watch a room, in time that passes by itself: how often all look, and how late a drawing is."""

import heapq
from types import SimpleNamespace

import pytest

from mnist_core.work.watchers import LOOKS_A_SECOND
from ui.rooms import _Clock

LEADERS = ("teacher", "projector")


class Room:
    """Watchers who look when their clock says so, as the pages do: each whole run looks twice, each tick once."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr("mnist_core.work.watchers.time", SimpleNamespace(monotonic=lambda: self.now))
        self.clock = _Clock()
        self.due: list[tuple[float, str]] = []
        self.every: dict[str, float] = {}
        self.looks: list[tuple[float, str]] = []
        self.runs: list[tuple[float, str]] = []  # of whole pages
        self.gone: set[str] = set()

    def come(self, name: str) -> None:
        self._run(name)

    def pass_to(self, end: float) -> None:
        while self.due and self.due[0][0] <= end:
            self.now, name = heapq.heappop(self.due)
            if name in self.gone:
                continue
            self.looks.append((self.now, name))
            if self.clock.look(name, name in LEADERS, self.every[name]) != self.every[name]:
                self._run(name)
            else:
                heapq.heappush(self.due, (self.now + self.every[name], name))
        self.now = end

    def _run(self, name: str) -> None:
        self.runs.append((self.now, name))
        every = self.every[name] = self.clock.look(name, name in LEADERS)
        if self.clock.look(name, name in LEADERS, every) != every:
            self._run(name)
        else:
            heapq.heappush(self.due, (self.now + every, name))

    def rate(self, start: float, end: float) -> float:
        """Looks a second, also those of pages that are run again."""
        return sum(start < at <= end for at, name in (*self.looks, *self.runs)) / (end - start)


@pytest.fixture
def room(monkeypatch):
    return Room(monkeypatch)


@pytest.mark.parametrize("gap", [0.0, 1.0], ids=["all at once", "one a second"])
@pytest.mark.parametrize("pupils", [*range(1, 33), 40, 59, 60, 61, 80, 100, 120])
def test_a_class_with_its_teacher_and_its_projector_looks_at_most_fifteen_times_a_second(room, pupils, gap):
    for name in LEADERS:
        room.come(name)
    for number in range(pupils):
        room.come(f"pupil {number}")
        room.pass_to(room.now + gap)
    settled = room.now + 40
    room.pass_to(settled + 60)
    assert room.rate(settled, settled + 60) <= LOOKS_A_SECOND
    assert not [each for each in room.runs if each[0] > settled]  # nobody's page is run again for nothing


@pytest.mark.parametrize("pupils", [1, 8, 30, 60, 120])
def test_how_late_a_drawing_is(room, pupils):
    """The projector has it within half a second whatever the class; a phone within n / 8 seconds, at least one."""
    for name in (*LEADERS, *(f"pupil {number}" for number in range(pupils))):
        room.come(name)
    room.pass_to(40)
    assert max(room.every["projector"], room.every["teacher"]) <= 0.5
    latest = max(every for name, every in room.every.items() if name not in LEADERS)
    assert latest <= max(1.0, pupils / 8)


def test_a_class_that_joins_one_by_one_is_not_run_again_for_each(room):
    for name in LEADERS:
        room.come(name)
    for number in range(60):
        room.come(f"pupil {number}")
        room.pass_to(room.now + 1)
        assert room.rate(room.now - 5, room.now) <= 1.5 * LOOKS_A_SECOND
    assert len(room.runs) < 62 * 10  # each of them at every fourth part that the class grows by, at most


def test_when_most_have_left_the_others_look_more_often_again(room):
    for name in (*LEADERS, *(f"pupil {number}" for number in range(60))):
        room.come(name)
    room.pass_to(30)
    room.gone = {f"pupil {number}" for number in range(8, 60)}
    room.pass_to(120)
    assert room.every["pupil 0"] == pytest.approx(1.0)


def test_thirty_rooms_with_a_teacher_and_a_projector_each_keep_to_it_too(room, monkeypatch):
    names = [f"{role} {number}" for role in LEADERS for number in range(30)]
    monkeypatch.setattr("tests.ui.test_room_clock.LEADERS", tuple(names))
    for name in names:
        room.come(name)
        room.pass_to(room.now + 0.1)
    room.pass_to(60)
    assert room.rate(60 - 20, 60) <= LOOKS_A_SECOND - 10 + 0.1
    assert len(room.clock._watchers[True]) == 60
