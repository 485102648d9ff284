"""Pages run by Streamlit's AppTest, on the data that are at hand."""

import ast
import base64
import builtins
import fcntl
import json
import os
import symtable
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest, app_test

from mnist_core.beyond_linear.networks import SHAPES
from mnist_core.beyond_linear.schooling import SHIFTS
from mnist_core.data.loader import default_loader
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.strokes import ink_from_strokes
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.registry import default_registry
from mnist_core.training.run import Snapshot, TrainingRun
from mnist_core.why.teachers import Teachers
from mnist_core.work.store import Store
from mnist_core.work.work import Job, Status
from tests.support import ROOT
from tests.support.feed import Feed, unpack
from tests.support.session import remembered
from ui import controls, live, state
from ui.lessons.beyond_linear import judges
from ui.paper import Paper

SECONDS = 600  # far beyond what a busy machine needs; only what hangs is ended
DRAW = "pages/8_draw_a_digit.py"
# A 3 in nine strokes of the pen.
THREE = {
    "type": "Path",
    "path": [["M", 90, 70], *(["L", *p] for p in [(130, 50), (180, 70), (180, 110), (130, 135), (185, 150), (190, 200),
                                                  (140, 230), (80, 210)])],
    "strokeWidth": 20, "stroke": "#22262b", "fill": None,
}  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _as_one_server():
    """Look for installed components once, and compile each page once, as a server does.

    AppTest does both anew for each page that it opens. To read the metadata of a hundred packages alone took seven
    times as long as the page itself.
    """
    with pytest.MonkeyPatch.context() as here:
        here.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        here.setattr(app_test, "ScriptCache", cache(app_test.ScriptCache))
        yield


@pytest.fixture(scope="session")
def dataset(home):
    """What the pages run on: full MNIST where MNIST_PATH names it, else the sample."""
    return default_loader().get()


@pytest.fixture(scope="session")
def train(dataset, home, tmp_path_factory) -> Callable[[TrainingConfig], Snapshot]:
    """Train to the end by the pages' own registry, or read what another lane of tests has trained meanwhile."""
    temporary = tmp_path_factory.getbasetemp()
    folder = (temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary) / "trained"
    folder.mkdir(exist_ok=True)
    own, shared = Store(home), Store(folder)

    def train(config: TrainingConfig) -> Snapshot:
        run = TrainingRun(config)
        with (folder / f"{config.train_size}-{config.batch_size}-{config.steps}.lock").open("w") as one_at_a_time:
            fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
            kept = shared.load(run, dataset.digest)
            if kept is not None:
                own.save(run, dataset.digest, kept)
            default_registry().start(run, "a test")
            trained = default_registry().wait(run, SECONDS)
            if kept is None:
                until(lambda: own.load(run, dataset.digest) is not None)
                shared.save(run, dataset.digest, own.load(run, dataset.digest))
        return trained

    return train


@pytest.fixture(scope="session")
def full_batch(train, dataset) -> Snapshot:
    return train(FULL_BATCH.within(dataset))


@pytest.fixture(scope="session")
def mini_batch(train, dataset) -> Snapshot:
    return train(MINI_BATCH.within(dataset))


@pytest.fixture
def open_page(dataset) -> Callable[..., AppTest]:
    """Open a page as a deep link with the query does; None is the home page.

    The data are there by then: a page that had to wait for them would show their progress instead. What is to be
    foreseen covers nothing, unless a test is about that. `session` is what the visitor has done before.
    """

    def open_page(
        file: str | None = None, *, covered: bool = False, session: dict[str, object] | None = None, **query: object
    ) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=SECONDS)
        for name, value in ({"code": True} | (session or {})).items():  # the code is what a visitor has to open
            (remembered(app) if name.startswith("_") else app.session_state)[name] = value
        if not covered:
            remembered(app)["_prompts"] = "off"  # what a teacher's link turns off
        if file:
            app.switch_page(file)
        for name, value in query.items():
            app.query_params[name] = value if isinstance(value, list | bytes) else str(value)
        return app.run()

    return open_page


