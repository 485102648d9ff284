"""A room of the app's own classroom, and pupils in it: their sessions know the token that a browser would have told."""

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from mnist_core.classroom import keys, members, rooms
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import Member
from tests.core.classroom.people import SEVEN
from ui.rooms import classroom as the_classroom

ROOM = "pages/11_room.py"


@dataclass
class Class:
    """A room with its teacher, and the way to a pupil's page."""

    classroom: Classroom
    code: str
    teacher: Teacher
    open_page: object

    def join(self) -> tuple[Member, str]:
        member, token, _ = members.join(self.classroom, self.code, "a test")
        return member, token

    def open(self, token: str = "", file: str = ROOM, **query: str) -> AppTest:
        """Open a page as who has this token; "" for who has none."""
        app = self.open_page(None)
        app.session_state["_kept member"] = token
        app.switch_page(file)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()


@pytest.fixture
def room(open_page):
    classroom = the_classroom()
    opened, key = rooms.open_room(classroom)
    teacher = keys.teacher_of(classroom, opened.code, key)
    yield Class(classroom, opened.code, teacher, open_page)
    rooms.end(classroom, teacher) if not rooms.room_of(classroom, teacher).has_ended else None


def sent(label=7, name="0123456789abcdef", strokes=SEVEN):
    """A drawing as a phone sends it."""
    return {"id": name, "label": label, "strokes": strokes}
