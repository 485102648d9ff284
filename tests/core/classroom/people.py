"""What the tests of the classroom share: a clock to set, a class to fill a room with, digits to draw."""

from dataclasses import dataclass, field

import numpy as np

from mnist_core.classroom import members, rooms
from mnist_core.classroom.database import Classroom, open_classroom
from mnist_core.classroom.guesses import Asked
from mnist_core.classroom.keys import Teacher, teacher_of
from mnist_core.classroom.limits import Limits
from mnist_core.classroom.members import Member
from mnist_core.drawing.as_text import as_text
from mnist_core.drawing.beginnings import PREFILLED, as_drawing
from mnist_core.softmax.regression import predict

LESSONS = ("softmax", "draw")
WIDE = Limits(drawings_per_minute=1_000)
DIGITS = {7: "crossed 7", 4: "open 4", 1: "1 far left"}
WEIGHTS = np.random.default_rng(3).normal(0, 0.1, (784, 10))


@dataclass
class Clock:
    """Seconds that pass when they are told to."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Class:
    """A room with a teacher, and whoever has joined."""

    classroom: Classroom
    clock: Clock
    code: str
    key: str
    teacher: Teacher
    tokens: list[str] = field(default_factory=list)

    def join(self) -> Member:
        member, token, _ = members.join(self.classroom, self.code, "here")
        self.tokens.append(token)
        return member


def a_class(engine, **options) -> Class:
    """Open a room in a database."""
    clock = Clock()
    given = {"limits": WIDE, "lessons": LESSONS, "is_query": lambda lesson, query: query != "x=wrong", "clock": clock}
    classroom = open_classroom(engine, **{**given, **options})
    room, key = rooms.open_room(classroom)
    return Class(classroom, clock, room.code, key, teacher_of(classroom, room.code, key))


def model(image):
    """Ten probabilities of an image, by weights that mean nothing."""
    return predict(WEIGHTS, np.zeros(10), image)


def sure_of(digit):
    """A model that always gives one digit all but a little."""
    return lambda _image: np.where(np.arange(10) == digit, 0.91, 0.01)


A_SHARE = Asked("softmax", "How much?", (), 0.0, 100.0, 1.0, " %", 78.0, "78 %", "Why so much?")
A_MISTAKE = Asked("draw", "Which?", ("4 as 9", "3 as 8", "1 as 7"), 0.0, 0.0, 0.0, "", 1.0, "3 as 8", "Why these?")


def canvas(label=7):
    """A drawing as the canvas has it."""
    return as_drawing(PREFILLED[DIGITS[label]], 20, "#22262b")


SEVEN = as_text(canvas(7))


def message(name="drawing-1", label=7, strokes=None):
    """What a phone sends."""
    return {"id": name, "label": label, "strokes": SEVEN if strokes is None else strokes}
