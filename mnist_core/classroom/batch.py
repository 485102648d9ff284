"""The class is the batch: each presents a digit of its own, and all together take one step of gradient descent.

No model is stored, only what makes it: where it starts, which drawings each step took, and how long it was. So it is
the same whoever computes it, and a drawing that is hidden or withdrawn later drops out of every step that it was in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, insert, select, update

from mnist_core.arrays import Float64s
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.limits import Refused, identity, room_for, shown, whole
from mnist_core.classroom.members import Member, require_present
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.schema import drawings, presses, runs, steps
from mnist_core.classroom.wall import VISIBLE
from mnist_core.softmax.regression import gradient, one_hot

LARGEST_SEED = 1_000_000
LARGEST_RATE = 10.0
SPREAD = 0.01  # of random weights to start from

NO_RUN = "This room has no model yet: the teacher begins one."


@dataclass(frozen=True)
class Step:
    """One step that the class took: its digits (n, 784), 0 to 1, their labels (n,), the rate, and their numbers."""

    images: Float64s
    labels: Sequence[int]
    rate: float
    drawings: Sequence[int] = ()


@dataclass(frozen=True)
class Course:
    """What the steps of a class were, and what waits for the next.

    Attributes
    ----------
    seed : of the weights that it started from
    taken : the steps, in order
    waiting : the digits that are presented for the next, at a rate that is not chosen yet: 0
    """

    seed: int
    taken: tuple[Step, ...]
    waiting: Step


@dataclass(frozen=True)
class ClassModel:
    """What the steps of a class have made.

    Attributes
    ----------
    weights, bias : (784, 10) and (10,)
    steps : how many it took
    pressed : how many drawings wait for the next
    """

    weights: Float64s
    bias: Float64s
    steps: int
    pressed: int


def start(seed: int) -> tuple[Float64s, Float64s]:
    """Give the weights (784, 10) and the bias (10,) before the first step: zeros for seed 0, else weights near zero."""
    weights = np.random.default_rng(seed).normal(0, SPREAD, (784, 10)) if seed else np.zeros((784, 10))
    return weights, np.zeros(10)


def descend(seed: int, taken: Sequence[Step]) -> tuple[Float64s, Float64s]:
    """Take all steps from a start: W − rate · Xᵀ(p − y) / n each; one without digits changes nothing."""
    weights, bias = start(seed)
    for step in taken:
        if len(step.images):
            for_weights, for_bias = gradient(step.images, one_hot(step.labels), weights, bias)
            weights, bias = weights - step.rate * for_weights, bias - step.rate * for_bias
    return weights, bias


def begin(classroom: Classroom, teacher: Teacher, seed: object = 0) -> None:
    """Begin a new model; Refused where there were too many, or the seed is none."""
    number = whole("A seed", seed, 0, LARGEST_SEED)
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        there = select(func.count()).select_from(runs).where(runs.c.room_id == teacher.room_id)
        room_for("models in this room", change.connection.scalar(there) or 0, classroom.limits.runs_per_room)
        change.connection.execute(insert(runs).values(room_id=teacher.room_id, seed=number))


def press(classroom: Classroom, member: Member, drawing_id: object) -> None:
    """Present a drawing of one's own for the next step, in place of one that was presented before.

    Raises
    ------
    Refused
        If it is not one's own or not to be seen, no model was begun, or the room is paused or over.
    """
    number = identity("A drawing's number", drawing_id)
    with classroom.changing(member.room_id) as change:
        require_present(change.connection, member)
        run_id, _, taken = _run(change.connection, member.room_id)
        own = select(drawings.c.id).where(drawings.c.id == number, drawings.c.member_id == member.id, VISIBLE)
        if change.connection.scalar(own) is None:
            raise Refused(f"Drawing {number} is none of yours that is on the wall.")
        key = {"run_id": run_id, "number": taken + 1, "member_id": member.id}
        before = update(presses).where(*(presses.c[name] == value for name, value in key.items()))
        if not change.connection.execute(before.values(drawing_id=number)).rowcount:
            change.connection.execute(insert(presses).values(**key, drawing_id=number))


def own_press(classroom: Classroom, member: Member) -> int | None:
    """Number the drawing that a member has presented for the next step, or None. Refused as for `class_model`."""
    with classroom.reading() as connection:
        read_room(classroom, connection, member)
        run_id, _, taken = _run(connection, member.room_id)
        key = presses.c.run_id == run_id, presses.c.number == taken + 1, presses.c.member_id == member.id
        return connection.scalar(select(presses.c.drawing_id).join(drawings).where(*key, VISIBLE))


def take(classroom: Classroom, teacher: Teacher, rate: object) -> int:
    """Take one step with all that was presented, and return its number, from 1.

    Raises
    ------
    Refused
        If nothing was presented, the rate is not above 0 and at most 10, or there were too many steps.
    """
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate <= LARGEST_RATE:
        raise Refused(f"The learning rate must be above 0 and at most {LARGEST_RATE:g}, not {shown(rate)}.")
    with classroom.changing(teacher.room_id, by_teacher=True) as change:
        run_id, _, taken = _run(change.connection, teacher.room_id)
        room_for("steps of this model", taken, classroom.limits.steps_per_run)
        if not _pressed(change.connection, run_id, taken + 1):
            raise Refused("Nobody has presented a digit: a step needs at least one.")
        change.connection.execute(insert(steps).values(run_id=run_id, number=taken + 1, rate=float(rate)))
        return taken + 1


def class_model(classroom: Classroom, viewer: Viewer) -> ClassModel:
    """Compute the latest model of a room from its steps; Refused where none was begun, or the room is over."""
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        run_id, seed, taken = _run(connection, viewer.room_id)
        done = _steps(connection, run_id)
        pressed = _pressed(connection, run_id, taken + 1)
    return ClassModel(*descend(seed, done), steps=len(done), pressed=pressed)


def course(classroom: Classroom, viewer: Viewer) -> Course:
    """Fetch the latest model's steps and what waits; Refused where none was begun, or the room is over."""
    with classroom.reading() as connection:
        read_room(classroom, connection, viewer)
        run_id, seed, taken = _run(connection, viewer.room_id)
        waits = select(drawings.c.id, drawings.c.label, drawings.c.pixels).join(presses)
        of_next = waits.where(presses.c.run_id == run_id, presses.c.number == taken + 1, VISIBLE)
        waiting = _step(connection.execute(of_next.order_by(drawings.c.id)).all(), 0.0)
        return Course(seed, tuple(_steps(connection, run_id)), waiting)


