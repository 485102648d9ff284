"""The parts of deploy/ as processes on loopback: Dask, replicas of the app, and nginx from its template."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT

TEMPLATE = ROOT / "deploy" / "nginx" / "seesoftmax.conf.template"
PATIENCE = 180.0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Part:
    """A process with its log, which a test may kill and start again; `restart` does so by itself, as containers are."""

    def __init__(self, command: list[str], log: Path, *, restart: bool = False, **environment: str) -> None:
        self._command, self._log, self._environment = command, log, environment
        self._stopping = False
        self.start()
        if restart:
            threading.Thread(target=self._keep, daemon=True).start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env={**os.environ, **self._environment}, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it as a machine that loses its power ends it."""
        process = self.process
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    def stop(self) -> None:
        self._stopping = True
        process = self.process
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def _keep(self) -> None:
        while True:
            self.process.wait()
            if self._stopping:
                return
            self.start()

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_for(self, pattern: str) -> None:
        """Wait until its log says so."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.log):
            assert self.process.poll() is None, self.log[-3000:]
            assert time.monotonic() < end, self.log[-3000:]
            time.sleep(0.05)


@contextlib.contextmanager
def started(*parts: Part) -> Iterator[None]:
    try:
        yield
    finally:
        for part in parts:
            part.stop()


def answers(url: str) -> bool:
    """Whether an address answers at all."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except OSError:
        return False
    return True


def wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while not answers(url):
        assert time.monotonic() < end, f"{url} does not answer"
        time.sleep(0.1)


def declared(name: str) -> list[str]:
    """The command that compose.yaml gives a service of Dask's."""
    import yaml

    service = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())["services"][name]
    return [str(part) for part in service["command"]]


def dask(name: str, folder: Path, port: int, **environment: str) -> Part:
    """Start a scheduler or a worker, by the command that compose.yaml declares, on loopback."""
    command = [sys.executable, "-m", "dask", *declared(name)[1:]]
    places = {"tcp://scheduler:8786": f"tcp://127.0.0.1:{port}", "--port=8786": f"--port={port}"}
    places |= {"--host=0.0.0.0": "--host=127.0.0.1", "--local-directory=/tmp": f"--local-directory={folder}"}
    around = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30s", "SEESOFTMAX_WORKERS": "1"}
    folder.mkdir(parents=True, exist_ok=True)
    around |= {"SEESOFTMAX_HOME": str(folder / "home")} | environment
    restarts = name != "scheduler"  # which a test lets be away for as long as it likes
    return Part([places.get(part, part) for part in command], folder / f"{name}.log", restart=restarts, **around)


def replica(number: int, folder: Path, **environment: str) -> tuple[Part, int]:
    """Start a server of the app; gives it and its port."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    home = {"SEESOFTMAX_HOME": str(folder / f"home-{number}"), "SEESOFTMAX_FORESEE": "off"}
    return Part(command, folder / f"replica-{number}.log", **home, **environment), port


def missing_nginx() -> str:
    return "" if shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") else "there is no nginx"


def nginx(folder: Path, first: int, second: int) -> tuple[Part, str]:
    """Start nginx by the template that is deployed, in front of two ports; gives it and its address."""
    port = free_port()
    values = {
        "NGINX_LOCAL_RESOLVERS": "127.0.0.1",
        "REPLICA_1": f"127.0.0.1:{first}",
        "REPLICA_2": f"127.0.0.1:{second}",
        "LISTEN": f"127.0.0.1:{port}",
        "ACCESS_LOG": str(folder / "access.log"),
    }
    rendered = TEMPLATE.read_text()
    for name, value in values.items():
        rendered = rendered.replace(f"${{{name}}}", value)
    (folder / "seesoftmax.conf").write_text(rendered)
    places = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"daemon off; error_log {folder}/error.log; pid {folder}/nginx.pid; events {{}}"
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"{user} {main} http {{ {places} include {folder}/seesoftmax.conf; }}")
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None
    return Part([program, "-c", str(folder / "nginx.conf")], folder / "nginx.log"), f"http://127.0.0.1:{port}"
