"""The one list of lessons: order, section, title, file and one line each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lesson:
    """A page of the app; `file` is relative to app.py."""

    name: str
    file: str
    section: str
    title: str
    line: str


LESSONS = (
    Lesson(
        "data",
        "pages/1_data.py",
        "Look",
        "The data",
        "70,000 handwritten digits: as pictures, as numbers, as points in space.",
    ),
    Lesson(
        "softmax",
        "pages/2_softmax.py",
        "Understand",
        "Softmax",
        "How ten scores of any size become ten shares of one.",
    ),
    Lesson(
        "cross_entropy",
        "pages/3_cross_entropy.py",
        "Understand",
        "Cross-entropy",
        "How wrong is wrong: the price of an answer, in one number.",
    ),
    Lesson(
        "gradient_descent",
        "pages/4_gradient_descent.py",
        "Understand",
        "Gradient descent",
        "Downhill step by step, on a curve and on the real loss.",
    ),
    Lesson(
        "training",
        "pages/5_training.py",
        "Train",
        "Training",
        "Turn the knobs and watch ten pictures learn from thousands of digits.",
    ),
    Lesson("exam", "pages/6_exam.py", "Train", "The exam", "How good is it, honestly: on digits it has never seen."),
    Lesson(
        "size",
        "pages/7_training_size.py",
        "Train",
        "Training size",
        "How much data is enough: watch copies turn into templates.",
    ),
    Lesson(
        "draw",
        "pages/8_draw_a_digit.py",
        "Use",
        "Draw a digit",
        "Write a digit and see what the model sees, what it answers, and why.",
    ),
    Lesson(
        "beyond",
        "pages/9_beyond_linear.py",
        "Beyond",
        "Beyond linear",
        "What a line cannot do, and what a hidden layer and a convolution can.",
    ),
)
HOME = "pages/0_start.py"
ENDING = "pages/10_your_story.py"


@dataclass(frozen=True)
class RoomPage:
    """A page of a class's room, for one of the three who are in it; `file` is relative to app.py."""

    name: str
    file: str
    title: str
    in_side_bar: bool = True


JOIN = RoomPage("room", "pages/11_room.py", "Join a class")
TEACH = RoomPage("teach", "pages/12_teach.py", "Teach a class")
PROJECTOR = RoomPage("projector", "pages/13_projector.py", "Projector", in_side_bar=False)
ROOM_PAGES = (JOIN, TEACH, PROJECTOR)


def lesson(name: str) -> Lesson:
    """The lesson called `name`."""
    return next(each for each in LESSONS if each.name == name)


def neighbours(name: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after the one called `name`."""
    place = LESSONS.index(lesson(name))
    before = LESSONS[place - 1] if place else None
    after = LESSONS[place + 1] if place + 1 < len(LESSONS) else None
    return before, after


def by_section() -> dict[str, list[Lesson]]:
    """The lessons under their sections, both in order."""
    sections: dict[str, list[Lesson]] = {}
    for each in LESSONS:
        sections.setdefault(each.section, []).append(each)
    return sections
