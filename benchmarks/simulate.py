"""What many visitors would cost, and which part breaks first: python -m benchmarks.simulate [--measured FILE].

A model of one server, fitted to what `python -m benchmarks.load --json` has measured and compared with it; then a
course of learners on as many servers as they need, and what one machine would run out of first.

The model: visitors act every three seconds unless their last answer is still to come; a page's run takes CPU seconds
from a log-normal distribution; Python's one core is shared evenly by the runs under way, of which there are at most
eight, and by the looks of those who watch. Fitted are the mean, by the server's CPU over the answers it gave, and the
spread, by the time within which 95 of 100 answers of all crowds came: what is compared is the rest.
"""

import argparse
import heapq
import json
import math
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.crowd import PAUSE
from benchmarks.load import LIMIT
from mnist_core.work.watchers import LOOK_EVERY, LOOKS_A_SECOND
from ui.rooms import AT_EASE, LEAST_LOOK, PUPILS_LOOKS
from ui.turns import AT_ONCE

MEASURED = Path(__file__).with_name("measured_load.json")
WATCHERS = 1 / 6  # of all visitors, as the benchmark has them
LEADING = 2  # pages of a room beside its pupils': the teacher's and the projector's
LOOK_CPU = 0.007  # seconds of a look at something that is under way, see mnist_core.work.watchers
SPREADS = [0.4 + 0.1 * k for k in range(17)]  # that are tried


@dataclass(frozen=True)
class Server:
    """What one server's answers cost.

    Attributes
    ----------
    mean, sigma : CPU seconds of an answer on average, and the standard deviation of their logarithm
    wire : seconds that an answer takes beside, while nobody computes
    base_mb, visitor_mb : memory without anybody, and for each
    in_room : of all visitors the share that are pupils of a class room; where it is 0, none is open
    """

    mean: float
    sigma: float
    wire: float
    base_mb: float
    visitor_mb: float
    in_room: float = 0.0

    def looks(self, visitors: float) -> float:
        """Looks a second of those who watch something, and of a room's pages."""
        watching = min(visitors * WATCHERS / LOOK_EVERY, LOOKS_A_SECOND)
        if not self.in_room:
            return watching
        pupils = min(visitors * self.in_room / LEAST_LOOK, PUPILS_LOOKS / AT_EASE)
        return watching + pupils + min(LEADING / LOOK_EVERY, LOOKS_A_SECOND - PUPILS_LOOKS)


@dataclass(frozen=True)
class Course:
    """A course on the internet: how many learn, for how long, and what they have computed.

    Attributes
    ----------
    learners, hours, weeks : how many, how long each of them uses the app, and how long the course lasts
    peak : how many times more than on average are there in the busiest hour
    runs : that a learner trains, of which `presets` are the app's own, and the others settings of their own
    zipf, settings : how unevenly those own settings are popular, and how many there are to choose from
    run_seconds : of a worker for a run that nobody has trained before
    first_mb, hour_mb : what travels at the first load and in an hour of use
    """

    learners: int = 100_000
    hours: float = 3.0
    weeks: float = 4.0
    peak: float = 6.0
    runs: int = 12
    presets: float = 0.7
    zipf: float = 1.1
    settings: int = 1_000_000
    run_seconds: float = 6.7
    first_mb: float = 2.5
    hour_mb: float = 12.0

    @property
    def active(self) -> float:
        """How many are there at a time in the busiest hour."""
        return self.peak * self.learners * self.hours / (self.weeks * 7 * 24)


def fit(rows: Sequence[dict[str, Any]]) -> Server:
    """Fit the model to measured crowds: the cost of an answer, its spread, and of a visitor in memory."""
    many = max(rows, key=lambda row: row["visitors"])
    bare = Server(0.0, 0.0, 0.0, 0.0, 0.0, many.get("pupils", 0) / many["visitors"])
    answers = [(row["answers_per_second"], row["server_cpu"] - bare.looks(row["visitors"]) * LOOK_CPU) for row in rows]
    busy = [(rate, cpu) for rate, cpu in answers if rate >= 1]  # of a single visitor the server's own stir is most
    mean = sum(rate * cpu for rate, cpu in busy) / sum(rate**2 for rate, _ in busy)
    visitors = [row["visitors"] for row in rows]
    memory = [row["server_mb"] for row in rows]
    centre, level = sum(visitors) / len(rows), sum(memory) / len(rows)
    slope = sum((n - centre) * (mb - level) for n, mb in zip(visitors, memory, strict=True))
    slope /= sum((n - centre) ** 2 for n in visitors)
    server = replace(bare, mean=mean, base_mb=level - slope * centre, visitor_mb=slope)

    def miss(sigma: float) -> float:
        found = [(at(crowd(replace(server, sigma=sigma), row["visitors"]), 0.95), row["p95"]) for row in rows]
        return sum(math.log(simulated / measured) ** 2 for simulated, measured in found)

    spread = replace(server, sigma=min(SPREADS, key=miss))
    few = min(rows, key=lambda row: row["visitors"])
    return replace(spread, wire=max(0.0, few["median"] - median(crowd(spread, few["visitors"]))))


@dataclass
class _Run:
    """A page's run, or a look: what it still needs, and since when it was asked for."""

    left: float
    asked: float
    visitor: int  # −1 for a look


