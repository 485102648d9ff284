"""What one visitor can have done: bounded before it begins, by turns with the others, and not when he has left."""

import contextlib
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from mnist_core.beyond_linear.schooling import Schooling
from mnist_core.data.dataset import DatasetRef
from mnist_core.data.space import Neighbourhoods
from mnist_core.settings import limits_from
from mnist_core.training.config import FULL_BATCH, TrainingConfig
from mnist_core.training.grid import Grid
from mnist_core.training.registry import default_registry, make_registry
from mnist_core.training.run import TrainingRun
from mnist_core.training_size.sweep import ALL, Sweep
from mnist_core.why.teachers import Teachers
from mnist_core.work.bounds import KINDS, Bounds, Refused
from mnist_core.work.registry import LEFT_SECONDS
from mnist_core.work.store import Room
from mnist_core.work.turns import REMEMBERED, Turns
from mnist_core.work.work import ArrayWork, Composite, Field, Piece, Status
from tests.support.hands import Workshop

DIGEST = "d" * 64


@dataclass(frozen=True)
class Count(ArrayWork):
    """Counts to a number, one a piece."""

    counted_as: ClassVar[str] = "runs"

    name: str
    last: int = 5

    def key(self, digest):
        return f"count-{self.name}-{self.last}"

    def begin(self):
        return {"at": np.array(0)}

    def advance(self, dataset, arrays, seconds):
        at = int(arrays["at"]) + 1
        return Piece({"at": np.array(at)}, at, self.last)

    def layout(self):
        return {"at": Field(np.int64)}


@dataclass(frozen=True)
class Several(Composite):
    """Counts several times, one after the other."""

    counted_as: ClassVar[str] = "grids"

    name: str
    count: int

    def key(self, digest):
        return f"several-{self.name}"

    @property
    def parts(self):
        return tuple(Count(f"{self.name}-{number}", 2) for number in range(self.count))

    def note(self, shown):
        return shown.status

    def cost(self, part):
        return 1.0

    def show(self, job):
        return job


