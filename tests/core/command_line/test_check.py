"""`python -m mnist_core check` says what works, and what does not in a line."""

import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, update

from mnist_core.__main__ import main
from mnist_core.classroom.database import open_classroom
from mnist_core.classroom.place import VARIABLE, file
from mnist_core.classroom.schema import VERSION, versions
from mnist_core.command_line import check
from mnist_core.command_line.check import Finding, findings
from mnist_core.configuration import SETTINGS, known_limits
from mnist_core.settings import MAX
from mnist_core.work import shelf
from tests.support import ROOT

NAME = re.compile(r"SEESOFTMAX_[A-Z_]*[A-Z]\b")


@pytest.fixture(autouse=True)
def apart(monkeypatch, tmp_path):
    """A machine with nothing of ours on it, and nothing set."""
    for name in (*SETTINGS, *check.TESTS, *known_limits()):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(check, "_data", lambda: "looked at elsewhere")
    monkeypatch.setattr(check, "_workers", lambda: "looked at elsewhere")


def found():
    return {each.what: each for each in findings()}


def test_every_setting_that_the_program_reads_is_known():
    read = set()
    for folder in ("mnist_core", "ui", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            read |= set(NAME.findall(path.read_text("utf-8")))
    known = {*SETTINGS, *check.TESTS, *known_limits()}
    assert read - known <= {MAX.rstrip("_")}
    assert known - read <= {"MNIST_PATH", "DASK_SCHEDULER_ADDRESS", *known_limits()}


def test_the_readme_names_every_setting():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in SETTINGS if f"`{name}`" not in readme] == []
    limits = {name.removeprefix(MAX) for name in known_limits()}
    assert [name for name in sorted(limits) if f"`{name}`" not in readme] == []


def test_all_works_where_nothing_is_set_and_nothing_is_made(tmp_path, capsys):
    assert main(["check", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["what"] for line in lines] == ["versions", "settings", "folder", "data", "workers", "rooms"]
    assert all(line["works"] for line in lines)
    assert list((tmp_path / "home").iterdir()) == []


def test_a_setting_that_nothing_reads_is_named(monkeypatch, capsys):
    monkeypatch.setenv("SEESOFTMAX_MAX_ROMS", "3")
    assert main(["check"]) == 1
    assert re.search("^NO  settings +SEESOFTMAX_MAX_ROMS: no setting of this name", capsys.readouterr().out, re.M)


@pytest.mark.parametrize(
    "name", ["WORKERS", "MAX_STEPS", "MAX_STORE_FILES", "MAX_UPLOAD_MEGABYTES", "MAX_VISITORS_PER_ROOM"]
)
def test_a_setting_that_is_no_number_is_named(monkeypatch, name):
    monkeypatch.setenv(f"SEESOFTMAX_{name}", "many")
    assert not found()["settings"].works
    assert found()["settings"].says.startswith(f"SEESOFTMAX_{name} must be a ")


def test_a_password_is_not_told(monkeypatch):
    monkeypatch.setenv(VARIABLE, "postgresql+psycopg://somebody:hidden@127.0.0.1:1/rooms")
    monkeypatch.setenv("SEESOFTMAX_MAX_ROOMS", "3")
    told = found()
    assert "hidden" not in repr(told)
    home = told["folder"].says.split(",")[0]
    assert told["settings"].says == f"{VARIABLE}=…, SEESOFTMAX_HOME={home}, SEESOFTMAX_MAX_ROOMS=3"
    assert not told["rooms"].works


def test_a_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path / "file" / "home"))
    assert not found()["folder"].works
    assert "file" in found()["folder"].says


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(check.shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 2**20))
    assert found()["folder"] == Finding("folder", False, found()["folder"].says)
    assert "has 3 MB left, and should have 200" in found()["folder"].says


def test_the_rooms_database_is_looked_at_and_one_of_a_newer_version_told():
    file().parent.mkdir(parents=True)
    engine = create_engine(f"sqlite:///{file()}")
    open_classroom(engine)
    assert found()["rooms"].says == f"sqlite:///{file()}, version {VERSION} of its tables"
    with engine.begin() as connection:
        connection.execute(update(versions).values(version=VERSION + 1))
    engine.dispose()
    assert not found()["rooms"].works
    assert f"newer version of the app ({VERSION + 1}, this one knows {VERSION})" in found()["rooms"].says


@pytest.mark.parametrize("trouble", ["is no database", "cannot be written"])
def test_a_rooms_database_that_does_not_work_is_told(trouble):
    file().parent.mkdir(parents=True)
    if trouble == "is no database":
        file().write_bytes(b"anything else" * 1000)
        says = "file is not a database"
    else:
        engine = create_engine(f"sqlite:///{file()}")
        open_classroom(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER no BEFORE UPDATE ON classroom_version BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        engine.dispose()
        says = "full"
    assert not found()["rooms"].works
    assert f"sqlite:///{file()} does not work: " in found()["rooms"].says
    assert says in found()["rooms"].says


@pytest.fixture
def pool(monkeypatch):
    """A pool that answers as it is told to."""
    answers = []

    class Registry:
        def __init__(self):
            self.pool = self
            self.is_closed = False

        def send(self, task):
            for answer in answers:
                task.done(*answer)

        def close(self):
            self.is_closed = True

    registry = Registry()
    monkeypatch.undo()
    monkeypatch.setattr("mnist_core.training.registry.default_registry", lambda: registry)
    yield answers
    assert registry.is_closed


def test_workers_that_answer_do_not_start_or_keep_still(monkeypatch, pool):
    pool.append(("2.99.0", None))
    assert "with TensorFlow 2.99.0, reached by" in check._workers()
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", "tcp://there:8786")
    pool[:] = [("2.99.0", None)]
    assert check._workers().endswith("with TensorFlow 2.99.0, on the cluster of tcp://there:8786")
    pool[:] = [(None, RuntimeError("no memory"))]
    with pytest.raises(check.NotWorkingError, match="cannot be started: no memory"):
        check._workers()
    pool.clear()
    monkeypatch.setattr(check, "WORKER_SECONDS", 0.01)
    with pytest.raises(check.NotWorkingError, match="no worker has answered"):
        check._workers()


@pytest.mark.long
def test_a_real_worker_answers(tmp_path):
    environment = {**os.environ, "SEESOFTMAX_HOME": str(tmp_path), "SEESOFTMAX_OFFLINE": "1"}
    environment.pop("MNIST_PATH", None)
    program = [sys.executable, "-m", "mnist_core", "check", "--json"]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    works = {line["what"]: line["works"] for line in map(json.loads, done.stdout.splitlines())}
    assert works["workers"]
    assert done.returncode == (0 if works["data"] else 1)
    assert "Traceback" not in done.stderr


def test_what_servers_share_is_tried(monkeypatch, tmp_path):
    monkeypatch.setenv("SEESOFTMAX_STORE", str(tmp_path / "shared"))
    assert found()["shared"] == Finding("shared", True, f"{tmp_path / 'shared'}, 0 results of all servers")
    (tmp_path / "file").touch()
    monkeypatch.setenv("SEESOFTMAX_STORE", str(tmp_path / "file"))
    assert not found()["shared"].works
    monkeypatch.setattr(shelf.Folder, "read", lambda folder, name: b"something else")
    monkeypatch.setenv("SEESOFTMAX_STORE", str(tmp_path / "shared"))
    assert "something else" in found()["shared"].says
