"""A program drives the app, by Streamlit's own interface for them: what an assistant would do with words alone."""

import json
import re
import time
import urllib.error
import urllib.request

import pytest

from tests.browser.conftest import serve
from ui.classroom.teacher import VIEWS
from ui.controls import LESSONS as CONTROLS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GENERATED = re.compile(r"\$\$")
PATIENCE = 240.0  # seconds, for whatever a program waits for


class Program:
    """A session that is driven by JSON over HTTP."""

    def __init__(self, url):
        self.url, self.session = f"{url}/_stcore/agent/interact", {}

    def does(self, **asked):
        """Do something, and return what the page then is; what takes longer than it may is asked for again."""
        asked |= self.session
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            request = urllib.request.Request(self.url, json.dumps(asked).encode(), {"content-type": "application/json"})
            with urllib.request.urlopen(request, timeout=120) as answer:
                found, waits = json.load(answer), answer.status == 202
            self.session = {"session_id": found.get("session_id") or found["error"]["session_id"]}
            if not waits:
                return found
            asked = dict(self.session)
        raise TimeoutError(f"no answer to {asked}")


def nodes(node):
    yield node
    for child in node.get("children", []):
        yield from nodes(child)


def said(page) -> str:
    """All words of a page, and of the toy that says where its run stands."""
    found = [node.get("props", {}) for node in nodes(page["tree"])]
    data = [props["data"] for props in found if isinstance(props.get("data"), dict)]
    return "\n".join(
        str(text) for text in (*(props.get("body") for props in found), *(each.get("says") for each in data)) if text
    )


@pytest.fixture(scope="module")
def program(tmp_path_factory, mnist_path):
    home = tmp_path_factory.mktemp("programs")
    with serve(home, MNIST_PATH=str(mnist_path), STREAMLIT_SERVER_ENABLE_AGENT_API="true") as server:
        yield lambda: Program(server.url)


def test_it_trains_then_reads_the_accuracy(program):
    one = program()
    one.does()
    page = one.does(page="training", query_params={"train_size": ["500"], "steps": ["150"], "learning_rate": ["0.2"]})
    assert {"train_size", "learning_rate", "steps", "start"} <= {each["key"] for each in page["actions"]}
    page = one.does(trigger={"key": "start"})
    end = time.monotonic() + PATIENCE
    while "trained in" not in said(page) and time.monotonic() < end:
        page = one.does()
    (accuracy,) = re.findall(
        r"After step 150 of 150, trained in .*; of 5,000 validation digits ([\d.]+).% are read rightly", said(page)
    )
    assert 75 < float(accuracy) < 92


def test_a_room_is_opened_joined_and_voted_in(program):
    teacher, pupil = program(), program()
    for each, path in ((teacher, "teach"), (pupil, "room")):
        each.does()
        each.does(page=path)
        each.does()  # by then it is known that no browser keeps a key
    (code,) = re.findall("Room ([A-Z]{6})", said(teacher.does(trigger={"key": "open_room"})))
    teacher.does(widget_state={"teach_view": "A question"})
    teacher.does(trigger={"key": "ask"})
    pupil.does(widget_state={"room_code": code}, trigger={"key": "join"})
    page = pupil.does()
    assert re.search("You are <b>\\w+ \\w+</b>", said(page))
    (choices,) = [node["props"]["options"] for node in nodes(page["tree"]) if node.get("key") == "vote_choice"]
    pupil.does(widget_state={"vote_choice": choices[0]}, trigger={"key": "cast_vote"})
    assert "<b>1</b> of 1 has voted" in said(teacher.does())
    pages = [teacher.does(widget_state={"teach_view": view}) for view in VIEWS] + [pupil.does()]
    assert [each for page in pages for each in page["actions"] if not makes_sense(each)] == []
    teacher.does(trigger={"key": "end"})
    assert f"Room {code} has ended" in said(teacher.does(trigger={"key": "end_it"}))


def makes_sense(action) -> bool:
    """Whether a key is the app's own, and a name in words; tabs have none but those of their parts."""
    name = action.get("label", "a row of tabs" if action["type"] == "tabs" else "")
    return not GENERATED.search(action["key"]) and bool(re.search(r"\w{3}", name)) and not name.startswith(":")


def test_each_control_has_a_key_and_a_name_that_make_sense_alone(program):
    one = program()
    pages = [page["url_path"] for page in one.does()["pages"]]
    nameless = []
    for path in pages:
        lesson = next((name for name in CONTROLS if path.startswith(name) or path.endswith(name)), None)
        views = {"": [""]} | ({} if lesson is None else CONTROLS[lesson].views)
        for key, view in ((key, view) for key, all_ in views.items() for view in all_):
            page = one.does(page=path, query_params={key: [view]} if view else {})
            assert page["status"] == "ready", (path, view)
            nameless += [(path, view, each) for each in page["actions"] if not makes_sense(each)]
    assert nameless == []


def test_it_is_refused_where_nobody_has_turned_it_on(tmp_path):
    with serve(tmp_path) as server:
        with pytest.raises(urllib.error.HTTPError) as refused:
            Program(server.url).does()
        with refused.value as answer:
            assert "enableAgentApi" in answer.read().decode()
