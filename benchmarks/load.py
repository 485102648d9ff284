"""A class that acts: python -m benchmarks.load [--visitors N …] [--seconds S] [--left S] [--json].

Visitors without a browser go over all ten pages of the real server, on the machine's own cores: every three seconds
each of them turns a control to another value, draws, or opens another page. Every sixth only watches what is long
under way meanwhile: a training on 16,000 digits, the training sizes with their luck, a hidden layer's training. How
long an answer takes is from sending to the end of the script run that draws it; what a visitor does while its last
answer is still to come is not sent. Then all leave, and the server's memory is read again.

Exit status 1 where an exception was shown, or 95 of 100 answers do not come within a second.
"""

import argparse
import json
import multiprocessing
import random
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psutil
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.server import serve, spent
from benchmarks.visitor import Visitor
from mnist_core.drawing.beginnings import as_drawing

CROWDS = (1, 10, 30, 60, 120)
PAGES = (
    "", "data", "softmax", "cross_entropy", "gradient_descent", "training", "exam", "training_size", "draw_a_digit",
    "beyond_linear",
)  # fmt: skip
WATCHED = (
    ("training?steps=20000&train_size=16000&test_size=10000&learning_rate=0.123", "Start"),
    ("training_size?luck=true&guess=false", ""),
    ("beyond_linear?view=Three+judges", "Train it"),
)
PAUSE = 3.0  # seconds between what one visitor does and what it does next
ARRIVAL = 0.2  # seconds between one visitor's coming and the next one's
WARM_UP = 10.0  # seconds that do not count, after the last has come
LEFT = 165.0  # seconds after which memory is read again: Streamlit holds a session for two minutes
LIMIT = 1.0  # seconds for 95 of 100 answers
CLIENTS = 4  # processes of visitors, which would else wait for each other


