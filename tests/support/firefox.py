"""Firefox as the system has it, driven by WebDriver BiDi: Playwright asks it for what it does not know yet."""

import itertools
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.exceptions import InvalidHandshake
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0  # seconds
PREFERENCES = """user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("dom.w3c_touch_events.enabled", 1);
"""


class Firefox:
    """One tab of a Firefox without a window; `errors` are what its pages have thrown or logged as errors."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.errors: list[str] = []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.tab = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method: str, **parameters: Any) -> Any:
        """Send a command, and wait for what comes of it; RuntimeError where it fails."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE))
            if answer.get("method") == "log.entryAdded":
                entry = answer["params"]
                # On a deep link Streamlit looks for its own address below the page's, and finds it one level up.
                if entry["level"] == "error" and "/_stcore/" not in str(entry.get("text")):
                    self.errors.append(str(entry.get("text")))
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
                return answer["result"]

    def resize(self, width: int, height: int) -> None:
        """Give the page a size in pixels."""
        self.send("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    def go(self, url: str) -> None:
        """Open an address."""
        self.send("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def tell(self, function: str, *arguments: Any) -> Any:
        """Call a JavaScript function with arguments that JSON can say; returns what JSON can say of its result."""
        given = ", ".join(json.dumps(each) for each in arguments)
        found = self.send(
            "script.evaluate", expression=f"(async () => JSON.stringify(await ({function})({given}) ?? null))()",
            target={"context": self.tab}, awaitPromise=True,
        )  # fmt: skip
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"]["value"])

    def wait(self, function: str, *arguments: Any, accept: Callable[[Any], bool] = bool) -> Any:
        """Wait until what a function returns is accepted, and return it; TimeoutError if it never is."""
        end = time.monotonic() + PATIENCE
        while True:
            found = self.tell(function, *arguments)
            if accept(found):
                return found
            if time.monotonic() > end:
                raise TimeoutError(f"still {found!r}: {function}")
            time.sleep(0.1)

    def draw(self, points: Sequence[tuple[float, float]], pointer: str) -> None:
        """Draw a line through points of the window, with a "mouse" or by "touch"."""
        (x, y), *others = [(round(x), round(y)) for x, y in points]
        steps: list[dict[str, Any]] = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}]
        steps += [{"type": "pointerMove", "x": x, "y": y, "duration": 60} for x, y in others]
        action = {"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}}
        self.send(
            "input.performActions", context=self.tab,
            actions=[{**action, "actions": [*steps, {"type": "pointerUp", "button": 0}]}],
        )  # fmt: skip


@contextmanager
def firefox(program: str, profile: Path) -> Iterator[Firefox]:
    """Start a Firefox with a fresh profile in a folder, and end it."""
    (profile / "user.js").write_text(PREFERENCES)
    process = subprocess.Popen(
        [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with _connected(profile) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _connected(profile: Path) -> ClientConnection:
    """Connect to where the browser says that it listens."""
    told, end = profile / "WebDriverBiDiServer.json", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            place = json.loads(told.read_text())
            return connect(f"ws://{place['ws_host']}:{place['ws_port']}/session", max_size=None, ping_interval=None)
        except (OSError, ValueError, InvalidHandshake):
            time.sleep(0.2)
    raise TimeoutError("Firefox does not say where it listens")