def until(what: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def component(app: AppTest, name: str) -> dict[str, Any]:
    """What the page gives to the one component of this name."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.component_name.endswith(name)]
    return json.loads(found.proto.json)


def brought(app: AppTest) -> dict[str, str]:
    """What the page brings to be kept by the visitor's window, by name; only what the window has not yet."""
    protos = [each.proto for each in app.get("bidi_component") if each.proto.component_name.endswith("bring")]
    found = [json.loads(proto.json) for proto in protos]
    return {each["name"]: each["value"] for each in found if "value" in each}


def fed(app: AppTest) -> Feed:
    """What the training page brings to its board."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.component_name.endswith("board_feed")]
    return unpack(found.proto.bytes)


def id_of(app: AppTest, key: str) -> str:
    """What the browser calls the component of this key."""
    (found,) = [each.proto.id for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}")]
    return found


def send(app: AppTest, found: str, event: str, value: object, *, lasting: bool = False) -> AppTest:
    """Have the browser send this from the component it calls so, as an event or its lasting state, and run the page."""
    states = app._tree.get_widget_states()
    if lasting:
        states.widgets.append(WidgetState(id=found, json_value=json.dumps({event: value})))
    else:
        told = json.dumps([{"event": event, "value": value}])
        states.widgets.append(WidgetState(id=_make_trigger_id(found, "events"), json_trigger_value=told))
    return app._run(states)


def bound(app: AppTest) -> set[str]:
    """The parameters of the address that the page's controls are bound to, its tabs among them."""
    protos = [getattr(each, "proto", None) for each in app.main]
    tabs = [getattr(proto, "tab_container", None) for proto in protos]
    return {name for each in (*protos, *tabs) if (name := getattr(each, "query_param_key", ""))}


def chart(app: AppTest, place: int) -> dict[str, Any]:
    """The options of the page's ECharts chart at this place."""
    return json.loads(app.get("echarts_chart")[place].proto.spec)


def figure(app: AppTest) -> dict[str, Any]:
    """The spec of the page's one plotly chart, which has words for those who cannot see it."""
    (found,) = app.get("plotly_chart")
    assert found.proto.alt
    return json.loads(found.proto.spec)


def trace(spec: dict[str, Any], name: str) -> dict[str, Any]:
    """The one trace of this name in a plotly spec."""
    (found,) = [each for each in spec["data"] if each["name"] == name]
    return found


def said(app: AppTest) -> str:
    """All markdown, captions and text of the page."""
    return "\n".join(each.value for kind in ("markdown", "caption", "text") for each in app.get(kind))


def formula(app: AppTest) -> str:
    """The lesson's formula."""
    (shown,) = [each.value for each in app.markdown if each.value.startswith("#### In symbols and in code")]
    return shown.split("$$\n")[1].rstrip()


def press(app: AppTest, label: str) -> Any:
    """Press the one button of this label; to be run."""
    (found,) = [button for button in app.button if button.label == label]
    return found.click()


@pytest.fixture
def drawn(open_page):
    """Open the page with the query, and draw a 3 on it."""

    def drawn(**query):
        app = open_page(DRAW, **query)
        app.session_state["canvas-0"] = {"drawing": {"raw": {"objects": [THREE]}, "data": None}}
        return app.run()

    return drawn


def made_up(school, dataset):
    """A network that somebody might have trained, with an exam that it might have sat."""
    random = np.random.default_rng(len(school.kind + school.diet))
    parameters = {name: random.normal(0, 0.1, shape).astype(np.float32) for name, shape in SHAPES[school.kind].items()}
    logits = random.normal(size=(len(dataset.test), 10)).astype(np.float32)
    moved = np.linspace(0, 1, len(SHIFTS), dtype=np.float32)
    return parameters | {
        "logits": logits, "moved": moved, "seconds": np.array(41.0), "checks": np.array([[5, 0.5]], np.float32)
    }  # fmt: skip


@pytest.fixture
def late(monkeypatch, dataset, mini_batch):
    """What a visitor has done who sees all controls: drawn, and opened the exam; others had all computed there is."""
    config, look_at, find = mini_batch.config, live.look_at, judges.find
    account = np.random.default_rng(0).normal(size=(config.train_size, 10)).astype(np.float32)

    def known(work):
        return Job(Status.FINISHED, {"account": account}) if type(work) is Teachers else look_at(work)

    def trained(work):
        shown = state.get("view") == controls.FAILS  # the other views ask the networks for far more
        return Job(Status.FINISHED, made_up(work, dataset)) if shown else find(work)

    monkeypatch.setattr(live, "look_at", known)
    monkeypatch.setattr(judges, "find", trained)
    return {"_paper": Paper(last={"objects": [THREE]}), "_exams_opened": [config]}


@pytest.fixture(scope="session")
def image():
    """What the model is given of the 3 that `drawn` draws, (784,)."""
    return read_drawing(ink_from_strokes({"objects": [THREE]}, 280, 280)).image.astype(np.float64)


def require_plain_code(app: AppTest) -> None:
    """The code that ran is shown, and above more than five lines of it stand few that run wherever they are pasted."""
    *before, ran = (each.value for each in app.code)
    if lines_of_code(ran) <= 5:
        return
    plain = before[-1]
    assert "import numpy as np\n" in plain
    assert all(len(function.body) <= 7 for function in ast.parse(plain).body if isinstance(function, ast.FunctionDef))
    known = {"np", *dir(builtins), *(each.get_name() for each in symtable.symtable(plain, "", "exec").get_children())}
    assert globals_of(symtable.symtable(plain, "", "exec")) <= known


def lines_of_code(source: str) -> int:
    """The lines of a source without its texts that describe, and without those between functions."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    described = sum(node.body[0].end_lineno - node.body[0].lineno + 1 for node in nodes if ast.get_docstring(node))
    return sum(node.end_lineno - node.body[0].lineno + 1 for node in ast.parse(source).body) - described


def globals_of(table: symtable.SymbolTable) -> set[str]:
    """The names that functions take from outside of them."""
    found = set(table.get_globals()) if isinstance(table, symtable.Function) else set()
    return found.union(*(globals_of(child) for child in table.get_children()))


def done(app: AppTest, task: str) -> bool:
    """Whether the one task with these words is ticked."""
    return _task(app, task).endswith("**done**")


def so(app: AppTest, task: str) -> bool:
    """Whether what the one task with these words asks for was so already: a link brought it, or a preset."""
    return _task(app, task).endswith("so already")


def _task(app: AppTest, task: str) -> str:
    lines = [line for each in app.markdown for line in each.value.splitlines() if line.startswith(":material")]
    (found,) = [line for line in lines if task in line]
    return found


def timeline(app, key):
    """What the page gives to the one of its timelines with this key."""
    (found,) = [each for each in app.get("bidi_component")
                if each.proto.component_name.endswith("timeline") and f"-{key}" in each.proto.id]  # fmt: skip
    return json.loads(found.proto.json)


def logits_of(run, image):
    """The evidence (10,) that a run's model sees in an image."""
    return image @ run.checkpoint.weights.astype(np.float64) + run.checkpoint.bias


def numbers(text, dtype):
    """The array that a component is given as base64."""
    return np.frombuffer(base64.b64decode(text), dtype)
