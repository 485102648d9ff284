"""What every page does: stand alone, name its place, and say so when it runs on the sample."""

import ast
import sys
import threading
from pathlib import Path

import pytest
import streamlit as st

from mnist_core.data.dataset import load_dataset
from mnist_core.data.loader import Loader
from mnist_core.training.program import LINES
from tests.lessons.conftest import SECONDS, component, press, said
from tests.support.source import parsed
from ui import cached
from ui.contents import ENDING, HOME, LESSONS, ROOM_PAGES

PAGES = [None, *(lesson.file for lesson in LESSONS), ENDING]


def test_the_list_of_lessons_and_the_pages_are_one():
    files = {f"pages/{path.name}" for path in Path("pages").glob("*.py")}
    assert {HOME, *(lesson.file for lesson in LESSONS), ENDING, *(page.file for page in ROOM_PAGES)} == files


@pytest.mark.parametrize("path", sorted(Path("pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_holds_no_maths_and_knows_no_other(path):
    roots = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            roots.add((node.module or "").partition(".")[0])
    assert roots - set(sys.stdlib_module_names) <= {"streamlit", "mnist_core", "ui"}


@pytest.mark.parametrize("file", PAGES)
def test_every_page_stands_alone_and_links_to_every_other(open_page, full_batch, mini_batch, monkeypatch, file):
    offered = []
    navigate = st.navigation
    monkeypatch.setattr(st, "navigation", lambda pages, **more: offered.append(pages) or navigate(pages, **more))
    app = open_page(file)
    assert not app.exception
    assert len(app.title) == 1
    titles = [page.title for pages in offered[-1].values() for page in pages]
    assert titles == [
        "Start",
        *(lesson.title for lesson in LESSONS),
        "Your story",
        *(page.title for page in ROOM_PAGES),
    ]


@pytest.mark.parametrize("file", PAGES)
def test_every_page_opens_as_it_does_for_a_newcomer_who_is_asked_what_to_foresee(
    open_page, full_batch, mini_batch, file
):
    app = open_page(file, covered=True)
    assert not app.exception
    assert not app.run().exception


@pytest.mark.parametrize("place", range(len(LESSONS)))
def test_a_lesson_says_where_it_stands(open_page, full_batch, mini_batch, place):
    lesson = LESSONS[place]
    text = said(open_page(lesson.file))
    assert f"{lesson.section} · lesson {place + 1} of {len(LESSONS)}" in text
    # And which of the pasted lines are its own.
    for line in LINES:
        if line.lesson == lesson.name and line.today.strip() and "$" not in line.today and not line.today.endswith(":"):
            assert f"`{line.today.strip()}`" in text


@pytest.fixture(scope="module")
def sample_of_necessity(tmp_path_factory):
    """The sample, as on a machine without MNIST and without a network."""
    nowhere = str(tmp_path_factory.mktemp("nowhere"))
    with pytest.MonkeyPatch.context() as bare:
        bare.setenv("MNIST_PATH", f"{nowhere}/missing.npz")
        bare.setenv("KERAS_HOME", nowhere)
        bare.setenv("SEESOFTMAX_HOME", nowhere)
        return load_dataset(download=False)


@pytest.mark.parametrize("file", PAGES)
def test_every_page_says_that_and_why_it_runs_on_the_sample(open_page, monkeypatch, sample_of_necessity, file):
    tries = []

    def load(report):
        tries.append(file)
        return sample_of_necessity

    loader = Loader(load)
    monkeypatch.setattr(cached, "loader", lambda: loader)
    loader.start()
    loader.join(SECONDS)  # a page that has to wait for it shows its progress instead
    app = open_page(file)
    assert not app.exception
    text = said(app)
    assert "a sample of 4,000 training digits" in text
    assert "missing.npz does not exist" in text
    assert "nowhere" not in text  # where things lie on the server is no visitor's business
    press(app, "Try again").run()
    assert not app.exception
    loader.join(SECONDS)
    assert len(tries) == 2


def test_another_try_shows_its_progress_and_brings_the_new_data(open_page, monkeypatch, dataset, sample_of_necessity):
    go_on = threading.Event()
    found = iter([sample_of_necessity, dataset])

    def load(report):
        now = next(found)
        if now is dataset:
            go_on.wait(SECONDS)
        report(2_000_000, 11_000_000)
        return now

    again = Loader(load)
    monkeypatch.setattr(cached, "loader", lambda: again)
    again.start()
    again.join(SECONDS)
    app = press(open_page(), "Try again").run()
    assert not any(button.label == "Try again" for button in app.button)
    assert "Fetching the digits" in said(app)
    go_on.set()
    again.join(SECONDS)
    assert not app.run().exception
    assert again.get() is dataset


def test_data_that_are_nearly_there_are_waited_for(open_page, monkeypatch, dataset):
    asked = threading.Event()

    class Watched(Loader):
        def get(self, timeout=None):
            self.start()
            asked.set()
            return super().get(timeout)

    def load(report):
        asked.wait(SECONDS)
        return dataset

    nearly = Watched(load)
    assert cached._PATIENCE > 0
    monkeypatch.setattr(cached, "loader", lambda: nearly)
    monkeypatch.setattr(cached, "_PATIENCE", SECONDS)  # however slow the machine is
    app = open_page("pages/1_data.py")
    assert not app.get("progress")
    assert component(app, "_pixels")


def test_while_the_data_are_fetched_the_page_shows_how_far_that_is(open_page, monkeypatch, dataset):
    reported, go_on = threading.Event(), threading.Event()

    def load(report):
        report(4_000_000, 11_000_000)
        reported.set()
        go_on.wait(SECONDS)
        return dataset

    slow = Loader(load)
    monkeypatch.setattr(cached, "loader", lambda: slow)
    monkeypatch.setattr(cached, "_PATIENCE", 0)  # it would be in vain
    slow.start()
    assert reported.wait(SECONDS)
    app = open_page()
    assert app.get("progress")[0].proto.text == "Fetching the digits: 4.0 of 11.0 MB"
    go_on.set()
    slow.join(SECONDS)
    assert not app.run().exception


def test_no_data_at_all_is_said_in_words(open_page, monkeypatch):
    def load(report):
        raise OSError("no source has the data")

    monkeypatch.setattr(cached, "loader", lambda: broken)
    broken = Loader(load)
    app = open_page()
    assert not app.exception
    assert "no source has the data" in app.error[0].value
