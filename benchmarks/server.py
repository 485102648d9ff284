"""A real server for the benchmarks, and the arguments of the Chromium that visits it."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
PATIENCE = 180.0  # seconds
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def serve(script: Path | str = "app.py", **environment: str) -> Iterator[tuple[psutil.Process, str]]:
    """Run the app, or another script, on a free loopback port with an empty home folder; gives the process and URL.

    The app's configuration holds, but for what the environment says otherwise.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    options += ["--server.enableAgentApi=true", "--browser.gatherUsageStats=false"]
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as last:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            cwd=ROOT,
            # Nothing is asked first: what is measured is what it uncovers.
            env={**os.environ, "SEESOFTMAX_HOME": home, "SEESOFTMAX_FORESEE": "off", **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        last.callback(server.wait, 30)
        last.callback(server.terminate)
        url = f"http://127.0.0.1:{port}"
        _wait_for(server, url + "/_stcore/health")
        yield psutil.Process(server.pid), url


def spent(process: psutil.Process) -> float:
    """The seconds of processor time that a process has taken so far, without its children's."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _wait_for(server: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310 - our own app on this machine
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server does not answer")