@pytest.fixture
def clock(monkeypatch):
    now = [1_000.0]
    for module in ("registry", "watchers", "pool"):
        monkeypatch.setattr(f"mnist_core.work.{module}.time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.fixture
def workshop(monkeypatch):
    monkeypatch.setattr(DatasetRef, "open", lambda ref: ref)
    return Workshop()


@pytest.fixture
def make(workshop, clock):
    made = []

    def make(**bounds):
        dataset = SimpleNamespace(digest=DIGEST, ref=DatasetRef("sample", None, DIGEST))
        made.append(make_registry(dataset, executor=workshop, folder=None, bounds=Bounds(**bounds)))
        return made[-1]

    yield make
    for registry in made:
        registry.close()


# What may be begun


@pytest.mark.parametrize(
    ("work", "steps", "digits"),
    [
        (TrainingRun(TrainingConfig(train_size=700, steps=30)), 30, 21_000),
        (TrainingRun(TrainingConfig(train_size=700, steps=30, batch_size=10)), 30, 300),
        (Teachers(TrainingConfig(train_size=700, steps=30), 20), 20, 14_000),
        (Sweep((1, 2, 30), steps=10), 10, 330),
        (Schooling("hidden"), 0, 0),
        (Neighbourhoods(100), 0, 0),
    ],
)
def test_what_some_work_takes_by_hand(work, steps, digits):
    assert (work.effort.steps, work.effort.digits) == (steps, digits)


def test_the_greatest_of_everything_that_a_page_offers_is_allowed():
    bounds, greatest = Bounds(), TrainingConfig(train_size=55_000, steps=20_000)
    for work in (
        TrainingRun(greatest), Teachers(greatest, 20_000), Grid(greatest, "batch_size", (1, None), (0.1,)),
        Sweep(ALL, steps=2_500), TrainingRun(FULL_BATCH),
    ):  # fmt: skip
        bounds.require_small(work)


@pytest.mark.parametrize(
    ("bounds", "config", "said"),
    [
        (
            {},
            TrainingConfig(train_size=10, steps=20_001),
            "This would take 20,001 steps, and at most 20,000 are allowed.",
        ),
        (
            {"digits": 9_999},
            TrainingConfig(train_size=100, steps=100),
            "This would look at 10,000 digits, steps times digits a step, and at most 9,999 are allowed: take fewer "
            "steps, fewer digits, or smaller batches.",
        ),
    ],
)
def test_what_is_too_large_is_refused_in_a_sentence_and_not_begun(workshop, make, bounds, config, said):
    registry = make(**bounds)
    part = SimpleNamespace(labels=np.zeros(55_000))
    registry.dataset.train = registry.dataset.test = part
    for work in (TrainingRun(config), Grid(config, "batch_size", (None,), (0.1,))):
        with pytest.raises(Refused) as refused:
            registry.start(work, "a")
        assert str(refused.value) == said
        assert registry.look(work).active is False
    assert not workshop.hands


def test_what_one_visitor_has_under_way_is_bounded_and_others_begin_all_the_same(make, workshop):
    registry = make(runs_per_visitor=2)
    for name in ("one", "two"):
        registry.start(Count(name), "a")
    with pytest.raises(Refused) as refused:
        registry.start(Count("three"), "a")
    assert str(refused.value) == (
        "You have 2 training runs under way, and at most 2 are allowed: wait until one is over, or pause one."
    )
    assert registry.look(Count("three")).status is Status.UNKNOWN
    registry.start(Count("one"), "a")  # is under way
    registry.start(Count("three"), "b")
    registry.start(Count("three"), "a")  # joins what another began
    registry.stop(Count("one"), "a")
    registry.start(Count("four"), "a")
    workshop.finish()
    registry.start(Count("one"), "a")  # goes on
    workshop.finish()
    assert {registry.look(Count(name)).status for name in ("one", "two", "three", "four")} == {Status.FINISHED}
    registry.start(Count("five"), "a")
    registry.start(Count("two"), "a")  # is known


def test_what_all_have_under_way_is_bounded(make):
    registry = make(runs=1)
    registry.start(Count("one"), "a")
    with pytest.raises(Refused) as refused:
        registry.start(Count("two"), "b")
    assert str(refused.value) == (
        "All visitors together have 1 training run under way, and at most 1 are allowed: try it again in a while."
    )
    registry.start(Several("grid", 2), "b")  # of which there may be others


def test_each_kind_is_counted_by_itself_and_parts_count_as_none(make, workshop):
    registry = make(runs_per_visitor=1, grids_per_visitor=1)
    registry.start(Several("one", 3), "a")
    workshop.hand.step()
    registry.start(Count("one"), "a")
    with pytest.raises(Refused, match=r"^You have 1 grid under way, and at most 1 are allowed"):
        registry.start(Several("two", 3), "a")
    workshop.finish()
    registry.start(Several("two", 3), "a")


def test_every_kind_of_work_has_its_limits():
    assert {f"{kind}{of}" for kind in KINDS for of in ("", "_per_visitor")} == set(vars(Bounds())) - {"steps", "digits"}
    works = (TrainingRun(FULL_BATCH), Sweep(), Grid(FULL_BATCH, "steps", (1,)), Schooling("hidden"), Neighbourhoods(9))
    assert [work.counted_as for work in works] == list(KINDS)


def test_limits_are_set_by_the_environment(monkeypatch):
    set_to = {"SEESOFTMAX_MAX_RUNS_PER_VISITOR": "3", "SEESOFTMAX_MAX_STORE_MEGABYTES": "2.5", "OTHER": "x"}
    assert limits_from(set_to, Bounds()) == Bounds(runs_per_visitor=3)
    assert limits_from(set_to, Room()) == Room(megabytes=2.5)
    for name, value in (*set_to.items(), ("SEESOFTMAX_MAX_DIGITS", "5000000000")):
        monkeypatch.setenv(name, value)
    with contextlib.closing(default_registry.__wrapped__()) as registry:
        assert registry._bounds == Bounds(runs_per_visitor=3, digits=5_000_000_000)
        assert registry._store._room == Room(megabytes=2.5)
    monkeypatch.setenv("SEESOFTMAX_MAX_SWEEPS", "none")
    with pytest.raises(
        ValueError, match="SEESOFTMAX_MAX_SWEEPS must be a whole number from 1 to 1,000,000, not “none”"
    ):
        default_registry.__wrapped__()


# Turns


def test_visitors_take_turns_however_much_one_of_them_has_asked_for(make, workshop):
    registry = make()
    for number in range(50):
        registry.start(Count(f"of a {number}", 20), "a")
    registry.start(Count("of b", 10), "b")
    done = 0
    while registry.look(Count("of b", 10)).active:
        done += workshop.hand.step()
    assert done <= 2 * 10 + 4, "every other piece is of b, once those of a are through that were in the workers"
    assert sum(registry.look(Count(f"of a {number}", 20)).done for number in range(50)) >= 9, "and a's go on meanwhile"


def test_works_of_one_visitor_come_in_turn(make, workshop):
    registry = make()
    for name in "uvw":
        registry.start(Count(name, 6), "a")
    workshop.hand.step(9)
    assert [registry.look(Count(name, 6)).done for name in "uvw"] == [3, 3, 3]


def test_who_joins_a_run_that_waits_behind_anothers_many_brings_it_forward(make, workshop):
    registry = make()
    works = [Count(str(number), 4) for number in range(30)]
    for work in works:
        registry.start(work, "a")
    registry.start(works[-1], "b")
    workshop.hand.step(10)
    assert registry.look(works[-1]).status is Status.FINISHED
    assert sum(registry.look(work).done for work in works) == 10


def test_what_nobody_has_asked_for_any_more_takes_nobodys_turn(make, workshop):
    registry = make()
    registry.start(Count("left", 40), "a")
    registry.look(Count("left", 40), "onlooker")
    assert registry.stop(Count("left", 40), "a").active
    registry.start(Count("of b", 10), "b")
    workshop.hand.step(22)
    assert registry.look(Count("of b", 10)).status is Status.FINISHED


def test_composite_works_are_done_in_turns_of_visitors(make, workshop):
    registry = make(grids_per_visitor=5)
    for number in range(5):
        registry.start(Several(f"a{number}", 4), "a")
    registry.start(Several("b", 3), "b")
    for _ in range(60):
        if not registry.look(Several("b", 3), "b").active:
            break
        workshop.hand.step()
    others = sum(registry.look(Several(f"a{number}", 4), "a").done for number in range(5))
    assert registry.look(Several("b", 3), "b").status is Status.FINISHED
    assert others <= 4


def test_turns_by_hand():
    turns = Turns()
    turns.take(("a", "b"))
    turns.take(("c",))
    assert [turns.last(each) for each in (("a",), ("c",), ("a", "c"), ("d",), ("a", "d"), ())] == [1, 2, 1, 0, 0, 0]
    turns.take(("a",))
    assert (turns.last(("a",)), turns.last(("b",))) == (3, 1)
    turns.take([str(number) for number in range(REMEMBERED)])
    assert len(turns._served) == REMEMBERED
    assert turns.last(("a",)) == 0
    turns.take([str(number) for number in range(2 * REMEMBERED)])
    assert turns.last(("0",)) == 5


# For nobody


def test_who_has_closed_the_tab_has_nothing_done_any_more(make, workshop, clock):
    registry = make()
    registry.start(Count("one", 50), "a")
    registry.start(Count("two", 50), "a")
    workshop.hand.step(3)
    clock[0] += LEFT_SECONDS - 1
    registry.stop_for_nobody({"others"})
    assert registry.look(Count("one", 50)).active, "he may come back"
    clock[0] += 2
    registry.stop_for_nobody({"others"})
    workshop.finish()
    assert {registry.look(Count(name, 50)).status for name in ("one", "two")} == {Status.STOPPED}
    assert workshop.hand.submitted <= 6
    registry.start(Count("one", 50), "back again")  # and it goes on from where it was
    workshop.finish()
    assert registry.look(Count("one", 50)).status is Status.FINISHED


def test_work_goes_on_for_who_is_on_another_page(make, workshop, clock):
    registry = make()
    registry.start(Count("one", 50), "a")
    for _ in range(10):
        clock[0] += LEFT_SECONDS / 2
        registry.stop_for_nobody({"a"})
    clock[0] += LEFT_SECONDS - 1
    registry.stop_for_nobody(set())  # a moment ago he was there
    assert registry.look(Count("one", 50)).active
    workshop.finish()
    assert registry.look(Count("one", 50)).status is Status.FINISHED


def test_work_goes_on_for_who_looks_or_has_joined_it(make, workshop, clock):
    registry = make()
    for name in ("looked at", "joined"):
        registry.start(Count(name, 50), "a")
    registry.start(Count("joined", 50), "b")
    for _ in range(5):
        clock[0] += LEFT_SECONDS - 1
        registry.look(Count("looked at", 50), "a program")
        registry.stop_for_nobody({"b"})
    assert registry.look(Count("looked at", 50)).active
    assert registry.look(Count("joined", 50)).active


def test_a_part_is_left_to_what_it_is_a_part_of(make, workshop, clock):
    registry = make()
    registry.start(Several("one", 3), "a")
    clock[0] += LEFT_SECONDS - 1
    registry.look(Several("one", 3), "a")
    clock[0] += 2
    registry.stop_for_nobody(set())
    workshop.finish()
    assert registry.look(Several("one", 3), "a").status is Status.FINISHED
    registry.start(Several("two", 3), "a")
    clock[0] += LEFT_SECONDS + 1
    workshop.finish()
    assert registry.look(Several("two", 3)).status is Status.STOPPED


# What there is, for whoever runs the server


def test_a_census_counts_work_and_how_it_was_asked_for(make, workshop):
    registry = make()
    for name, visitor in (("a", "one"), ("a", "two"), ("b", "one")):
        registry.start(Count(name), visitor)
    census = registry.census()
    assert census.asked == {("runs", "new"): 2, ("runs", "going on"): 1}
    assert sum(count for (kind, _), count in census.works.items() if kind == "runs") == 2
    assert census.audience == 2
    assert set(census.waiting) == {"trainer", "keras", "apart"}
    workshop.finish()
    assert registry.census().works == {("runs", "finished"): 2}
    registry.start(Count("a"), "three")
    assert registry.census().asked["runs", "known"] == 1
