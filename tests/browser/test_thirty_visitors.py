"""A class of thirty without browsers: what they share is computed once, what they do not comes to all alike."""

import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from benchmarks.visitor import Visitor
from mnist_core.training import record_steps
from tests.feed import unpack

# On the sample's server, where nothing else is at work: what its workers spend is counted.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("data", ["sample"], indirect=True),
]

CLASS = 30
STEPS = 3000
RECORDS = record_steps(STEPS)
ADDRESS = f"training?train_size=500&test_size=500&steps={STEPS}&learning_rate="


@pytest.fixture
def arrive(server):
    """Lets visitors open addresses, one each, all at once."""
    present = []

    def arrive(addresses):
        visitors = [Visitor(server.url) for _ in addresses]  # one by one: a busy server is slow to shake hands
        present.extend(visitors)
        with ThreadPoolExecutor(CLASS) as threads:
            return list(threads.map(lambda visitor, address: visitor.open(address, 180), visitors, addresses))

    yield arrive
    for visitor in present:
        visitor.close()


def press_start(visitors):
    with ThreadPoolExecutor(len(visitors)) as threads:
        list(threads.map(lambda visitor: visitor.press("Start"), visitors))


def feed(visitor):
    """What the visitor's board was told last.

    It is gone for a moment where a look at the run comes right behind a run of the whole page: what Streamlit has not
    sent of that by then, it leaves to the look.
    """
    return unpack(visitor.wait_for(lambda v: v.component("board_feed")).bytes)


def has_ended(visitor) -> bool:
    return "trained in" in feed(visitor).head["pace"]


def step(visitor) -> int:
    """The last record that the visitor's board was told of; 0 where there is none yet."""
    head = feed(visitor).head
    told = head["first"] + len(head["sizes"])
    return RECORDS[told - 1] if told else 0


def spent_by_workers(server) -> float:
    """CPU seconds of all processes below the server's, so far."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process(server.process.pid).children(recursive=True))


def train(server, visitors) -> float:
    """Let all press Start and see the end; return the CPU seconds that the workers spent."""
    before = spent_by_workers(server)
    press_start(visitors)
    for visitor in visitors:
        visitor.wait_for(has_ended, 180)
    return spent_by_workers(server) - before


def test_the_same_settings_are_computed_once_and_all_see_the_end(server, arrive):
    runs = server.log.parent / "runs"
    train(server, arrive([ADDRESS.replace(str(STEPS), "50") + "0.2"]))  # the worker imports TensorFlow
    alone = train(server, arrive([ADDRESS + "0.3"]))
    known = set(runs.iterdir())
    visitors = arrive([ADDRESS + "0.4"] * CLASS)
    together = train(server, visitors)
    assert len({feed(visitor).head["pace"] for visitor in visitors}) == 1
    assert {step(visitor) for visitor in visitors} == {STEPS}
    assert together < 3 * alone
    visitors[0].wait_for(lambda _: set(runs.iterdir()) - known)
    assert len(set(runs.glob("*.npz")) - known) == 1


@pytest.mark.long  # what the boards know is seconds old, and where other tests run beside it, older still
def test_different_settings_all_end_in_fair_shares_and_none_waits_for_anothers_end(arrive):
    visitors = arrive([f"{ADDRESS}{0.5 + number / 1000:.3f}" for number in range(CLASS)])
    press_start(visitors)
    seen = []
    end = time.monotonic() + 300
    while time.monotonic() < end:
        seen.append([step(visitor) for visitor in visitors])
        if min(seen[-1]) == STEPS:
            break
        time.sleep(0.4)
    assert min(seen[-1]) == STEPS, "not all have ended"
    when_first_ended = next(steps for steps in seen if max(steps) == STEPS)
    assert min(when_first_ended) > 0
    halfway = next(steps for steps in seen if sum(steps) >= CLASS * STEPS / 2)
    # Each has had its half then, give or take; what the boards know is up to two seconds old.
    assert min(halfway) > STEPS / 4
    assert max(halfway) < 3 * STEPS / 4
