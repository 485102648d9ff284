"""The example class at work: a thread of the server for each room that has one, until the room is over."""

import logging
import threading
import time

from sqlalchemy.exc import SQLAlchemyError

from mnist_core.classroom import members
from mnist_core.classroom import rooms as core_rooms
from mnist_core.classroom.example import PUPILS, ExampleClass
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.wall import Model
from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import QUESTIONS
from mnist_core.softmax.regression import predict
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from ui import cached, rooms
from ui.rooms import Seen

log = logging.getLogger(__name__)

AFTER_ONE, IDLE = 0.4, 1.0  # seconds after a pupil has done something, and where there is nothing to do
RIGHT = {each.key: each.place for each in QUESTIONS}
_at_work: dict[int, threading.Thread] = {}
_lock = threading.Lock()


def join(teacher: Teacher) -> None:
    """Have an example class join a room; Refused where there is no room for it."""
    for _ in range(PUPILS):
        members.simulate(rooms.classroom(), teacher)


def go_on(teacher: Teacher, seen: Seen) -> None:
    """See to it that the example class of a room, if it has one, is at work on this server."""
    if not any(each.is_simulated for each in seen.members):
        return
    with _lock:
        if teacher.room_id not in _at_work:
            name = f"example class of room {teacher.room_id}"
            thread = threading.Thread(target=_work, args=(teacher,), name=name, daemon=True)
            _at_work[teacher.room_id] = thread
            thread.start()


def _work(teacher: Teacher) -> None:
    try:
        example = _example(teacher)
        idle_at: int | None = -1
        while idle_at is not None:
            idle_at = _go_one_on(example, idle_at)
    except Refused as refusal:
        log.info("the example class of room %d is over: %s", teacher.room_id, refusal)
    except Exception:
        log.exception("the example class of room %d has stopped", teacher.room_id)
    finally:
        with _lock:
            _at_work.pop(teacher.room_id, None)


def _go_one_on(example: ExampleClass, idle_at: int) -> int | None:
    """Let one pupil act; the revision at which there was nothing to do, and None when the room has ended."""
    try:
        room = core_rooms.room_of(rooms.classroom(), example.teacher)
        if room.has_ended:
            return None
        if room.revision != idle_at:  # else nothing has changed since there was nothing to do
            if not _act(example):
                return room.revision
            time.sleep(AFTER_ONE)
            return idle_at
    except SQLAlchemyError:  # which is in the log: it goes on once the database answers
        pass
    time.sleep(IDLE)
    return idle_at


def _act(example: ExampleClass) -> bool:
    try:
        return example.act(RIGHT)
    except Refused as refusal:  # one was removed, the room paused or a round gone on in the meantime
        log.info("refused: %s", refusal)
        return True


def _example(teacher: Teacher) -> ExampleClass:
    """Wait for the digits and for the model that reads them."""
    visitor = f"example class {teacher.room_id}"
    while (dataset := cached.loader().get(IDLE)) is None or (model := _model(dataset, visitor)) is None:
        core_rooms.room_of(rooms.classroom(), teacher)
        time.sleep(IDLE)
    return ExampleClass(rooms.classroom(), teacher, dataset.validation, model)


def _model(dataset: Dataset, visitor: str) -> Model | None:
    """The mini-batch recipe's model; None until it is trained, which this begins."""
    run = TrainingRun(MINI_BATCH.within(dataset))
    found = cached.registry().look(run, visitor)
    if not found.step or found.active:
        if not found.active:
            cached.registry().start(run, visitor)
        return None
    trained = found.checkpoint
    return lambda image: predict(trained.weights, trained.bias, image)
