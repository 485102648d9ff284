"""What a run of a page draws is handed to the server's loop by the batch, and not one by one."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunnerEvent

from mnist_core.once import once

EVERY = 0.05  # seconds: nobody sees that something came that much later
DRAWN = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG


@once
def hand_over_in_batches() -> None:
    """From now on, hand over what was drawn when a run begins or ends, and every EVERY seconds while it goes on.

    Streamlit wakes its event loop for each of a page's hundred messages. Each time the run waits until the loop has let
    go of Python's lock again, and what was drawn last waits for the next turn of the loop that sends.
    """
    # Nothing public lies between a runner and its session.
    ask_at_once = AppSession.request_rerun

    def hear(session: AppSession, sender: Any, event: ScriptRunnerEvent, *args: Any, **kwargs: Any) -> None:
        _of(session).told.append((sender, event, args, kwargs))
        if event is not DRAWN:
            session._call_soon_on_event_loop(lambda: _hand_over(session))

    def ask(session: AppSession, wanted: ClientState | None) -> None:
        _hand_over(session)  # of a run that gives way to another, nothing more is heard
        ask_at_once(session, wanted)

    AppSession._on_scriptrunner_event = hear  # type: ignore[assignment,method-assign]
    AppSession.request_rerun = ask  # type: ignore[assignment,method-assign]


@dataclass
class _Batch:
    """What the runs of a session have told, and its loop has not heard yet, in order; and whether it looks for more."""

    told: deque[tuple[Any, ScriptRunnerEvent, tuple[Any, ...], dict[str, Any]]] = field(default_factory=deque)
    looks: bool = False


def _of(session: AppSession) -> _Batch:
    found: _Batch | None = vars(session).get("_batch")  # asked for each message: a new one is made only once
    return vars(session).setdefault("_batch", _Batch()) if found is None else found


def _hand_over(session: AppSession) -> None:
    """Have a session hear all that was told; to be called by its loop."""
    batch = _of(session)
    while batch.told:
        sender, event, args, kwargs = batch.told.popleft()
        if event is ScriptRunnerEvent.SCRIPT_STARTED and not batch.looks:
            batch.looks = True
            session._event_loop.call_later(EVERY, _look, session)
        try:
            session._handle_scriptrunner_event_on_event_loop(sender, event, *args, **kwargs)
        except Exception:
            session._call_soon_on_event_loop(lambda: _hand_over(session))  # what is left, as if each came by itself
            raise


def _look(session: AppSession) -> None:
    _of(session).looks = session._scriptrunner is not None
    if _of(session).looks:
        session._event_loop.call_later(EVERY, _look, session)
    _hand_over(session)
