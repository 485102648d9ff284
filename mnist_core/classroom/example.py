"""An example class to rehearse with: simulated pupils who draw, vote, guess and press, one thing at a time.

What each does follows from a seed, who it is among them, and what it is asked: its digits are validation digits of
MNIST traced as pen strokes; half of them vote rightly at first, and most of the others after the talk; they guess at
what a pupil who is none of them has guessed at before. What is done already stands in the room itself, so another
process can go on where one has ended.
"""

from dataclasses import dataclass, field

import numpy as np

from mnist_core.classroom import batch, guesses, members, rooms, rounds, wall
from mnist_core.classroom.batch import ClassModel
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.guesses import Asked
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import Member
from mnist_core.classroom.rounds import Stage
from mnist_core.classroom.sent import SIDE
from mnist_core.classroom.wall import Drawing, Model
from mnist_core.data.dataset import Part
from mnist_core.drawing.beginnings import as_drawing
from mnist_core.drawing.tracing import traced

PUPILS = 25
SEED = 14
RIGHT_AT_FIRST = 0.5  # of the pupils
PERSUADED = 0.6  # of those who were wrong, by the talk; who was right stays
ASTRAY = 0.2  # of a scale, by which guesses miss the truth, as a standard deviation
THINNEST, THICKEST = 14, 26  # pens, in pixels of the canvas


@dataclass
class ExampleClass:
    """The simulated pupils of a room, and what makes them act.

    Attributes
    ----------
    classroom, teacher : whose room it is
    part : the digits that they write
    model : what answers their drawings, as for `wall.add`
    seed : what all that they do follows from
    """

    classroom: Classroom
    teacher: Teacher
    part: Part
    model: Model
    seed: int = SEED
    _drawings: dict[int, Drawing] = field(default_factory=dict, repr=False)
    _revision: int = 0
    _guessed: set[tuple[int, int]] = field(default_factory=set, repr=False)  # who, at which question
    _pressed: set[tuple[int, int]] = field(default_factory=set, repr=False)  # who, for which step

    def join(self, pupils: int = PUPILS) -> None:
        """Have so many join; Refused as for `members.simulate`."""
        for _ in range(pupils):
            members.simulate(self.classroom, self.teacher)

    def act(self, right: dict[str, int] | None = None) -> bool:
        """Have one pupil do one thing that is asked for; whether there was any.

        Parameters
        ----------
        right : for questions by their names in the room, the place of the right answer

        Raises
        ------
        Refused
            If the room is over.
        """
        room = rooms.room_of(self.classroom, self.teacher)
        if room.has_ended or room.is_paused:
            return False
        self._revision, changed = wall.since(self.classroom, self.teacher, self._revision)
        self._drawings |= {each.id: each for each in changed}
        pupils = [each for each in members.members_in(self.classroom, self.teacher) if each.is_simulated]
        order = self._chance(0, "order").permutation(len(pupils))
        queue = [(int(place), pupils[place]) for place in order]
        return (
            any(self._votes(place, pupil, right or {}) for place, pupil in queue)
            or any(self._draws(place, pupil, room.called) for place, pupil in queue)
            or self._guess(queue)
            or self._press(pupils)
        )

    def _chance(self, place: int, what: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, place, *what.encode()])

    def _draws(self, place: int, pupil: Member, called: int | None) -> bool:
        """Draw the digit that was called, once; where none was, one of one's own, unless there is any."""
        label = place % 10 if called is None else called
        own = [each for each in self._drawings.values() if each.member is not None and each.member[0] == pupil.id]
        if any(called is None or each.label == called for each in own):
            return False
        chance = self._chance(place, f"digit {label}")
        number = int(chance.choice(np.flatnonzero(self.part.labels == label)))
        lines = traced(self.part.intensities([number])[0], SIDE)
        strokes = as_drawing(lines, int(chance.integers(THINNEST, THICKEST)), "black")
        message = {"id": f"example-{label}-{place}", "label": label, "strokes": strokes}
        wall.add(self.classroom, pupil, message, self.model)
        return True

    def _votes(self, place: int, pupil: Member, right: dict[str, int]) -> bool:
        asked = rounds.current_round(self.classroom, self.teacher)
        turn = None if asked is None else rounds.TURNS.get(Stage(asked.stage))
        if asked is None or turn is None or rounds.own_vote(self.classroom, pupil, asked.id, turn) is not None:
            return False
        choice = vote_of(self._chance(place, asked.question), asked.choices, right.get(asked.question, 0), turn)
        rounds.vote(self.classroom, pupil, asked.id, turn, choice)
        return True

    def _guess(self, queue: list[tuple[int, Member]]) -> bool:
        """Have the next pupil who has not yet guess at what is asked in a lesson."""
        for each in guesses.all_guesses(self.classroom, self.teacher):
            for place, pupil in queue:
                if (pupil.id, each.id) not in self._guessed:
                    self._guessed.add((pupil.id, each.id))
                    guess = guess_of(self._chance(place, each.asked.text), each.asked)
                    guesses.guess(self.classroom, pupil, each.asked, guess)
                    return True
        return False

    def _press(self, pupils: list[Member]) -> bool:
        """Have the next pupil who has not yet present its latest digit for the step that comes."""
        model = self._model()
        if model is None:
            return False
        if not model.pressed:
            self._pressed.clear()
        latest = {each.member[0]: each.id for each in self._drawings.values() if each.member and _can_be_seen(each)}
        for pupil in pupils:
            if pupil.id in latest and (pupil.id, model.steps) not in self._pressed:
                batch.press(self.classroom, pupil, latest[pupil.id])
                self._pressed.add((pupil.id, model.steps))
                return True
        return False

    def _model(self) -> ClassModel | None:
        try:
            return batch.class_model(self.classroom, self.teacher)
        except Refused:  # none was begun
            return None


def vote_of(chance: np.random.Generator, choices: int, right: int, turn: int) -> int:
    """Choose an answer in a turn; the same chance gives the first turn's answer to the second, which may leave it."""
    wrong = [choice for choice in range(choices) if choice != right]
    first = right if chance.random() < RIGHT_AT_FIRST else int(chance.choice(wrong))
    return right if turn == 2 and chance.random() < PERSUADED else first


def guess_of(chance: np.random.Generator, asked: Asked) -> float:
    """Guess at what a lesson asks: the truth half of the time where it is one of the answers, else a number near it."""
    if asked.choices:
        return vote_of(chance, len(asked.choices), int(asked.truth), 1)
    near = chance.normal(asked.truth, ASTRAY * (asked.high - asked.low))
    steps = round((min(max(near, asked.low), asked.high) - asked.low) / asked.step)
    return round(asked.low + steps * asked.step, guesses.decimals(asked.step))


def _can_be_seen(drawing: Drawing) -> bool:
    return not (drawing.is_hidden or drawing.is_withdrawn)
