"""Connections with PostgreSQL that wait for so long and no longer, whatever the server or the network does.

A server that is frozen, or a network that takes packets and gives none, ends no connection: libpq waits for ever, and
the server's own time limits are kept by the server.
"""

import time
from collections.abc import Generator
from functools import cache
from typing import Any

from sqlalchemy import Engine, event

ANSWER_SECONDS = 8.0  # for an answer to a query, which takes milliseconds
CONNECT_SECONDS = 4  # for a connection; whole seconds


def make_patient(engine: Engine) -> None:
    """From now on have an engine on psycopg connect so; one on another driver is left as it is."""
    if engine.driver == "psycopg" and not event.contains(engine, "do_connect", _connect):
        event.listen(engine, "do_connect", _connect)


def _connect(_dialect: object, _record: object, arguments: Any, named: dict[str, Any]) -> Any:
    return _kind().connect(*arguments, **{"connect_timeout": CONNECT_SECONDS, **named})


@cache
def _kind() -> Any:
    import psycopg  # who has no PostgreSQL need not have it

    class Patient(psycopg.Connection[Any]):
        """Closes itself where an answer does not come."""

        def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
            """Wait for what a generator of psycopg's needs from the server."""
            return super().wait(self._within(gen), *arguments, **named)

        def _within(self, generator: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
            end = time.monotonic() + ANSWER_SECONDS
            try:
                wanted = next(generator)
                while True:
                    ready = yield wanted  # psycopg looks up ten times a second, and then nothing is ready
                    if not ready and time.monotonic() > end:
                        self.pgconn.finish()
                        raise psycopg.OperationalError(f"no answer within {ANSWER_SECONDS:g} s")
                    wanted = generator.send(ready)
            except StopIteration as done:
                return done.value

    return Patient
