"""The tables in their database: made where there are none, brought along where they are older, and set up."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event, insert, select, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

from mnist_core.classroom.limits import Refused
from mnist_core.classroom.schema import VERSION, metadata, rooms, stages, versions

# A reader waits for no writer (WAL), and what was answered is there after the program is killed; after a power cut the
# last moments may be missing, which a disk's flush for every pupil's drawing would cost too much to prevent.
# What is deleted is overwritten: it has been promised to be gone.
# Each connection would keep 2 MB of what it has read, which the system has at hand, too.
PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-256")
BUSY_SECONDS = 10.0  # that one waits for another who writes
ASK_AGAIN_SECONDS = 0.01
PRIMARY_CODE = 0xFF  # what is left of SQLite's extended error codes without their details
WRITES = "classroom_writes"
ADVISORY_LOCK = 0x5EE50F7


def set_up(engine: Engine) -> None:
    """Open an engine's connections with SQLite anew, as this program needs them."""
    if not event.contains(engine, "connect", _on_connect):
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        engine.dispose()


@contextmanager
def beginning(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes: kept whole at the end of the `with`, or dropped whole by an exception."""
    with engine.connect() as plain, plain.execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def make(connection: Connection) -> None:
    """Make the tables where there are none, and bring those of an older version along.

    Raises
    ------
    Refused
        If they are of a newer version.
    """
    if connection.dialect.name == "postgresql":  # two servers may start at once
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    versions.create(connection, checkfirst=True)
    version = connection.scalar(select(versions.c.version))
    if version is None:
        metadata.create_all(connection)
        connection.execute(insert(versions).values(id=1, version=VERSION))
    elif version == 1:  # all that came with version 2 is in tables of its own
        metadata.create_all(connection)
        connection.execute(insert(stages).from_select(["room_id"], select(rooms.c.id)))
        connection.execute(update(versions).values(version=VERSION))
    elif version != VERSION:
        raise Refused(
            f"The classroom's database has version {version}, and this program reads version {VERSION}: "
            f"start the program that made it, or name another database."
        )


def number_from(connection: Connection, last: int) -> None:
    """Have the numbers that empty tables give begin behind one."""
    for table in metadata.sorted_tables:
        if not table.dialect_options["sqlite"]["autoincrement"]:
            continue
        if connection.dialect.name == "sqlite":
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
                {"name": table.name, "last": last},
            )
        else:
            own = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            connection.execute(own, {"name": table.name, "last": last})


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's module would else begin transactions by itself, late and without IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
    for pragma in PRAGMAS:
        _execute_patiently(cursor, f"PRAGMA {pragma}")
    cursor.close()


def _execute_patiently(cursor: DBAPICursor, statement: str) -> None:
    """Execute what SQLite refuses at once while another writes, whatever its `busy_timeout`.

    It does not wait to turn a database to WAL, where two that wait for each other would never end: here one of them
    has let go of all it held, and asks again.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return


def _on_begin(connection: Connection) -> None:
    # Who means to write says so at once: a reader that turns writer midway is refused where another has written.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
