"""What is made once is made once, also when thirty ask for it in the same moment."""

import time
from types import SimpleNamespace

import pytest

from mnist_core import background, jobs, runs, sweeps
from tests.crowd import all_at_once, as_in_a_fresh_process


@pytest.mark.parametrize(
    ("module", "default", "kind"),
    [
        (runs, "default_registry", "Registry"),
        (jobs, "default_jobs", "Jobs"),
        (jobs, "keras_jobs", "Jobs"),
        (sweeps, "default_sweeps", "Sweeps"),
        (background, "default_background", "Background"),
    ],
)
def test_the_process_has_one_of_each(module, default, kind, monkeypatch):
    made = []

    def slow(*_):
        time.sleep(0.02)  # so that whoever does not wait comes in between
        made.append(object())
        return made[-1]

    monkeypatch.setattr(module, kind, slow)
    if module in (jobs, sweeps):
        monkeypatch.setattr(module, "default_registry", lambda: SimpleNamespace(pool=None))
    found = all_at_once(as_in_a_fresh_process(vars(module)[default]))
    assert len(made) == 1
    assert set(found) == set(made)
