"""The core's sums come to the same on other processors: its fast tests that calculate, run as on three kinds."""

import pytest

from tests.processors import CALCULATE, KINDS, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_as_on_another_processor(kind):
    counts, printed, seconds = run(kind, CALCULATE)
    print(f"{kind.name}: {counts} in {seconds:.0f} s")
    assert counts.get("passed", 0) > 100, printed
    assert not set(counts) & {"failed", "error", "errors"}, printed
