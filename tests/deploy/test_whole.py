"""All parts of deploy/ on loopback: a visitor stays on a replica, replicas share results, and each part may die."""

import contextlib
import json
import re
import urllib.error
import urllib.request
from collections import Counter
from types import SimpleNamespace

import pytest

from benchmarks.visitor import Visitor
from mnist_core.classroom import rooms
from mnist_core.classroom.database import open_classroom
from tests.core.classroom import postgres
from tests.deploy.parts import dask, free_port, missing_nginx, nginx, replica, started, wait_for
from tests.support.feed import unpack

pytest.importorskip("distributed", reason="Dask is needed for a cluster only: pip install -r requirements-cluster.txt")
sqlalchemy = pytest.importorskip("sqlalchemy")
pytestmark = pytest.mark.long

LONG = "training?train_size=4000&test_size=500&steps=20000&learning_rate=0.0"  # and a digit for each test
PATIENCE = 400


@pytest.fixture(scope="module")
def whole(tmp_path_factory, mnist_path):
    """Everything that compose.yaml starts, ready."""
    if trouble := missing_nginx() or postgres.missing():
        pytest.skip(trouble)
    folder, port = tmp_path_factory.mktemp("whole"), free_port()
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(postgres.running())
        scheduler = dask("scheduler", folder, port)
        stack.enter_context(started(scheduler))
        scheduler.wait_for("Scheduler at:")
        workers = [dask(f"worker-{k}", folder / str(k), port) for k in (1, 2)]
        stack.enter_context(started(*workers))
        environment = {
            "DASK_SCHEDULER_ADDRESS": f"tcp://127.0.0.1:{port}",
            "SEESOFTMAX_WORKERS": "2",
            "SEESOFTMAX_STORE": str(folder / "shared"),
            "SEESOFTMAX_CLASSROOM_URL": database,
            "STREAMLIT_SERVER_COOKIE_SECRET": "the same on both",
        }
        replicas, ports = zip(*(replica(k, folder, **environment) for k in (1, 2)), strict=True)
        stack.enter_context(started(*replicas))
        for each in ports:
            wait_for(f"http://127.0.0.1:{each}/_stcore/health")
        proxy, url = nginx(folder, *ports)
        stack.enter_context(started(proxy))
        wait_for(f"{url}/_stcore/health")
        for worker in workers:
            worker.wait_for("Ready to train on")
        yield SimpleNamespace(
            url=url, folder=folder, scheduler=scheduler, workers=workers, replicas=replicas, ports=ports,
            database=database,
        )  # fmt: skip


@pytest.fixture(autouse=True)
def mended(whole):
    """Whatever a test has ended is there again for the next one."""
    yield
    if whole.scheduler.process.poll() is not None:
        whole.scheduler.start()
    for part, port in zip(whole.replicas, whole.ports, strict=True):
        if part.process.poll() is not None:
            part.start()
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")


