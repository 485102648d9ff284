"""What the server is beside its pages: the headers of its answers, and that Streamlit finds it at all."""

import logging

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from tests.support import ROOT
from tests.support.loops import apart
from ui.serving import EMBED_IN, Headers, embedding_sites, headers, require_settings


def test_streamlit_finds_the_server_in_app_py():
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def told(scope, own=()):
    """What an application's answer is told as, behind the headers."""

    async def application(_scope, _receive, send):
        await send({"type": f"{scope['type']}.response.start", "status": 200, "headers": list(own)})
        await send({"type": f"{scope['type']}.response.body", "body": b"hello"})

    messages = []

    async def send(message):
        messages.append(message)

    apart(lambda: Headers(application, {"X-Content-Type-Options": "nosniff", "X-A": "b"})(scope, None, send))
    return messages


def test_every_answer_has_the_headers_and_keeps_its_own():
    start, body = told({"type": "http"}, [(b"x-a", b"own"), (b"content-type", b"text/plain")])
    assert sorted(start["headers"]) == [
        (b"content-type", b"text/plain"),
        (b"x-a", b"own"),
        (b"x-content-type-options", b"nosniff"),
    ]
    assert body["body"] == b"hello"


def test_a_web_socket_is_left_as_it_is():
    assert told({"type": "websocket"})[0]["headers"] == []


def policy(found):
    return dict(each.split(" ", 1) for each in found["Content-Security-Policy"].split("; "))


def test_only_its_own_site_may_frame_the_app(monkeypatch):
    monkeypatch.delenv(EMBED_IN, raising=False)
    found = headers()
    assert found["X-Frame-Options"] == "SAMEORIGIN"
    assert policy(found)["frame-ancestors"] == "'self'"
    # Nothing is loaded from another site, or sent there by a form or a request. Web sockets may go elsewhere: an older
    # Safari takes none of its own site by "self" alone.
    assert not any("*" in each or "http" in each for each in policy(found).values())


def test_an_operator_may_name_others(monkeypatch):
    monkeypatch.setenv(EMBED_IN, "https://moodle.example https://*.school.example:8443")
    found = headers()
    assert policy(found)["frame-ancestors"] == "'self' https://moodle.example https://*.school.example:8443"
    assert "X-Frame-Options" not in found  # which would forbid them all


@pytest.mark.parametrize(
    "wrong", ["*", "moodle.example", "https://a;script-src", "javascript:x", "https://a/path", "'none'"]
)
def test_what_is_no_site_is_left_out_and_logged(monkeypatch, caplog, wrong):
    monkeypatch.setenv(EMBED_IN, f"https://a.example {wrong}")
    with caplog.at_level(logging.WARNING, logger="ui.serving"):
        assert embedding_sites() == ["https://a.example"]
    assert wrong in caplog.text


@pytest.mark.parametrize("name", ["STEPS", "UPLOAD_FILES", "VISITORS_PER_ROOM"])
def test_a_setting_that_cannot_be_keeps_the_server_from_starting_with_a_sentence(monkeypatch, name):
    require_settings()
    monkeypatch.setenv(f"SEESOFTMAX_MAX_{name}", "many")
    said = rf"cannot start: SEESOFTMAX_MAX_{name} must be a whole number .* not “many”\."
    with pytest.raises(SystemExit, match=said):
        require_settings()
