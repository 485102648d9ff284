"""What every page does: stand alone, name its place, and say so when it runs on the sample."""

from pathlib import Path

import pytest

from mnist_core.dataset import load_dataset
from mnist_core.loader import Loader
from tests.pages.conftest import said
from ui import cached
from ui.lessons import LESSONS

PAGES = [None, *(lesson.file for lesson in LESSONS)]


def test_the_list_of_lessons_and_the_pages_are_one():
    assert [lesson.file for lesson in LESSONS] == sorted(f"pages/{path.name}" for path in Path("pages").glob("*.py"))


@pytest.mark.parametrize("file", PAGES)
def test_every_page_stands_alone_and_links_to_every_other(open_page, full_batch, mini_batch, file):
    app = open_page(file)
    assert not app.exception
    assert len(app.title) == 1
    linked = {link.proto.page for link in app.sidebar.get("page_link")}
    assert len(linked) == len(PAGES)


@pytest.mark.parametrize("place", range(len(LESSONS)))
def test_a_lesson_says_where_it_stands(open_page, full_batch, mini_batch, place):
    lesson = LESSONS[place]
    assert f"{lesson.section} · lesson {place + 1} of {len(LESSONS)}" in said(open_page(lesson.file))


def dataset_of_the_sample(monkeypatch):
    """The sample, as on a machine without MNIST and without a network."""
    with monkeypatch.context() as bare:
        bare.setenv("MNIST_PATH", "missing.npz")
        bare.setenv("KERAS_HOME", "missing")
        bare.setenv("SEESOFTMAX_HOME", "missing")
        return load_dataset(download=False)


@pytest.mark.parametrize("file", PAGES)
def test_every_page_says_that_and_why_it_runs_on_the_sample(open_page, monkeypatch, tmp_path, file):
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "missing.npz"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path))
    sample = Loader(lambda report: load_dataset(report, download=False))
    monkeypatch.setattr(cached, "loader", lambda: sample)
    app = open_page(file)
    assert not app.exception
    text = said(app)
    assert "a sample of 4,000 training digits" in text
    assert "missing.npz" in text
    retry = next(button for button in app.button if button.label == "Try the download again")
    retry.click().run()
    assert not app.exception


def test_another_try_shows_its_progress_and_brings_the_new_data(open_page, monkeypatch):
    import threading

    go_on = threading.Event()
    tries = iter([lambda: None, lambda: go_on.wait(60)])

    def load(report):
        next(tries)()
        report(2_000_000, 11_000_000)
        return load_dataset(download=False) if go_on.is_set() else sample

    sample = dataset_of_the_sample(monkeypatch)
    again = Loader(load)
    monkeypatch.setattr(cached, "loader", lambda: again)
    app = open_page()
    next(button for button in app.button if button.label == "Try the download again").click().run()
    assert not any(button.label == "Try the download again" for button in app.button)
    assert "Fetching the digits" in said(app)
    go_on.set()
    again.join(60)
    assert not app.run().exception


def test_while_the_data_are_fetched_the_page_shows_how_far_that_is(open_page, monkeypatch):
    import threading

    go_on = threading.Event()

    def load(report):
        report(4_000_000, 11_000_000)
        go_on.wait(60)
        return load_dataset(download=False)

    slow = Loader(load)
    monkeypatch.setattr(cached, "loader", lambda: slow)
    app = open_page()
    assert app.get("progress")[0].proto.text == "Fetching the digits: 4.0 of 11.0 MB"
    go_on.set()
    slow.join(60)
    assert not app.run().exception


def test_no_data_at_all_is_said_in_words(open_page, monkeypatch):
    def load(report):
        raise OSError("no source has the data")

    monkeypatch.setattr(cached, "loader", lambda: broken)
    broken = Loader(load)
    app = open_page()
    assert not app.exception
    assert "no source has the data" in app.error[0].value
