"""What the first page of the process begins for all visitors."""

import time
from types import SimpleNamespace

from tests.support.crowd import all_at_once, as_in_a_fresh_process
from ui import cached


def test_thirty_first_visitors_begin_once(monkeypatch):
    begun = []

    def start():
        time.sleep(0.05)  # so that whoever does not wait comes in between
        begun.append("loader")

    monkeypatch.setattr(cached, "loader", lambda: SimpleNamespace(start=start))
    monkeypatch.setattr(cached, "registry", lambda: SimpleNamespace(warm=lambda: begun.append("registry")))
    all_at_once(as_in_a_fresh_process(cached.begin))
    assert begun == ["loader", "registry"]
