"""The registry of long work: one computation for each result, whoever asks for it, and however often.

All work has at most one piece queued or in a worker; when it comes back the next one joins the end of the
queue. So works take turns, stopping is not sending the next piece, and what a dead worker takes with it is
done again from the state before. Visitors take turns too, and how much of it there may be is bounded.
"""

import functools
import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Mapping, MutableMapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from mnist_core.folders import home_folder
from mnist_core.wording import without_folders
from mnist_core.work.bounds import Bounds
from mnist_core.work.ending import default_ending
from mnist_core.work.pace import Pace
from mnist_core.work.pool import Pool, PoolClosedError, Task, WorkersLostError
from mnist_core.work.processes import workers
from mnist_core.work.shared import open_store
from mnist_core.work.store import Room
from mnist_core.work.turns import Turns
from mnist_core.work.vigil import PATIENCE
from mnist_core.work.watchers import Watchers
from mnist_core.work.work import (
    ACTIVE,
    FINAL,
    OF_DATA,
    Composite,
    Data,
    Job,
    Kept,
    Parts,
    Place,
    Report,
    Shown,
    Status,
    Work,
    WorkInPieces,
)

log = logging.getLogger(__name__)

PIECE_SECONDS = 0.25  # of work: long against the few milliseconds a piece takes to travel
ROUND_SECONDS = 2.0  # in which, while many works take turns, each should move
SHORTEST_PIECE = 0.08
ABSENT_SECONDS = 10.0  # for which the disk is not asked again for what it does not have
CHECK_SECONDS = 2.0  # between looks for parts of composite work that others have done
# A browser lets a tab that is not seen look once a minute; whoever has not looked for longer has left.
LEFT_SECONDS = 75.0
ALONE_SECONDS = 20.0  # without a look, after which it makes way for what others wait for: a large class looks each 12 s
LAST_HEARD = "So far it was saved when its server was last heard of."
SAVED_SECONDS = 10.0  # between two times that work is written down on its way, for the case that this process is killed
WRITING_SHARE = 0.05  # of the time, at most, that this takes for each work: the disk may be slow, or a run's file large
NOTES_KEPT = 8192


@dataclass(frozen=True)
class Census:
    """What a registry has to do at one moment.

    Attributes
    ----------
    works : how many there are in memory, by kind (as `bounds.KINDS` has them) and status
    asked : how often one was asked for since the process began, by kind and what it was then: known (over already,
        from memory or disk), going on, or new
    waiting : how many pieces wait for a worker, by place
    audience : how many visitors watch what goes on
    nbytes : of memory that works take
    """

    works: Mapping[tuple[str, str], int]
    asked: Mapping[tuple[str, str], int]
    waiting: Mapping[str, int]
    audience: int
    nbytes: int = 0


