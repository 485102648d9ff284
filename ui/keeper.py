"""What a visitor's browser keeps of a room: a pupil's token, a teacher's or a projector's key. Never in the address."""

from dataclasses import dataclass

from ui import state
from ui.component import mount
from ui.sent import Sent

LONGEST = 200  # characters


@dataclass(frozen=True)
class Kept:
    """What a browser keeps for a role.

    Attributes
    ----------
    is_known : whether the browser has said it; for a moment after a page was opened it has not. A program that drives
        the app without a browser never does, and keeps nothing: once the page has run again, that is known
    secret : the token, or a key behind its room's code and a blank; "" where there is none
    """

    is_known: bool
    secret: str


def kept(role: str) -> Kept:
    """Say what the browser keeps for a role; the browser's half has to be on every page that asks, once."""
    put, secret = state.get(f"_keep {role}"), state.get(_name(role))
    told = {"role": role, "asks": state.visitor(), "known": bool(secret), "heard": secret is not None}
    mount(
        "keeper",
        f"keeper {role}",
        {**told, **({} if put is None else {"put": put})},
        kept=reported(role),
    )
    asked, drawn = state.get(f"_asked {role}", False), state.get(f"_put before {role}")
    unheard = put is not None and put == drawn
    state.put(**{f"_asked {role}": True, f"_put before {role}": put, f"_unheard {role}": unheard})
    return Kept(secret is not None or asked, secret or "")


def known(role: str) -> str | None:
    """What the browser is known to keep for a role, without asking it; None where it has not said it."""
    found: str | None = state.get(_name(role))
    return found


def is_without_browser(role: str) -> bool:
    """Whether no browser has said that it keeps what it was given when the page was run last: a program drives it."""
    return bool(state.get(f"_unheard {role}", False))


def keep(role: str, secret: str) -> None:
    """Have the browser keep something for a role; "" to forget it."""
    state.put(**{f"_keep {role}": secret, _name(role): secret})


def reported(role: str) -> Sent[str]:
    """How what a browser tells by itself for a role is read and taken."""
    return Sent(_read, lambda told: _hear(role, told))


def _name(role: str) -> str:
    return f"_kept {role}"


def _hear(role: str, told: str) -> None:
    """Take what the browser tells; while it is to keep something else it says what it kept before."""
    put = state.get(f"_keep {role}")
    if put is None or told == put:
        state.forget([f"_keep {role}"])
        state.put(**{_name(role): told})


def _read(sent: object) -> str | None:
    return sent if isinstance(sent, str) and len(sent) <= LONGEST and sent.isascii() and sent.isprintable() else None
