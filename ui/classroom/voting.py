"""A round on a phone: the question, the choices as large buttons, and when it is over both votes side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from mnist_core.classroom import rounds
from mnist_core.classroom.members import Member
from mnist_core.classroom.rounds import TURNS, Round, Stage
from mnist_core.wording import has
from ui import cached, keeper, rooms, state
from ui.classroom import soft_labels
from ui.classroom.asked import words_of
from ui.classroom.own import asked_once
from ui.component import mount
from ui.rooms import Seen
from ui.sent import Sent

HEADS = {
    Stage.FIRST: "Vote, each for yourself",
    Stage.TALK: "Talk with your neighbours: why did you choose so?",
    Stage.SECOND: "Vote once more",
    Stage.SHOWN: "How the class voted",
}
AFTER = ", before and after talking"  # where they have voted twice
_HEARD, _KEPT = "_votes_heard", "own_votes"
_CHOICE = "vote_choice"


@dataclass(frozen=True)
class Vote:
    """A vote as a browser sends it: the round's number, the turn, the place of the choice."""

    round: int
    turn: int
    choice: int


def show(member: Member, seen: Seen) -> None:
    """Show the round; nothing where there is none."""
    if seen.round is not None:
        _show(member, seen, seen.round)


def _show(member: Member, seen: Seen, round_: Round) -> None:
    question, choices = words_of(round_, cached.dataset_at_once())
    soft_labels.show_asked(round_)
    turn = TURNS.get(round_.stage, 0)
    if turn and keeper.is_without_browser("member"):
        _show_program(member, round_, turn, question, choices)
        return
    mount(
        "vote",
        "vote",
        {
            "round": round_.id,
            "turn": turn,
            "head": HEADS[round_.stage] + (AFTER if round_.stage == Stage.SHOWN and round_.voted[1] else ""),
            "question": question,
            "choices": choices,
            "own": _own(member, seen, round_),
            "votes": round_.votes,
            "note": _note(round_, turn, len(seen.members)),
            "heard": state.get(_HEARD, 0),
        },
        vote=Sent(_read, lambda vote: _take(member, vote)),
    )


def _show_program(member: Member, round_: Round, turn: int, question: str, choices: Sequence[str]) -> None:
    """The same for a program that drives the app without a browser, and so sees no component."""
    st.markdown(HEADS[round_.stage])
    st.radio(question, choices, index=None, key=_CHOICE)
    st.button("Vote", on_click=_vote, args=(member, round_, turn, choices), key="cast_vote")


def _vote(member: Member, round_: Round, turn: int, choices: Sequence[str]) -> None:
    if state.get(_CHOICE) in choices:
        _take(member, Vote(round_.id, turn, choices.index(state.get(_CHOICE))))


def _note(round_: Round, turn: int, there: int) -> str:
    if turn:
        voted = round_.voted[turn - 1]
        return f"{voted} of {there} {has(voted)} voted. What they chose is shown at the end."
    return "Your vote stands. You can change it when all vote again." if round_.stage == Stage.TALK else ""


def _own(member: Member, seen: Seen, round_: Round) -> tuple[int | None, ...]:
    """What the member chose in each turn; asked again only when the room has changed, or the member has voted."""
    key = (member.id, round_.id, seen.room.revision, state.get(_HEARD, 0))
    return asked_once(
        _KEPT, key, lambda: tuple(rounds.own_vote(rooms.classroom(), member, round_.id, turn) for turn in (1, 2))
    )


def _take(member: Member, vote: Vote) -> None:
    rooms.allowed(lambda: rounds.vote(rooms.classroom(), member, vote.round, vote.turn, vote.choice))
    state.put(**{_HEARD: state.get(_HEARD, 0) + 1})


def _read(sent: object) -> Vote | None:
    if not isinstance(sent, dict) or set(sent) != {"round", "turn", "choice"}:
        return None
    return Vote(**sent) if all(type(each) is int for each in sent.values()) else None
