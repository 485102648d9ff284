"""The server ends at any moment: within seconds, with all its processes, and nothing that was saved is lost.

It is visited without a browser. The servers of a wave keep both cores busy for each other, and two more
programs do nothing but that.
"""

import contextlib
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.visitor import Visitor
from mnist_core.data.dataset import Dataset
from mnist_core.training.config import TrainingConfig
from mnist_core.training.piece import Progress
from mnist_core.training.run import TrainingRun
from mnist_core.training.step import Checkpoint, Measurement, initial_checkpoint, record_steps
from mnist_core.work.ending import SECONDS
from mnist_core.work.store import Store
from mnist_core.work.work import Kept, Status
from tests.support import ROOT
from tests.support.busy import busy
from tests.support.feed import unpack
from tests.support.processes import MARK, family, hear_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 120  # seconds for what must come but may come late on a busy machine
SLACK = 25  # seconds: its last moments need the cores too, and others have them
AT_ONCE = 5
WAYS = ("SIGTERM", "SIGINT", "closed terminal")
CONFIG = TrainingConfig(train_size=1000, steps=20_000, test_size=500, learning_rate=0.05)
ADDRESS = "training?" + "&".join(
    f"{name}={getattr(CONFIG, name)}" for name in ("train_size", "steps", "test_size", "learning_rate")
)
RECORDS = record_steps(CONFIG.steps)
EARLIER = TrainingConfig(train_size=50, steps=20, test_size=50)


@pytest.fixture(scope="module", autouse=True)
def busy_cores():
    """Keep the cores busy all the while."""
    with busy():
        yield


class Server:
    """The app on a terminal of its own, and somebody who visits it and trains."""

    def __init__(self, home: Path) -> None:
        self.home, self.mark = home, str(home)
        self.log = home / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        environment = {name: value for name, value in os.environ.items() if name != "MNIST_PATH"}
        places = {"SEESOFTMAX_HOME": str(home), "KERAS_HOME": str(home), "SEESOFTMAX_OFFLINE": "1"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
                   "--server.address=127.0.0.1", f"--server.port={port}"]  # fmt: skip
        self.terminal, theirs = pty.openpty()
        environment |= places | {MARK: self.mark}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=log,
                start_new_session=True, preexec_fn=hear_all,
            )  # fmt: skip
        os.close(theirs)
        self.open_terminal = True
        self.seen = 0  # the last step that the visitor was shown
        self.wait_for_health()

    def wait_for_health(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url + "/_stcore/health", timeout=1):
                return
            self.read_terminal(0.1)
        pytest.fail(f"the server did not start:\n{self.log.read_text()}")

    def read_terminal(self, seconds: float) -> None:
        """Let the terminal show what the server prints for so long: one that nobody reads would stop it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.open_terminal and select.select([self.terminal], [], [], left)[0]:
                try:
                    os.read(self.terminal, 10_000)
                except OSError:  # all who wrote to it are gone
                    self.close_terminal()
            elif not self.open_terminal:
                time.sleep(min(left, 0.05))

    def close_terminal(self) -> None:
        if self.open_terminal:
            self.open_terminal = False
            os.close(self.terminal)

    def train(self) -> None:
        """Visit the training page, press Start and watch, until the server is gone; a thread's whole life."""
        with contextlib.suppress(Exception):  # it ends in the midst of whatever this does
            visitor = Visitor(self.url).open(ADDRESS, PATIENCE)
            visitor.press("Start")
            visitor.wait_for(self._watch, 10 * PATIENCE)

    def _watch(self, visitor: Visitor) -> bool:
        if feed := visitor.component("board_feed"):  # a busy server may draw the page without it first
            head = unpack(feed.bytes).head
            records = head["first"] + len(head["sizes"])
            self.seen = RECORDS[records - 1] if records else 0
        return False

    def end(self, way: str) -> None:
        """End it in one of WAYS."""
        if way == "closed terminal":
            self.close_terminal()
        elif way == "SIGINT":
            os.killpg(self.process.pid, signal.SIGINT)  # Ctrl-C reaches all processes of a terminal
        else:
            self.process.terminate()

    def is_gone(self, seconds: float) -> bool:
        """Whether within so many seconds the server has ended, and all that it has started."""
        end = time.monotonic() + seconds
        while self.process.poll() is None or family(self.mark):
            if time.monotonic() > end:
                return False
            self.read_terminal(0.1)
        return True

    def clear_away(self) -> None:
        for process in family(self.mark):
            process.kill()
        self.process.wait()
        self.close_terminal()


