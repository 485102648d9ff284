"""The core's sums come to the same on other processors: its fast tests that calculate, run as on three kinds.

A fourth, the widest, is what this machine itself is, or `python -m tests.support.processors` shows.
"""

import pytest

from tests.support.processors import CALCULATE, KINDS, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS[1:], ids=lambda kind: kind.name)
def test_as_on_another_processor(kind):
    counts, printed, seconds = run(kind, CALCULATE)
    print(f"{kind.name}: {counts} in {seconds:.0f} s")
    assert counts.get("passed", 0) > 100, printed
    assert not set(counts) & {"failed", "error", "errors"}, printed
