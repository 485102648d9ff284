"""Sessions of Streamlit's own, each with a loop and runs, but no browser: what they would send it is asked for."""

import asyncio

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache


def session_of(script, folder):
    """A session of this script, written to the folder; to be shut down."""
    (folder / "page.py").write_text(script)
    uploads = MemoryUploadedFileManager("/upload")
    return AppSession(ScriptData(str(folder / "page.py")), uploads, ScriptCache(), None, {})


async def at_rest(session):
    while session._scriptrunner is not None:
        await asyncio.sleep(0.01)


async def all_told(session, until):
    """What the browser is sent, until there is something of this kind."""
    found = []
    while not any(until(message) for message in found):
        await asyncio.sleep(0.01)
        found += session.flush_browser_queue()
    return found


def part_has_ended(message):
    return message.HasField("script_finished") and message.script_finished == message.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


def has_ended(message):
    return message.HasField("script_finished") and message.script_finished == message.FINISHED_SUCCESSFULLY
