"""The clock of rooms: a machine's clock that is set while the server runs ends none of them, and keeps none."""

import subprocess
import sys
import time

import pytest

from mnist_core.classroom import steady
from mnist_core.classroom.database import Classroom
from tests.support import ROOT

MACHINE = """
import sys, time
told, ahead = time.time, 0.0
time.time = lambda: told() + ahead
from sqlalchemy import create_engine
from mnist_core.classroom import keys, members, rooms, wall
from mnist_core.classroom.database import open_classroom
from tests.core.classroom.people import message, model
classroom = open_classroom(create_engine(sys.argv[1]))
room, key = rooms.open_room(classroom)
member, token, _ = members.join(classroom, room.code, "here")
wall.add(classroom, member, message(), model)
for ahead in (86_400.0, -86_400.0, 1e9, 0.0):
    assert rooms.delete_expired(classroom) == 0, ahead
    assert members.member_of(classroom, token) == member, ahead
    assert len(wall.since(classroom, member)[1]) == 1, ahead
    assert rooms.count_open(classroom) == 1, ahead
    assert members.present(classroom, member) == {member.id}, ahead
"""


def test_a_machines_clock_that_is_set_a_day_forth_or_back_under_a_room_changes_nothing(sqlite_url):
    done = subprocess.run([sys.executable, "-c", MACHINE, sqlite_url], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_clock_is_the_machines_and_goes_on():
    first = steady.now()
    assert first == pytest.approx(time.time(), abs=60)
    assert steady.now() >= first
    assert Classroom.__dataclass_fields__["clock"].default is steady.now
