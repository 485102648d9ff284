"""What the server writes down: one line an event where it is asked to."""

import json
import logging
import re

import pytest

from ui import logs


@pytest.fixture(autouse=True)
def as_before():
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).handlers[:]) for name in logs.OURS}
    yield
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers


def test_an_event_is_one_line_of_json_with_its_traceback(monkeypatch, capsys):
    monkeypatch.setenv(logs.VARIABLE, "json")
    logs.begin()
    try:
        raise ValueError("zwölf\nlines")
    except ValueError:
        logging.getLogger("mnist_core.work.pool").exception("it failed: %d", 7)
    logging.getLogger("ui.rooms").info("fine")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["level"] == "error"
    assert first["from"] == "mnist_core.work.pool"
    assert first["event"] == "it failed: 7"
    assert "ValueError: zwölf\nlines" in first["traceback"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", first["time"])
    assert second["event"] == "fine"
    assert "traceback" not in second


def test_twice_begun_writes_once(monkeypatch, capsys):
    monkeypatch.delenv(logs.VARIABLE, raising=False)
    logs.begin()
    logs.begin()
    logging.getLogger("ui").info("fine")
    assert re.fullmatch(r"\S+ \S+ INFO ui: fine\n", capsys.readouterr().err)


def test_another_form_is_told_and_text_is_written(monkeypatch, capsys):
    monkeypatch.setenv(logs.VARIABLE, "xml")
    logs.begin()
    assert "SEESOFTMAX_LOG must be text or json, not 'xml'" in capsys.readouterr().err
