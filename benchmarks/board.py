"""What watching a run costs: python -m benchmarks.board [--json] [--seconds N] [--repeats N].

Starts the real server, and lets 1, 10 and 30 visitors without a browser watch one and the same run on the
training page, each over a websocket, with the ticks that a browser would send. Reported are the CPU seconds
of the server process for a minute of one visitor's watching, and what a visitor is sent in a second. Then,
in the middle of a run on 16,000 digits, which lasts long enough, its steps per second by the clock are taken with one
visitor watching, and with thirty more. The visitors run in this process, on the same machine, so what they
take is missing for the run: a class brings computers of its own.

Exit status 1 where a visitor among thirty costs over a quarter more than one alone, so that the cost grows
faster than linearly, or where thirty watchers slow the run by more than a quarter.
"""

import argparse
import json
import sys
import time
from typing import Any

import psutil

from benchmarks.server import serve, spent
from benchmarks.visitor import Visitor
from mnist_core.training import wire

CLASS = 30
CROWDS = (1, 10, CLASS)
RUN = "training?steps=20000&train_size=16000&test_size=10000&learning_rate={rate:.3f}"
LIMIT = 1.25


def head(visitor: Visitor) -> dict[str, Any]:
    """What the board of the training page is told beside its pictures; empty where there is no board yet."""
    feed = visitor.component("board_feed")
    return wire.read_message(feed.bytes).head if feed is not None else {}


def step(visitor: Visitor) -> int:
    """The latest step that the board was told of; −1 where there is no board yet, or the last message had no news."""
    feed = visitor.component("board_feed")
    if feed is None:
        return -1
    told = wire.read_message(feed.bytes)
    latest = told.live or (told.packets[-1] if told.packets else None)
    return -1 if latest is None else wire.step_of(latest)


def watching(server: psutil.Process, url: str, count: int, seconds: float) -> dict[str, float]:
    """Measure what so many watchers of one run take while it goes on."""
    visitors = watch(url, count, rate=0.01 + 0.001 * count)
    time.sleep(1)
    cpu, received, ticks = spent(server), _sum(visitors, "bytes_received"), _sum(visitors, "runs")
    began = time.perf_counter()
    time.sleep(seconds)
    span = (time.perf_counter() - began) * count
    found = {
        "cpu_per_visitor_minute": 60 * (spent(server) - cpu) / span,
        "bytes_per_second": (_sum(visitors, "bytes_received") - received) / span,
        "updates_per_second": (_sum(visitors, "runs") - ticks) / span,
    }
    leave(visitors)
    return found


def watch(url: str, count: int, rate: float) -> list[Visitor]:
    """Let one visitor start a run, and the others open its address."""
    address = RUN.format(rate=rate)
    first = Visitor(url).open(address)
    first.press("Start")
    first.wait_for(lambda v: "steps a second" in head(v).get("pace", ""))
    return [first, *(Visitor(url).open(address) for _ in range(count - 1))]


def leave(visitors: list[Visitor]) -> None:
    """Close all but the first, and let it stop the run as soon as nobody else counts as watching."""
    if "steps a second" not in head(visitors[0])["pace"]:
        raise RuntimeError("the run ended while it was being measured")
    for visitor in visitors[1:]:
        visitor.close()
    time.sleep(5)
    visitors[0].press("Stop")
    visitors[0].wait_for(lambda v: head(v)["pace"] == "not started")
    visitors[0].close()


def slowdown(url: str, turn: int, seconds: float) -> dict[str, float]:
    """Measure a run's steps per second with one watcher, and with thirty more."""
    visitors = watch(url, 1, rate=0.1 + 0.001 * turn)
    time.sleep(1)
    alone = _steps_per_second(visitors[0], seconds)
    visitors += [Visitor(url).open(RUN.format(rate=0.1 + 0.001 * turn)) for _ in range(CLASS)]
    time.sleep(1)
    watched = _steps_per_second(visitors[0], seconds)
    leave(visitors)
    return {"alone": alone, "watched": watched, "slowdown": alone / watched}


def _steps_per_second(visitor: Visitor, seconds: float) -> float:
    before, began = _next_step(visitor)
    time.sleep(seconds)
    after, ended = _next_step(visitor)
    return (after - before) / (ended - began)


def _next_step(visitor: Visitor) -> tuple[int, float]:
    """Wait for the next news of the run; return its step and the moment."""
    now = step(visitor)
    found = visitor.wait_for(lambda v: max(0, step(v)) * (step(v) != now))
    return int(found), time.perf_counter()


def _sum(visitors: list[Visitor], name: str) -> int:
    return sum(getattr(visitor, name) for visitor in visitors)


def table(summary: dict[str, Any]) -> str:
    """Lay out a summary for reading."""
    lines = ["watchers  server CPU s per visitor-minute  KB a second each  updates a second"]
    for count, found in summary["watching"].items():
        size, updates = found["bytes_per_second"] / 1e3, found["updates_per_second"]
        lines.append(f"{count:>8}  {found['cpu_per_visitor_minute']:>31.2f}  {size:>16.1f}  {updates:>16.2f}")
    lines.append(
        f"steps a second: {summary['alone']:.0f} with one watcher, {summary['watched']:.0f} with {CLASS} more; "
        f"{summary['slowdown']:.2f} times as long"
    )
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of a table")
    parser.add_argument("--seconds", type=float, default=8, help="how long each crowd is measured (default: 8)")
    parser.add_argument("--repeats", type=int, default=3, help="runs for the slowdown, the median counts (default: 3)")
    options = parser.parse_args()
    with serve() as (server, url):
        Visitor(url).open("softmax").close()  # the first page of all loads the data and starts a worker
        time.sleep(10)
        crowds = {count: watching(server, url, count, options.seconds) for count in CROWDS}
        turns = [slowdown(url, turn, options.seconds) for turn in range(options.repeats)]
    middle = sorted(turns, key=lambda each: each["slowdown"])[len(turns) // 2]
    summary = {"watching": crowds, **middle}
    print(json.dumps(summary) if options.json else table(summary))
    cost = {count: found["cpu_per_visitor_minute"] for count, found in crowds.items()}
    return int(cost[CLASS] > LIMIT * cost[1] or middle["slowdown"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
