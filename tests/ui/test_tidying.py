"""Sessions whose time is over are forgotten and collected, and only when somebody has left."""

import gc
import time
import weakref
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.state import SessionState
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from mnist_core.work import memory
from tests.support.loops import apart
from ui import tidying


class Session:
    """As a session, part of a circle: nothing but the collector ends it."""

    def __init__(self, number):
        self.id, self.itself = str(number), self


@pytest.fixture
def storage(monkeypatch):
    """Streamlit's own storage of sessions whose tabs are gone."""
    storage = MemorySessionStorage(ttl_seconds=120)
    manager = object.__new__(WebsocketSessionManager)
    manager._session_storage = storage
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    return storage


@pytest.fixture
def given(monkeypatch):
    """Counts how often memory was given back."""
    times = []
    monkeypatch.setattr(memory, "give_back", lambda: times.append(1))
    return times


def sessions():
    return apart(tidying._sessions)


def test_who_has_left_for_long_is_forgotten_and_collected(storage, given, monkeypatch):
    session = Session(1)
    gone = weakref.ref(session)
    storage.save(SimpleNamespace(session=session, client=None))
    del session
    held = tidying.tidy(0, sessions())
    assert (held, given) == (1, [])
    assert tidying.tidy(held, sessions()) == 1  # nobody has left since
    assert given == []
    later = time.monotonic() + 121
    monkeypatch.setattr(storage._cache, "_timer", lambda: later)
    assert tidying.tidy(held, sessions()) == 0
    assert gone() is None
    assert given == [1]


def test_who_was_there_while_a_page_imported_something_is_collected_too(given):
    session = Session(1)
    gone = weakref.ref(session)
    gc.freeze()  # as `cached.settle` does
    del session
    assert tidying.tidy(2, 1, deeply=False) == 1
    assert gone() is not None  # in its turn, while others are there
    assert tidying.tidy(2, 1) == 1
    assert gone() is None
    session = Session(2)
    gone = weakref.ref(session)
    gc.freeze()
    del session
    assert tidying.tidy(1, 0, deeply=False) == 0  # nobody waits
    assert gone() is None
    assert gc.get_freeze_count()
    assert given == [1, 1, 1]


def test_where_streamlit_is_another_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(runtime, "get_instance", SimpleNamespace)
    assert sessions() == 0


def test_who_has_a_tab_open_is_told_by_what_sessions_hold(monkeypatch):
    states = [SessionState() for _ in range(3)]
    states[0]["_visitor"], states[1]["_visitor"] = "a", "b"  # the third has only just come
    open_tabs = [SimpleNamespace(session=SimpleNamespace(session_state=state)) for state in states]
    manager = SimpleNamespace(list_active_sessions=lambda: open_tabs)
    assert tidying.connected("_visitor") is None, "there is no server"
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager))
    assert tidying.connected("_visitor") == {"a", "b"}
    open_tabs.clear()
    assert tidying.connected("_visitor") == set()
    monkeypatch.setattr(runtime, "get_instance", SimpleNamespace)
    assert tidying.connected("_visitor") is None
