"""A visitor without a browser: it speaks Streamlit's own protocol over a websocket, so that thirty fit on one machine.

It sees what a browser is sent, sends back what a browser would (presses, values, and the ticks of fragments that run
by themselves), and counts what travels. It draws nothing and runs no JavaScript.
"""

import contextlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

Path = tuple[int, ...]


class Visitor:
    """One visitor of an app that runs at `url`; to be closed. A cookie is what a proxy has given this browser before.

    Attributes
    ----------
    bytes_received, messages : what has come over the websocket so far
    runs : script runs that have ended, of the page or of a part of it
    address : the query string of the page; a browser would also write what is set into it, this visitor does not
    """

    def __init__(self, url: str, cookie: str = "") -> None:
        self._url = url.rstrip("/")
        stream = f"ws://{urlsplit(self._url).netloc}/_stcore/stream"
        # Not asked whether it is still there: thirty of them beside a busy server may answer late.
        connection = connect(
            stream,
            additional_headers={"Cookie": cookie} if cookie else None,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            ping_interval=None,
            open_timeout=60,
        )
        self._leave = contextlib.ExitStack()
        self._socket = self._leave.enter_context(connection)
        self.bytes_received = self.messages = self.runs = 0
        self.address = ""
        self._drawing = False
        self._page, self._hash = "", ""
        self._place: str | None = None  # the path of the page that is being drawn, where the server names it
        self._drawn = False  # whether the page that was opened last is; one of the page before may end meanwhile
        self._ended: Counter[str] = Counter()  # runs of each fragment, and under "" those of the whole page
        self._elements: dict[Path, tuple[Element, str, int]] = {}  # with its fragment, and the run that drew it
        self._fragments: list[str] = []  # that the current run is of; none for the whole page
        self._values: dict[str, WidgetState] = {}  # what this visitor has set
        self._kept: dict[str, ForwardMsg] = {}  # large messages, which the server then need not send again
        self._ticks: dict[str, float] = {}  # seconds between the runs of each fragment
        self._due: dict[str, float] = {}
        self._changed = threading.Condition(threading.RLock())  # guards all of it
        self._closed = False
        for work in (self._read, self._tick):
            threading.Thread(target=work, daemon=True).start()

    def open(self, address: str = "", timeout: float = 60) -> "Visitor":
        """Open a page by its path and query, such as "training?steps=50", and wait until it is drawn."""
        path, _, query = address.lstrip("/").partition("?")
        with self._changed:
            self._page, self.address, self._hash = path, query, ""
            self._values, self._ticks = {}, {}
            self._drawn = False
        self._send()
        self._wait(lambda: self._drawn, timeout, f"{address!r} was not drawn")
        return self

    def press(self, label: str) -> None:
        """Press the one button of this label."""
        element, fragment = self._widget("button", label)
        self._send([WidgetState(id=element.id, trigger_value=True)], fragment)

    def tell(self, component: str, event: str, value: object, key: str = "") -> None:
        """Have the one component whose name ends so, and its key, send a value as its half in the browser would."""
        with self._changed:
            places = [each for each in self._elements.values() if each[0].WhichOneof("type") == "bidi_component"]
        named = [each for each in places if each[0].bidi_component.component_name.endswith(component)]
        found = [each for each in named if each[0].bidi_component.id.endswith(key)]
        ids = {each[0].bidi_component.id for each in found}  # while a page is drawn, one may stand in two places
        if len(ids) != 1:
            raise LookupError(f"{len(ids)} components are called {component!r}, by the key {key!r}")
        element, fragment, _ = found[0]
        told = json.dumps([{"event": event, "value": value}])
        self._send(
            [WidgetState(id=_make_trigger_id(element.bidi_component.id, "events"), json_trigger_value=told)], fragment
        )

    def write(self, label: str, text: str) -> None:
        """Write into the one text input of this label."""
        element, fragment = self._widget("text_input", label)
        self._keep(WidgetState(id=element.id, string_value=text), fragment)

    def set(self, label: str, value: float | bool) -> None:
        """Set the one number input, checkbox or toggle of this label."""
        kind = "checkbox" if isinstance(value, bool) else "number_input"
        element, fragment = self._widget(kind, label)
        state = WidgetState(id=element.id)
        setattr(state, "bool_value" if isinstance(value, bool) else "double_value", value)
        self._keep(state, fragment)

    def change(self, state: WidgetState, timeout: float = 60) -> None:
        """Give a control or a component another state, and wait until what hangs on it has been drawn."""
        with self._changed:
            found = {part for element, part, _ in self._elements.values() if _id(element) == state.id}
            if len(found) != 1:
                raise LookupError(f"the control {state.id} stands in {len(found)} parts of the page")
            (fragment,) = found
            before = self._ended[fragment] + self._ended[""] * bool(fragment)
        self._keep(state, fragment)
        self._wait(
            lambda: self._ended[fragment] + self._ended[""] * bool(fragment) > before, timeout, "no answer to a change"
        )

    def texts(self) -> list[str]:
        """All that is written on the page: markdown, captions, headings, code, alerts, labels of buttons."""
        found = []
        for element in self.elements():
            part = getattr(element, element.WhichOneof("type") or "empty")
            found += [getattr(part, name, "") for name in ("body", "code_text", "label", "text")]
        return [text for text in found if isinstance(text, str) and text]

    def elements(self, kind: str | None = None) -> list[Element]:
        """What is on the page now, from top to bottom; of one kind, such as "button", if so asked."""
        with self._changed:
            found = [element for _, (element, _, _) in sorted(self._elements.items())]
        return [element for element in found if kind is None or element.WhichOneof("type") == kind]

    @property
    def follows(self) -> bool:
        """Whether something on the page is drawn again and again by a clock, as a run at work is."""
        with self._changed:
            return bool(self._ticks)

    @property
    def page_runs(self) -> int:
        """How often the whole page has been run to its end, and not a part of it only."""
        with self._changed:
            return self._ended[""]

    @property
    def is_closed(self) -> bool:
        """Whether the visitor has left, or the server is gone."""
        return self._closed

    @property
    def rests(self) -> bool:
        """Whether nothing is being drawn now, nor going to be by a clock: while a page is drawn, it has none yet."""
        with self._changed:
            return not self._drawing and not self._ticks

    def component(self, name: str) -> Any:
        """The message of the component that is called so, or None: its `json` or `bytes` is what it was given."""
        for element in self.elements("bidi_component"):
            if element.bidi_component.component_name.endswith(name):
                return element.bidi_component
        return None

    def wait_for(self, predicate: Callable[["Visitor"], Any], timeout: float = 60) -> Any:
        """Wait until the predicate of this visitor is true, and return what it gave; TimeoutError if it never is."""
        return self._wait(lambda: predicate(self), timeout, "what was waited for did not come")

    def wait_for_text(self, pattern: str, timeout: float = 60) -> str:
        """Wait until a text of the page matches the regular expression, and return that text."""
        found = self.wait_for(lambda v: next((t for t in v.texts() if re.search(pattern, t)), None), timeout)
        return str(found)

    def close(self) -> None:
        """Leave, as one closes the browser's tab."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._leave.close()

    def _wait(self, predicate: Callable[[], Any], timeout: float, otherwise: str) -> Any:
        with self._changed:
            found = self._changed.wait_for(lambda: predicate() or self._closed, timeout)
        if not found or self._closed:
            shown = "\n".join(self.texts())
            raise TimeoutError(f"{otherwise} within {timeout:g} s; the page says:\n{shown}")
        return found

    def _keep(self, state: WidgetState, fragment: str) -> None:
        with self._changed:
            self._values[state.id] = state
        self._send([], fragment)

    def _widget(self, kind: str, label: str) -> tuple[Any, str]:
        with self._changed:
            places = [each for _, each in sorted(self._elements.items()) if each[0].WhichOneof("type") == kind]
        found = [(getattr(element, kind), fragment) for element, fragment, _ in places]
        named = [each for each in found if each[0].label == label]
        if len(named) != 1:
            raise LookupError(f"{len(named)} of {kind} are called {label!r}; there are {[e.label for e, _ in found]}")
        return named[0]

    def _send(self, presses: Any = (), fragment: str = "", by_itself: bool = False) -> None:
        message = BackMsg()
        state = message.rerun_script
        with self._changed:
            state.query_string, state.page_script_hash = self.address, self._hash
            state.page_name = "" if self._hash else self._page
            state.fragment_id, state.is_auto_rerun = fragment, by_itself
            state.widget_states.CopyFrom(WidgetStates(widgets=[*self._values.values(), *presses]))
            state.cached_message_hashes.extend(self._kept)
        state.context_info.timezone, state.context_info.locale = "UTC", "en"
        state.context_info.url, state.context_info.color_scheme = f"{self._url}/{self._page}", "light"
        self._socket.send(message.SerializeToString())

    def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            for payload in self._frames():
                message = ForwardMsg()
                message.ParseFromString(payload)
                with self._changed:
                    self.bytes_received += len(payload)
                    self.messages += 1
                    self._take(message)
                    # Who waits looks through the whole page, and a page comes in a hundred messages.
                    if message.WhichOneof("type") in {"script_finished", "auto_rerun"}:
                        self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _frames(self) -> Iterator[bytes]:
        for payload in self._socket:
            if isinstance(payload, bytes):
                yield payload

    def _take(self, message: ForwardMsg) -> None:
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            self._draw(message, self._kept[message.ref_hash])
        elif kind == "delta":
            self._draw(message, message)
        elif kind == "new_session":
            self._drawing = True
            self._fragments = list(message.metadata.run.fragment_ids)
            if not self._fragments:
                self._ticks, self._due = {}, {}
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
            paths = {page.page_script_hash: page.url_pathname for page in message.navigation.app_pages}
            self._place = paths.get(self._hash)
        elif kind == "page_info_changed":
            self.address = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            name, interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
            self._ticks[name], self._due[name] = interval, time.monotonic() + interval
        elif kind == "stop_auto_rerun":
            for name in message.stop_auto_rerun.fragment_ids:
                self._ticks.pop(name, None)
        elif kind == "script_finished":
            self._finish(message)

    def _draw(self, message: ForwardMsg, content: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        if content.delta.WhichOneof("type") == "new_element":
            self._elements[path] = (content.delta.new_element, content.delta.fragment_id, self.runs)

    def _finish(self, message: ForwardMsg) -> None:
        """Clear away what the run that has ended did not draw again."""
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        self._drawing = False
        gone = set(self._fragments)
        self._elements = {
            path: (element, fragment, run)
            for path, (element, fragment, run) in self._elements.items()
            if run == self.runs or (gone and fragment not in gone)
        }
        self.runs += 1
        self._ended.update(gone or {""})
        self._drawn |= not gone and self._place in {None, self._page}

    def _tick(self) -> None:
        while not self._closed:
            with self._changed:
                next_due = min((self._due[name] for name in self._ticks), default=None)
                self._changed.wait(None if next_due is None else max(0, next_due - time.monotonic()))
                now = time.monotonic()
                due = [name for name in self._ticks if self._due[name] <= now]
                for name in due:
                    self._due[name] += self._ticks[name]
            with contextlib.suppress(ConnectionClosed):
                for name in due:
                    self._send([], name, by_itself=True)


def _id(element: Element) -> str:
    return str(getattr(getattr(element, element.WhichOneof("type") or "empty"), "id", ""))
