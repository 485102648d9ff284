"""A class room that is open while others visit: its teacher and projector look on, and the class is led through it.

Pupils draw a digit that is called, vote, and go to a lesson in which they guess, one after the other, for as long as it
lasts. What was acknowledged to them is held against the wall at the end.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from random import Random

from sqlalchemy import create_engine

from benchmarks.phone import PATIENCE, Phone
from benchmarks.visitor import Visitor
from mnist_core.classroom import guesses, keys, members, rooms, rounds, wall
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Limits
from mnist_core.classroom.rounds import Stage
from ui import queries
from ui.contents import LESSONS

CHOICES = 4
WALL = 2  # the view that the projector shows
LED_TO = ("softmax", "cross_entropy", "data")  # lessons that ask for a guess as they open


class Room:
    """A room in the server's database, whose class does one thing after the other.

    Attributes
    ----------
    code : its six letters
    secret : the code and the teacher's key, as the teacher's browser keeps them
    """

    def __init__(self, database: str) -> None:
        self._engine = create_engine(database)
        names = tuple(each.name for each in LESSONS)
        self._classroom = open_classroom(self._engine, Limits(), lessons=names, is_query=queries.is_query)
        room, key = rooms.open_room(self._classroom)
        self.code, self.secret = room.code, f"{room.code} {key}"
        self._teacher: Teacher = keys.teacher_of(self._classroom, room.code, key)
        rooms.lead(self._classroom, self._teacher, True)

    def lead(self, pace: float, end: threading.Event) -> None:
        """Lead the class from one thing to the next every so many seconds, until the end."""
        classroom, teacher = self._classroom, self._teacher
        for turn in count():
            rooms.unlock(classroom, teacher)
            rooms.call(classroom, teacher, turn % 10)
            if end.wait(pace):
                return
            rooms.call(classroom, teacher, None)
            number = rounds.ask(classroom, teacher, "a_question", CHOICES)
            if end.wait(pace):
                return
            rounds.go_on(classroom, teacher, number, Stage.SHOWN)
            rooms.lock(classroom, teacher, LED_TO[turn % len(LED_TO)])
            if end.wait(pace):
                return

    def wrong(self, told: Mapping[str, Sequence[str]]) -> list[str]:
        """In words what is not as it was acknowledged, by the token of each pupil; nothing where all is well."""
        _, stored = wall.since(self._classroom, self._teacher)
        found: list[str] = []
        names = 0
        for member in members.members_in(self._classroom, self._teacher):
            names += len(set(wall.own(self._classroom, member).values()))
        if len(stored) != names:
            found.append(f"the wall has {len(stored)} drawings of {names} names")
        for token, sent in told.items():
            own = set(wall.own(self._classroom, members.member_of(self._classroom, token)).values())
            if lost := set(sent) - own:
                found.append(f"{len(lost)} of a pupil's {len(set(sent))} acknowledged drawings are not on the wall")
        return found

    def figures(self) -> dict[str, int]:
        """How many have joined, and how many drawings, votes and guesses the room has."""
        classroom, teacher = self._classroom, self._teacher
        return {
            "pupils": len(members.members_in(classroom, teacher)),
            "drawings": len(wall.since(classroom, teacher)[1]),
            "votes": rounds.as_csv(classroom, teacher).count("\n") - 1,
            "guesses": sum(each.guessed for each in guesses.all_guesses(classroom, teacher)),
        }

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


@contextmanager
def taught(url: str, database: str, pace: float) -> Iterator[Room]:
    """Have a room taught on the server at this address, its teacher's page and a projector open, until the end."""
    with ExitStack() as leaving:
        room = leaving.enter_context(closing(Room(database)))
        teacher = leaving.enter_context(closing(Visitor(url))).open("teach", PATIENCE)
        teacher.tell("keeper", "kept", room.secret)
        teacher.wait_for(lambda v: v.follows, PATIENCE)
        projector = leaving.enter_context(closing(Visitor(url))).open("projector", PATIENCE)
        projector.tell("keeper", "kept", "", key="keeper projector")
        projector.tell("keeper", "kept", room.secret, key="keeper teacher")
        projector.wait_for(lambda v: v.component("stage_feed"), PATIENCE)
        projector.tell("stage_feed", "view", WALL)
        end = threading.Event()
        thread = threading.Thread(target=room.lead, args=(pace, end))
        thread.start()
        leaving.callback(thread.join)
        leaving.callback(end.set)
        yield room


def act(phone: Phone, drawn: int, chance: Random) -> str | None:
    """Do what the class does now, as a pupil; what it was, "" if the class went on meanwhile, None if it does nothing.

    Parameters
    ----------
    drawn : how many drawings the pupil has made before
    """
    visitor = phone.visitor
    if visitor.component("sheet") is not None:
        return "room: draw" if phone.send(drawn, moves=True) else ""
    if (asked := phone.asked()) is not None:
        turn = asked["turn"]
        own = (asked["own"] or [None] * 2)[turn - 1]
        choice = chance.choice([each for each in range(CHOICES) if each != own])
        return "room: vote" if phone.vote(asked["round"], turn, choice, moves=True) else ""
    if (foreseen := phone.foresees()) is not None:
        scale = foreseen["scale"]
        value = scale["low"] if scale else chance.randrange(len(foreseen["choices"]))
        return "room: guess" if phone.guess(value) else ""
    return None
