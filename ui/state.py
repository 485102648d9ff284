"""The only place that touches st.session_state: what a visitor's session remembers, by name."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mnist_core.training.config import TrainingConfig

# Names that several pages give to controls of their own: what one is set to means something else, or nothing, on the
# next. All other names are of one page, or mean the same everywhere: the test digit, the sizes of the data.
OF_EACH_PAGE = (
    "batch", "down", "first", "label", "noise", "of", "page", "part", "scale", "shuffled", "truth", "view", "weights",
)  # fmt: skip
VISITOR = "_visitor"
OWN = "_own"
# What means the same on all pages that have it.
_COME_ALONG = ("digit", "model", "test_size", "train_size")
# What only the training page keeps in its address; train_size and test_size come along from the data page.
_TRAINING_ONLY = {"learning_rate", "steps", "full_batch", "batch_size", "seed", "weight_decay"}


@dataclass(frozen=True)
class Held:
    """What a teacher's link holds on the page that is open.

    Attributes
    ----------
    texts : what the address gave each name that is held; an empty list where it did not have it
    views : by the key of a control the only choices that it may take
    values : what each held control was first drawn with, which it keeps
    """

    texts: Mapping[str, list[str]]
    views: Mapping[str, tuple[str, ...]]
    values: dict[str, Any] = field(default_factory=dict)

    def allows(self, name: str, value: object) -> bool:
        """Whether a control may be set to this, or be at its default again: None."""
        return name not in self.texts and (name not in self.views or value is None or value in self.views[name])


def _own() -> dict[str, Any]:
    """What is remembered beside what controls are set to; its names begin with "_".

    All of it has one name in Streamlit's session. Where a run has asked for it, it is at hand from then on: a page asks
    a hundred times, and a look into Streamlit's session takes twenty times as long.
    """
    context = get_script_run_ctx(suppress_warning=True)
    at_hand: dict[str, Any] = {} if context is None else vars(context.session_state)
    found: dict[str, Any] | None = at_hand.get(OWN)
    if found is None:
        try:
            found = st.session_state[OWN]
        except KeyError:
            st.session_state[OWN] = found = {}
        at_hand[OWN] = found
    return found


def hold(what: Held | None) -> None:
    """From now on, have what is held stay as it is, whoever sets it; None lets go of all."""
    st.session_state["_held"] = what  # where `holding` finds it, too


def held() -> Held | None:
    """What is held on the page that is open."""
    found: Held | None = st.session_state.get("_held")
    return found


def visitor() -> str:
    """A random name for this session, so that stopping a shared run lets go for this visitor only."""
    name = st.session_state.get(VISITOR)
    if name is None:  # chance is the system's, which is asked only then: every look at some work is by a visitor
        st.session_state[VISITOR] = name = secrets.token_hex(8)
    return str(name)


def enter(page: str) -> None:
    """Before a page draws its controls: take from them what the page that was left calls by the same names.

    Streamlit keeps the value of a control that is in the address under its name, for whatever page asks for that
    name next. Each page finds its own again when one comes back: in the address, which then says what is shown, and
    from which Streamlit takes what is a control's default. Controls read it as it was when a run began, so one more.
    """
    before = _own().get("_page", page)
    _own()["_page"] = page
    if before == page:
        return
    left: dict[str, dict[str, Any]] = _own().setdefault("_left", {})
    set_here = {name: st.session_state.pop(name) for name in OF_EACH_PAGE if name in st.session_state}
    plain = {name: value for name, value in set_here.items() if isinstance(value, str | int | float)}
    left[before] = left.get(before, {}) | plain  # a page that is left before it is drawn has not set them all
    own = {name: value for name, value in left.get(page, {}).items() if name not in st.query_params}
    again = own | _asked_anew()
    for name, value in again.items():
        try:
            st.query_params[name] = str(value)
        except StreamlitAPIException:
            # A page that is left while a part of it runs by itself still holds its names in the address.
            st.session_state[name] = value
    if again:
        st.rerun()


def _asked_anew() -> dict[str, str]:
    """What the address wants of controls that come along, where that is not what they are set to.

    Streamlit takes out of it what controls of the page before are bound to, since a link sends the address of the page
    that is left. But Back sends that of the page that one comes to: `?digit=8` came to another digit.
    """
    context = get_script_run_ctx()
    asked = parse_qs(context.query_string if context else "")
    return {
        name: asked[name][-1]
        for name in _COME_ALONG
        if name in asked and name not in st.query_params and asked[name][-1] != str(get(name))
    }


def page() -> str:
    """The page that was opened last."""
    return str(_own().get("_page", ""))


def put(**values: Any) -> None:
    """Set widgets by key, except what is held; only in a callback or before the widget is drawn. Or what is our own."""
    for key, value in values.items():
        if key.startswith("_"):
            _own()[key] = value
        elif (holds := held()) is None or holds.allows(key, value):
            st.session_state[key] = value


def forget(keys: Collection[str]) -> None:
    """Let go of what widgets were set to that are not drawn, whoever drew them; or of what is our own."""
    for key in keys:
        (_own() if key.startswith("_") else st.session_state).pop(key, None)


def get(key: str, default: Any = None) -> Any:
    """The value of a widget by key, or what is our own, by name; `default` where it has none yet."""
    return (_own() if key.startswith("_") else st.session_state).get(key, default)


def has(key: str) -> bool:
    """Whether there is a widget of this key that has been drawn or set; an address may ask for any key at all."""
    try:
        return key in st.session_state
    except StreamlitAPIException:  # it is empty, or of those that Streamlit keeps for itself
        return False


def forget_undrawn() -> None:
    """Let go of what the browser sent of controls that this session has not drawn yet, as it has done itself by now.

    After a server was started again, a browser sends its session what all controls of the page are set to. A page
    that draws next to nothing at first, since it has to ask for a key, thereby has the browser forget it and draw
    them as they are by default; Streamlit would still go by what was sent.
    """
    context = get_script_run_ctx()
    # Nothing public tells what was sent.
    inner: Any = None if context is None else getattr(context.session_state, "_state", None)
    sent: Any = getattr(inner, "_new_widget_state", None)
    for each in [each for each in getattr(sent, "states", ()) if each not in sent.widget_metadata]:
        del sent.states[each]


def set_aside(name: str, value: Any) -> None:
    """Keep a value for later in this run or for the next, until it is taken."""
    _own()[f"_{name}"] = value


def take(name: str, default: Any) -> Any:
    """Take back what was set aside."""
    return _own().pop(f"_{name}", default)


def is_first(what: str) -> bool:
    """Whether this is asked of something for the first time in this visit."""
    asked: set[str] = _own().setdefault("_asked_before", set())
    is_new = what not in asked
    asked.add(what)
    return is_new


def kept_for(name: str, what: object, default: Any = None) -> Any:
    """What was kept under a name for exactly this; `default` where it was kept for something else, or never."""
    found = _own().get(f"_{name}_for")
    return found[1] if found is not None and _is_same(found[0], what) else default


def _is_same(one: object, other: object) -> bool:
    """Whether two are the same; what a browser sends may lie in itself as deep as can just be read."""
    try:
        return bool(one == other)
    except RecursionError:
        return False


def keep_for(name: str, what: object, value: Any) -> None:
    """Keep a value under a name for this and nothing else: for a drawing, a model."""
    _own()[f"_{name}_for"] = (what, value)


def last_run() -> TrainingConfig | None:
    """The run that counts as trained last by this visitor, if any.

    It is the one that their knobs stand at, where they turned them to it and saw it over, whoever had trained it;
    else the one that they started last, or had trained again.
    """
    turned_to, over = _turned_to()
    started = _own().get("_started", [])
    return turned_to if over else started[-1] if started else None


def remember_run(config: TrainingConfig) -> None:
    """Note that this visitor started a run, or had it trained again: from now on it is the last."""
    _own()["_started"] = [*_own().get("_started", []), config]
    _own().pop("_turned_to", None)


def _turned_to() -> tuple[TrainingConfig | None, bool]:
    """What the visitor turned the knobs to, if they did, and whether they saw that run over."""
    found: tuple[TrainingConfig | None, bool] = _own().get("_turned_to", (None, False))
    return found


def turn_knobs() -> None:
    """Note in a callback that the visitor turns the training page's knobs; a link and a return turn none."""
    set_aside("turning", True)