@dataclass
class Log:
    """What happened to some visitors: how long each answer took, by what was done, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def options(visitor: Visitor, chance: random.Random) -> Iterator[WidgetState]:
    """Give, for each control on the page, another state of it."""
    for element in visitor.elements():
        kind = element.WhichOneof("type")
        control = getattr(element, kind or "empty")
        if getattr(control, "disabled", False):
            continue
        state = WidgetState(id=getattr(control, "id", ""))
        if kind == "slider" and not control.options:
            steps = round((control.max - control.min) / control.step)
            state.double_array_value.data.append(control.min + control.step * chance.randint(0, steps))
        elif kind == "number_input":
            # A number that one would enter, not one between the ends of a range that spans decades.
            state.double_value = min(
                max(control.min, control.default + control.step * chance.randint(-3, 3)), control.max
            )
        elif kind == "button_group":
            state.string_array_value.data.append(chance.choice(control.options).content)
        elif kind == "selectbox":
            state.string_value = chance.choice(control.options)
        elif kind == "checkbox":
            state.bool_value = not control.default
        elif kind == "bidi_component" and control.component_name.endswith("canvas"):
            lines = [[(chance.uniform(60, 220), chance.uniform(60, 220)) for _ in range(9)] for _ in range(2)]
            state.json_value = json.dumps({"drawing": as_drawing(lines, 20, "#1d2939")})
        else:
            continue
        yield state


def act(visitor: Visitor, page: str, chance: random.Random) -> tuple[str, str]:
    """Do one thing; give the page where it was done and what it was."""
    found = list(options(visitor, chance))
    if not found or chance.random() < 0.2:
        page = chance.choice(PAGES)
        visitor.open(page, timeout=120)
        return page, f"open /{page}"
    visitor.change(chance.choice(found), timeout=120)
    return page, f"act on /{page}"


def live(url: str, number: int, begin: float, end: float, log: Log, lock: threading.Lock) -> None:
    """Come, act until the end, and leave."""
    chance, page = random.Random(number), PAGES[number % len(PAGES)]  # noqa: S311 - no secret
    time.sleep(ARRIVAL * number)
    with closing(Visitor(url)) as visitor:
        visitor.open(page, timeout=180)
        due = time.monotonic() + PAUSE * chance.random()
        while time.monotonic() < end:
            time.sleep(max(0, due - time.monotonic()))
            began = time.monotonic()
            page, what = act(visitor, page, chance)
            took = time.monotonic() - began
            shown = [element.exception.message for element in visitor.elements("exception")]
            with lock:
                if begin <= began < end:
                    log.seconds.setdefault(what, []).append(took)
                log.wrong += [f"{what}: {message}" for message in shown]
            due = max(due + PAUSE, time.monotonic())


def watch(url: str, number: int, end: float) -> None:
    """Look on at what is long under way, which whoever comes first starts."""
    address, label = WATCHED[number % len(WATCHED)]
    with closing(Visitor(url)) as visitor:
        visitor.open(address, timeout=180)
        if any(button.button.label == label for button in visitor.elements("button")):
            visitor.press(label)
        time.sleep(max(0, end - time.monotonic()))


def client(url: str, numbers: list[int], begin: float, end: float, results: "multiprocessing.Queue[Log]") -> None:
    """Be some of the visitors, each a thread."""
    log, lock = Log(), threading.Lock()

    def one(number: int) -> None:
        try:
            if number % 6 == 5:
                watch(url, number // 6, end)
            else:
                live(url, number, begin, end, log, lock)
        except Exception as error:
            with lock:
                log.wrong.append(f"visitor {number}: {type(error).__name__}: {str(error)[:200]}")

    threads = [threading.Thread(target=one, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(log)


def crowd(count: int, seconds: float, left_for: float) -> dict[str, Any]:
    """Let so many visitors act for so many seconds, and leave; then wait before memory is read again."""
    with serve() as (server, url):
        with closing(Visitor(url)) as first:
            first.open("softmax", timeout=180)  # the first page of all loads the data and starts a worker
        time.sleep(10)
        begin = time.monotonic() + WARM_UP + ARRIVAL * count
        end = begin + seconds
        context = multiprocessing.get_context("spawn")
        results: multiprocessing.Queue[Log] = context.Queue()
        shares = [share for k in range(CLIENTS) if (share := list(range(k, count, CLIENTS)))]
        clients = [context.Process(target=client, args=(url, share, begin, end, results)) for share in shares]
        for process in clients:
            process.start()
        time.sleep(max(0, begin - time.monotonic()))
        before = spent(server)
        time.sleep(max(0, end - time.monotonic()))
        cpu, memory = (spent(server) - before) / seconds, _megabytes(server)
        workers = sum(_megabytes(child) for child in server.children(recursive=True))
        logs = [results.get(timeout=300) for _ in clients]
        for process in clients:
            process.join()
        time.sleep(left_for)
        left = _megabytes(server)
    by_what: dict[str, list[float]] = {}
    for log in logs:
        for what, took in log.seconds.items():
            by_what.setdefault(what, []).extend(took)
    every = sorted(each for took in by_what.values() for each in took)
    return {
        "visitors": count,
        "answers_per_second": len(every) / seconds,
        "median": statistics.median(every),
        "p95": every[int(0.95 * len(every))],
        "slowest": every[-1],
        "server_cpu": cpu,
        "server_mb": memory,
        "workers_mb": workers,
        "left_mb": left,
        "wrong": [each for log in logs for each in log.wrong],
        "by_what": {what: statistics.median(took) for what, took in sorted(by_what.items())},
    }


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def table(found: list[dict[str, Any]]) -> str:
    """Lay the figures out for reading."""
    head = "visitors  answers/s  median s    95 % s  slowest s  server CPU  server MB  workers MB  left MB  wrong"
    rows = (
        f"{row['visitors']:8}  {row['answers_per_second']:9.1f}  {row['median']:8.3f}  {row['p95']:8.3f}  "
        f"{row['slowest']:9.2f}  {row['server_cpu']:10.2f}  {row['server_mb']:9.0f}  {row['workers_mb']:10.0f}  "
        f"{row['left_mb']:7.0f}  {len(row['wrong']):5}"
        for row in found
    )
    return "\n".join([head, *rows])


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
            print(table([row]) if len(found) == 1 else table([row]).splitlines()[1], flush=True)
            for each in row["wrong"][:5]:
                print(f"  {each}", flush=True)
    if asked.json:
        print(json.dumps(found))
    return int(any(row["wrong"] or row["p95"] > LIMIT for row in found))


if __name__ == "__main__":
    raise SystemExit(main())
