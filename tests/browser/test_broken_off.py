"""A run under way before somebody's eyes: the wire is cut, then the server killed; what is shown is true all along."""

import os
import re
import signal
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import TrainingRun
from mnist_core.work.registry import LAST_HEARD, SAVED_SECONDS
from mnist_core.work.store import Store
from tests.browser.conftest import free_port, paused_at, serve
from tests.browser.test_training import button, step
from tests.support.wire import wired

pytestmark = [pytest.mark.browser, pytest.mark.long]
# Of a size that takes minutes on any machine.
CONFIG = TrainingConfig(train_size=16_000, steps=20_000, test_size=500, learning_rate=0.05)
QUERY = urlencode({name: getattr(CONFIG, name) for name in ("train_size", "steps", "test_size", "learning_rate")})
SECONDS = 120_000  # milliseconds, far beyond what a busy machine needs
SLACK = 15.0  # seconds that a piece and writing may take on one


def shown_over(page, seconds):
    """The steps that a page shows over so many seconds, and when."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        found.append((time.monotonic(), step(page)))
        page.wait_for_timeout(250)
    return found


def further(page):
    """Wait until a page shows another step, which may be of a board that was drawn anew."""
    before = step(page)
    expect(page.locator(".board .where")).not_to_contain_text(f"Step {before:,} ", timeout=SECONDS)


def stored(home, dataset):
    kept = Store(home).load(TrainingRun(CONFIG), dataset.digest)
    return 0 if kept is None else kept.done


def test_a_run_that_is_watched_outlives_a_cut_wire_and_is_told_of_a_killed_server(browser, mnist, mnist_path, tmp_path):
    data, port = {"MNIST_PATH": str(mnist_path)}, free_port()
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(SECONDS)
    streams = []
    page.on("websocket", lambda stream: streams.append(stream))
    with wired(port) as wire:
        with serve(tmp_path, port, **data) as server:
            page.goto(f"{wire.url}/training?{QUERY}")
            button(page, "Start").click()
            expect(page.locator(".board .pace")).to_contain_text("steps a second", timeout=SECONDS)
            for count in range(3):
                assert wire.cut()
                while len(streams) < count + 2:  # the page has connected itself again
                    page.wait_for_timeout(100)
                for _ in range(2):
                    further(page)
                expect(button(page, "Pause")).to_be_visible()
            button(page, "Pause").click()
            paused = paused_at(page)
            deadline = time.monotonic() + SECONDS / 1000
            while stored(tmp_path, mnist) != paused:  # the page showed no more and no less than there is
                assert time.monotonic() < deadline
            button(page, "Go on").click()
            seen = shown_over(page, SAVED_SECONDS + SLACK + 5)
            assert seen[-1][1] > paused
            os.killpg(server.process.pid, signal.SIGKILL)
            killed = time.monotonic()
            server.process.wait()
        expect(page.get_by_text("Streamlit server is not responding")).to_be_visible()
        with serve(tmp_path, port, **data):
            note = page.locator(".board .note")
            expect(note).to_contain_text(LAST_HEARD)  # by itself
            reached = paused_at(page)
            assert reached == stored(tmp_path, mnist)
            assert reached >= max(shown for at, shown in seen if at < killed - SAVED_SECONDS - SLACK) > 0
            expect(page.get_by_text("Streamlit server is not responding")).to_have_count(0)
            button(page, "Go on").click()
            expect(page.locator(".board .pace")).to_contain_text("steps a second")
            assert step(page) >= reached
            expect(note).to_be_empty()
            assert re.search(r"^Step [\d,]+ of 20,000", page.locator(".board .where").inner_text())
            expect(page.get_by_test_id("stException")).to_have_count(0)
    context.close()
