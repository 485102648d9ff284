"""`python -m mnist_core check`: what is configured here, and whether it works, for whoever runs the app."""

import argparse
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from queue import SimpleQueue

from mnist_core.command_line.terminal import print_json, print_line
from mnist_core.folders import home_folder
from mnist_core.wording import one_line

TESTS = ("SEESOFTMAX_EVERYTHING", "SEESOFTMAX_REQUIRE_ALL")  # which the tests alone read
OURS = "SEESOFTMAX_"
PACKAGES = ("streamlit", "numpy", "sqlalchemy", "psycopg")
TENSORFLOW = ("tensorflow-cpu", "tensorflow")
WORKER_SECONDS = 180.0  # a busy machine imports TensorFlow for half a minute
NEEDED = 200 * 2**20  # bytes of the folder: MNIST, and some runs


class NotWorkingError(Exception):
    """What was looked at does not work; the message says why, in a line."""


@dataclass(frozen=True)
class Finding:
    """What was found of one thing: whether it works, and a line of what it is, or why not."""

    what: str
    works: bool
    says: str


def check_command(arguments: argparse.Namespace) -> int:
    """Look at everything, a line each; 1 if something does not work."""
    works = True
    for finding in findings():
        works = works and finding.works
        if arguments.json:
            print_json(**asdict(finding))
        else:
            print_line(f"{'ok' if finding.works else 'NO':<3} {finding.what:<9} {finding.says}")
    return 0 if works else 1


def findings() -> Iterator[Finding]:
    """Look at one thing after the other: those that the next ones stand on come first."""
    looks: dict[str, Callable[[], str]] = {
        "versions": _versions,
        "settings": _settings,
        "folder": _folder,
        "data": _data,
        "workers": _workers,
        "rooms": _rooms,
    }
    if os.environ.get("SEESOFTMAX_STORE"):
        looks["shared"] = _shared
    for what, look in looks.items():
        try:
            yield Finding(what, True, one_line(look()))
        except NotWorkingError as reason:
            yield Finding(what, False, one_line(str(reason)))
        except Exception as error:  # whatever it is, the next is looked at
            yield Finding(what, False, one_line(f"{type(error).__name__}: {error}"))


def _versions() -> str:
    found = [f"Python {sys.version.split()[0]}"]
    for package in (*PACKAGES, *TENSORFLOW):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    if not any(text.startswith(TENSORFLOW) for text in found):
        raise NotWorkingError("there is no TensorFlow: pip install -r requirements.txt")
    return ", ".join(found)


def _settings() -> str:
    # What it names is spread over the rooms, which the other commands need not load.
    from mnist_core.configuration import SECRET, SETTINGS, known_limits, require_settings

    known = {*SETTINGS, *TESTS, *known_limits()}
    ours = [name for name in sorted(os.environ) if name.startswith(OURS) or name in SETTINGS]
    if unknown := [name for name in ours if name not in known]:
        raise NotWorkingError(f"{', '.join(unknown)}: no setting of this name, so it does nothing; see the README")
    try:
        require_settings(os.environ)
    except ValueError as reason:
        raise NotWorkingError(str(reason)) from reason
    return ", ".join(f"{name}={'…' if name in SECRET else os.environ[name]}" for name in ours) or "all as they come"


def _folder() -> str:
    home = home_folder()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(b"written")
    free = shutil.disk_usage(home).free
    if free < NEEDED:
        raise NotWorkingError(f"{home} has {free / 2**20:.0f} MB left, and should have {NEEDED / 2**20:.0f}")
    return f"{home}, {free / 2**30:.1f} GB free"


def _data() -> str:
    from mnist_core.data.loader import default_loader

    found = default_loader().get()
    assert found is not None  # without a timeout it waits, or raises
    sizes = ", ".join(
        f"{len(part):,} {name}"
        for name, part in (("train", found.train), ("validation", found.validation), ("test", found.test))
    )
    if found.is_sample:
        raise NotWorkingError(f"a sample only ({sizes}): {' '.join(found.notes)}")
    return f"MNIST ({sizes}), from {found.source}"


def _workers() -> str:
    from mnist_core.training.registry import default_registry
    from mnist_core.work.pool import Task
    from mnist_core.work.processes import semaphore_trouble, workers

    answers: SimpleQueue[tuple[str, BaseException | None]] = SimpleQueue()
    registry = default_registry()
    registry.pool.send(Task(_tensorflow_there, lambda result, error: answers.put((result, error))))
    try:
        found, error = answers.get(timeout=WORKER_SECONDS)
    except Exception as nothing:  # queue.Empty
        raise NotWorkingError(f"no worker has answered within {WORKER_SECONDS:.0f} s") from nothing
    finally:
        registry.close()
    if error is not None:
        raise NotWorkingError(f"a worker cannot be started: {error}")
    if cluster := os.environ.get("DASK_SCHEDULER_ADDRESS"):
        return f"{workers()} at a time, with TensorFlow {found}, on the cluster of {cluster}"
    trouble = semaphore_trouble()
    ways = f"by pipes, for /dev/shm gives no semaphores ({trouble})" if trouble else "by shared semaphores"
    return f"{workers()} at a time, with TensorFlow {found}, reached {ways}"


def _tensorflow_there() -> str:
    """Say which TensorFlow a worker has; runs there, which has imported it before its first task."""
    return str(importlib.import_module("tensorflow").__version__)


def _rooms() -> str:
    from sqlalchemy import create_engine, inspect, select, update
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import DBAPIError

    from mnist_core.classroom.answering import reason
    from mnist_core.classroom.patient import make_patient
    from mnist_core.classroom.place import VARIABLE, file
    from mnist_core.classroom.schema import VERSION, versions

    named = os.environ.get(VARIABLE)
    if named is None and not file().exists():
        return f"in {file()}, which the first room makes; what Streamlit's secrets name is not looked at"
    url = make_url(named or f"sqlite:///{file()}")
    engine = create_engine(url)
    make_patient(engine)
    try:
        with engine.connect() as connection:
            there = inspect(connection).has_table(versions.name)
            found = connection.scalar(select(versions.c.version)) if there else None
            if there:
                connection.execute(update(versions).values(version=found))  # can it be written? And is rolled back
    except DBAPIError as error:
        raise NotWorkingError(f"{url!r} does not work: {reason(error)}") from error
    finally:
        engine.dispose()
    if found is not None and found > VERSION:
        raise NotWorkingError(f"{url!r} was made by a newer version of the app ({found}, this one knows {VERSION})")
    return f"{url!r}, {'no room yet' if found is None else f'version {found} of its tables'}"


def _shared() -> str:
    from mnist_core.work.shelf import open_shelf

    address = os.environ["SEESOFTMAX_STORE"]
    shelf, name, content = open_shelf(address), f"check/{os.getpid()}.npz", b"written"
    shelf.write(name, content)
    found = shelf.read(name)
    shelf.remove(name)
    if found != content:
        raise NotWorkingError(f"{address} gives back something else than was put there")
    return f"{address}, {len(shelf.entries()):,} results of all servers"
