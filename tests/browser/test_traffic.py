"""What travels: little at the first load, less at a press, and nothing at all while one only points."""

import contextlib

import pytest
from playwright.sync_api import Page, expect

from benchmarks.visitor import Visitor
from mnist_core.work.watchers import REST_LOOK
from tests.browser.conftest import at_rest, let_it_speak
from ui.contents import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_LOAD = 2_500_000
INTERACTION = 200_000
MOST_POINTED_AT = 8
AFTERMATH = 1.5  # seconds in which what a press has set going is counted, too
PAGES = ["", *(lesson.file.split("_", 1)[1].removesuffix(".py") for lesson in LESSONS)]


class Traffic:
    """Counts what a page receives over its websocket and as media, and the messages it sends, in bytes."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        self.sent = 0
        page.on("websocket", self._listen)
        page.on("response", self._add_media)

    def _listen(self, socket) -> None:
        socket.on("framereceived", self._add)
        socket.on("framesent", self._count)

    def _add(self, payload) -> None:
        self.received += len(payload)

    def _count(self, _payload) -> None:
        self.sent += 1

    def _add_media(self, response) -> None:
        # Streamlit's own fonts and code are not the page's data.
        if "/media/" in response.url and "/static/" not in response.url:
            self.received += int(response.headers.get("content-length", 0))


@pytest.fixture
def visitor(server):
    """A visitor without a browser, to whom the same travels at a press."""
    visitor = Visitor(server.url)
    yield visitor
    visitor.close()


def rest(visitor, seconds):
    """Wait until the visitor's page rests, for so many seconds at most."""
    with contextlib.suppress(TimeoutError):
        visitor.wait_for(lambda v: v.rests, seconds)


def buttons(visitor) -> list[str]:
    """The labels of the buttons that can be pressed now, but for those of a run."""
    found = [each.button.label for each in visitor.elements("button") if not each.button.disabled]
    return [label for label in found if label not in ("Start", "Pause", "Stop", "Go on")]


def cost(visitor, label) -> int:
    """The bytes that a press brings."""
    before, runs = visitor.bytes_received, visitor.runs
    visitor.press(label)
    visitor.wait_for(lambda v: v.runs > runs)
    rest(visitor, AFTERMATH)
    return visitor.bytes_received - before


# The two that take half of the time.
LONG = dict.fromkeys(("", "training_size"), pytest.mark.long)


def fetched(visitor) -> list[str]:
    """The kinds of elements whose contents a browser fetches besides, if it is not asked to save them."""
    found = [(str(each.WhichOneof("type")), each.SerializeToString()) for each in visitor.elements()]
    return [kind for kind, content in found if b"/media/" in content and kind != "download_button"]


@pytest.mark.parametrize("address", [pytest.param(each, marks=LONG.get(each, ())) for each in PAGES])
def test_first_loads_presses_and_pointing_are_cheap(page, visitor, server, address):
    visitor.open(address)
    rest(visitor, 120)  # what has to be trained first
    labels = buttons(visitor)
    assert labels or address in ("gradient_descent", "training_size")  # where what is to be chosen is no button
    for label in labels:
        if label in buttons(visitor):  # still, after the presses before
            assert 0 < cost(visitor, label) < INTERACTION, label
            assert not fetched(visitor), "its bytes have to be counted, too"

    traffic = Traffic(page)
    page.goto(f"{server.url}/{address}")
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    at_rest(page, still=REST_LOOK + 0.2)  # no run is followed: many may have been here before, and slowed the looks
    assert 0 < traffic.received < FIRST_LOAD
    sent = traffic.sent
    canvases = page.get_by_test_id("stMain").locator("canvas:visible")
    for place in range(min(canvases.count(), MOST_POINTED_AT)):
        canvases.nth(place).hover(force=True)
    let_it_speak(page, 500)
    assert traffic.sent == sent, "pointing is none of the server's business"
