"""The side bar and who runs when: a page comes to its turn whatever became of those before it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui import navigation, turns


class Page:
    """A page that notes how many run beside it, and then does as it is told."""

    url_path = "a_page"

    def __init__(self, then):
        self.then, self.lock, self.running, self.most, self.ran = then, threading.Lock(), 0, 0, 0

    def run(self):
        with self.lock:
            self.running += 1
            self.ran += 1
            self.most = max(self.most, self.running)
        time.sleep(0.002)
        with self.lock:
            self.running -= 1
        self.then()


def fail():
    raise RuntimeError


@pytest.mark.parametrize("then", [lambda: None, fail], ids=["ends", "is cut short"])
def test_so_many_pages_run_at_a_time_and_all_come_to_their_turn(monkeypatch, then):
    page = Page(then)
    monkeypatch.setattr(navigation, "_navigate", lambda: page)
    monkeypatch.setattr(navigation.state, "set_aside", lambda name, value: None)
    count = 5 * turns.AT_ONCE
    with ThreadPoolExecutor(count) as pool:
        found = [pool.submit(navigation.run) for _ in range(count)]
    assert page.ran == count
    assert page.most <= turns.AT_ONCE
    assert all((each.exception() is None) == (then is not fail) for each in found)
