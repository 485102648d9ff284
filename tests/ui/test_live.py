"""What is drawn again and again by a clock, and what Streamlit sends the browser of it."""

import pytest
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import AppTest

from tests.support import ROOT
from ui import cached


def bare():
    import streamlit as st

    st.text("above")
    st.fragment(lambda: st.text("now"), run_every=0.5)()
    st.text("below")


def kept():
    import streamlit as st

    from ui import live

    st.text("above")
    live.again(lambda: st.text("now"), 0.5)
    st.text("below")


def followed():
    import streamlit as st

    from mnist_core.work.work import Job, Status
    from ui import live

    def see():
        st.session_state["looks"] = st.session_state.get("looks", 0) + 1
        return Job(Status.RUNNING, done=st.session_state["looks"])

    live.follow(see, lambda job: st.text(f"look {job.done}"))


def nested():
    import streamlit as st

    from mnist_core.work.work import Job, Status
    from ui import live

    def see():
        looks = st.session_state["looks"] = st.session_state.get("looks", 0) + 1
        return Job(Status.RUNNING if looks < 4 else Status.FINISHED, done=looks)

    def show(_job):
        st.text("above")
        live.follow(see, lambda job: st.text(f"look {job.done}"))

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    live.follow(lambda: Job(Status.FINISHED), show)
    st.text("below")


def in_a_part():
    import streamlit as st

    from mnist_core.work.work import Job, Status
    from ui import live

    def draw():
        st.text("above")
        works = st.session_state.get("works", False)
        live.follow(
            lambda: Job(Status.RUNNING if works else Status.FINISHED), lambda job: st.text(f"it is {job.status}")
        )
        st.text("below")

    st.text("the page")
    live.part(draw)


def sent_when_the_clock_is_early(script, monkeypatch):
    """The messages of a page whose clock ticks before they were sent, as the server's queue then leaves them."""
    told = []
    with monkeypatch.context() as listening:
        enqueue = ForwardMsgQueue.enqueue
        listening.setattr(
            ForwardMsgQueue, "enqueue", lambda queue, message: told.append(message) or enqueue(queue, message)
        )
        assert not AppTest.from_function(script, default_timeout=600).run().exception
    (clock,) = (each.auto_rerun.fragment_id for each in told if each.HasField("auto_rerun"))
    queue = ForwardMsgQueue()
    for each in told:
        queue.enqueue(each)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[clock])  # as AppSession does when a run begins
    return queue.flush() + [each for each in told if each.HasField("delta") and each.delta.fragment_id == clock]


def places_missed(messages):
    """The paths that a browser cannot follow: it adds a node to one that it has, at most behind its last."""
    page, missed = {0: {}, 1: {}}, []
    for message in (each for each in messages if each.HasField("delta")):
        *path, last = message.metadata.delta_path
        node = page
        for step in path:
            node = node.get(step) if node is not None else None
        if node is None or last > len(node):
            missed.append(list(message.metadata.delta_path))
        else:
            node[last] = {} if message.delta.HasField("add_block") else None
    return missed


@pytest.mark.parametrize(("script", "holds"), [(bare, False), (kept, True)])
def test_a_clock_that_ticks_before_the_page_was_sent_leaves_no_gap_in_it(script, holds, monkeypatch):
    missed = places_missed(sent_when_the_clock_is_early(script, monkeypatch))
    assert (missed == []) == holds, missed


def test_what_is_followed_within_what_is_followed_is_one_part_of_the_page_and_has_its_clock(monkeypatch):
    told = []
    enqueue = ForwardMsgQueue.enqueue
    monkeypatch.setattr(ForwardMsgQueue, "enqueue", lambda queue, each: told.append(each) or enqueue(queue, each))
    app = AppTest.from_function(nested, default_timeout=600).run()
    clocks = {each.auto_rerun.fragment_id for each in told if each.HasField("auto_rerun")}
    parts = {each.delta.fragment_id for each in told if each.HasField("delta")} - {""}
    assert (len(clocks), parts) == (1, clocks)
    assert [each.value for each in app.text] == ["above", "look 2", "below"]
    assert app.session_state["runs"] == 2  # the second sets the clock
    assert [each.value for each in app.run().text] == ["above", "look 3", "below"]
    # Its last look ends the clock.
    assert app.run().session_state["runs"] == 5
    told.clear()
    assert [each.value for each in app.run().text] == ["above", "look 6", "below"]
    assert not any(each.HasField("auto_rerun") for each in told)


