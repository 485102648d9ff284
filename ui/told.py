"""What a run of a page has told reaches the browser, and what is pressed in a part that is gone is answered."""

from dataclasses import replace
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession, AppSessionState

from mnist_core.once import once

SOON = 0.01  # seconds


@once
def let_runs_tell_all() -> None:
    """From now on, a part of a page runs again only once what ran before it has told all that it had to.

    And where a part has gone while something in it was pressed, the page is run in its stead.

    A run tells the server's event loop what it drew. Where the loop is busy, with thirty visitors, the run may be
    over before the loop has heard of it; and where a part's clock then strikes, Streamlit makes a new runner, and
    hears nothing more of the old one: what it drew last, that it has ended, and its clocks are lost, so that a page
    stands still for good. (Streamlit's issue 9921, whose mending asks only whether the part is still there.)
    """
    # Nothing public lies between a runner and its session.
    create_at_once, ask_at_once = AppSession._create_scriptrunner, AppSession.request_rerun

    def ask(session: AppSession, wanted: ClientState | None) -> None:
        # What a clock asks for can go. Who has pressed something is answered by the page as it is with it.
        if wanted is not None and _is_gone(session, wanted) and not wanted.is_auto_rerun:
            wanted = _of_the_page(wanted)
        ask_at_once(session, wanted)

    def create(session: AppSession, wanted: Any) -> None:
        # There is still one, which will run no more, but has not said so yet.
        if session._scriptrunner is None or not (wanted.fragment_id or wanted.fragment_id_queue):
            create_at_once(session, wanted)
        else:
            session._event_loop.call_later(SOON, run, session, wanted)

    def run(session: AppSession, wanted: Any) -> None:
        if session._state is AppSessionState.SHUTDOWN_REQUESTED:
            return
        if _is_gone(session, wanted):
            if wanted.is_auto_rerun:
                return
            wanted = replace(wanted, fragment_id=None)
        runner = session._scriptrunner
        if runner is None or not runner.request_rerun(wanted):
            session._create_scriptrunner(wanted)

    AppSession._create_scriptrunner = create  # type: ignore[assignment,method-assign]
    AppSession.request_rerun = ask  # type: ignore[assignment,method-assign]


def _is_gone(session: AppSession, wanted: Any) -> bool:
    """Whether a part of the page is wanted that is no more: by itself Streamlit would run nothing at all."""
    return bool(wanted.fragment_id) and not session.has_fragment(wanted.fragment_id)


def _of_the_page(wanted: ClientState) -> ClientState:
    """The same press, asked of the whole page."""
    whole = ClientState()
    whole.CopyFrom(wanted)
    whole.fragment_id = ""
    return whole
