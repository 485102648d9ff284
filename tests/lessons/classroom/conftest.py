"""Rooms of the app's own classroom: pupils, who draw or whose token a browser would have told, and the teacher."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, func, insert, select, update
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import keys, members
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import Member
from mnist_core.classroom.schema import drawings, rooms
from mnist_core.data.dataset import Part
from tests.core.classroom.people import SEVEN
from tests.lessons.conftest import SECONDS
from tests.support import ROOT
from tests.support.session import remembered
from ui.rooms import classroom

ROOM = "pages/11_room.py"


@dataclass
class Class:
    """A room with its teacher, and the way to a pupil's page."""

    classroom: Classroom
    code: str
    teacher: Teacher
    open_page: object
    key: str = ""  # the teacher's

    def join(self) -> tuple[Member, str]:
        member, token, _ = members.join(self.classroom, self.code, "a test")
        return member, token

    def open(self, token: str = "", file: str = ROOM, **query: str) -> AppTest:
        """Open a page as who has this token; "" for who has none."""
        app = self.open_page(None)
        remembered(app)["_kept member"] = token
        app.switch_page(file)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()


def forget(room_id: int) -> None:
    """Delete a room with all that is in it: a server has a hundred at most, and a lane of tests is one server."""
    with classroom().writing() as connection:
        connection.execute(delete(rooms).where(rooms.c.id == room_id))


@pytest.fixture
def room(open_page):
    opened, key = core_rooms.open_room(classroom())
    teacher = keys.teacher_of(classroom(), opened.code, key)
    yield Class(classroom(), opened.code, teacher, open_page, key)
    forget(teacher.room_id)


def sent(label=7, name="0123456789abcdef", strokes=SEVEN):
    """A drawing as a phone sends it."""
    return {"id": name, "label": label, "strokes": strokes}


@dataclass
class ARoom:
    """A room, its teacher, and who has joined."""

    code: str
    key: str
    teacher: Teacher
    pupils: list[Member]

    def join(self, count: int) -> list[Member]:
        """So many pupils more."""
        new = [members.join(classroom(), self.code, "a test")[0] for _ in range(count)]
        self.pupils += new
        return new

    def draw(self, member: Member, part: Part, which: Sequence[int], labels: Sequence[int] | None = None) -> list[int]:
        """Put digits of a part on the wall as a pupil's, labelled as they are or otherwise."""
        numbers = []
        with classroom().changing(self.teacher.room_id, by_teacher=True) as change:
            for place, number in enumerate(which):
                label = int(part.labels[number]) if labels is None else labels[place]
                there = change.connection.scalar(select(func.count()).select_from(drawings))
                row = {"room_id": self.teacher.room_id, "member_id": member.id, "sent_as": f"drawing-{there}",
                       "sent_at": change.now, "answer": label, "share": 0.5, "label": label, "strokes": "a",
                       "pixels": part.images[number].tobytes(), "revision": change.revision}  # fmt: skip
                numbers.append(change.connection.scalars(insert(drawings).values(row).returning(drawings.c.id)).one())
        return numbers

    def touch(self) -> None:
        """Change nothing but the revision."""
        with classroom().changing(self.teacher.room_id, by_teacher=True) as change:
            change.connection.execute(update(rooms).where(rooms.c.id == self.teacher.room_id).values(paused=False))


@pytest.fixture
def a_room(dataset) -> Iterator[ARoom]:
    room, key = core_rooms.open_room(classroom())
    yield ARoom(room.code, key, Teacher(room.id), [])
    forget(room.id)


@pytest.fixture
def teach(dataset) -> Callable[..., AppTest]:
    """Open the teacher's page of a room, with one of the views of what a class finds out."""

    def teach(room: ARoom, view: str | None = None) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=SECONDS)
        remembered(app)["_kept teacher"] = f"{room.code} {room.key}"
        app.query_params["teach_view"] = "Our digits"
        if view:
            app.session_state["study"] = view
        return app.switch_page("pages/12_teach.py").run()

    return teach
