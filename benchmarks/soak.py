"""Whether a server keeps what visitors leave: python -m benchmarks.soak [--minutes 20] [--visitors 20] [--json].

Visitors come and go for so many minutes: each acts every three seconds on all pages for 30 to 60 seconds, leaves, and
another comes in its place; a third are pupils of a class room that is open all the time, a sixth look on at long work,
as in `benchmarks.load`. Twice a minute the server's memory, its workers', descriptors, threads and sessions are read.

Judged is all but the first quarter, in which pages are imported and what all visitors share is computed:

* memory, less the results of long work, which are kept for whoever asks next up to a limit: the median of the last
  quarter is at most that of the second plus three times the noise, which is the standard deviation of what is read
  about the straight line through it, and at least NOISE_MB
* descriptors and threads: once all have left, and their sessions are forgotten, as many as before the first came, but
  for FEW that pools keep
* sessions: none once all have left

Exit status 1 where one of them is not so, an exception was shown, or the room lost or doubled a drawing.
"""

import argparse
import json
import re
import statistics
import tempfile
import time
import urllib.request
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from benchmarks.crowd import Crowd, Visit
from benchmarks.load import megabytes
from benchmarks.room import taught
from benchmarks.server import serve
from benchmarks.visitor import Visitor
from mnist_core.classroom.place import VARIABLE
from ui import support

STAY = (30.0, 60.0)  # seconds, from least to most, that a visitor stays
EVERY = 30.0  # seconds between two readings
PACE = 20.0  # seconds that a class does one thing
LEFT = 165.0  # seconds after which all sessions are to be forgotten: Streamlit holds one for two minutes
NOISE_MB = 3.0
FEW = 15  # five connections of SQLite's, with three files each


@dataclass(frozen=True)
class Reading:
    """What a server has at a moment.

    Attributes
    ----------
    seconds : since the first visitor came
    server_mb, workers_mb, results_mb : memory, and of the server's what is kept of long work
    descriptors, threads : of the server's process
    tabs, held : sessions that are connected, and those kept for tabs that are gone
    """

    seconds: float
    server_mb: float
    workers_mb: float
    results_mb: float
    descriptors: int
    threads: int
    tabs: int
    held: int

    @property
    def rest_mb(self) -> float:
        """The server's memory but for the results of long work."""
        return self.server_mb - self.results_mb


def read(server: psutil.Process, url: str, began: float) -> Reading:
    """Read what the server has now."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=60) as answer:  # noqa: S310 - our own server
        told = answer.read().decode()
    names = ("work_bytes", "sessions", "sessions_held")
    figures = [re.search(rf"^seesoftmax_{name} (\S+)$", told, re.MULTILINE) for name in names]
    kept, tabs, held = (int(float(found[1])) if found else -1 for found in figures)
    workers = sum(megabytes(child) for child in server.children(recursive=True))
    threads, descriptors = server.num_threads(), server.num_fds()
    return Reading(time.monotonic() - began, megabytes(server), workers, kept / 1e6, descriptors, threads, tabs, held)


def soak(seconds: float, count: int, left_for: float = LEFT, every: float = EVERY) -> dict[str, Any]:
    """Let so many visitors at a time come and go for so many seconds, and read; last of all when they have left."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/classroom.sqlite"
        settings = {VARIABLE: database, support.VARIABLE: "on", "SEESOFTMAX_METRICS": "open"}
        with serve(**settings) as (server, url):
            with closing(Visitor(url)) as first:
                first.open("softmax", timeout=180)
            time.sleep(10)
            began = time.monotonic()
            readings = [read(server, url, began)]
            show(readings[0])
            with taught(url, database, PACE) as room:
                crowd = Crowd(Visit(url, room.code, began, began + seconds, STAY), count)
                for turn in range(1, int(seconds / every) + 1):
                    time.sleep(max(0, began + turn * every - time.monotonic()))
                    readings.append(read(server, url, began))
                    show(readings[-1])
                log = crowd.left()
                log.wrong += room.wrong(log.told)
                figures = room.figures()
            time.sleep(left_for)
            left = read(server, url, began)
            show(left)
    answers = sum(map(len, log.seconds.values()))
    return {"readings": readings, "left": left, "answers": answers, "room": figures, "wrong": log.wrong}


HEAD = "minutes  server MB  workers MB  results MB  descriptors  threads  tabs  held"


def show(now: Reading) -> None:
    """Print one line of the table."""
    print(
        f"{now.seconds / 60:7.1f}  {now.server_mb:9.1f}  {now.workers_mb:10.0f}  {now.results_mb:10.1f}  "
        f"{now.descriptors:11}  {now.threads:7}  {now.tabs:4}  {now.held:4}",
        flush=True,
    )


@dataclass(frozen=True)
class Growth:
    """How memory went after the first quarter.

    Attributes
    ----------
    second, last : MB, the medians of the second quarter and of the last
    slope : MB an hour, of the straight line through what was read
    noise : MB, the standard deviation about it
    """

    second: float
    last: float
    slope: float
    noise: float

    @property
    def is_none(self) -> bool:
        """Whether the last quarter's memory is the second's, as far as can be told."""
        return self.last <= self.second + 3 * max(self.noise, NOISE_MB)


def growth(readings: list[Reading]) -> Growth:
    """How the server's memory went, but for results; of readings that begin with one before the first visitor."""
    quarter = (len(readings) - 1) / 4
    parts: list[list[Reading]] = [[], [], [], []]
    for place, each in enumerate(readings[1:]):
        parts[int(place / quarter)].append(each)
    later = [each for part in parts[1:] for each in part]
    slope, level = statistics.linear_regression([each.seconds for each in later], [each.rest_mb for each in later])
    rest = [each.rest_mb - level - slope * each.seconds for each in later]
    second, last = (statistics.median(each.rest_mb for each in parts[k]) for k in (1, 3))
    return Growth(second, last, 3600 * slope, statistics.pstdev(rest))


def judge(found: dict[str, Any]) -> list[str]:
    """In words what a server keeps that it should not; nothing where all is well."""
    said, first, left = list(found["wrong"]), found["readings"][0], found["left"]
    memory = growth(found["readings"])
    if not memory.is_none:
        said.append(f"memory grows: {memory.second:.1f} MB in the second quarter, {memory.last:.1f} MB in the last")
    for name in ("descriptors", "threads"):
        before, after = getattr(first, name), getattr(left, name)
        if after > before + FEW:
            said.append(f"{after} {name} are left of what were {before}")
    if left.tabs or left.held:
        said.append(f"{left.tabs + left.held} sessions are left")
    return said


def main() -> int:
    """Let them come and go, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20, help="how long visitors come and go (default: 20)")
    parser.add_argument("--visitors", type=int, default=20, help="how many are there at a time (default: 20)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON behind the table")
    asked = parser.parse_args()
    print(HEAD)
    seconds = 60 * asked.minutes
    found = soak(seconds, asked.visitors, every=min(EVERY, seconds / 16))
    memory, wrong = growth(found["readings"]), judge(found)
    print(
        f"{found['answers']:,} answers; the room has {', '.join(f'{n} {what}' for what, n in found['room'].items())}\n"
        f"after the first quarter {memory.second:.1f} MB in the second, {memory.last:.1f} MB in the last: "
        f"{memory.slope:+.1f} MB an hour, noise {memory.noise:.1f} MB"
    )
    print("\n".join(wrong) or "nothing is kept")
    if asked.json:
        readings = [asdict(each) for each in (*found["readings"], found["left"])]
        print(json.dumps({**found, "readings": readings, "left": None, "growth": asdict(memory)}))
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
