"""What the first page of the process begins for all visitors."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from ui import cached


def test_thirty_first_visitors_begin_once(monkeypatch):
    begun, crowd = [], threading.Barrier(30)

    def start():
        time.sleep(0.05)  # long enough for the others to come in between
        begun.append("loader")

    monkeypatch.setattr(cached, "loader", lambda: SimpleNamespace(start=start))
    monkeypatch.setattr(cached, "registry", lambda: SimpleNamespace(warm=lambda: begun.append("registry")))
    begin = cached.once(cached.begin.__wrapped__)  # as in a fresh process

    def visit(_visitor):
        crowd.wait()
        begin()

    with ThreadPoolExecutor(30) as visitors:
        list(visitors.map(visit, range(30)))
    assert begun == ["loader", "registry"]
