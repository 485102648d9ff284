"""The core's sums come to the same on other processors: its fast tests that calculate, run as on kinds quite unlike.

They have neither the instructions nor the libraries nor the number of cores that the machine itself has, which is
a third kind; `python -m tests.support.processors` shows four, and `.ci/run --everything` proves them.
"""

import pytest

from tests.support.processors import CALCULATE, KINDS, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS[-2:], ids=lambda kind: kind.name)
def test_as_on_another_processor(kind):
    counts, printed, seconds = run(kind, CALCULATE)
    print(f"{kind.name}: {counts} in {seconds:.0f} s")
    assert counts.get("passed", 0) > 100, printed
    assert not set(counts) & {"failed", "error", "errors"}, printed