def latest_step(classroom: Classroom, viewer: Viewer) -> tuple[int, Float64s, Float64s, Step]:
    """Give the step that a room took last: its number, the weights and the bias before it, and what it took.

    Raises
    ------
    Refused
        If none was taken, no model was begun, or the room is over.
    """
    found = course(classroom, viewer)
    if not found.taken:
        raise Refused("This model has taken no step yet.")
    return len(found.taken), *descend(found.seed, found.taken[:-1]), found.taken[-1]


def _run(connection: Connection, room_id: int) -> tuple[int, int, int]:
    """Find the latest run of a room: its number, its seed, and how many steps it has."""
    latest = select(runs).where(runs.c.room_id == room_id).order_by(runs.c.id.desc()).limit(1)
    row = connection.execute(latest).one_or_none()
    if row is None:
        raise Refused(NO_RUN)
    taken = connection.scalar(select(func.count()).select_from(steps).where(steps.c.run_id == row.id)) or 0
    return row.id, row.seed, taken


def _pressed(connection: Connection, run_id: int, number: int) -> int:
    joined = select(func.count()).select_from(presses).join(drawings)
    found = joined.where(presses.c.run_id == run_id, presses.c.number == number, VISIBLE)
    return connection.scalar(found) or 0


def _steps(connection: Connection, run_id: int) -> list[Step]:
    rates = select(steps.c.number, steps.c.rate).where(steps.c.run_id == run_id).order_by(steps.c.number)
    of_run = select(presses.c.number, drawings.c.id).join(drawings).where(presses.c.run_id == run_id, VISIBLE)
    order = connection.execute(of_run.order_by(presses.c.number, drawings.c.id)).all()
    # Whoever presents the same digit at every step is fetched once.
    chosen = select(drawings.c.id, drawings.c.label, drawings.c.pixels).distinct().join(presses)
    digits = {row.id: row for row in connection.execute(chosen.where(presses.c.run_id == run_id))}
    taken = []
    for number, rate in connection.execute(rates):
        taken.append(_step([digits[row.id] for row in order if row.number == number], rate))
    return taken


def _step(batch: Sequence[Any], rate: float) -> Step:
    """Make a step of rows that have a number, a label and pixels."""
    pixels = np.frombuffer(b"".join(row.pixels for row in batch), np.uint8).reshape(-1, 784)
    return Step(pixels / 255, [row.label for row in batch], rate, [row.id for row in batch])