def note_knobs(config: TrainingConfig) -> None:
    """Note what the knobs stand at: whether the visitor turned them there, or an address did."""
    if take("turning", False):
        _own()["_turned_to"] = (config, False)
    elif _turned_to()[0] != config:
        _own().pop("_turned_to", None)


def note_over(config: TrainingConfig) -> None:
    """Note that the visitor sees a run over; it counts as theirs if they turned the knobs to it."""
    if _turned_to()[0] == config:
        _own()["_turned_to"] = (config, True)


def is_own(config: TrainingConfig) -> bool:
    """Whether the visitor started this run, or turned the knobs to it, so that what it does is their doing."""
    return has_started(config) or _turned_to()[0] == config


def has_started(config: TrainingConfig) -> bool:
    """Whether this visitor started this run."""
    return config in _own().get("_started", [])


def exams_opened() -> Sequence[TrainingConfig]:
    """The runs for which this visitor has looked at the exam, in that order."""
    found: Sequence[TrainingConfig] = _own().get("_exams_opened", [])
    return found


def has_opened_exam(config: TrainingConfig) -> bool:
    """Whether this visitor has looked at the exam of a run's model; how many digits measure it makes no other one."""
    return _model(config) in map(_model, exams_opened())


def _model(config: TrainingConfig) -> TrainingConfig:
    """What stands for a run's model: its settings without those that the model does not depend on."""
    return replace(config, test_size=1, seed=0 if config.batch_size is None else config.seed)


