"""Figures of a running server for whoever runs it, in the form that Prometheus reads: counts and times, no persons.

Off unless SEESOFTMAX_METRICS is set: to `open`, where a proxy keeps /metrics from the world, or to a token of at least
16 characters that whoever asks must show (`Authorization: Bearer …`).
"""

import hmac
import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit import runtime

from mnist_core.classroom.rooms import count_open
from mnist_core.once import once
from ui import cached, room_data, rooms, tidying, turns

VARIABLE, OPEN, SHORTEST = "SEESOFTMAX_METRICS", "open", 16
TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds

_all = CollectorRegistry()
_runs = Histogram(
    "seesoftmax_page_run_seconds",
    "Seconds that a run of a page took, or of a part of it",
    ["page"],
    buckets=BUCKETS,
    registry=_all,
)


class _Now(Collector):
    """What there is at the moment somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """Count work, who is there, and rooms."""
        census = cached.registry().census()
        works = GaugeMetricFamily("seesoftmax_work", "Long work in memory", labels=["kind", "status"])
        for (kind, status), count in census.works.items():
            works.add_metric([kind, status], count)
        yield works
        asked = CounterMetricFamily("seesoftmax_work_asked", "Work that was asked for", labels=["kind", "was"])
        for (kind, was), count in census.asked.items():
            asked.add_metric([kind, was], count)
        yield asked
        yield GaugeMetricFamily("seesoftmax_work_bytes", "Memory of long work and its results", census.nbytes)
        queue = GaugeMetricFamily("seesoftmax_queue", "Pieces of work that wait for a worker", labels=["place"])
        for place, count in census.waiting.items():
            queue.add_metric([place], count)
        yield queue
        yield GaugeMetricFamily("seesoftmax_watching", "Visitors who watch work that goes on", census.audience)
        if runtime.exists():
            tabs = len(runtime.get_instance()._session_mgr.list_active_sessions())
            yield GaugeMetricFamily("seesoftmax_sessions", "Tabs that are connected", tabs)
            yield GaugeMetricFamily("seesoftmax_sessions_held", "Sessions kept for tabs that are gone", tidying.held())
        there = _rooms()
        answers = "Whether the class rooms' database answers; 1 where there is none yet"
        yield GaugeMetricFamily("seesoftmax_rooms_database_up", answers, int(there is not None))
        if there is not None:
            yield GaugeMetricFamily("seesoftmax_rooms", "Class rooms that are open", there)


def _rooms() -> int | None:
    """How many rooms are open; None where the database does not say."""
    if not room_data.may_hold_rooms():
        return 0
    try:
        return count_open(rooms.classroom())
    except SQLAlchemyError:  # which is in the log
        return None


@once
def _begin() -> None:
    turns.tell(lambda page, seconds: _runs.labels(page).observe(seconds))
    _all.register(_Now())
    ProcessCollector(registry=_all)
    PlatformCollector(registry=_all)


def routes() -> list[Route]:
    """The one address that tells, where the operator has asked for it."""
    secret = os.environ.get(VARIABLE, "")
    if not secret:
        return []
    if secret != OPEN and len(secret) < SHORTEST:
        raise SystemExit(
            f"SeeSoftmax cannot start: {VARIABLE} must be “{OPEN}” or a token of at least {SHORTEST} characters, "
            f"not one of {len(secret)}."
        )

    _begin()

    def answer(request: Request) -> Response:  # in a thread: the rooms are in a database
        shown = request.headers.get("authorization", "")
        if secret != OPEN and not hmac.compare_digest(shown.encode(), f"Bearer {secret}".encode()):
            return PlainTextResponse("A token is needed.\n", 401, {"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(_all), media_type=TYPE)

    return [Route("/metrics", answer)]