class Registry:
    """All long work of a process, safe to use from any thread; no method waits for work but `wait`.

    Parameters
    ----------
    dataset : what the work is done on, or how to get it, which is asked anew each time: full MNIST may
        come to replace the sample
    executors : makes the workers of each place
    folder : where what is over or paused is kept; None keeps it in memory only
    bytes_kept : memory for what is not active, least recently used first out
    bounds : how much may be under way
    room : how much of the disk is used
    prepare : gets a worker that trains ready for the data, so that the first piece need not

    Notes
    -----
    Work that does not fit the data raises ValueError in `start`, before anything begins. Apart from that and
    from getting the dataset, whatever goes wrong is told by what is shown.
    """

    def __init__(
        self,
        dataset: Data | Callable[[], Data],
        executors: Mapping[Place, Callable[[], Executor]],
        *,
        folder: Path | Literal["default"] | None = "default",
        bytes_kept: int = 192 * 2**20,
        bounds: Bounds | None = None,
        room: Room | None = None,
        prepare: Callable[[Any], Any] | None = None,
    ) -> None:
        self._source = dataset
        self._store = open_store(home_folder() if folder == "default" else folder, room)
        self._bytes_kept = bytes_kept
        self._bounds = bounds or Bounds()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()  # the most recently used last
        self._absent: dict[str, float] = {}  # keys that the disk does not have, and when it was asked
        # How parts have ended, by key: whether they failed, and what was noted, for a run's file is far larger.
        self._notes: OrderedDict[str, tuple[bool, Any]] = OrderedDict()
        self._part: tuple[_Whole, str] | None = None  # the composite work whose turn it is, and the key of its part
        self._turns = Turns()  # of visitors with composite work
        self._asked: Counter[tuple[str, str]] = Counter()  # see Census
        self._rested = threading.Condition(threading.RLock())  # guards all of it; says when something comes to rest
        self._workers = workers()
        trainers = {Place.TRAINER: self._workers + 1}  # one more, so that none waits for its next piece
        self._pools = {place: Pool(make, trainers.get(place, 1), PATIENCE[place]) for place, make in executors.items()}
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="save-work")
        self._saving = False  # whether work on its way is being written down
        self._prepare = prepare
        self._warmed: threading.Event | None = None
        self._closed = False
        default_ending().on_end(self.close)

    @property
    def dataset(self) -> Any:
        """The data that the work is done on."""
        return self._source() if callable(self._source) else self._source

    @property
    def pool(self) -> Pool:
        """Hands pieces to the workers that train."""
        return self._pools[Place.TRAINER]

    @property
    def audience(self) -> int:
        """How many visitors are watching work that goes on, each counted once however much they watch."""
        with self._rested:
            return len(set[str]().union(*(entry.watchers.present for entry in self._entries.values() if entry.active)))

    def census(self) -> Census:
        """Count what there is at this moment, for whoever runs the server."""
        with self._rested:
            works = Counter((entry.work.counted_as, str(entry.status)) for entry in self._entries.values())
            asked, nbytes = Counter(self._asked), sum(entry.nbytes for entry in self._entries.values())
        waiting = {str(place): pool.waiting for place, pool in self._pools.items()}
        return Census(works, asked, waiting, self.audience, nbytes)

    def warm(self, wait: bool = False) -> None:
        """Start the workers that train in the background, so that they get ready while the visitor reads."""
        with self._rested:
            first, done = self._warmed is None, self._warmed or threading.Event()
            self._warmed = done
        if first:
            threading.Thread(target=self._warm, args=(done,), name="warm-workers", daemon=True).start()
        if wait:
            done.wait()

    def start(self, work: Work[Shown], visitor: str) -> Shown:
        """Begin some work, let it go on, or join it; nothing to do if it is over.

        Raises
        ------
        ValueError
            If the data do not suffice for it.
        Refused
            If it would begin, and be more than this visitor may have done at a time, or all together.
        """
        work.check(self.dataset)
        key = self._key(work)
        entry = self._recall(key, work) or _Single(key, _in_pieces(work), self._digest)
        with self._rested:
            entry = self._entries.setdefault(key, entry)
            known = entry.status in FINAL
            if not known and not entry.active:
                self._require_room(work, visitor)
            self._asked[work.counted_as, "known" if known else "going on" if entry.active else "new"] += 1
            self._entries.pop(_stopped(key), None)
            self._touch(key)
            entry.watchers.add(visitor, self.audience)
            if not known:
                entry.ask(visitor)
                if not entry.active:
                    entry.begin()
        if isinstance(entry, _Single):
            self._go_on(entry)
        self._fill()
        with self._rested:
            return self._show(entry, work, known)

    def find(self, work: Work[Shown], visitor: str | None = None) -> Shown | None:
        """Show some work from memory or disk, or None, and note that the visitor is watching; never starts anything."""
        key = self._key(work)
        entry = self._recall(key, work)
        if entry is None:
            return None
        with self._rested:
            entry = self._entries.setdefault(key, entry)
            self._touch(key)
            if visitor is not None:
                entry.watchers.add(visitor, self.audience)
            if isinstance(entry, _Single):
                entry.forgive(self._stamp)
            shown = self._show(entry, work)
        if visitor is not None and isinstance(entry, _Single):
            self._hurry(entry)
        return shown

    def look(self, work: Work[Shown], visitor: str | None = None) -> Shown:
        """Show some work as `find` does, also where nobody has ever started it."""
        found = self.find(work, visitor)
        return work.show(Job(Status.UNKNOWN)) if found is None else found

    def stop(self, work: Work[Shown], visitor: str) -> Shown:
        """Stop some work as soon as its piece is back, unless other visitors are watching it."""
        key = self._key(work)
        with self._rested:
            entry = self._entries.get(key)
            stops = entry is not None and entry.let_go(visitor)
        if entry is None:
            return self.look(work)
        if stops:
            self._pause(entry)
        with self._rested:
            return self._show(entry, work)

    def stop_for_nobody(self, present: Collection[str]) -> None:
        """Stop, as `stop` does, what is being done for nobody: to be told now and then who has a page open.

        Work goes on for who has asked for it and is present, be it on another page. Whoever is not has a while to come
        back: a phone is cut off when it is put away, and a page that is loaded anew is another visitor's until it is
        there. Composite work stops by itself when nobody looks at it.
        """
        with self._rested:
            left = []
            for entry in self._entries.values():
                if entry.active and isinstance(entry, _Single) and not entry.filling and entry.is_for_nobody(present):
                    entry.wanted = False
                    left.append(entry)
        for entry in left:
            self._pause(entry)

    def discard(self, work: Work[Shown], visitor: str) -> Shown:
        """Stop some work and forget how far it has come, unless other visitors are watching it or it is over.

        `take_back` brings it back, as long as memory has room for it.
        """
        shown = self.stop(work, visitor)
        key = self._key(work)
        with self._rested:
            entry = self._entries.get(key)
            if entry is None or entry.wanted or entry.status in FINAL:
                return shown
            # A piece that is still in a worker comes back to work that nobody knows.
            del self._entries[key]
            removed = None
            if isinstance(entry, _Single):
                removed = self._write(key, self._store.remove, entry.work, entry.digest)
                self._entries[_stopped(key)] = entry
        if removed is not None:
            removed.result()
        return work.show(Job(Status.UNKNOWN))

    def stopped(self, work: Work[Shown]) -> Shown | None:
        """Show some work as it was when it was discarded; None where it was not, or has begun anew, or is gone."""
        key = self._key(work)
        with self._rested:
            entry = self._entries.get(_stopped(key))
            if entry is None or self._entries.get(key) is not None:
                return None
            return self._show(entry, work)

    def take_back(self, work: Work[Shown]) -> None:
        """Have some work be as it was before it was discarded, if it has not begun anew: it can go on from there."""
        key = self._key(work)
        with self._rested:
            entry = self._entries.pop(_stopped(key), None)
            # What a worker still has of it is kept when it comes back.
            if isinstance(entry, _Single) and self._entries.setdefault(key, entry) is entry and not entry.active:
                self._keep(entry)

    def wait(self, work: Work[Shown], timeout: float | None = None) -> Shown:
        """Block until some work is no longer active, for so many seconds at most; LookupError if there is none."""
        entry = self._recall(self._key(work), work)
        if entry is None:
            raise LookupError(f"nobody has started {work}")
        with self._rested:
            self._rested.wait_for(lambda: not entry.active, timeout)
            return self._show(entry, work)

    def close(self) -> None:
        """Stop all work and end the workers; what is to be kept is kept."""
        self._closed = True
        with self._rested:
            # First, as far as it has come: to end the workers may take more time than there is. What a piece that is
            # under way brings until then is kept in its place.
            for entry in self._entries.values():
                if entry.active:
                    entry.rest(Status.STOPPED)
                    if isinstance(entry, _Single) and self._entries.get(entry.key) is entry:
                        self._keep(entry)
            self._rested.notify_all()
        for pool in self._pools.values():
            try:
                pool.close()
            except Exception:
                log.exception("Workers could not be ended")
        self._writer.shutdown()

    def _warm(self, done: threading.Event) -> None:
        def report(_result: object, error: BaseException | None) -> None:
            if error is not None and not self._closed:
                log.warning("The workers could not be warmed up: %s", error)
            done.set()

        try:
            assert self._prepare is not None
            self.pool.send(Task(functools.partial(self._prepare, self.dataset.ref), report))
        except Exception as error:  # no data: whoever starts a run will be told
            report(None, error)

    def _require_room(self, work: Work[Any], visitor: str) -> None:
        """Raise Refused where a visitor may not begin this."""
        self._bounds.require_small(work)
        alike = (
            each for each in self._entries.values()
            if each.active and each.work.counted_as == work.counted_as and (each.askers or not each.filling)
        )  # fmt: skip
        # Who has joined what another began has had nothing more done.
        self._bounds.require_room(work.counted_as, (each.askers[:1] == (visitor,) for each in alike))

    @property
    def _digest(self) -> str:
        return str(self.dataset.digest)

    def _stamp(self) -> object:
        try:
            return self.dataset.ref.stamp()
        except Exception:  # there is none at all
            return None

    def _key(self, work: Work[Any]) -> str:
        return f"{work.folder}/{work.key(self._digest)}"

    def _show(self, entry: "_Entry", work: Work[Shown], known: bool = False) -> Shown:
        """Show an entry to somebody who asked for it by this work, which may be another that comes to the same."""
        if isinstance(entry, _Whole):
            part = self._part_of(entry)
            return work.show(replace(entry.job(part), silence=self._silence(part)))
        assert isinstance(entry, _Single)
        return work.show(replace(entry.job(known), silence=self._silence(entry)))

    def _silence(self, entry: "_Single | None") -> str:
        """Say that a worker has had a piece for far too long; "" where none has."""
        if entry is None or entry.task is None or not entry.active:
            return ""
        return self._pools[entry.work.place].silence(entry.task)

    def _recall(self, key: str, work: Work[Any]) -> "_Entry | None":
        """Find some work, or begin to know it where it is composite."""
        if isinstance(work, Composite):
            return self._recall_whole(key, work)
        return self._recall_single(key, _in_pieces(work))

    def _recall_single(self, key: str, work: WorkInPieces[Any]) -> "_Single | None":
        """Find some work in memory, else on disk; the disk is never read under the lock, and not again and again."""
        with self._rested:
            if (entry := self._single(key)) is not None:
                return entry
            if time.monotonic() - self._absent.get(key, -ABSENT_SECONDS) < ABSENT_SECONDS:
                return None
        digest = self._digest
        kept = self._store.load(work, digest)
        if kept is not None:
            return _Single.kept(key, work, digest, kept)
        with self._rested:
            if len(self._absent) >= NOTES_KEPT:
                self._absent.clear()
            self._absent[key] = time.monotonic()
            return self._single(key)

    def _single(self, key: str) -> "_Single | None":
        """The entry of work in pieces, where it is in memory."""
        entry = self._entries.get(key)
        return entry if isinstance(entry, _Single) else None

    def _touch(self, key: str) -> None:
        """Note a use, and drop what has become too much: never what is active, and not what was just used."""
        if key in self._entries:
            self._entries.move_to_end(key)
        idle = [key for key, entry in self._entries.items() if not entry.active]
        total = sum(self._entries[key].nbytes for key in idle)
        for oldest in idle:
            if total <= self._bytes_kept or oldest == key:
                break
            total -= self._entries.pop(oldest).nbytes

    def _go_on(self, entry: "_Single") -> None:
        """Send the next piece; one that made way for others does so no longer."""
        with self._rested:
            task = self._next_task(entry)
        self._send(entry, task)
        self._hurry(entry)

    def _hurry(self, entry: "_Single") -> None:
        """Let the piece under way make way no longer, if somebody waits for it now."""
        task = entry.task
        if task is not None and entry.urgent and (not task.urgent or task.whose != entry.whose):
            self._pools[entry.work.place].hurry(task, entry.whose)

    def _next_task(self, entry: "_Single") -> Task | None:
        """Make the next piece of active work, unless one is under way."""
        if not entry.active or entry.task is not None:
            return None
        place = entry.work.place
        singles = (other for other in self._entries.values() if isinstance(other, _Single))
        active = sum(other.active for other in singles if other.work.place is place)
        seconds = max(SHORTEST_PIECE, min(PIECE_SECONDS, ROUND_SECONDS * self._workers / active))
        try:
            call = entry.work.order(entry.state, self.dataset, seconds)
        except Exception as error:  # the data may have gone
            entry.rest(Status.FAILED, _in_words(error))
            entry.stamp = self._stamp()
            return None
        entry.task = Task(call, functools.partial(self._settle, entry), urgent=entry.urgent, whose=entry.whose)
        return entry.task

    def _send(self, entry: "_Single", task: Task | None) -> None:
        if task is not None:
            self._pools[entry.work.place].send(task)

    def _pause(self, entry: "_Entry") -> None:
        """Let work that nobody wants come to rest: at once, if no worker has its piece."""
        if isinstance(entry, _Whole):
            self._pause_whole(entry)
        elif isinstance(entry, _Single):
            self._pause_single(entry)

    def _pause_single(self, entry: "_Single") -> None:
        with self._rested:
            task = entry.task
        if task is not None and self._pools[entry.work.place].withdraw(task):
            self._settle(entry, None, None)

    def _settle(self, entry: "_Single", report: Report | None, error: BaseException | None) -> None:
        """Take up what came of a piece, and send the next one or come to rest."""
        with self._rested:
            entry.task = None
            if report is not None:
                entry.take(report)
            elif isinstance(error, PoolClosedError):
                entry.rest(Status.STOPPED)
            elif error is not None:
                entry.rest(Status.FAILED, _in_words(error))
            if entry.status is Status.FAILED:
                entry.stamp = self._stamp()
            self._renew_part(entry)
            left = entry.watchers.are_gone and not entry.filling
            if entry.active and (self._closed or left or not entry.wanted):
                entry.rest(Status.STOPPED)
            task = self._next_task(entry)
            if entry.active:
                self._keep_on_the_way(entry)
            else:
                self._touch(entry.key)
                self._end_part(entry)
                self._rested.notify_all()
                if self._entries.get(entry.key) is entry:
                    self._keep(entry)
            status, message = entry.status, entry.message
        self._send(entry, task)
        self._fill()
        if status is Status.FAILED:
            log.error("%s failed: %s\n%s", entry.work, message, report.details if report else "", exc_info=error)

    def _keep(self, entry: "_Single") -> None:
        """Write down what has come to rest, if it has come anywhere."""
        work = entry.work
        if entry.status is Status.FINISHED or (work.keeps_unfinished and entry.done):
            self._write(entry.key, self._store.save, work, entry.digest, entry.at_rest())

    def _keep_on_the_way(self, entry: "_Single") -> None:
        """Write active work down as if it were paused, now and then, and one at a time, for a killed process says none.

        What is at rest is written down by `_keep`, after this, by the same thread.
        """
        if self._saving or self._closed or not entry.may_be_saved or self._entries.get(entry.key) is not entry:
            return
        self._saving = True
        began = time.monotonic()

        def saved(_future: object) -> None:
            with self._rested:
                self._saving = False
                now = time.monotonic()
                entry.saved_next = now + max(SAVED_SECONDS, (now - began) / WRITING_SHARE)

        entry.saved_at = entry.done
        paused = replace(entry.at_rest(), status=Status.STOPPED, message=LAST_HEARD)
        self._write(entry.key, self._store.save, entry.work, entry.digest, paused).add_done_callback(saved)

    def _write(self, key: str, write: Callable[..., None], *arguments: object) -> "Future[None]":
        # On a thread of its own: this one may be the executor's, which brings the other works' results.
        def written() -> None:
            write(*arguments)
            with self._rested:
                self._absent.pop(key, None)

        try:
            return self._writer.submit(written)
        except RuntimeError:  # closed, or the interpreter is ending
            written()
            done: Future[None] = Future()
            done.set_result(None)
            return done

    # Composite work: one part at a time, of one composite after the other

    def _recall_whole(self, key: str, work: Composite[Any]) -> "_Whole":
        """Find composite work, or begin to know it; parts that others have done meanwhile, or ever, are over in it."""
        with self._rested:
            whole = self._entries.get(key)
            if whole is None:  # to name all its parts takes too long for every look
                whole = self._entries[key] = _Whole(key, work, self._digest, self._notes)
            assert isinstance(whole, _Whole)
            if whole.active and time.monotonic() - whole.checked < CHECK_SECONDS:
                return whole
            whole.checked = time.monotonic()
            left = [(key, part) for key, part in whole.parts.items() if key not in self._notes]
        for key, part in left:
            if (found := self._recall_single(key, part)) is not None:
                with self._rested:
                    if found.status in FINAL:
                        self._note(whole, found)
                    else:  # paused: not to be read again at the next look
                        self._entries.setdefault(key, found)
                        self._touch(key)
        return whole

    def _note(self, whole: "_Whole", found: "_Single") -> None:
        """Remember how a part has ended."""
        self._notes[found.key] = found.status is Status.FAILED, whole.work.note(found.work.show(found.job()))
        while len(self._notes) > NOTES_KEPT:
            self._notes.popitem(last=False)

    def _fill(self) -> None:
        """Begin the next part, unless one is being done."""
        while (turn := self._next_part()) is not None:
            whole, key, part = turn
            try:
                part.check(self.dataset)
                found = self._recall_single(key, part) or _Single(key, part, whole.digest)
            except Exception as error:  # the data may have gone
                found = _Single(key, part, whole.digest)
                found.rest(Status.FAILED, _in_words(error))
                with self._rested:
                    self._end_part(found)
                continue
            with self._rested:
                task = self._begin_part(found)
            self._send(found, task)

    def _next_part(self) -> "tuple[_Whole, str, WorkInPieces[Any]] | None":
        """Choose a part of the first composite work of the visitor in turn, which then goes to the end of the row."""
        with self._rested:
            if self._part is not None or self._closed:
                return None
            wholes = [each for each in self._entries.values() if isinstance(each, _Whole) and each.active]
            for whole in sorted(wholes, key=lambda each: self._turns.last(each.whose)):
                left = next(((key, part) for key, part in whole.parts.items() if key not in self._notes), None)
                if left is not None and not whole.is_left:
                    self._entries.move_to_end(whole.key)
                    self._turns.take(whole.whose)
                    self._part = whole, left[0]
                    return whole, *left
                whole.rest(Status.STOPPED if left else whole.verdict)
                self._rested.notify_all()
        return None

    def _part_of(self, whole: "_Whole") -> "_Single | None":
        """The part of composite work that is being done."""
        return self._single(self._part[1]) if self._part is not None and self._part[0] is whole else None

    def _whole_of(self, entry: "_Single") -> "_Whole | None":
        """The composite work whose part this is, while it is being done for that."""
        return self._part[0] if self._part is not None and self._part[1] == entry.key else None

    def _begin_part(self, found: "_Single") -> Task | None:
        """Let a part go on; one that is over already, or cannot begin, is noted instead."""
        found = self._single(found.key) or found
        if found.status in FINAL:
            self._end_part(found)
            return None
        self._entries[found.key] = found
        found.filling = found.wanted = True
        found.filled_for = () if self._part is None else self._part[0].whose
        if not found.active:
            found.begin()
        task = self._next_task(found)
        if not found.active:  # it could not even be ordered
            self._end_part(found)
        return task

    def _renew_part(self, entry: "_Single") -> None:
        """Before a part goes on: see whether anybody is still watching the whole."""
        whole = self._whole_of(entry)
        if whole is None:
            return
        if whole.active and whole.is_left:
            whole.rest(Status.STOPPED)
            self._rested.notify_all()
        if not whole.active:
            self._release(entry)

    def _end_part(self, entry: "_Single") -> None:
        """Note a part that has come to rest; if that was not its end, its turn comes again."""
        whole = self._whole_of(entry)
        if whole is None:
            return
        self._part = None
        entry.filling, entry.filled_for = False, ()
        if entry.status in FINAL or entry.status is Status.FAILED:
            self._note(whole, entry)

    def _release(self, entry: "_Single") -> None:
        """Let a part go on only if visitors want it for itself."""
        entry.filling, entry.filled_for = False, ()
        entry.wanted = entry.active and entry.asked and bool(entry.watchers)

    def _pause_whole(self, whole: "_Whole") -> None:
        with self._rested:
            whole.rest(Status.STOPPED)
            self._rested.notify_all()
            part = self._part_of(whole)
            if part is not None:
                self._release(part)
        if part is not None and not part.wanted:
            self._pause(part)
        self._fill()


