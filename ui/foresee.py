"""The one form to foresee what comes: a question, one tap or drag, then the gap between guess and truth.

Until then the result is covered, and "just show me" uncovers it at once. What
is covered is not sent to the browser at all, and the truth is not computed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from mnist_core.classroom.guesses import Asked, decimals
from ui import address, attendance, state, support, tasks
from ui.component import mount
from ui.sent import Sent, pressed, whole

TOLD = "told"
KIND = "foreseen"  # under which guesses are kept


@dataclass(frozen=True)
class Scale:
    """A bar to be dragged.

    Attributes
    ----------
    low, high, step : its ends, and how fine a guess on it is
    unit : written behind every value
    digits : that a truth is written with
    gap_unit : written behind the gap between guess and truth, where that is another
    """

    low: float
    high: float
    step: float
    unit: str = ""
    digits: int = 0
    gap_unit: str | None = None

    def write(self, value: float) -> str:
        """Write a truth as the page does."""
        return f"{value:.{self.digits}f}{self.unit}"

    @property
    def places(self) -> int:
        """How many digits a guess has: as many as a step."""
        return decimals(self.step)

    def write_guess(self, value: float) -> str:
        """Write a guess, no finer than the bar is."""
        return f"{value:.{self.places}f}{self.unit}"

    def read(self, sent: object) -> float | None:
        """Read a value of the bar; None of what is none."""
        if isinstance(sent, bool) or not isinstance(sent, int | float):
            return None
        return float(sent) if self.low <= sent <= self.high else None  # NaN is neither, nor is 10^400 made a float


@dataclass(frozen=True)
class Foreseen:
    """Something to be foreseen before it is seen.

    Attributes
    ----------
    name : of the question, one for all lessons
    question : what is asked, in a sentence or two
    on : a bar to be dragged, or the answers to choose from
    truth : computes the value, or the place of the right answer; asked once the guess is given
    why : the one sentence that is asked or said afterwards
    named : what the address names where a link points at the result, which is then shown at once
    show : has the toy stand at what was asked; called when it is uncovered, by a guess or without
    """

    name: str
    question: str
    on: Scale | tuple[str, ...]
    truth: Callable[[], float]
    why: str
    named: tuple[str, ...] = ()
    show: Callable[[], object] = lambda: None


def ask(asked: Foreseen | None) -> bool:
    """Put the question, unless it has been answered; whether what it asks for may be shown.

    To be asked in every run of a page that has something to foresee, with None for the views that have not. A link
    that names a value of the toy points at a result: who follows it sees what its sender saw, and what has been
    answered or shown once stays open for the visit.
    """
    wanted = "" if asked is None else _phase(asked)
    shown = support.claim(support.FORESEE, wanted)
    if asked is not None and shown:
        _draw(asked)
    return shown != support.COVERS


def _phase(asked: Foreseen) -> str:
    if any(address.values(name) for name in asked.named):
        show_it(asked.name)
    if asked.name in state.guesses(KIND):
        return TOLD if not state.achieved(_closed(asked.name), False) and _still_holds(asked) else ""
    return "" if state.achieved(_shown(asked.name), False) else support.COVERS


def _still_holds(asked: Foreseen) -> bool:
    """Whether it is what was guessed at: the page may speak of another model by now, for which all of it is other."""
    _, truth = state.guesses(KIND)[asked.name]
    return bool(state.kept_for(_asked(asked.name), (asked.question, asked.on), False)) and float(asked.truth()) == truth


def asks() -> bool:
    """Whether there is anything to be foreseen in this visit, as far as it is not yet: a walk or a link may say no."""
    return not support.prompts_are_off() and support.showing() != support.WALK


def show_it(name: str) -> None:
    """Uncover what a question asks for, without a guess."""
    state.achieved(_shown(name), True)


def is_open(name: str) -> bool:
    """Whether what this names may be told: the visitor has foreseen it, had it shown, or is not asked at all."""
    return name in state.guesses(KIND) or state.achieved(_shown(name), False) or not asks()


def _shown(name: str) -> str:
    return f"shown {name}"


def _closed(name: str) -> str:
    return f"closed {name}"


def _asked(name: str) -> str:
    return f"asked {name}"


@dataclass(frozen=True)
class Form:
    """A question and what to answer it on; once it is told what came of that, the gap instead.

    Attributes
    ----------
    question, on : what is asked, and the bar or the answers
    guess : is given the value, or the place of the answer that was chosen
    head : a few words above
    told : what came of the guess, as `told` has it; None before
    waive, close : a label and what it does: a way past the question, and a way on once it is answered
    """

    question: str
    on: Scale | Sequence[str]
    guess: Callable[[float], object]
    head: str = ""
    told: dict[str, Any] | None = None
    waive: tuple[str, Callable[[], object]] | None = None
    close: tuple[str, Callable[[], object]] | None = None

    def draw(self, key: str) -> None:
        """Draw it under this key."""
        on = self.on
        data = {
            "head": self.head,
            "question": self.question,
            "choices": None if isinstance(on, Scale) else list(on),
            "scale": {**vars(on), "digits": on.places} if isinstance(on, Scale) else None,
            "ends": [on.write_guess(on.low), on.write_guess(on.high)] if isinstance(on, Scale) else None,
            "told": self.told,
            "waive": self.waive[0] if self.waive and self.told is None else "",
            "close": self.close[0] if self.close and self.told is not None else "",
        }
        sent: dict[str, Sent[Any]] = {"guess": Sent(on.read if isinstance(on, Scale) else whole(len(on)), self.guess)}
        for name, way in (("waive", self.waive), ("close", self.close)):
            if way:
                sent[name] = pressed(way[1])
        mount("foresee", key, data, **sent)


def _draw(asked: Foreseen) -> None:
    guessed = state.guesses(KIND).get(asked.name)
    Form(
        asked.question,
        asked.on,
        guess=partial(_remember, asked),
        head="Before you see it" if guessed is None else "Your guess, and what it is",
        told=None if guessed is None else told(asked.on, *guessed, asked.why),
        waive=("Just show me", partial(_waive, asked)),
        close=("Go on", lambda: state.achieved(_closed(asked.name), True)),
    ).draw(f"foresee {asked.name}")


def _remember(asked: Foreseen, guess: float) -> None:
    # Of who was shown it there is no guess, though a form that is gone may still send one.
    if asked.name not in state.guesses(KIND) and not state.achieved(_shown(asked.name), False):
        truth = float(asked.truth())
        state.remember_guess(KIND, asked.name, guess, truth)
        state.keep_for(_asked(asked.name), (asked.question, asked.on), True)
        tell_class(asked.question, asked.on, guess, truth, asked.why)
        _uncover(asked)


def tell_class(question: str, on: Scale | Sequence[str], guess: float, truth: float, why: str) -> None:
    """Tell the room of who is in one what was guessed, with what was asked on this page."""

    def asked() -> Asked:
        if isinstance(on, Scale):
            scale = ((), on.low, on.high, on.step, on.unit, round(truth, on.digits), on.write(truth))
            return Asked(state.page(), question, *scale, why)
        return Asked(state.page(), question, tuple(on), 0.0, 0.0, 0.0, "", truth, on[int(truth)], why)

    attendance.tell_guess(asked, guess if isinstance(on, Scale) else int(guess))


def _waive(asked: Foreseen) -> None:
    if not state.achieved(_shown(asked.name), False):
        show_it(asked.name)
        _uncover(asked)


def _uncover(asked: Foreseen) -> None:
    """Begin where the answer is seen, as a preset would: what is so then is nobody's doing."""
    tasks.begin_anew()
    asked.show()


def told(on: Scale | Sequence[str], guess: float, truth: float, why: str, said: str = "") -> dict[str, Any]:
    """What is sent once a guess is given: guess and truth, written out, the gap in words, and the one sentence."""
    if isinstance(on, Scale):
        shown = [on.write_guess(guess), on.write(truth)]
        # As printed: the gap is that of the two numbers that stand there.
        gap = round(truth, on.digits) - round(guess, on.places)
        written = f"{abs(gap):.{max(on.digits, on.places)}f}{on.unit if on.gap_unit is None else on.gap_unit}"
        more = f"{written} {'more' if gap > 0 else 'less'} than you thought." if gap else "Just so."
        said = said or f"You said {shown[0]}; it is {shown[1]}: {more}"
    else:
        shown = [on[int(guess)], on[int(truth)]]
        said = said or ("You foresaw it." if guess == truth else f"You said: {shown[0]}. It is: {shown[1]}.")
    return {"guess": guess, "truth": truth, "shown": shown, "said": said, "why": why}
