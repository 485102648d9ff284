"""The core's sums come to the same on other processors: its fast tests that calculate, run as on one quite unlike.

That has neither the instructions nor the libraries' kernels nor the number of cores that the machine itself has. It
takes a tenth of CI's time, which meets other processors from day to day by itself; `python -m tests.support.processors`
shows four kinds, and `.ci/run --everything` proves them.
"""

import pytest

from tests.support.processors import CALCULATE, KINDS, run

pytestmark = pytest.mark.long


def test_as_on_another_processor():
    kind = KINDS[-1]
    counts, printed, seconds = run(kind, CALCULATE)
    print(f"{kind.name}: {counts} in {seconds:.0f} s")
    assert counts.get("passed", 0) > 100, printed
    assert not set(counts) & {"failed", "error", "errors"}, printed
