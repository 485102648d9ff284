"""A PostgreSQL server of the operating system's, on a loopback port, gone with its data when it is no longer needed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest of several, or None."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found and (found[-1] / "postgres").exists() else None


def missing() -> str:
    """What keeps a server from being started here, or ""."""
    if binaries() is None:
        return "there is no PostgreSQL (initdb and postgres) on the PATH or in /usr/lib/postgresql"
    if os.name != "posix":
        return "a PostgreSQL of its own is started on POSIX systems only"
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return "PostgreSQL refuses root, and there is no setpriv to start it as somebody else"
    return ""


def _as_nobody() -> tuple[list[str], str | None]:
    """How to start a program as a user whom PostgreSQL accepts, and that user's name if it is another."""
    if os.geteuid():
        return [], None
    import pwd

    names = {each.pw_name for each in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    user = pwd.getpwnam(name)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], name


class Server:
    """A server that can be stopped as a machine that loses its power stops it, and started again on its data."""

    def __init__(self, folder: Path) -> None:
        found = binaries()
        assert found is not None
        self._folder, self._binaries = folder, found
        self._prefix, user = _as_nobody()
        if user:
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"postgresql+psycopg://teacher@127.0.0.1:{self._port}/postgres"
        make = [found / "initdb", "-D", folder / "data", "-U", "teacher", "-A", "trust", "-E", "UTF8", "--locale=C"]
        command = [*self._prefix, *map(str, make), "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        self.start()

    def start(self) -> None:
        settings = {"listen_addresses": "127.0.0.1", "port": self._port, "unix_socket_directories": "", "fsync": "off"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        command = [*self._prefix, str(self._binaries / "postgres"), "-D", str(self._folder / "data"), *options]
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        _wait(self.process, self._port, self._folder / "log")

    def stop(self, how: signal.Signals) -> None:
        """SIGINT: at once, and in order; SIGQUIT: as `pg_ctl stop -m immediate`, which the next start recovers from."""
        self.process.send_signal(how)
        self.process.wait(30)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server."""
    folder = Path(tempfile.mkdtemp(prefix="seesoftmax-postgres-"))
    server = Server(folder)
    try:
        yield server
    finally:
        server.stop(signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running() -> Iterator[str]:
    """Run a server; gives the address of its database as SQLAlchemy has it."""
    with serving() as server:
        yield server.url


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    import psycopg

    for _ in range(600):
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=teacher dbname=postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
