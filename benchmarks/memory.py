"""The app's memory after a visit to three pages: python -m benchmarks.memory [--json].

Starts the real server and visits it over Streamlit's agent API: the home page until its model is
trained, the training page with a run of its own, then these and the drawing page 20 times each. Then
the memory of the server and of the processes that it has started is read. RSS counts shared pages in
every process that has them, PSS divides them fairly, USS leaves them out. Exit status 1 beyond the
limits on RSS: 450 MB for the server, 1,200 MB together.
"""

import argparse
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import psutil

from benchmarks.server import PATIENCE, serve

SERVER_LIMIT, TOGETHER_LIMIT = 450, 1200  # MB of 10⁶ bytes
TENSORFLOW = 200e6  # bytes that tell a worker from the small trackers beside it


class Visitor:
    """One visitor of the app, over the agent API."""

    def __init__(self, url: str, page: str) -> None:
        self._url = url + "/_stcore/agent/interact"
        self._session: str | None = None
        self._answer = self.send(page=page) if page else self.send()

    def send(self, **body: Any) -> dict[str, Any]:
        """Act, or merely look; wait until the page has been run."""
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._post(body | ({"session_id": self._session} if self._session else {}))
            self._session = answer.get("session_id", self._session)
            if answer.get("code") != "wait_timed_out":
                break
            body = {}
            if time.monotonic() > end:
                raise TimeoutError("the page takes too long")
        if "tree" not in answer or answer.get("status") == "error":
            raise RuntimeError(f"the app answered {json.dumps(answer)[:2000]}")
        self._answer = answer
        return answer

    def press(self, label: str) -> None:
        """Press the button whose label contains this text."""
        self.send(trigger={"key": self._control(label, "trigger")})

    def enter(self, label: str, value: Any) -> None:
        """Move the control whose label contains this text."""
        self.send(widget_state={self._control(label, "value"): value})

    def _control(self, label: str, kind: str) -> str:
        keys = {action["key"] for action in self._answer["actions"] if action["kind"] == kind}
        for node in _nodes(self._answer["tree"]):
            if node.get("key") in keys and label in str(node.get("props", {}).get("label", "")):
                return str(node["key"])
        raise LookupError(f"no {kind} is labelled {label!r}")

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._url, json.dumps(body).encode(), headers)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
                answer = json.load(response)
        except urllib.error.HTTPError as refusal:
            answer = json.load(refusal)
        return dict(answer)


def _nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for child in tree.get("children", []):
        yield from _nodes(child)


def workers(server: psutil.Process) -> list[psutil.Process]:
    """The processes that have TensorFlow in them."""
    return [child for child in server.children(recursive=True) if child.memory_info().rss > TENSORFLOW]


def rest(server: psutil.Process, visitor: Visitor, page: str) -> None:
    """Go on looking at the page until the workers have had nothing to do for two seconds."""
    end, quiet = time.monotonic() + PATIENCE, 0
    before = -1.0
    while quiet < 4:
        visitor.send(page=page)
        time.sleep(0.5)
        spent = sum(sum(worker.cpu_times()[:2]) for worker in workers(server))
        quiet = quiet + 1 if spent and spent - before < 0.1 else 0
        before = spent
        if time.monotonic() > end:
            raise TimeoutError("the training does not end")


def visit(server: psutil.Process, url: str) -> None:
    """Do what visitors do: watch the home page, train, and look at every page again and again."""
    visitor = Visitor(url, "")
    rest(server, visitor, "")
    visitor.send(page="training")
    visitor.enter("Learning rate", 0.2)  # a run that the home page has not made already
    visitor.press("Start")
    rest(server, visitor, "training")
    for page in ("", "training", "draw_a_digit"):
        for _ in range(20):  # each run of a page is a thread's, and threads have memory of their own
            visitor.send(page=page)


def measure(process: psutil.Process) -> dict[str, float]:
    """Read RSS, PSS and USS in MB; where the system tells no PSS, RSS stands in."""
    memory = process.memory_full_info()
    return {name: getattr(memory, name, memory.rss) / 1e6 for name in ("rss", "pss", "uss")}


def main() -> int:
    """Visit, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    as_json = parser.parse_args().json
    with serve() as (server, url):
        visit(server, url)
        heavy = {worker.pid for worker in workers(server)}
        children = server.children(recursive=True)
        rows = [("worker" if child.pid in heavy else "tracker", measure(child)) for child in children]
        rows.insert(0, ("server", measure(server)))
    total = {name: sum(row[name] for _, row in rows) for name in ("rss", "pss", "uss")}
    worker = sum(row["rss"] for name, row in rows if name == "worker")
    if as_json:
        megabytes = {"server_mb": rows[0][1]["rss"], "worker_mb": worker, "together_mb": total["rss"]}
        print(json.dumps({name: round(value, 1) for name, value in megabytes.items()}))
    else:
        print(f"{'MB':10} {'RSS':>8} {'PSS':>8} {'USS':>8}")
        for name, row in [*rows, ("together", total)]:
            print(f"{name:10} {row['rss']:8.1f} {row['pss']:8.1f} {row['uss']:8.1f}")
    return int(rows[0][1]["rss"] > SERVER_LIMIT or total["rss"] > TOGETHER_LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
