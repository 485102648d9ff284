"""A real server and a real Chromium for what only a browser proves."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.legible import require_legible
from tests.conftest import EVERYTHING
from tests.support import ROOT
from ui.support import OFF, VARIABLE

# The first run waits for a worker to import TensorFlow.
expect.set_options(timeout=60_000)

# Chromium's own calls home are refused on closed networks, many at a time.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The last list counts, so what Playwright turns off to keep from calling home is repeated. Without the popups of
    # an address bar that nobody sees, a page takes a fifth less of the processor.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup,AimEnabled,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,"
    "PreconnectToSearch",
]


class Server:
    """A running app: where it answers, and what its processes have loaded."""

    def __init__(self, url: str, process: subprocess.Popen, log: Path) -> None:
        self.url, self.process, self.log = url, process, log

    def loads_tensorflow(self) -> bool:
        """Whether TensorFlow's library is mapped into the server process itself."""
        return "tensorflow" in Path(f"/proc/{self.process.pid}/maps").read_text()


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(home: Path, port: int = 0, **environment):
    """Run the app on a port of the loopback, or a free one, its files in `home`."""
    port = port or free_port()
    variables = {name: value for name, value in os.environ.items() if name not in ("MNIST_PATH", "PYTHONPATH")}
    variables |= {"SEESOFTMAX_HOME": str(home), "SEESOFTMAX_OFFLINE": "1", VARIABLE: OFF, **environment}
    log = home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
               "--server.address=127.0.0.1", f"--server.port={port}"]  # fmt: skip
    with log.open("w") as out:
        # A session of its own, so that all that is left of it can be killed.
        process = subprocess.Popen(
            command, cwd=ROOT, env=variables, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url + "/_stcore/health", process, log)
        yield Server(url, process, log)
    finally:
        _end(process, log)


def _end(process: subprocess.Popen, log: Path) -> None:
    """Ask the server to end; where it does not, kill it with all that it has started, and fail."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        pytest.fail(f"the server did not end within 30 s of SIGTERM:\n{log.read_text()}")


def _wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(browser):
    """A window for one visitor after the other: its cache has Streamlit's own code, a second's work of each load."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(window):
    """A fresh visitor, who must see no exception and no error in the console."""
    window.set_storage_state({"cookies": [], "origins": []})  # nothing else is left of the visitor before
    page = window.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        # On a deep link Streamlit looks for its own address below the page's, and finds it one level up.
        lambda m: errors.append(m.text) if m.type == "error" and "/_stcore/" not in m.location["url"] else None,
    )
    yield page
    try:
        shown = page.locator('[data-testid="stException"]').all_inner_texts()
    finally:
        page.close()
    assert not errors
    assert not shown


@pytest.fixture
def sent(page):
    """The messages that the page has sent to the server."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    return frames


WATCH = """() => {
    if (!globalThis.watched) {
        globalThis.watched = new MutationObserver(() => { globalThis.lastChange = performance.now(); });
        const everything = { subtree: true, childList: true, attributes: true, characterData: true };
        globalThis.watched.observe(document.documentElement, everything);
    }
    globalThis.lastChange = performance.now();
}"""
AT_REST = """(still) => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app?.dataset.testScriptState === "notRunning" && performance.now() - globalThis.lastChange > still;
}"""


def at_rest(page, still=0.25):
    """Wait until the page's script does not run, and from now on nothing on the page changes for so many seconds.

    A page that follows a run looks at it twice a second: only more than half a second tells that it does not.
    """
    page.evaluate(WATCH)  # what was done to the page a moment ago may be about to change it
    # A run that the page follows may wait for a worker to import TensorFlow first.
    page.wait_for_function(AT_REST, arg=1000 * still, polling=50, timeout=120_000)


# By the page's own clock: a timer that was due before has had its turn, and what it set going in turn, too.
SPOKEN = "soon => new Promise(done => setTimeout(() => setTimeout(() => setTimeout(done)), soon))"


def let_it_speak(page, soon=300):
    """Let the page send all that it is going to, within so many of its own milliseconds, however slow it is."""
    page.evaluate(SPOKEN, soon)


# A move of the mouse makes the pen a cross, once there is one.
TAKES_INK = """canvas => {
    const { left, top } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: left + 2, clientY: top + 2, bubbles: true }));
    return canvas.style.cursor === "crosshair";
}"""


def wait_for_sheet(page):
    """Wait until the sheet takes ink: as long as it is being laid, a line may be lost, and its pen is no cross."""
    sheet = page.locator("canvas.upper-canvas:not([data-old])")
    expect(sheet).to_have_count(1)  # the sheet before stands there until the run that lays the new one has ended
    expect(sheet).to_be_visible()
    at_rest(page)
    page.wait_for_function(TAKES_INK, arg=sheet.element_handle())


SIZES = ((1440, 900), (390, 844))
# A class's projector, a tablet, and a laptop at 200 %: between the two above, where columns get narrow.
BETWEEN = ((1280, 720), (1024, 768), (720, 450))
# What CI looks at, of all that there are: for the others it has no time.
SCREENS = (*SIZES, *BETWEEN) if EVERYTHING else ((1280, 720), (720, 450), (390, 844))
THEMES = ("light", "dark")


def looks(page, sizes=SIZES, themes=THEMES):
    """Show a page that was loaded once in every size and theme, at rest; yields width and theme."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            at_rest(page)
            yield width, theme