def get(url, cookie=""):
    """What a browser is answered: the status, and the cookie of its replica that it keeps from now on."""
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        given = [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", [])]  # Streamlit has one, too
        return answer.status, next((each for each in given if each.startswith("replica=")), cookie)


def served(whole):
    """The port that each request was answered from, in the order of nginx's log, by path."""
    lines = (whole.folder / "access.log").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    return [(entry["path"], int(entry["replica"].rpartition(":")[2])) for entry in entries if ":" in entry["replica"]]


@contextlib.contextmanager
def visit(whole, number, address, url=None):
    """Be on the replica of this number, at an address."""
    with contextlib.closing(Visitor(url or whole.url, f"replica=replica_{number}")) as visitor:
        yield visitor.open(address, PATIENCE)


def head(visitor):
    feed = visitor.component("board_feed")
    return unpack(feed.bytes).head if feed else {"pace": "", "note": "", "sizes": (), "first": 0}


def says(pattern):
    """Whether the page, or its board, says something."""
    return lambda visitor: any(re.search(pattern, each) for each in [*visitor.texts(), str(head(visitor))])


def under_way(visitor):
    """Start the run of the page, and wait until some of it is done."""
    visitor.press("Start")
    visitor.wait_for(lambda v: head(v)["first"] + len(head(v)["sizes"]) >= 3, PATIENCE)


def wait_until_cut_off(visitor):
    """Wait until the websocket has been closed from the other side."""
    with pytest.raises(TimeoutError):
        visitor.wait_for(lambda v: False, PATIENCE)


def test_a_visitor_stays_on_a_replica_and_a_class_is_spread_over_both(whole):
    where = Counter()
    for _ in range(24):
        status, cookie = get(whole.url)
        assert status == 200
        before = len(served(whole))
        for path in ("/_stcore/health", "/_stcore/host-config", "/softmax"):
            assert get(whole.url + path, cookie) == (200, cookie)
        ports = {port for _, port in served(whole)[before:]}
        assert ports == {whole.ports[int(cookie[-1]) - 1]}
        where.update(ports)
    assert set(where) == set(whole.ports)
    assert min(where.values()) >= 2, "24 tosses of a coin: fewer come once in 45,000 times"
    for number in (1, 2):
        with visit(whole, number, "softmax"):
            pass
        stream = [port for path, port in served(whole) if path == "/_stcore/stream"]
        assert stream[-1] == whole.ports[number - 1], "websockets too"


def test_nginx_writes_down_no_address_of_a_visitor_and_no_query(whole):
    get(f"{whole.url}/softmax?secret=1")
    written = (whole.folder / "access.log").read_text()
    assert "secret" not in written
    assert set(json.loads(written.splitlines()[-1])) == {"at", "status", "method", "path", "replica", "seconds"}


def test_what_is_too_large_is_refused_before_it_reaches_the_app(whole):
    large = urllib.request.Request(f"{whole.url}/_stcore/upload_file/a/b", data=bytes(14 * 2**20), method="PUT")
    with pytest.raises(urllib.error.HTTPError, match="413"):
        urllib.request.urlopen(large, timeout=30)


def test_a_run_trained_through_one_replica_is_known_to_the_other(whole):
    address = "training?train_size=90&test_size=80&steps=600"
    with visit(whole, 1, address) as first:
        first.press("Start")
        first.wait_for(says("trained in"), PATIENCE)
    with visit(whole, 2, address) as second:
        # A visitor is held up half a second at most by what is shared; it may be put there a moment later.
        second.wait_for(lambda v: says("trained in")(v) or v.open(address) is None, PATIENCE)
        assert not any(button.button.label == "Start" for button in second.elements("button"))


def test_a_room_is_in_both_replicas(whole):
    engine = sqlalchemy.create_engine(whole.database)
    with visit(whole, 1, "teach"), visit(whole, 2, "teach"):
        pass  # whose first page makes the tables
    room, _ = rooms.open_room(open_classroom(engine, lessons=("softmax",)))
    engine.dispose()
    for number in (1, 2):
        with visit(whole, number, f"room?room={room.code}") as pupil:
            pupil.tell("keeper", "kept", "")  # a browser that has been in no room
            pupil.wait_for(lambda v: any(button.button.label == "Join" for button in v.elements("button")), PATIENCE)


def test_a_replica_that_is_ended_leaves_its_run_to_the_other(whole):
    with visit(whole, 1, f"{LONG}1") as visitor:
        under_way(visitor)
        whole.replicas[0].stop()
        wait_until_cut_off(visitor)
    status, cookie = get(whole.url, "replica=replica_1")
    assert (status, cookie) == (200, "replica=replica_2"), "from now on they stay there"
    with visit(whole, 1, f"{LONG}1") as again:
        again.wait_for(says(r"Paused after [\d,]+ of 20,000 steps; it can go on from there|, paused"), PATIENCE)
        again.press("Go on")
        again.wait_for(says("steps a second"), PATIENCE)
    whole.replicas[0].start()
    wait_for(f"http://127.0.0.1:{whole.ports[0]}/_stcore/health")
    assert get(whole.url, cookie) == (200, cookie), "and do not go back while their session is there"


def test_a_replica_that_is_killed_takes_nobody_with_it(whole):
    with visit(whole, 2, f"{LONG}2") as visitor:
        under_way(visitor)
        whole.replicas[1].kill()
        wait_until_cut_off(visitor)
    with visit(whole, 2, f"{LONG}2") as again:
        # What was not yet at rest is gone with it: the page says how the run stands, and it begins anew.
        again.wait_for(says("Not started yet|Not trained yet|not started|Paused after|paused"), PATIENCE)
        again.press("Start")
        again.wait_for(says("steps a second"), PATIENCE)


def test_a_dask_worker_that_is_killed_costs_a_piece(whole):
    with visit(whole, 1, f"{LONG}3") as visitor:
        under_way(visitor)
        whole.workers[0].kill()
        done = head(visitor)["first"] + len(head(visitor)["sizes"])
        visitor.wait_for(lambda v: head(v)["first"] + len(head(v)["sizes"]) > done + 2, PATIENCE)
        assert not says("failed")(visitor)


def test_a_scheduler_that_is_killed_is_told_of_and_the_run_goes_on_when_it_is_back(whole):
    with visit(whole, 1, f"{LONG}4") as visitor:
        under_way(visitor)
        whole.scheduler.kill()
        visitor.wait_for(says(r"after [\d,]+ of 20,000 steps: the cluster's scheduler does not answer"), PATIENCE)
        whole.scheduler.start()
        visitor.press("Go on")
        visitor.wait_for(says("steps a second"), PATIENCE)