def test_a_run_of_the_page_looks_once_at_what_it_follows():
    app = AppTest.from_function(followed, default_timeout=600).run()
    assert (app.session_state["looks"], app.text[0].value) == (1, "look 1")
    assert app.run().text[0].value == "look 2"


def silent():
    import streamlit as st

    from mnist_core.work.work import Job, Status
    from ui import live

    live.follow(lambda: [Job(Status.RUNNING, silence="No answer for 24 s.")] * 2, lambda jobs: st.text(len(jobs)))


def test_a_part_runs_by_itself_but_while_something_in_it_is_active_and_all_in_it_keeps_its_place(monkeypatch):
    told = []
    enqueue = ForwardMsgQueue.enqueue
    monkeypatch.setattr(ForwardMsgQueue, "enqueue", lambda queue, each: told.append(each) or enqueue(queue, each))
    app = AppTest.from_function(in_a_part, default_timeout=600)

    def drawn():
        """In which fragment each text is drawn last, and where."""
        told.clear()
        app.run()
        texts = [each for each in told if each.HasField("delta") and each.delta.new_element.HasField("text")]
        found = {each.delta.new_element.text.body: each for each in texts}
        clocks = {each.auto_rerun.fragment_id for each in told if each.HasField("auto_rerun")}
        return (
            {text: each.delta.fragment_id for text, each in found.items()},
            {text.replace("running", "finished"): list(each.metadata.delta_path) for text, each in found.items()},
            clocks,
        )

    parts, places, clocks = drawn()
    assert parts["the page"] == ""
    assert len({parts["above"], parts["it is finished"], parts["below"]} - {""}) == 1
    assert not clocks

    app.session_state["works"] = True
    parts, working, clocks = drawn()
    assert parts["above"] == parts["below"] == parts["the page"] == ""
    assert {parts["it is running"]} == clocks, "what is active has a clock of its own"
    assert working == places

    app.session_state["works"] = False
    _, ended, clocks = drawn()
    assert (ended, clocks) == (places, set())
    parts, _, _ = drawn()
    assert parts["above"] != "", "it runs by itself again"


def test_a_worker_that_does_not_answer_is_told_below_what_is_followed_and_once():
    app = AppTest.from_function(silent, default_timeout=600).run()
    assert [each.value for each in app.warning] == ["No answer for 24 s."]


def test_nothing_else_sets_a_clock():
    scripts = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "ui").rglob("*.py")]
    found = {each.name for each in scripts if "st.fragment" in each.read_text()}
    assert found == {"live.py", "rooms.py"}  # work that goes on, and rooms that are watched: each has one clock for all


def refused():
    import streamlit as st

    from mnist_core.work.bounds import Refused
    from mnist_core.work.work import Job, Status
    from ui import cached, live, toasts

    class Full:
        def start(self, work, visitor):
            raise Refused("You have 2 grids under way, and at most 2 are allowed: pause one.")

        def look(self, work, visitor):
            return Job(Status.UNKNOWN)

    cached.registry = Full
    live.begin()
    st.text(" ".join(live.start("some work").status for _ in range(50)))
    toasts.show()


def test_what_is_refused_is_said_once_and_is_as_it_was(monkeypatch):
    monkeypatch.setattr(cached, "registry", cached.registry)
    app = AppTest.from_function(refused).run()
    for _ in range(2):
        assert not app.exception
        assert app.text[0].value == " ".join(["unknown"] * 50)
        assert [each.value for each in app.toast] == [
            "You have 2 grids under way, and at most 2 are allowed: pause one."
        ]
        app.run()
