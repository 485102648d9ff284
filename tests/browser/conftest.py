"""A real server and a real Chromium for what only a browser proves."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

# The first run waits for a worker to import TensorFlow.
expect.set_options(timeout=60_000)

ROOT = Path(__file__).parents[2]
# Chromium's own calls home are refused on closed networks, many at a time.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """A running app: where it answers, and what its processes have loaded."""

    def __init__(self, url: str, process: subprocess.Popen, log: Path) -> None:
        self.url, self.process, self.log = url, process, log

    def loads_tensorflow(self) -> bool:
        """Whether TensorFlow's library is mapped into the server process itself."""
        return "tensorflow" in Path(f"/proc/{self.process.pid}/maps").read_text()


@contextmanager
def serve(home: Path, **environment):
    """Run the app on a free port of the loopback, its files in `home`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {name: value for name, value in os.environ.items() if name not in ("MNIST_PATH", "PYTHONPATH")}
    variables |= {"SEESOFTMAX_HOME": str(home), "SEESOFTMAX_OFFLINE": "1", **environment}
    log = home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
               "--server.address=127.0.0.1", f"--server.port={port}"]  # fmt: skip
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=out, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url + "/_stcore/health", process, log)
        yield Server(url, process, log)
    finally:
        process.terminate()
        process.wait(30)


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


@pytest.fixture
def page(browser):
    """A fresh visitor, who must see no exception and no error in the console."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        # On a deep link Streamlit looks for its own address below the page's, and finds it one level up.
        lambda m: errors.append(m.text) if m.type == "error" and "Failed to load resource" not in m.text else None,
    )
    yield page
    shown = page.locator('[data-testid="stException"]').all_inner_texts()
    context.close()
    assert not errors
    assert not shown


@pytest.fixture
def sent(page):
    """The messages that the page has sent to the server."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    return frames


def require_whole(page, where=""):
    """Require that nothing scrolls sideways and that every button has a name."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, where
    nameless = (
        "es => es.filter(e => e.offsetParent && !(e.getAttribute('aria-label') || e.innerText || e.title))"
        ".map(e => e.outerHTML)"
    )
    assert main.locator("button").evaluate_all(nameless) == [], where


def look_at_views(browser, server, data, address, views, width):
    """Require of every view of a lesson that it is whole, and its toy too without scrolling."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{server.url}/{address}")
    for view in views:
        expect(page.get_by_text("What to notice")).to_be_visible(timeout=120_000)
        page.get_by_role("radio", name=view, exact=True).click()
        page.wait_for_timeout(900)
        require_whole(page, view)
        if width == 1440 and data:  # the sample says so in a box above
            # The notices below the toy begin within the first screen.
            assert page.get_by_text("What to notice").bounding_box()["y"] < 900, view
    context.close()


def pytest_generate_tests(metafunc):
    """Walk through the app on full MNIST and on the sample; look at the single lessons on whichever there is."""
    chosen = any("data" in marker.args[0] for marker in metafunc.definition.iter_markers("parametrize"))
    if "data" in metafunc.fixturenames and not chosen:
        both = metafunc.module.__name__.endswith("test_walk") or not os.environ.get("MNIST_PATH")
        metafunc.parametrize("data", ["mnist", "sample"] if both else ["mnist"], indirect=True, scope="session")


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


@pytest.fixture
def cold_server(tmp_path, data):
    """An app that nobody has visited yet."""
    with serve(tmp_path, KERAS_HOME=str(tmp_path), **data) as server:
        yield server
