"""One visitor asks for all that one may, and another's small run is done meanwhile; and nothing goes on for nobody."""

import time
from contextlib import ExitStack, closing
from urllib.parse import quote

import psutil
import pytest

from benchmarks.visitor import Visitor
from mnist_core.training.comparison import encode
from mnist_core.training.config import TrainingConfig
from mnist_core.work.bounds import Bounds
from tests.browser.conftest import serve

pytestmark = [pytest.mark.browser, pytest.mark.long]
SMALL = "training?train_size=500&test_size=500&steps=300&learning_rate=0.37"
PINNED = 50


def large(number: int) -> str:
    """A run of the greatest size that the sample has, as an address names it."""
    return quote(encode(TrainingConfig(4_000, 0.1 + number / 1_000, steps=20_000, test_size=500)))


def pinned(numbers: range) -> str:
    return "training?train_size=4000&test_size=500&steps=20000&" + "&".join(f"pin={large(each)}" for each in numbers)


def has_ended(visitor) -> bool:
    return any("trained in" in text for text in visitor.texts()) or "This run has ended." in visitor.texts()


def seconds_of(visitor) -> float:
    """How long the small run takes, from its press to its end."""
    began = time.monotonic()
    visitor.press("Start")
    visitor.wait_for(has_ended, 120)
    return time.monotonic() - began


def spent(server) -> float:
    """CPU seconds of all processes below the server's, so far."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process(server.process.pid).children(recursive=True))


def test_a_small_run_is_done_while_another_visitor_has_asked_for_the_most(tmp_path):
    with serve(tmp_path) as server, ExitStack() as stack:
        first, second, other, greedy = (stack.enter_context(closing(Visitor(server.url))) for _ in range(4))
        for number, visitor in enumerate((first, second)):  # the first waits for TensorFlow
            visitor.open(f"{SMALL}{number}", 180)
            alone = seconds_of(visitor)
        for numbers in (range(PINNED), range(PINNED, 2 * PINNED)):
            greedy.open(pinned(numbers), 180)
            greedy.press("Start them all at once")
            greedy.wait_for(lambda visitor: "Pause them" in visitor.texts(), 180)
        most = Bounds().runs_per_visitor
        told = f"You have {most} training runs under way, and at most {most} are allowed"
        assert any(text.startswith(told) for text in greedy.texts())
        other.open(f"{SMALL}3", 180)
        beside = seconds_of(other)
        print(f"a small run: {alone:.1f} s alone, {beside:.1f} s beside {most} of the greatest size")
        assert "Pause them" in greedy.texts()
        assert beside < 12 * max(alone, 0.5), "it took 27 times as long where runs took turns, and not visitors"


def test_nothing_is_done_any_more_once_all_have_left(tmp_path):
    with serve(tmp_path) as server:
        with closing(Visitor(server.url)) as visitor:
            visitor.open(pinned(range(3)), 180)
            visitor.press("Start them all at once")
            visitor.wait_for(lambda visitor: "Pause them" in visitor.texts(), 180)
            before = spent(server)
            visitor.wait_for(lambda _: spent(server) > before + 2, 120)
        end = time.monotonic() + 240
        while time.monotonic() < end:
            before = spent(server)
            time.sleep(5)
            if spent(server) - before < 0.2:
                break
        else:
            pytest.fail("the workers go on for nobody")
