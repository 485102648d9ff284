"""A PostgreSQL server of the operating system's, on a loopback port, gone with its data when it is no longer needed."""

import os
import shutil
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


@contextmanager
def running() -> Iterator[str]:
    """Run a server; gives the address of its database as SQLAlchemy has it."""
    folder, found = Path(tempfile.mkdtemp(prefix="seesoftmax-postgres-")), binaries()
    assert found is not None
    prefix, user = _as_nobody()
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    make = [found / "initdb", "-D", data, "-U", "teacher", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run([*prefix, *map(str, make)], check=True, capture_output=True, cwd=folder)
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (folder / "log").open("wb") as log:
        start = [*prefix, str(found / "postgres"), "-D", str(data), *options]
        server = subprocess.Popen(start, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(server, port, folder / "log")
        yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(2)  # SIGINT: at once, and in order
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


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
