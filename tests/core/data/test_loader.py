"""The process's one loader: one load at a time, progress for whoever waits, and another try later."""

import threading

import pytest

from mnist_core.data.loader import Loader


def test_a_load_serves_everyone_and_happens_once():
    calls = []
    loader = Loader(lambda report: calls.append(report) or "data")
    threads = [threading.Thread(target=loader.get) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loader.get() == "data"
    assert len(calls) == 1


def test_progress_is_seen_while_the_load_goes_on_and_waiting_has_an_end():
    go_on = threading.Event()

    def load(report):
        report(3, 12)
        assert go_on.wait(60)
        return "data"

    loader = Loader(load)
    assert loader.get(timeout=0.2) is None
    assert loader.progress == (3, 12)
    assert loader.loading
    go_on.set()
    assert loader.get(timeout=60) == "data"


def test_another_try_replaces_the_data_and_the_old_ones_serve_until_then():
    results = iter(["sample", "full"])
    go_on = threading.Event()

    def load(report):
        result = next(results)
        assert result == "sample" or go_on.wait(60)
        return result

    loader = Loader(load)
    assert loader.get() == "sample"
    loader.again()
    loader.again()
    assert loader.get() == "sample"
    go_on.set()
    loader.join(60)
    assert loader.get() == "full"


def test_a_failed_second_try_keeps_the_data():
    results = iter(["sample"])
    loader = Loader(lambda report: next(results))
    assert loader.get() == "sample"
    loader.again()
    loader.join(60)
    assert loader.get() == "sample"


def test_no_data_at_all_is_an_error_that_says_so():
    def load(report):
        raise OSError("no source has the data")

    with pytest.raises(RuntimeError, match="no source has the data"):
        Loader(load).get()