def note_exam(config: TrainingConfig) -> None:
    """Note that this visitor has looked at the exam of a run."""
    if not has_opened_exam(config):
        _own()["_exams_opened"] = [*exams_opened(), config]


def settings() -> TrainingConfig | None:
    """What the training controls were set to when they were last shown, if they are not shown now.

    A link to a page drops its address and Streamlit its widgets, so without
    this a visitor who comes back to a run would find the defaults.
    """
    if "learning_rate" in st.session_state or not _TRAINING_ONLY.isdisjoint(st.query_params):
        return None
    found = _own().get("_settings")
    return found if isinstance(found, TrainingConfig) else None


def remember_settings(config: TrainingConfig) -> None:
    """Keep what the training controls are set to."""
    _own()["_settings"] = config


def sizes_are_another_pages() -> bool:
    """Whether train and test size, which two lessons call alike, were drawn last on another page than this one."""
    before, here = _own().get("_sizes_of", page()), page()
    _own()["_sizes_of"] = here
    return bool(before != here)


def away(config: TrainingConfig) -> str:
    """Whether this visitor has "paused" or "stopped" a run that others may be watching still; else ""."""
    return str(_own().get("_away", {}).get(config, ""))


def go_away(config: TrainingConfig, how: str) -> None:
    """Note that this visitor has "paused" or "stopped" a run, or is back: ""."""
    others = {key: value for key, value in _own().get("_away", {}).items() if key != config}
    _own()["_away"] = others | {config: how} if how else others


def times_played() -> int:
    """How often this visitor has had a run that is over played again."""
    return int(_own().get("_played", 0))


def play_again() -> None:
    """Note that the visitor wants to see a run that is over once more."""
    _own()["_played"] = times_played() + 1


def records_sent() -> tuple[str, int]:
    """The edition of the board that this visitor's browser was last sent records of, and how many it then had."""
    edition, count = _own().get("_records_sent", ("", 0))
    return str(edition), int(count)


def remember_records_sent(edition: str, count: int) -> None:
    """Note what the browser has been sent."""
    _own()["_records_sent"] = (edition, count)


def is_brought(what: str) -> bool:
    """Whether this visitor's window was sent something that it keeps by name."""
    return what in _own().get("_brought", ())


def note_sent(what: str) -> None:
    """Note that this run sends the window something, which it has once the run has come to its end."""
    _own().setdefault("_sent", set()).add(what)


def note_brought() -> None:
    """Note at the end of a page that the window has what it was sent: a run that is cut short may send nothing."""
    _own().setdefault("_brought", set()).update(take("sent", ()))


def lose(what: str) -> None:
    """Note that the window lacks something that it was sent."""
    _own().get("_brought", set()).discard(what)


def achieved(what: str, now: bool) -> bool:
    """Whether the visitor has ever done `what` in this session; `now` says that it is so at this moment."""
    done: dict[str, None] = _own().setdefault("_achieved", {})  # in the order in which they were done
    if now:
        done[what] = None
    return what in done


def achieved_last(of: Collection[str]) -> str:
    """Which of these the visitor did last, for the first time; "" where none has been done."""
    return next((what for what in reversed(_own().get("_achieved", {})) if what in of), "")


def guesses(kind: str) -> dict[Any, tuple[float, float]]:
    """The visitor's guesses of one kind: what was asked → what they guessed, and what it was."""
    found: dict[Any, tuple[float, float]] = _own().setdefault(f"_guesses_{kind}", {})
    return found


def remember_guess(kind: str, asked: Any, guess: float, truth: float) -> None:
    """Keep a guess beside the truth; the first one counts, since afterwards the truth is known."""
    guesses(kind).setdefault(asked, (guess, truth))