class _Entry:
    """The changing state behind what is shown; the registry's lock guards every use."""

    work: Work[Any]

    def __init__(self, key: str, digest: str) -> None:
        self.key, self.digest = key, digest
        self.status = Status.UNKNOWN
        self.message = ""
        self.wanted = False  # whether it is to go on when the piece in a worker is back
        self.asked = False  # whether a visitor started it, and not only composite work
        self.askers: tuple[str, ...] = ()  # who did, and has not let go since; whom it counts for is the first
        self.filling = False  # whether composite work is waiting for it
        self.filled_for: tuple[str, ...] = ()  # whose that is
        self.watchers = Watchers()
        self._attended = float("-inf")  # when somebody whose it is was last there

    @property
    def active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_left(self) -> bool:
        """Whether everybody who was watching has left: has said so, or has not looked for long."""
        return self.watchers.are_gone or self.watchers.unseen_for > LEFT_SECONDS

    @property
    def nbytes(self) -> int:
        """The memory it takes, about."""
        return 1_000

    @property
    def whose(self) -> tuple[str, ...]:
        """Whose turn it is when this is done."""
        return (*self.askers, *self.filled_for) or tuple(sorted(self.watchers.present))

    def ask(self, visitor: str) -> None:
        """Note that a visitor wants it done."""
        self.asked = self.wanted = True
        if visitor not in self.askers:
            self.askers = (*self.askers, visitor)

    def is_for_nobody(self, present: Collection[str]) -> bool:
        """Whether none of those whose it is has been present for long, and nobody has looked."""
        now = time.monotonic()
        if not set(present).isdisjoint((*self.askers, *self.watchers.present)):
            self._attended = now
        return min(now - self._attended, self.watchers.unseen_for) > LEFT_SECONDS

    def begin(self) -> None:
        """Get ready to wait for a worker."""
        self.status, self.message, self.wanted = Status.WAITING, "", True

    def rest(self, status: Status, message: str = "") -> None:
        """Come to rest."""
        self.status, self.message, self.wanted, self.askers = status, message, False, ()

    def let_go(self, visitor: str) -> bool:
        """Note that a visitor wants no more; return whether that stops the work: not while others are watching."""
        self.watchers.remove(visitor)
        self.askers = tuple(each for each in self.askers if each != visitor)
        self.wanted = self.active and (bool(self.watchers) or self.filling)
        return not self.wanted


