"""A class that acts: python -m benchmarks.load [--visitors N …] [--seconds S] [--left S] [--json].

Visitors without a browser act on the real server, on the machine's own cores, while a class room is open in it: its
teacher's page and a projector look on, and a third of the visitors are pupils, who go where the class is led, draw for
the wall, vote and guess. The others go over all ten pages: every three seconds each of them turns a control to another
value, draws, or opens another page. Every sixth only watches what is long under way meanwhile: a training on 16,000
digits, the training sizes with their luck, a hidden layer's training. Then all leave, and the server's memory is read
again, and what the room acknowledged is held against its wall.

Exit status 1 where an exception was shown, a drawing was lost or doubled, 95 of 100 answers of up to sixty visitors do
not come within a second, or sixty or more take the server to more than 700 MB or five for each.
"""

import argparse
import json
import statistics
import tempfile
import time
from contextlib import closing
from typing import Any

import psutil

from benchmarks.crowd import ARRIVAL, Crowd, Log, Visit, is_pupil
from benchmarks.room import taught
from benchmarks.server import serve, spent
from benchmarks.visitor import Visitor
from mnist_core.classroom.place import VARIABLE
from ui import support

CROWDS = (1, 10, 30, 60, 120)
WARM_UP = 10.0  # seconds that do not count, after the last has come
LEFT = 165.0  # seconds after which memory is read again: Streamlit holds a session for two minutes
LIMIT = 1.0  # seconds for 95 of 100 answers
OF = 60  # visitors that a server is to hold
MOST_MB, MOST_MB_EACH = 700.0, 5.0  # of the server with so many, and more for each of them
THINGS = 3  # that a class does one after the other, each of them within what is measured
KINDS = ("open", "act", "draw", "room")  # of answers, by how what was done is called


def crowd(count: int, seconds: float, left_for: float) -> dict[str, Any]:
    """Let so many visitors act for so many seconds, and leave; then wait before memory is read again."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/classroom.sqlite"
        # Pupils are asked what they foresee; the others say that they are not to be.
        with serve(**{VARIABLE: database, support.VARIABLE: "on"}) as (server, url):
            with closing(Visitor(url)) as first:
                first.open("softmax", timeout=180)  # the first page of all loads the data and starts a worker
            time.sleep(10)
            before = megabytes(server)
            with taught(url, database, seconds / THINGS) as room:
                begin = time.monotonic() + WARM_UP + ARRIVAL * count
                visitors = Crowd(Visit(url, room.code, begin, begin + seconds), count)
                found = _measured(server, begin, seconds)
                log = visitors.left()
                log.wrong += room.wrong(log.told)
                found["room"] = room.figures()
            time.sleep(left_for)
            found["left_mb"] = megabytes(server)
    found["mb_each"] = (found["server_mb"] - before) / count
    return {"visitors": count, "pupils": sum(map(is_pupil, range(count))), **found, **_answers(log, seconds)}


def _measured(server: psutil.Process, begin: float, seconds: float) -> dict[str, Any]:
    """The server's processor and memory over the time in which answers count."""
    time.sleep(max(0, begin - time.monotonic()))
    before = spent(server)
    time.sleep(max(0, begin + seconds - time.monotonic()))
    cpu, memory = (spent(server) - before) / seconds, megabytes(server)
    workers = sum(megabytes(child) for child in server.children(recursive=True))
    return {"server_cpu": cpu, "server_mb": memory, "workers_mb": workers}


def _answers(log: Log, seconds: float) -> dict[str, Any]:
    """How long all answers took, those of each kind, and by what was done."""
    every = [each for took in log.seconds.values() for each in took]
    by_kind = {
        kind: _times([each for what, took in log.seconds.items() if what.startswith(kind) for each in took])
        for kind in KINDS
        if any(what.startswith(kind) for what in log.seconds)
    }
    by_what = {what: statistics.median(took) for what, took in sorted(log.seconds.items())}
    rate = len(every) / seconds
    return {"answers_per_second": rate, **_times(every), "by_kind": by_kind, "wrong": log.wrong, "by_what": by_what}


def _times(took: list[float]) -> dict[str, float]:
    every = sorted(took)
    middle, most = statistics.median(every), every[int(0.95 * len(every))]
    return {"answers": len(every), "median": middle, "p95": most, "slowest": every[-1]}


def megabytes(process: psutil.Process) -> float:
    """What a process has of the memory now."""
    return float(process.memory_info().rss) / 1e6


def table(found: list[dict[str, Any]]) -> str:
    """Lay the figures out for reading: a line for each crowd, and below it one for each kind of answers."""
    head = (
        f"{'visitors':12}  answers/s  median s    95 % s  slowest s  server CPU  server MB  MB each  left MB  "
        "workers MB  wrong"
    )
    return "\n".join([head, *(line for row in found for line in _lines(row))])


def _lines(row: dict[str, Any]) -> list[str]:
    times = "{median:8.3f}  {p95:8.3f}  {slowest:9.2f}"
    line = (
        f"{row['visitors']:12}  {row['answers_per_second']:9.1f}  {times.format(**row)}  {row['server_cpu']:10.2f}  "
        f"{row['server_mb']:9.0f}  {row['mb_each']:7.1f}  {row['left_mb']:7.0f}  {row['workers_mb']:10.0f}  "
        f"{len(row['wrong']):5}"
    )
    rate = row["answers_per_second"] / row["answers"]
    kinds = (
        f"  {kind:10}  {each['answers'] * rate:9.1f}  {times.format(**each)}" for kind, each in row["by_kind"].items()
    )
    room = "  of the room: " + ", ".join(f"{number} {what}" for what, number in row["room"].items())
    return [line, *kinds, room]


def is_well(row: dict[str, Any]) -> bool:
    """Whether a crowd was served as it is to be."""
    is_small = row["visitors"] < OF or (row["server_mb"] <= MOST_MB and row["mb_each"] <= MOST_MB_EACH)
    is_quick = row["visitors"] > OF or row["p95"] <= LIMIT
    return not row["wrong"] and is_quick and is_small


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--seconds", type=float, default=60, help="how long each crowd acts (default: 60)")
    parser.add_argument("--visitors", type=int, nargs="+", default=CROWDS, help="how many (default: 1 10 30 60 120)")
    parser.add_argument("--left", type=float, default=LEFT, help="seconds before memory is read again (default: 165)")
    asked = parser.parse_args()
    found = []
    for count in asked.visitors:
        row = crowd(count, asked.seconds, asked.left)
        found.append(row)
        if not asked.json:
            print(table([row]) if len(found) == 1 else table([row]).partition("\n")[2], flush=True)
            for each in row["wrong"][:5]:
                print(f"  {each}", flush=True)
    if asked.json:
        print(json.dumps(found))
    return int(not all(map(is_well, found)))


if __name__ == "__main__":
    raise SystemExit(main())
