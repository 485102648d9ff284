"""What a browser sends of a control that the server has set meanwhile is an echo, and no press.

A browser sends with each message what all of its controls have, as far as it knows. A part's clock sends such a message
too; on its way it may cross a value that the server has set: a teacher has led the class from another device, and this
page is told. Streamlit takes what it hears for a press, so a page that nobody touched undid what was set elsewhere.
"""

from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX, SessionState

from mnist_core.once import once

_HEARD = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_HEARD_FROM_BROWSER"  # the state has no other place for it
_LAST = "_come_last"  # what has come last
_NOTHING_NEW = "$$nothing-new"
# What a browser holds of a control that the server can set; the rest are presses, files, and what components hold.
VALUES = {
    "bool_value", "double_value", "int_value", "string_value",
    "double_array_value", "int_array_value", "string_array_value",
}  # fmt: skip
# Whether a clock alone has asked for the run that begins in this thread.
_by_clock: ContextVar[bool] = ContextVar("by_clock", default=False)


@once
def take_none_for_presses() -> None:
    """From now on, a control keeps what the server has set, where the browser only repeats what it sent before.

    That is told by what comes with it: a clock's message says nothing new, and where somebody has pressed something,
    that control has changed and no other. Where nothing else has changed and somebody did press, it was this control:
    back to what it was, before the browser had sent that it knows of the server's value. Such a message may wait with
    others for a run to end, and Streamlit makes one of them; so it is marked.
    """
    # Nothing public lies between a runner and the state.
    run_at_once, set_at_once = ScriptRunner._run_script, SessionState.set_widgets_from_proto
    ask_at_once = ScriptRequests._request_rerun_locked

    def ask(requests: ScriptRequests, wanted: RerunData) -> bool:
        # Of several that wait Streamlit keeps what the last was: a clock's behind a press, which is one all the same.
        is_press = requests._state is ScriptRequestType.RERUN and not requests._rerun_data.is_auto_rerun
        wanted = _marked(requests, wanted)
        taken = ask_at_once(requests, wanted)
        if taken and is_press:
            requests._rerun_data = replace(requests._rerun_data, is_auto_rerun=False)
        return taken

    def run(runner: ScriptRunner, wanted: RerunData) -> None:
        token = _by_clock.set(wanted.is_auto_rerun)
        try:
            run_at_once(runner, wanted)
        finally:
            _by_clock.reset(token)

    def set_all(state: SessionState, sent: WidgetStates) -> None:
        now = {each.id: each for each in sent.widgets}
        if now.pop(_NOTHING_NEW, None) is not None:
            sent = WidgetStates(widgets=now.values())
            set_at_once(state, sent)
        else:
            set_at_once(state, sent)
            _let_echoes_go(state, state._old_state.get(_HEARD, {}), now)
        state._old_state[_HEARD] = now

    ScriptRequests._request_rerun_locked = ask  # type: ignore[assignment,method-assign]
    ScriptRunner._run_script = run  # type: ignore[assignment,method-assign]
    SessionState.set_widgets_from_proto = set_all  # type: ignore[assignment,method-assign]


def _marked(requests: ScriptRequests, wanted: RerunData) -> RerunData:
    """The same, marked where somebody has pressed something, but all is as in the message before."""
    if wanted.widget_states is None:
        return wanted
    sent = {each.id: each for each in wanted.widget_states.widgets}
    before = getattr(requests, _LAST, None)
    setattr(requests, _LAST, sent)
    if wanted.is_auto_rerun or sent != before or any(_is_press(each) for each in sent.values()):
        return wanted
    mark = WidgetState(id=_NOTHING_NEW, trigger_value=True)  # of messages that wait Streamlit keeps what was pressed
    return replace(wanted, widget_states=WidgetStates(widgets=[*sent.values(), mark]))


def _is_press(sent: WidgetState) -> bool:
    kind = sent.WhichOneof("value") or ""
    return "trigger" in kind and bool(getattr(sent, kind))


def _let_echoes_go(state: SessionState, heard: dict[str, WidgetState], now: dict[str, WidgetState]) -> None:
    changed = [name for name in now if state._widget_changed(name)]
    echoes = [name for name in changed if now[name] == heard.get(name) and _is_settable(state, now[name])]
    if not echoes or (len(echoes) == len(changed) and not _by_clock.get()):
        return
    for name in echoes:
        set_to: Any = state._old_state[name]
        del state._new_widget_state.states[name]
        # As if it were set just now: so the browser is told once more.
        state._new_session_state[state._key_id_mapper.get_key_from_id(name)] = set_to


def _is_settable(state: SessionState, sent: WidgetState) -> bool:
    """Whether the server can have set what this control has, and holds a value of it."""
    named = sent.id in state._key_id_mapper.id_key_mapping
    return named and sent.id in state._old_state and sent.WhichOneof("value") in VALUES