def long_enough(data):
    """A number of train digits of which no machine makes 20,000 steps while one looks at it: all there are, at most."""
    return 16_000 if data else 4_000


def paused_at(page):
    """The step that a run was paused at, once the board has come to it: it may be some pictures behind."""
    note = page.locator(".board .note")
    expect(note).to_contain_text("Paused after")
    step = re.search(r"Paused after ([\d,]+) of", note.inner_text())[1]
    expect(page.locator(".board .where")).to_contain_text(f"Step {step} of")
    return int(step.replace(",", ""))


def require_whole(page, where=""):
    """Require that nothing scrolls sideways and that every button has a name."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, where
    nameless = (
        "es => es.filter(e => e.offsetParent && !(e.getAttribute('aria-label') || e.innerText || e.title))"
        ".map(e => e.outerHTML)"
    )
    assert main.locator("button").evaluate_all(nameless) == [], where
    # Of a row of tabs none hides beyond the edge.
    hidden = "es => es.filter(e => e.offsetParent && e.scrollWidth - e.clientWidth > 1).map(e => e.innerText)"
    assert main.locator("[role=tablist]").evaluate_all(hidden) == [], where


def look_at_views(page, server, data, address, views):
    """Require of every view of a lesson that it is whole and legible, and its toy too without scrolling."""
    page.goto(f"{server.url}/{address}")
    expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
    for view in views:
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_role("radio", name=view, exact=True)).to_be_checked()
        for width, _ in looks(page, SCREENS, themes=("light",)):
            require_whole(page, (view, width))
            require_legible(page, (view, width))
            if width == 1440 and data:  # the sample says so in a box above
                # The notices below the toy begin within the first screen.
                assert page.get_by_text("What to notice").bounding_box()["y"] < 900, view


def pytest_generate_tests(metafunc):
    """Look at the app on whichever data there are, unless a test says on which."""
    chosen = any("data" in marker.args[0] for marker in metafunc.definition.iter_markers("parametrize"))
    if "data" in metafunc.fixturenames and not chosen:
        found = ["mnist"] if os.environ.get("MNIST_PATH") else ["mnist", "sample"]
        metafunc.parametrize("data", found, indirect=True, scope="session")


@pytest.fixture(scope="session")
def data(request):
    """The data a server is to run on: full MNIST, or the sample where there is no MNIST and no network."""
    if request.param == "sample":
        return {}
    return {"MNIST_PATH": str(request.getfixturevalue("mnist_path"))}


@pytest.fixture(scope="session")
def server(tmp_path_factory, data):
    """An app that the tests share: whatever one has trained, the next finds."""
    home = tmp_path_factory.mktemp("server")
    # No Keras cache of this machine may stand in for the data that are meant to be missing.
    with serve(home, KERAS_HOME=str(home), **data) as server:
        yield server
