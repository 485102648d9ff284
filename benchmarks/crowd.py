"""What the visitors of a crowd do, in processes of their own: go over all pages, look on at long work, be pupils.

How long an answer takes is from sending to the end of the script run that draws it, and for what a pupil sends to its
acknowledgement; what a visitor does while its last answer is still to come is not sent.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks import room
from benchmarks.acts import PAGES, PATIENCE, PLAIN, WATCHED, act, options
from benchmarks.phone import Phone
from benchmarks.visitor import Visitor

PAUSE = 3.0  # seconds between what one visitor does and what it does next
ARRIVAL = 0.2  # seconds between one visitor's coming and the next one's
CLIENTS = 4  # processes of visitors, which would else wait for each other


@dataclass
class Log:
    """What happened to some visitors.

    Attributes
    ----------
    seconds : how long each answer took, by what was done
    wrong : what went wrong, in words
    told : by a pupil's token the names of all drawings that were acknowledged
    """

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: "Log") -> None:
        """Take in what happened to others."""
        for what, took in other.seconds.items():
            self.seconds.setdefault(what, []).extend(took)
        self.wrong += other.wrong
        self.told |= other.told


@dataclass(frozen=True)
class Visit:
    """Where a crowd is, and until when.

    Attributes
    ----------
    url, code : of the server, and of the room that is open in it
    begin, end : by `time.monotonic()`: between them answers count, and at the end all leave
    stay : least and most seconds after which who has come leaves, and comes again; None where all stay
    """

    url: str
    code: str
    begin: float
    end: float
    stay: tuple[float, float] | None = None


def is_watcher(number: int) -> bool:
    """Whether this one of a crowd only looks on at long work: every sixth."""
    return number % 6 == 5


def is_pupil(number: int) -> bool:
    """Whether this one of a crowd is a pupil: every third."""
    return number % 3 == 1


class Client:
    """Some visitors of a crowd, each a thread, and what happens to them."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.log = visit, Log()
        self._lock = threading.Lock()

    def run(self, numbers: list[int]) -> Log:
        """Have these visitors come, act until the end, and leave."""
        threads = [threading.Thread(target=self._one, args=(number,)) for number in numbers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.log

    def _one(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - no secret
        phone = Phone(number)
        time.sleep(ARRIVAL * number)
        try:
            while (now := time.monotonic()) < self.visit.end:
                until = min(self.visit.end, now + chance.uniform(*self.visit.stay) if self.visit.stay else now + 1e9)
                if is_watcher(number):
                    self._watch(number // 6, until)
                elif is_pupil(number):
                    self._learn(phone, until, chance)
                else:
                    self._live(chance.choice(PAGES), until, chance)
        except Exception as error:
            with self._lock:
                self.log.wrong.append(f"visitor {number}: {type(error).__name__}: {str(error)[:200]}")
        if phone.token:
            with self._lock:
                self.log.told[phone.token] = list(phone.told)

    def _live(self, page: str, until: float, chance: random.Random) -> None:
        """Come, act, and leave."""
        with closing(Visitor(self.visit.url)) as visitor:
            visitor.open(page + PLAIN, timeout=PATIENCE)
            for _ in self._turns(until, chance):
                began = time.monotonic()
                page, what = act(visitor, page, chance)
                self._note(what, began, visitor)

    def _learn(self, phone: Phone, until: float, chance: random.Random) -> None:
        """Come to the room as who one was there before, do what the class does, and leave."""
        phone.open(self.visit.url, self.visit.code)
        with closing(phone):
            if not phone.token:
                phone.join()
            for _ in self._turns(until, chance):
                began = time.monotonic()
                what = room.act(phone, len(phone.told), chance)
                if what is None:
                    what = _turn(phone.visitor, chance)
                self._note(what, began, phone.visitor)

    def _watch(self, number: int, until: float) -> None:
        """Look on at what is long under way, which whoever comes first starts."""
        address, label = WATCHED[number % len(WATCHED)]
        with closing(Visitor(self.visit.url)) as visitor:
            visitor.open(PLAIN, timeout=PATIENCE)
            visitor.open(address, timeout=PATIENCE)
            if any(button.button.label == label for button in visitor.elements("button")):
                visitor.press(label)
            time.sleep(max(0, until - time.monotonic()))

    def _turns(self, until: float, chance: random.Random) -> Iterator[None]:
        """Wait for each moment at which a visitor acts."""
        due = time.monotonic() + PAUSE * chance.random()
        while time.monotonic() < until:
            time.sleep(max(0, min(due, until) - time.monotonic()))
            if time.monotonic() >= until:
                return
            yield
            due = max(due + PAUSE, time.monotonic())

    def _note(self, what: str, began: float, visitor: Visitor) -> None:
        """Note an answer that has just come, and what the page then shows that it should not."""
        took = time.monotonic() - began
        shown = [element.exception.message for element in visitor.elements("exception")]
        with self._lock:
            if what and self.visit.begin <= began < self.visit.end:
                self.log.seconds.setdefault(what, []).append(took)
            self.log.wrong += [f"{what}: {message}" for message in shown]


def _turn(visitor: Visitor, chance: random.Random) -> str:
    """Turn a control of the lesson that a pupil was led to; "" where the class went on before, or there is none."""
    found = list(options(visitor, chance))
    try:
        visitor.change(chance.choice(found)[1], timeout=PATIENCE)
    except LookupError:
        return ""
    return "room: act in the lesson"


def _client(visit: Visit, numbers: list[int], results: "multiprocessing.Queue[Log]") -> None:
    results.put(Client(visit).run(numbers))


class Crowd:
    """So many visitors in processes of their own, from their coming to their leaving."""

    def __init__(self, visit: Visit, count: int, clients: int = CLIENTS) -> None:
        context = multiprocessing.get_context("spawn")
        self._results: multiprocessing.Queue[Log] = context.Queue()
        shares = [share for k in range(clients) if (share := list(range(k, count, clients)))]
        self._clients = [context.Process(target=_client, args=(visit, share, self._results)) for share in shares]
        for process in self._clients:
            process.start()

    def left(self, timeout: float = 300) -> Log:
        """Wait until all have left, and give what happened to them."""
        log = Log()
        for _ in self._clients:
            log.add(self._results.get(timeout=timeout))
        for process in self._clients:
            process.join()
        return log
