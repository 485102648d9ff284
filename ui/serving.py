"""What the server is beside its pages: the headers of its answers, and its beginning and end."""

import asyncio
import logging
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mnist_core import configuration
from mnist_core.work.ending import default_ending
from ui import cached, logs, readiness, tidying

log = logging.getLogger(__name__)

EMBED_IN, METRICS = "SEESOFTMAX_EMBED_IN", "SEESOFTMAX_METRICS"
_SITE = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE | re.ASCII)
# What Streamlit's browser half needs, tried in Chromium and Firefox on every page: its components are modules at blob:
# addresses, charts compile formulas of their own (eval), styles and pictures stand in the page.
_POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self' ws: wss: data: blob:",
    "frame-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def embedding_sites() -> list[str]:
    """The sites that may show the app in a frame, beside its own: those of SEESOFTMAX_EMBED_IN, with blanks between.

    What is no site (`https://moodle.example`, `https://*.school.example`) is left out, and the log says so.
    """
    named = os.environ.get(EMBED_IN, "").split()
    wrong = [each for each in named if not _SITE.fullmatch(each)]
    if wrong:
        log.warning("%s takes sites such as https://moodle.example, not %s: left out", EMBED_IN, " ".join(wrong)[:200])
    return [each for each in named if each not in wrong]


def headers() -> dict[str, str]:
    """The headers that every answer of the server has."""
    sites = embedding_sites()
    policy = {**_POLICY, "frame-ancestors": " ".join(["'self'", *sites])}
    found = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        # A class's code and a lesson's settings stand in addresses, which are not another site's to know.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(), microphone=()",
    }
    # Which knows of no other sites, and is read only where the policy is not.
    return found if sites else {**found, "X-Frame-Options": "SAMEORIGIN"}


class Headers:
    """Adds headers to every answer that has none of that name: a middleware of ASGI."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    found.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def require_settings() -> None:
    """End with a sentence, before anything is served, where a variable is set to what it cannot be."""
    try:
        configuration.require_settings(os.environ)
    except ValueError as reason:
        raise SystemExit(f"SeeSoftmax cannot start: {reason}") from None


def routes() -> list[Route]:
    """What is answered beside the pages: figures for the operator, where they were asked for."""
    if METRICS not in os.environ:
        return []
    from ui import metrics  # which loads the rooms' database with it

    return metrics.routes()


def middleware() -> list[Middleware]:
    """What every request passes before Streamlit sees it."""
    return [Middleware(Headers, headers=headers())]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """From the server's start to its end: the data and a worker are there before the first visitor is."""
    logs.begin()
    _end_as_any_program()
    cached.begin()
    tidying.also(readiness.make_ready, tidying.EVERY)  # the data may come late; what is ready costs nothing
    yield
    await asyncio.to_thread(default_ending().finish)  # before the server lets the signal end the process


def _end_as_any_program() -> None:
    """Have a signal end the server, and then the interpreter in its order.

    uvicorn sends itself the signal once more when its server has ended, and that kills the process before the workers'
    semaphores are given back.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        server = getattr(signal.getsignal(number), "__self__", None)
        if isinstance(server, uvicorn.Server):
            signal.signal(number, partial(_stop, server))


def _stop(server: uvicorn.Server, number: int, _frame: FrameType | None) -> None:
    if server.should_exit and number == signal.SIGINT:
        server.force_exit = True  # pressed twice
    server.should_exit = True
