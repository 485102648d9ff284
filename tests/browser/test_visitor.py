"""The visitor without a browser that other tests and the benchmarks rely on: it sees and does what a browser would."""

import json
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.load import LIMIT
from benchmarks.visitor import Visitor
from tests.support import ROOT
from tests.support.feed import unpack
from ui.serving import headers

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visitor(server):
    visitor = Visitor(server.url)
    yield visitor
    visitor.close()


def head(visitor):
    """What the board of the training page is told beside its pictures, once it is."""
    return unpack(visitor.wait_for(lambda v: v.component("board_feed")).bytes).head


@pytest.mark.parametrize("path", ["/", "/softmax", "/_stcore/health", "/static/nothing.js"])
def test_every_answer_has_the_headers_of_a_public_site(server, path):
    try:
        answer = urlopen(server.url + path)
    except HTTPError as error:
        answer = error
    with answer:
        found = {name: answer.headers.get_all(name) for name in headers()}
    assert found == {name: [value] for name, value in headers().items()}


@pytest.mark.parametrize(
    ("address", "press"),
    [
        ("data", lambda v, k: v.set("Number", k)),
        ("softmax", lambda v, k: v.set("Classes", k)),
        ("cross_entropy", lambda v, k: v.tell("prediction", "moved", {"shares": [0.1] * 10, "serial": k})),
        ("gradient_descent", lambda v, k: v.tell("descent", "start", [0.1 * k])),
        ("training?train_size=90&test_size=80&steps=600", lambda v, k: v.set("Steps", 100 * k)),
        ("training_size?sizes=100", lambda v, k: v.set("Guess the curve first", k % 2 == 0)),
    ],
)
def test_a_lesson_runs_without_the_page_around_it(visitor, address, press):
    visitor.open(address)
    for k in (4, 5):  # work that has just ended is drawn with the page once more
        visitor.wait_for(lambda v: v.rests, 90)
        pages, runs = visitor.page_runs, visitor.runs
        press(visitor, k)
        visitor.wait_for(lambda v, runs=runs: v.runs > runs)
    assert visitor.page_runs == pages


def test_it_opens_a_page_sets_a_value_presses_a_button_and_sees_a_run_end(visitor):
    visitor.open("training?train_size=90&test_size=80&steps=600")
    visitor.set("Steps", 700)
    visitor.wait_for(lambda v: head(v)["steps"] == 700)
    before = visitor.bytes_received
    visitor.press("Start")
    visitor.wait_for(lambda v: not any(button.button.label == "Start" for button in v.elements("button")))
    assert not visitor.rests
    visitor.wait_for(lambda v: "trained in" in head(v)["pace"], 90)
    visitor.wait_for_text("This run has ended")
    visitor.wait_for(lambda v: v.rests)
    assert visitor.bytes_received > before


def test_what_a_later_run_does_not_draw_is_gone(visitor):
    visitor.open("softmax")
    softmax = set(visitor.texts())
    visitor.open("training?steps=33")
    assert head(visitor)["steps"] == 33
    # What is in the side bar, and the names of a lesson's parts, stand on every page.
    assert len(softmax - set(visitor.texts())) > 10


def test_a_button_that_is_not_there_is_named_with_those_that_are(visitor):
    visitor.open("training")
    with pytest.raises(LookupError, match=r"0 of button are called 'Nonsense'.*Full batch"):
        visitor.press("Nonsense")


def test_a_change_is_answered_when_it_returns(visitor):
    visitor.open("exam")
    visitor.wait_for(lambda v: v.rests, 120)  # its clock, while its model trains, would answer, too
    views = next(
        each.button_group for each in visitor.elements("button_group") if each.button_group.label == "Question"
    )
    assert visitor.component("confusion") is None
    (mix_ups,) = [option.content for option in views.options if option.content == "Mix-ups"]
    visitor.change(WidgetState(id=views.id, string_array_value=StringArray(data=[mix_ups])))
    assert visitor.component("confusion") is not None


def test_a_drawing_longer_than_any_is_told_so_and_of_a_message_larger_than_that_nothing_is_read(visitor, server):
    """Of 24 MB of empty objects, as the canvas's state, the server grew by 1.2 GB and was busy for 16 seconds."""
    curve = [["Q", *[100.12345678901234 + k % 7] * 4] for k in range(10_000)]  # with the most digits that there are
    visitor.open("draw_a_digit")
    canvas = visitor.wait_for(lambda v: v.component("drawable_canvas")).id
    drawing = {"raw": {"objects": [{"path": [["M", 1, 1], *curve], "strokeWidth": 20}]}, "data": None}
    visitor.change(WidgetState(id=canvas, json_value=json.dumps({"drawing": drawing})))
    visitor.wait_for_text("at most 10,000 pieces of line")
    before = psutil.Process(server.process.pid).memory_info().rss
    drawing["raw"]["objects"] = [{}] * 3_000_000
    with pytest.raises(TimeoutError):
        visitor.change(WidgetState(id=canvas, json_value=json.dumps({"drawing": drawing}).replace(" ", "")))
    assert visitor._closed
    assert psutil.Process(server.process.pid).memory_info().rss < before + 100_000_000


def test_a_page_is_not_taken_for_drawn_by_the_end_of_the_one_before(visitor):
    visitor.open("softmax")
    shown = visitor._place
    visitor._send = lambda *_, **__: visitor._take(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    with pytest.raises(TimeoutError, match="was not drawn"):
        visitor.open("data", timeout=0.5)  # what it left ends, which the server had begun before
    assert shown == visitor._place == "softmax"


@pytest.mark.long
def test_the_load_of_a_class_is_measured_and_judged():
    command = [sys.executable, "-m", "benchmarks.load", "--visitors", "1", "--seconds", "7", "--left", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    head, row, *kinds, room = done.stdout.splitlines()
    assert head.split()[:4] == ["visitors", "answers/s", "median", "s"], done.stderr
    visitors, answers, _, slow, *_, count = row.split()
    assert (visitors, count) == ("1", "0")
    assert {line.split()[0] for line in kinds} <= {"open", "act", "draw"}
    assert room == "  of the room: 0 pupils, 0 drawings, 0 votes, 0 guesses"
    assert float(answers) > 0
    assert done.returncode == (float(slow) > LIMIT)  # 0, but for a machine that is busy meanwhile
