"""What a run of a page has told reaches the browser, and what is pressed in a part that is gone is answered.

By the page; what was pressed on a page that has been left meanwhile is let go.
"""

from dataclasses import replace
from typing import Any

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession, AppSessionState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from mnist_core.once import once

SOON = 0.01  # seconds


@once
def let_runs_tell_all() -> None:
    """From now on, a part of a page runs again only once what ran before it has told all that it had to.

    And where a part has gone while something in it was pressed, the page is run in its stead; where the page has been
    left, nothing is. Else Streamlit runs a part of the new page, which may have the same name, as one of the old page,
    or none: the browser threw the new page away, and stayed blank.

    A run tells the server's event loop what it drew. Where the loop is busy, with thirty visitors, the run may be
    over before the loop has heard of it; and where a part's clock then strikes, Streamlit makes a new runner, and
    hears nothing more of the old one: what it drew last, that it has ended, and its clocks are lost, so that a page
    stands still for good. (Streamlit's issue 9921, whose mending asks only whether the part is still there.)

    And a part that has run to its end is said to have, although another part begins before that is on its way to the
    browser. Streamlit says of it that it was broken off, though it sends all that the part drew; so the browser leaves
    standing what the part drew before and now did not.
    """
    # Nothing public lies between a runner and its session.
    create_at_once, ask_at_once = AppSession._create_scriptrunner, AppSession.request_rerun
    run_at_once, clear_at_once = ScriptRunner._run_script, ForwardMsgQueue.clear

    def ask(session: AppSession, wanted: ClientState | None) -> None:
        if wanted is not None and _is_left(session, wanted):
            return
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
        if session._state is AppSessionState.SHUTDOWN_REQUESTED or _is_left(session, wanted):
            return
        if _is_gone(session, wanted):
            if wanted.is_auto_rerun:
                return
            wanted = replace(wanted, fragment_id=None)
        runner = session._scriptrunner
        if runner is None or not runner.request_rerun(wanted):
            session._create_scriptrunner(wanted)

    def run_script(runner: ScriptRunner, wanted: Any) -> None:
        # What was asked for while something ran, which may have taken the part or the page away.
        here = runner._get_script_run_ctx().page_script_hash
        if wanted.fragment_id_queue and here and wanted.page_script_hash not in ("", here):
            return
        gone = [each for each in wanted.fragment_id_queue if not runner._fragment_storage.contains(each)]
        if gone and wanted.is_auto_rerun:
            wanted = replace(wanted, fragment_id_queue=[each for each in wanted.fragment_id_queue if each not in gone])
            if not wanted.fragment_id_queue:
                return
        elif gone:
            wanted = replace(wanted, fragment_id_queue=[], is_fragment_scoped_rerun=False)
        run_at_once(runner, wanted)

    # Named as Streamlit calls it.
    def clear(queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: Any = None) -> None:
        begins = set(fragment_ids_this_run or ())
        ended = [(each, each.script_finished) for each in queue._queue if _is_end_of_others(each, begins)]
        clear_at_once(queue, retain_lifecycle_msgs, fragment_ids_this_run)
        for message, status in ended:
            message.script_finished = status

    ForwardMsgQueue.clear = clear  # type: ignore[assignment,method-assign]
    ScriptRunner._run_script = run_script  # type: ignore[assignment,method-assign]
    AppSession._create_scriptrunner = create  # type: ignore[assignment,method-assign]
    AppSession.request_rerun = ask  # type: ignore[assignment,method-assign]


def _is_gone(session: AppSession, wanted: Any) -> bool:
    """Whether a part of the page is wanted that is no more: by itself Streamlit would run nothing at all."""
    return bool(wanted.fragment_id) and not session.has_fragment(wanted.fragment_id)


def _is_left(session: AppSession, wanted: Any) -> bool:
    """Whether a part is wanted of a page that is the visitor's no more; while something runs, that is not known."""
    known = session._client_state.page_script_hash if session._scriptrunner is None else ""
    return bool(wanted.fragment_id and known and wanted.page_script_hash) and wanted.page_script_hash != known


def _is_end_of_others(message: ForwardMsg, begin: set[str]) -> bool:
    """Whether a message says that parts have ended, none of which is among those that begin now."""
    ended = message.metadata.run.fragment_ids if message.HasField("script_finished") else ()
    return bool(begin and ended) and begin.isdisjoint(ended)


def _of_the_page(wanted: ClientState) -> ClientState:
    """The same press, asked of the whole page."""
    whole = ClientState()
    whole.CopyFrom(wanted)
    whole.fragment_id = ""
    return whole