def put_an_earlier_run(home: Path, dataset: Dataset) -> Path:
    """Save a finished run where the server will keep its own; return its file."""
    run = TrainingRun(EARLIER)
    trail, blank = run.begin(), initial_checkpoint()
    states = [Checkpoint(step, blank.weights, blank.bias) for step in trail.targets]
    measured = Measurement(2.3, 0.1, 2.3, 0.1, 0.1)
    run.take(trail, Progress(states[-1], tuple((state, measured) for state in states)))
    Store(home).save(run, dataset.digest, Kept(Status.FINISHED, run.pack(trail), EARLIER.steps, EARLIER.steps))
    return home / "runs" / f"{run.key(dataset.digest)}.npz"


def end_one(home: Path, dataset: Dataset, moment: float, way: str, trains: bool) -> int:
    """Start a server, visit it, end it so long after it is up (or trains), and look at what is left; its last step."""
    home.mkdir()
    earlier = put_an_earlier_run(home, dataset)
    before = earlier.read_bytes()
    server = Server(home)
    where = f"{way} {moment:.2f} s after it {'began to train' if trains else 'was up'}"
    try:
        threading.Thread(target=server.train, daemon=True).start()
        end = time.monotonic() + PATIENCE
        while trains and not server.seen and time.monotonic() < end:
            server.read_terminal(0.05)
        server.read_terminal(moment)
        shown = server.seen
        server.end(way)
        began = time.monotonic()
        gone = server.is_gone(SECONDS + SLACK)
        seconds = time.monotonic() - began
        print(f"{where}: gone after {seconds:.1f} s, exit code {server.process.poll()}, step {shown:,}")
        assert gone, f"{where}: {[each.cmdline() for each in family(server.mark)]} left\n{server.log.read_text()}"
        assert "Traceback" not in server.log.read_text(), f"{where}:\n{server.log.read_text()}"
    finally:
        server.clear_away()
    assert earlier.read_bytes() == before, where
    if shown:
        saved = Store(home).load(TrainingRun(CONFIG), dataset.digest)
        assert saved is not None, where
        assert saved.done >= shown, where
    return shown


def end_many(folder: Path, dataset: Dataset, count: int) -> None:
    """End servers at so many moments of their first ten seconds, and at as many of their training."""
    cases = [(moment, trains) for trains in (False, True) for moment in np.linspace(0, 10, count)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        ends = [
            threads.submit(end_one, folder / str(place), dataset, moment, WAYS[(place + trains) % len(WAYS)], trains)
            for place, (moment, trains) in enumerate(cases)
        ]
        steps = [end.result() for end in ends]
    trained = [step > 0 for step, (_, trains) in zip(steps, cases, strict=True) if trains]
    assert sum(trained) >= count - 1, "too few visitors have seen their server train"


@pytest.mark.long
def test_four_ends_while_the_cores_are_busy(tmp_path, sample):
    end_many(tmp_path, sample, 2)


@pytest.mark.long
def test_a_hundred_ends_while_the_cores_are_busy(tmp_path, sample):
    end_many(tmp_path, sample, 50)


def test_a_browser_that_does_not_read_keeps_no_server(tmp_path):
    """Uvicorn waits until every connection is closed, and one whose buffer is full is not."""
    server = Server(tmp_path)
    try:
        phone = connect_and_read_nothing(server.url)
        end = time.monotonic() + PATIENCE
        while not unsent(phone):
            assert time.monotonic() < end, "the phone takes all that it is sent"
            time.sleep(0.05)
        server.end("SIGTERM")
        assert server.is_gone(SECONDS + SLACK)
        phone.close()
    finally:
        server.clear_away()


def unsent(client: socket.socket) -> int:
    """Bytes that wait at the server's end of a connection because the client takes none (Linux tells)."""
    port = f":{client.getsockname()[1]:04X}"
    connections = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(int(queues.split(":")[0], 16) for _, _, remote, _, queues, *_ in connections if remote.endswith(port))


def connect_and_read_nothing(url: str) -> socket.socket:
    """Open the training page over a websocket of one's own, again and again, and leave all answers unread."""
    host, port = url.removeprefix("http://").split(":")
    phone = socket.create_connection((host, int(port)))
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    phone.sendall(
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
    )
    assert b"101" in phone.recv(100)
    message = BackMsg()
    message.rerun_script.page_name = "data"
    text = message.SerializeToString()
    for _ in range(50):
        # A masked frame, as clients must send them; a mask of zeros leaves the text as it is.
        phone.sendall(bytes([0x82, 0x80 | len(text), 0, 0, 0, 0]) + text)
        time.sleep(0.1)
    return phone
