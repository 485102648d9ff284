"""The classroom's database, as a file of SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import create_engine, delete, inspect

from mnist_core.classroom.schema import metadata, rooms
from tests.conftest import skip
from tests.core.classroom import postgres
from tests.core.classroom.people import a_class


@pytest.fixture(scope="session")
def postgres_url():
    """The address of a PostgreSQL that is empty at first; skipped with the reason where there can be none."""
    pytest.importorskip("psycopg")
    if why := postgres.missing():
        skip(why)
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_engine(postgres_url):
    engine = create_engine(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'classroom.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """The address of a database without any room."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    engine = request.getfixturevalue("postgres_engine")
    with engine.begin() as connection:
        if inspect(connection).has_table(rooms.name):
            connection.execute(delete(rooms))
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(request, url):
    if url.startswith("sqlite"):
        engine = create_engine(url)
        yield engine
        engine.dispose()
    else:
        yield request.getfixturevalue("postgres_engine")


@pytest.fixture
def room(engine):
    """An open room."""
    return a_class(engine)


@pytest.fixture
def empty(url):
    """An engine on a database without any table."""
    engine = create_engine(url)
    metadata.drop_all(engine)
    yield engine
    metadata.drop_all(engine)
    engine.dispose()
