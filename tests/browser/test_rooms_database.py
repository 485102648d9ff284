"""A class whose PostgreSQL stops, and then hangs, while it draws: told on every page, and nothing lost or doubled."""

import contextlib
import os
import signal
import threading
import time
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from sqlalchemy import create_engine

from benchmarks.visitor import Visitor
from mnist_core.classroom import keys, rooms, wall
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.limits import Limits
from mnist_core.classroom.place import VARIABLE
from mnist_core.command_line import check
from tests.browser.conftest import serve
from tests.browser.test_sixty_pupils import SECONDS, Phone, names
from tests.conftest import skip
from tests.core.classroom import postgres

pytestmark = [pytest.mark.browser, pytest.mark.long]
PUPILS, AWAY = 8, "cannot be reached just now"
WITHIN = 40.0  # seconds in which a page says so: the driver's eight and four, once or twice, and a look of the page's


class Patient(Phone):
    """A phone that keeps what was refused, and sends it again, as sheet.js does."""

    def done(self, name):
        with contextlib.suppress(AssertionError):
            return super().done(name)
        return None


@pytest.fixture
def database():
    pytest.importorskip("psycopg")
    if why := postgres.missing():
        skip(why)
    with postgres.serving() as database:
        yield database


def metric(server, name):
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), None)


def every_process(database):
    postmaster = psutil.Process(database.process.pid)
    return [postmaster, *postmaster.children()]


@contextlib.contextmanager
def frozen(database):
    """As a machine that swaps itself to death: connections stay, and nothing answers."""
    processes = every_process(database)
    for each in processes:
        each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def stopped(database):
    """As `pg_ctl stop -m immediate`, which leaves it to recover."""
    database.stop(signal.SIGQUIT)
    try:
        yield
    finally:
        database.start()


def page_by_link(server, page, link):
    """Open a page as the device that a link makes the teacher's or a projector's."""
    visitor = Visitor(server.url).open(f"{page}?link={link}", SECONDS)
    return visitor.open(page, SECONDS)


def test_a_class_goes_on_where_its_database_stops_and_hangs_and_comes_again(tmp_path, database, monkeypatch):
    engine = create_engine(database.url, pool_pre_ping=True)
    classroom = open_classroom(engine, Limits(drawings_per_minute=10_000))
    room, key = rooms.open_room(classroom)
    teacher = keys.teacher_of(classroom, room.code, key)
    rooms.call(classroom, teacher, 7)
    roles = {"teach": "teacher", "projector": "projector"}
    links = {page: keys.make_link(classroom, teacher, role) for page, role in roles.items()}
    phones = [Patient(place, defaultdict(list)) for place in range(PUPILS)]
    over, port = threading.Event(), str(engine.url.port)
    counts = [0] * PUPILS
    variables = {VARIABLE: database.url, "SEESOFTMAX_METRICS": "open", "SEESOFTMAX_MAX_DRAWINGS_PER_MINUTE": "10000"}
    with serve(tmp_path, **variables) as server, contextlib.ExitStack() as leaving:
        for phone in phones:
            leaving.callback(phone.close)
            phone.open(server.url, room.code)
            phone.join()
        phones[0].send(0)  # the model is trained
        pages = [page_by_link(server, page, link) for page, link in links.items()]
        for page in pages:
            leaving.callback(page.close)
        everyone = [*pages, phones[0].visitor]

        def draw(place):
            while not over.is_set():
                phones[place].send(counts[place])
                counts[place] += 1

        with ThreadPoolExecutor(PUPILS) as pool:
            drawing = [pool.submit(draw, place) for place in range(PUPILS)]
            try:
                for trouble in (stopped, frozen):
                    told = sum(len(phone.told) for phone in phones)
                    wait_until(lambda told=told: sum(len(phone.told) for phone in phones) > told + PUPILS)
                    with trouble(database):
                        began = time.monotonic()
                        for page in everyone:
                            page.wait_for_text(AWAY, WITHIN)
                            shown = " ".join(page.texts())
                            assert not any(secret in shown for secret in ("teacher@", "psycopg", "Traceback", port))
                        print(f"{trouble.__name__}: all pages say so after {time.monotonic() - began:.1f} s")
                        began = time.monotonic()
                        with contextlib.closing(Visitor(server.url).open("softmax", SECONDS)):
                            print(f"{trouble.__name__}: a lesson is there after {time.monotonic() - began:.1f} s")
                        assert time.monotonic() - began < WITHIN
                        assert metric(server, "seesoftmax_rooms_database_up") == 0
                        assert metric(server, "seesoftmax_rooms") is None
                        monkeypatch.setenv(VARIABLE, database.url)
                        with pytest.raises(check.NotWorkingError):
                            check._rooms()
                    began = time.monotonic()
                    for page in everyone:
                        page.wait_for(lambda page: not any(AWAY in text for text in page.texts()), SECONDS)
                    print(f"{trouble.__name__}: whole again after {time.monotonic() - began:.1f} s")
                    wait_until(lambda: metric(server, "seesoftmax_rooms_database_up") == 1)
            finally:
                over.set()
            for each in drawing:
                each.result(SECONDS)
        assert "version" in check._rooms()
        log = server.log.read_text()
    acknowledged = [name for phone in phones for name in phone.told]
    stored = wall.since(classroom, teacher)[1]
    print(f"{len(acknowledged)} drawings acknowledged, {len(stored)} stored")
    assert len(acknowledged) == len(stored) == sum(counts)
    assert set(acknowledged) == names(classroom, phones)
    assert "Traceback" not in log
    troubles = [line for line in log.splitlines() if "The classroom's database cannot be" in line]
    print(os.linesep.join(troubles))
    assert 2 <= len(troubles) <= 20
    engine.dispose()


def wait_until(true, timeout=SECONDS):
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