def crowd(server: Server, visitors: int, seconds: float = 120.0, seed: int = 0) -> list[float]:
    """Simulate so many visitors for so many seconds; how many seconds each answer took."""
    chance = random.Random(seed)  # noqa: S311
    mu = math.log(server.mean) - server.sigma**2 / 2
    due = [(chance.uniform(0, PAUSE), number) for number in range(visitors - int(visitors * WATCHERS))]
    looks = server.looks(visitors)
    if looks and visitors > 1:
        due.append((chance.uniform(0, 1 / looks), -1))
    heapq.heapify(due)
    waiting: deque[_Run] = deque()
    running: list[_Run] = []
    busy: set[int] = set()
    took: list[float] = []
    now = 0.0
    while now < seconds:
        soonest = min((run.left for run in running), default=math.inf) * len(running)
        step = min(due[0][0] - now, soonest if running else math.inf)
        for run in running:
            run.left -= step / len(running)
        now += step
        for run in [run for run in running if run.left <= 1e-12]:
            running.remove(run)
            if run.visitor >= 0:
                busy.discard(run.visitor)
                took.append(server.wire + now - run.asked)
        while due and due[0][0] <= now:
            _, number = heapq.heappop(due)
            if number < 0:
                running.append(_Run(LOOK_CPU, now, -1))
                heapq.heappush(due, (now + 1 / looks, -1))
                continue
            if number not in busy:  # what is done while the last answer is still to come is not sent
                busy.add(number)
                waiting.append(_Run(chance.lognormvariate(mu, server.sigma), now, number))
            heapq.heappush(due, (now + PAUSE * chance.uniform(0.8, 1.2), number))
        while waiting and sum(run.visitor >= 0 for run in running) < AT_ONCE:
            running.append(waiting.popleft())
    return took


def at(took: Sequence[float], share: float) -> float:
    """The seconds within which such a share of answers came."""
    return sorted(took)[min(int(share * len(took)), len(took) - 1)]


def most(server: Server) -> int:
    """How many visitors one server answers within the limit, 95 of 100 times."""
    low, high = 1, 400
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if at(crowd(server, middle), 0.95) <= LIMIT else (low, middle)
    return low


def misses(course: Course, seed: int = 0) -> float:
    """The share of runs that nobody has trained before, by drawing what everybody trains."""
    chance = random.Random(seed)  # noqa: S311
    weights = [rank**-course.zipf for rank in range(1, course.settings + 1)]
    asked = round(course.learners * course.runs * (1 - course.presets))
    new = len(set(chance.choices(range(course.settings), weights, k=asked)))
    return new / (course.learners * course.runs)


def machine(
    server: Server, course: Course, missed: float, *, cores: int = 2, mb: float = 4_000, mbit: float = 100.0
) -> dict[str, float]:
    """For each thing that one machine has, how many visitors at a time use it up."""
    runs = course.runs / course.hours / 3600 * missed  # new ones a second and visitor
    bits = 8 * (course.first_mb / course.hours + course.hour_mb) / 3600
    return {
        "Python's one core (95 of 100 answers within 1 s)": most(server),
        "the other cores (runs that nobody has trained before)": (cores - 1) / (runs * course.run_seconds),
        f"{mb:,.0f} MB of memory, 1,000 of them the workers'": (mb - 1_000 - server.base_mb) / server.visitor_mb,
        f"{mbit:.0f} Mbit/s of network": mbit / bits,
    }


def main() -> None:
    """Fit, compare, and say what a course costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=__doc__.splitlines()[0])
    parser.add_argument("--measured", type=Path, default=MEASURED, help="of python -m benchmarks.load --json")
    parser.add_argument("--learners", type=int, default=Course.learners)
    asked = parser.parse_args()
    rows = json.loads(asked.measured.read_text("utf-8"))
    server, course = fit(rows), replace(Course(), learners=asked.learners)
    print(
        f"an answer: {1000 * server.mean:.0f} ms of CPU on average, spread {server.sigma:.2f}; memory "
        f"{server.base_mb:.0f} MB and {server.visitor_mb:.1f} MB a visitor"
    )
    print("visitors  answers/s measured, simulated   median s   95 of 100 within s")
    for row in rows:
        took = crowd(server, row["visitors"])
        print(
            f"{row['visitors']:8}  {row['answers_per_second']:18.1f}, {len(took) / 120:9.1f}   "
            f"{row['median']:.2f}, {median(took):.2f}   {row['p95']:.2f}, {at(took, 0.95):.2f}"
        )
    missed = misses(course)
    print(f"runs that nobody has trained before: {100 * missed:.1f} % of {course.learners * course.runs:,}")
    limits = machine(server, course, missed)
    for what, count in sorted(limits.items(), key=lambda each: each[1]):
        print(f"{count:8,.0f} visitors at a time use up {what}")
    each = limits["Python's one core (95 of 100 answers within 1 s)"]
    cpu = course.learners * course.hours * 3600 / PAUSE * server.mean / 3600
    work = course.learners * course.runs * missed * course.run_seconds / 3600
    travels = course.learners * (course.first_mb + course.hours * course.hour_mb) / 1e6
    print(
        f"{course.learners:,} learners, {course.hours:g} hours each in {course.weeks:g} weeks: {course.active:,.0f} at "
        f"a time in the busiest hour, {math.ceil(course.active / each):,} servers, {cpu:,.0f} core hours of servers "
        f"and {work:,.0f} of workers, {travels:,.1f} TB"
    )


if __name__ == "__main__":
    main()
