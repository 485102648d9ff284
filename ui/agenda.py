"""What a class does now, by how its room is set: one thing at a time, the same for a pupil's page and for lessons."""

from mnist_core.classroom.rounds import Stage
from ui import state
from ui.rooms import Seen

PAUSED, SHEET, ROUND, BATCH, LESSON, WAIT = "paused", "sheet", "round", "batch", "lesson", "wait"
IN_ROOM = (SHEET, ROUND, BATCH)
_LAST = "_agenda"


def now(seen: Seen) -> str:
    """What the class does now; of a round that is over and a model, what changed last before this visitor's eyes."""
    latest = _latest(seen)
    if seen.room.is_paused:
        return PAUSED
    if seen.room.called is not None:
        return SHEET
    if seen.round is not None and seen.round.stage < Stage.SHOWN:
        return ROUND
    if seen.room.lesson is not None:
        return LESSON
    return latest


def brings(seen: Seen) -> bool:
    """Whether all are to be where the class is, rather than where they like."""
    return seen.room.is_led or seen.room.lesson is not None


def _latest(seen: Seen) -> str:
    round_ = None if seen.round is None else (seen.round.id, int(seen.round.stage))
    steps = None if seen.model is None else seen.model.steps
    before = state.get(_LAST)
    if before is None or before[0] != seen.room.id:
        latest = BATCH if steps is not None else WAIT if round_ is None else ROUND
    else:
        _, round_before, steps_before, latest = before
        if round_ is not None and round_ != round_before:
            latest = ROUND
        if steps is not None and steps != steps_before:
            latest = BATCH
    state.put(**{_LAST: (seen.room.id, round_, steps, latest)})
    return str(latest)
