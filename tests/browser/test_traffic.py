"""What travels: little at the first load, less at a press, and nothing at all while one only points."""

import pytest
from playwright.sync_api import Page, expect

from ui.lessons import LESSONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_LOAD = 2_500_000
INTERACTION = 200_000
MOST_PRESSED = 8
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

    def settle(self, page: Page, seconds: float = 90) -> None:
        """Wait until nothing has been received or sent for a second, so that no run is being followed."""
        for _ in range(int(seconds)):
            before = self.received, self.sent
            page.wait_for_timeout(1000)
            if (self.received, self.sent) == before:
                return
        pytest.fail("the page does not come to rest")


@pytest.fixture
def traffic(page):
    return Traffic(page)


def open_at_rest(page, traffic, url):
    page.goto(url)
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    traffic.settle(page)


@pytest.mark.parametrize("address", PAGES)
def test_first_loads_presses_and_pointing_are_cheap(page, traffic, server, address):
    # Once for what has to be trained first, once for what a visitor receives.
    open_at_rest(page, traffic, f"{server.url}/{address}")
    traffic.received = 0
    open_at_rest(page, traffic, f"{server.url}/{address}")
    assert traffic.received < FIRST_LOAD

    sent = traffic.sent
    canvases = page.get_by_test_id("stMain").locator("canvas:visible")
    for place in range(min(canvases.count(), MOST_PRESSED)):
        canvases.nth(place).hover(force=True)
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    assert traffic.sent == sent, "pointing is none of the server's business"

    buttons = page.get_by_test_id("stMain").locator("button[data-testid^='stBaseButton']:visible:enabled")
    labels = [text.strip() for text in buttons.all_inner_texts()]
    presses = [label for label in dict.fromkeys(labels) if label and label not in ("Start", "Pause", "Stop", "Go on")]
    for label in presses[:MOST_PRESSED]:
        button = buttons.get_by_text(label, exact=True).first
        if not button.is_visible():
            continue
        before = traffic.received
        button.click()
        page.wait_for_timeout(1500)
        assert traffic.received - before < INTERACTION, label
