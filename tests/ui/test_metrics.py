"""What an operator's Prometheus is told, and whom it is not."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from mnist_core.work.registry import Census
from ui import cached, metrics, serving, turns

TOKEN = "sixteen letters!"


@pytest.fixture(autouse=True)
def one_server(monkeypatch):
    works, asked = Counter({("runs", "running"): 3}), Counter({("runs", "known"): 7, ("grids", "new"): 1})
    census = Census(works, asked, {"trainer": 2}, audience=5, nbytes=77)
    monkeypatch.setattr(cached, "registry", lambda: SimpleNamespace(census=lambda: census))
    monkeypatch.setattr(metrics.room_data, "may_hold_rooms", lambda: True)
    monkeypatch.setattr(metrics.rooms, "classroom", lambda: None)
    monkeypatch.setattr(metrics, "count_open", lambda _: 4)
    monkeypatch.setattr(metrics.runtime, "exists", lambda: True)
    there = SimpleNamespace(list_active_sessions=lambda: ["a", "b"])
    monkeypatch.setattr(metrics.runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=there))


def ask(monkeypatch, setting, shown=None):
    monkeypatch.setenv(serving.METRICS, setting)
    (route,) = serving.routes()
    headers = [] if shown is None else [(b"authorization", shown.encode())]
    return route.endpoint(Request({"type": "http", "method": "GET", "path": "/metrics", "headers": headers}))


def told(answer):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
    }


def test_it_tells_what_there_is(monkeypatch):
    before = told(ask(monkeypatch, "open")).get(("seesoftmax_page_run_seconds_count", "softmax"), 0)
    with turns.turn("softmax"):
        pass
    answer = ask(monkeypatch, "open")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = told(answer)
    assert found["seesoftmax_work", "running", "runs"] == 3
    assert found["seesoftmax_work_asked_total", "known", "runs"] == 7
    assert found["seesoftmax_work_asked_total", "grids", "new"] == 1
    assert found["seesoftmax_queue", "trainer"] == 2
    assert found["seesoftmax_watching",] == 5
    assert found["seesoftmax_work_bytes",] == 77
    assert found["seesoftmax_sessions",] == 2
    assert found["seesoftmax_sessions_held",] == 0
    assert found["seesoftmax_rooms",] == 4
    assert found["seesoftmax_rooms_database_up",] == 1
    assert found["seesoftmax_page_run_seconds_count", "softmax"] == before + 1
    assert found["process_resident_memory_bytes",] > 1e7


def test_a_database_that_is_gone_takes_nothing_else_with_it(monkeypatch):
    def gone(_):
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(metrics, "count_open", gone)
    found = told(ask(monkeypatch, "open"))
    assert ("seesoftmax_rooms",) not in found
    assert found["seesoftmax_rooms_database_up",] == 0
    assert found["seesoftmax_watching",] == 5


@pytest.mark.parametrize("shown", [None, "", TOKEN, f"Bearer {TOKEN}x", f"bearer {TOKEN}", "Bearer ünicode"])
def test_who_does_not_show_the_token_is_told_nothing(monkeypatch, shown):
    answer = ask(monkeypatch, TOKEN, shown)
    assert answer.status_code == 401
    assert b"seesoftmax" not in answer.body


def test_who_shows_the_token_is_told(monkeypatch):
    assert ask(monkeypatch, TOKEN, f"Bearer {TOKEN}").status_code == 200


def test_there_is_no_such_address_unless_it_was_asked_for(monkeypatch):
    monkeypatch.delenv(serving.METRICS, raising=False)
    assert serving.routes() == []


def test_a_token_that_can_be_guessed_keeps_the_server_from_starting(monkeypatch):
    with pytest.raises(SystemExit, match=re.escape("SEESOFTMAX_METRICS must be “open” or a token of at least 16")):
        ask(monkeypatch, "1")
