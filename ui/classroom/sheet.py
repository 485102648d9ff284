"""The sheet on a phone: what is drawn on it goes to the wall, once, however often the network has it sent."""

from typing import Any

from mnist_core.classroom import wall
from mnist_core.classroom.members import Member
from mnist_core.classroom.wall import Drawing
from ui import rooms, state, words
from ui.classroom import reader
from ui.component import mount
from ui.rooms import Seen
from ui.sent import Sent

WAIT = "The model is being trained: your drawing waits here until it can be read."
_ANSWERS, _MOST = "_sheet_answers", 40
_LONGEST_ID = 40


def show(member: Member, seen: Seen, own: dict[int, str]) -> None:
    """Show the sheet, for the digit that is called or one that is chosen; `own` as `wall.own` has it."""
    is_ready = reader.model() is not None
    mount(
        "sheet",
        "sheet",
        {"of": member.id, "label": seen.room.called, "answers": _answers(seen, own, is_ready)},
        sent=Sent(lambda sent: sent, lambda sent: take(member, sent)),
    )


def take(member: Member, message: object) -> None:
    """Put what was sent on the wall, and keep what came of it for the browser's half."""
    model, name = reader.model(), _name(message)
    if model is None:
        answer: dict[str, Any] = {"wait": WAIT}
    else:
        number = rooms.allowed(lambda: wall.add(rooms.classroom(), member, message, model))
        if number is None and not name:
            return  # the page says why
        refusal = state.take("refused", "") if number is None else ""
        answer = {"refused": refusal, "turn": _turn(name) + 1} if refusal else {"number": number}
    if name:
        kept = {key: each for key, each in state.get(_ANSWERS, {}).items() if key != name}
        state.put(**{_ANSWERS: dict(list({**kept, name: answer}.items())[-_MOST:])})


def said(drawing: Drawing) -> str:
    """What the model makes of a drawing, in words."""
    share = words.hedged(drawing.share).replace(" ", "\N{NO-BREAK SPACE}")
    if drawing.answer == drawing.label:
        return f"the model says {drawing.answer} with {share}"
    return f"the model says {drawing.answer}; for your {drawing.label} it has {share}"


def _answers(seen: Seen, own: dict[int, str], is_ready: bool) -> dict[str, dict[str, Any]]:
    """What is to be told of everything that was sent, by the name that it was sent under."""
    answers: dict[str, dict[str, Any]] = {}
    for name, answer in state.get(_ANSWERS, {}).items():
        if "number" in answer:  # also of what was withdrawn since
            answers[name] = {"done": _done(seen, answer["number"])}
        elif "wait" not in answer or not is_ready:
            answers[name] = answer
    last = list(own.items())[-_MOST:]
    return answers | {name: {"done": _done(seen, number)} for number, name in last}


def _done(seen: Seen, number: int) -> str:
    drawing = seen.drawings.get(number)
    return "On the wall." if drawing is None or drawing.is_withdrawn else f"On the wall: {said(drawing)}."


def _turn(name: str) -> int:
    return int(state.get(_ANSWERS, {}).get(name, {}).get("turn", 0))


def _name(message: object) -> str:
    """The name that a drawing was sent under; "" where it has none that can be told back."""
    name = message.get("id") if isinstance(message, dict) else None
    return name if isinstance(name, str) and 0 < len(name) <= _LONGEST_ID else ""
