"""Who has left is gone: of the visitors that come and go nothing stays but what all share."""

import json
import random
import re
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from benchmarks.acts import PAGES, PLAIN, options
from benchmarks.phone import Phone
from benchmarks.room import taught
from benchmarks.server import serve
from benchmarks.visitor import Visitor
from mnist_core.classroom.place import VARIABLE
from tests.support import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PUPILS, TIMES = 4, 3
FEW = 15  # descriptors: five connections of SQLite's, with three files each
# What the room has by now, what all who look on are told of it, and what is computed once for all.
SHARED = re.compile(r"mnist_core\.(classroom|once)\.|ui\.classroom\.stage_told\.|ui\.rooms\.Seen")


def read(url, number):
    """Come to a page, turn what can be turned on it, go on to the next, and leave."""
    chance = random.Random(number)
    with closing(Visitor(url)) as visitor:
        visitor.open(PAGES[number] + PLAIN, 180)
        for _ in range(2):
            if found := list(options(visitor, chance)):
                visitor.change(chance.choice(found)[1], 180)
        visitor.open(PAGES[number - 1], 180)


def draw(url, code, phone, count):
    """Come to the room as who one was there before, draw, and leave."""
    phone.open(url, code)
    with closing(phone):
        if not phone.token:
            phone.join()
        phone.send(count)


def test_of_visitors_who_come_and_go_nothing_stays(tmp_path):
    database = f"sqlite:///{tmp_path / 'classroom.sqlite'}"
    settings = {VARIABLE: database, "PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
    phones = [Phone(place) for place in range(PUPILS)]
    after = []
    with serve("tests/support/counted_app.py", **settings) as (server, url), taught(url, database, 600) as room:

        def come_and_go(turn):
            with ThreadPoolExecutor(len(PAGES) + PUPILS) as pool:
                coming = [pool.submit(read, url, number) for number in range(len(PAGES))]
                coming += [pool.submit(draw, url, room.code, phone, turn) for phone in phones]
            for each in coming:
                each.result()

        for turn in range(TIMES):
            come_and_go(turn)
            after.append(settled(server, url))
        assert room.wrong({phone.token: list(phone.told) for phone in phones}) == []
        assert room.figures()["drawings"] == PUPILS * TIMES
    (descriptors, threads, first), _, (descriptors_left, threads_left, last) = after
    assert descriptors_left <= descriptors + FEW
    assert threads_left <= threads + 4  # that wait for the next page to run, or piece of work
    gone = (TIMES - 1) * (len(PAGES) + PUPILS)  # since it was counted first
    more = {name: count - first.get(name, 0) for name, count in last.items() if not SHARED.match(name)}
    assert {name: count for name, count in more.items() if count >= gone / 2} == {}
    for kept in (first, last):  # also of those who were there while pages were imported
        assert kept["AppSession"] == 2, "the teacher's and the projector's"
        assert kept["SessionState"] < 2 + PUPILS


def settled(server, url):
    """What the server keeps once all sessions of those who have left are forgotten."""
    end = time.monotonic() + 60
    while True:
        with urllib.request.urlopen(f"{url}/kept", timeout=60) as answer:
            found = json.load(answer)
        if not found["held"]:
            return server.num_fds(), server.num_threads(), found["kept"]
        assert time.monotonic() < end, f"{found['held']} sessions are not forgotten"
        time.sleep(0.2)