class _Single(_Entry):
    """The changing state behind work in pieces."""

    work: WorkInPieces[Any]

    def __init__(self, key: str, work: WorkInPieces[Any], digest: str) -> None:
        super().__init__(key, digest)
        self.work = work
        self.state = work.begin()
        self.done = self.total = 0
        self.stamp: object = None  # of the data, when it failed
        self.saved_at = 0  # the units done when it was last written down on its way
        self.saved_next = 0.0  # when it may be again
        self.task: Task | None = None  # the piece that is queued or in a worker: one at most
        self._seconds = 0.0
        self._known = False
        self._pace = Pace(work.meaningful)

    @classmethod
    def kept(cls, key: str, work: WorkInPieces[Any], digest: str, kept: Kept) -> "_Single":
        """Take up what is over or paused from disk."""
        entry = cls(key, work, digest)
        entry.state = work.unpack(kept)
        entry.status, entry.message = kept.status, kept.message
        entry.done, entry.total, entry._seconds = kept.done, kept.total, kept.seconds
        entry._known = kept.status in FINAL
        return entry

    @property
    def urgent(self) -> bool:
        """Whether somebody waits for it: is looking, or, if it is not of composite work, has looked a while ago."""
        return bool(self.watchers.present) or (not self.filling and self.watchers.unseen_for < ALONE_SECONDS)

    @property
    def nbytes(self) -> int:
        return self.work.nbytes(self.state)

    @property
    def may_be_saved(self) -> bool:
        """Whether it has come on since it was last written down, long enough ago."""
        moved = self.work.keeps_unfinished and self.done > self.saved_at
        return moved and time.monotonic() >= self.saved_next

    def begin(self) -> None:
        super().begin()
        self._pace.begin()
        self.saved_at, self.saved_next = self.done, time.monotonic() + SAVED_SECONDS

    def take(self, report: Report) -> None:
        """Take up what a worker has done, and its verdict if the work is over."""
        self._seconds += report.seconds
        self.status = Status.RUNNING
        if report.result is not None:
            taken = self.work.take(self.state, report.result)
            self.state, self.done, self.total = taken.state, taken.done, taken.total
            if taken.warmed:
                self._pace.begin()
            self._pace.add(taken.done, report.seconds)
            if taken.end is not None:
                self.rest(taken.end, taken.message)
            elif taken.done >= taken.total:
                self.rest(Status.FINISHED)
        if report.failure and self.active:
            self.rest(Status.FAILED, without_folders(report.failure))

    def forgive(self, stamp: Callable[[], object]) -> None:
        """Forget a failure for which the data were to blame, once those are others, by their stamp at that time."""
        if self.status is Status.FAILED and self.message.startswith(OF_DATA) and stamp() != self.stamp:
            self.status, self.message = Status.STOPPED if self.done else Status.UNKNOWN, ""

    def at_rest(self) -> Kept:
        """What is written down of it."""
        arrays = self.work.pack(self.state)
        return Kept(self.status, arrays, self.done, self.total, self._seconds, self.message)

    def job(self, known: bool = False) -> Job:
        """Show it as it is now."""
        speed, left = self._pace.estimate(self.total) if self.active else (None, None)
        return Job(
            self.status,
            self.state,
            self.done,
            self.total,
            self._seconds,
            speed,
            left,
            self.message,
            known or self._known,
            len(self.watchers),
        )


