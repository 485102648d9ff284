"""A class of thirty without browsers: what they share is computed once, what they do not comes to all alike."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import numpy as np
import psutil
import pytest

from benchmarks.visitor import Visitor
from mnist_core.training.step import record_steps
from tests.browser.conftest import serve
from tests.support.feed import unpack

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# On the sample's server, where nothing else is at work: what its workers spend is counted.
on_the_sample = pytest.mark.parametrize("data", ["sample"], indirect=True)

CLASS = 30
STEPS = 3000
RECORDS = record_steps(STEPS)
ADDRESS = f"training?train_size=500&test_size=500&steps={STEPS}&learning_rate="
SIZES = "training_size?sizes=55%2C000&updates=2%2C500&luck=true"


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


@on_the_sample
def test_the_same_settings_are_computed_once_and_all_see_the_end(server, arrive):
    runs = server.log.parent / "runs"
    train(server, arrive([ADDRESS.replace(str(STEPS), "50") + "0.2"]))  # the worker imports TensorFlow
    alone = train(server, arrive([ADDRESS + "0.3"]))
    known = set(runs.iterdir())
    visitors = arrive([ADDRESS + "0.4"] * CLASS)
    together = train(server, visitors)
    assert len({feed(visitor).head["pace"] for visitor in visitors}) == 1
    assert {step(visitor) for visitor in visitors} == {STEPS}
    assert together < CLASS / 3 * alone  # each for itself it would be thirty times; busy cores spin, too
    visitors[0].wait_for(lambda _: set(runs.iterdir()) - known)
    assert len(set(runs.glob("*.npz")) - known) == 1


def test_a_class_that_watches_training_sizes_shares_fifteen_looks_a_second(tmp_path, mnist_path):
    """On a server of its own, with which the training ends: it would go on for minutes, beside other tests."""
    with serve(tmp_path, MNIST_PATH=str(mnist_path)) as server, ExitStack() as leaving:
        visitors = [leaving.enter_context(closing(Visitor(server.url))) for _ in range(CLASS)]
        # All there before it begins: on a busy machine thirty pages may take longer to open than the models to train.
        with ThreadPoolExecutor(CLASS) as threads:
            list(threads.map(lambda visitor: visitor.open(SIZES, 180), visitors))
            list(threads.map(lambda visitor: visitor.press("Train all of them"), visitors))
        for visitor in visitors:
            visitor.wait_for(lambda visitor: visitor.follows, 180)

        def wait_for_looks(count):
            """Wait until there were so many looks more, however long a busy machine takes; return the seconds."""
            began, wanted = time.monotonic(), count + sum(visitor.runs for visitor in visitors)
            while sum(visitor.runs for visitor in visitors) < wanted:
                assert time.monotonic() - began < 120, "nobody looks any more: it has ended too soon, if not worse"
                time.sleep(0.02)
            return time.monotonic() - began

        wait_for_looks(CLASS)  # by now the clocks are set for so many
        seconds = wait_for_looks(3 * CLASS)
        for visitor in visitors:  # for a moment some do not, while a model begins
            visitor.wait_for(lambda visitor: visitor.follows, 180)
    assert 3 * CLASS / seconds <= 20


def addresses():
    return [f"{ADDRESS}{0.5 + number / 1000:.3f}" for number in range(CLASS)]


@pytest.mark.long
@on_the_sample
def test_different_settings_all_end_and_none_waits_for_anothers_end(server, arrive):
    visitors = arrive(addresses())
    press_start(visitors)
    seen = []
    end = time.monotonic() + 300
    while time.monotonic() < end:
        seen.append([step(visitor) for visitor in visitors])
        if min(seen[-1]) == STEPS:
            break
        time.sleep(0.4)
    assert min(seen[-1]) == STEPS, "not all have ended"
    assert min(next(steps for steps in seen if max(steps) == STEPS)) > 0, "when the first had ended"


@pytest.mark.long
def test_different_settings_come_forward_in_fair_shares(tmp_path):
    """The boards know what was some seconds ago; a server that ends writes down how far all have come."""
    with serve(tmp_path) as server, ExitStack() as leaving:
        visitors = [leaving.enter_context(closing(Visitor(server.url))) for _ in range(CLASS)]
        with ThreadPoolExecutor(CLASS) as threads:
            list(threads.map(lambda visitor, address: visitor.open(address, 180), visitors, addresses()))
        press_start(visitors)
        end = time.monotonic() + 300
        while sum(map(step, visitors)) < CLASS * STEPS / 3:
            assert time.monotonic() < end, "the runs do not come forward"
            time.sleep(0.2)
    steps = []
    for path in (tmp_path / "runs").glob("*.npz"):
        with np.load(path) as run:
            steps.append(json.loads(str(run["about"]))["step"])
    assert len(steps) == CLASS
    mean = sum(steps) / CLASS
    assert STEPS / 3 <= mean < STEPS
    assert mean / 2 < min(steps)
    assert max(steps) < 1.5 * mean