class _Whole(_Entry):
    """The changing state behind composite work; `notes` are the registry's, by key of a part."""

    work: Composite[Any]

    def __init__(
        self, key: str, work: Composite[Any], digest: str, notes: MutableMapping[str, tuple[bool, Any]]
    ) -> None:
        super().__init__(key, digest)
        self.work = work
        self.parts = {f"{part.folder}/{part.key(digest)}": part for part in work.parts}
        self.checked = -CHECK_SECONDS  # when its parts were last looked for among all work
        self._notes = notes
        self._began = self._before = 0.0  # when it began, and the cost of what was over then

    def begin(self) -> None:
        """Let the parts come in turn; what has failed is tried again."""
        super().begin()
        self.status = Status.RUNNING
        for key in self.parts:
            if self._notes.get(key, (False,))[0]:
                del self._notes[key]
        self._began, self._before = time.monotonic(), self._cost()

    def job(self, current: _Single | None) -> Job:
        """Show it as it is now, with what was noted of its parts, and how far the current one is."""
        notes = {part: self._notes[key][1] for key, part in self.parts.items() if key in self._notes}
        done = len(notes)
        if current is not None:
            notes[self.parts[current.key]] = self.work.note(current.work.show(current.job()))
        return Job(
            self.status,
            state=Parts(notes, None if current is None else self.parts[current.key]),
            done=done,
            total=len(self.parts),
            seconds_left=self._seconds_left() if self.active else None,
            watchers=len(self.watchers),
        )

    @property
    def verdict(self) -> Status:
        """How it has ended when all its parts have."""
        failed = any(self._notes.get(key, (False,))[0] for key in self.parts)
        return Status.FAILED if failed else Status.FINISHED

    def _cost(self) -> float:
        return sum(self.work.cost(part) for key, part in self.parts.items() if key in self._notes)

    def _seconds_left(self) -> float | None:
        """Extrapolate from what was done since it began, each part weighed by what it should cost."""
        done = self._cost()
        if done <= self._before:
            return None
        pace = (time.monotonic() - self._began) / (done - self._before)
        return pace * (sum(map(self.work.cost, self.parts.values())) - done)


def _stopped(key: str) -> str:
    """Where what was discarded is kept, beside what goes on: memory has room for both, or the older one goes."""
    return f"{key} stopped"


def _in_pieces(work: Work[Any]) -> WorkInPieces[Any]:
    """Work is one or the other, and what is composite is told apart before."""
    assert isinstance(work, WorkInPieces)
    return work


def _in_words(error: BaseException) -> str:
    return without_folders(str(error) if isinstance(error, WorkersLostError) else f"{type(error).__name__}: {error}")
