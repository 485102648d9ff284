"""Words for what one starts: Pause keeps its place and Go on continues from there, Stop ends it, on every page."""

import ast
import re

import pytest

from tests.support import ROOT
from tests.support.source import parsed
from ui.words import TERMS, term

PYTHON = [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("ui/**/*.py"), *ROOT.glob("mnist_core/**/*.py")]
SCRIPTS = list(ROOT.glob("ui/**/*.js"))


def words(path) -> list[str]:
    """All texts in a module of Python, those that describe it left out; a script's as they stand."""
    if path.suffix == ".js":
        return re.findall(r'"([^"\n]*)"', path.read_text("utf-8"))
    tree = parsed(path)
    described = (ast.Module, ast.ClassDef, ast.FunctionDef)
    about = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, described)}
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [text for text in found if isinstance(text, str) and text not in about]


def saying(pattern) -> set[str]:
    """The modules and scripts with a text that begins so."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in [*PYTHON, *SCRIPTS]
        if any(re.match(pattern, text) for text in words(path))
    }


def test_nothing_halts():
    everything = [*PYTHON, *SCRIPTS, ROOT / "README.md"]
    assert [path for path in everything if re.search("halt", path.read_text("utf-8"), re.IGNORECASE)] == []


@pytest.mark.slow
def test_what_is_stopped_begins_again_and_what_goes_on_was_paused():
    assert saying(r"Stop\b") == {"ui/lessons/training/controls.py"}
    paused = saying(r"(❚❚ )?Pause( |$)")
    assert "ui/lessons/training/controls.py" in paused
    assert "ui/lessons/training/board.js" in paused
    on = saying("Go on") | saying(r"(▶ Film|Play|Add them up)$")
    race = {"ui/lessons/training/race.py"}  # its words for that are in compare_words.py
    assert paused - race <= on
    assert {"ui/lessons/training/compare_words.py", "ui/lessons/training/grid.py"} <= saying("Go on with")


@pytest.mark.slow
def test_runs_that_rest_are_told_alike():
    assert saying("stopped,") == set()
    assert "ui/lessons/training/compare_words.py" in saying("paused")


# Where the letters of the tutorials are told beside ours.
OTHER_LETTERS = {"ui/lessons/cross_entropy/words.py", "ui/lessons/training/then_and_now.py"}


def test_the_prediction_is_p_and_the_truth_is_y_in_every_lesson():
    """The small network called the shares y, and the truth was y, y′ or y_."""
    others = re.compile(r"y′|y'_|\\hat y|\by_\b|\"y\"|`y\$\{")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*PYTHON, *(path for path in SCRIPTS if path.stem == "network")]
        if others.search("\n".join(words(path)) if path.suffix == ".py" else path.read_text("utf-8"))
    }
    assert found == OTHER_LETTERS


def test_every_term_that_is_defined_is_used_and_its_definition_holds_in_a_title():
    used = "\n".join(path.read_text("utf-8") for path in PYTHON)
    for name, definition in TERMS.items():
        assert re.search(rf"term\(['\"]{name}['\"]", used), name
        assert '"' not in definition
        assert term(name, "so").startswith("[so](#term-")


# What is printed on paper is black on white in both themes.
ON_PAPER = ROOT / "ui" / "lessons" / "exam" / "paper_words.py"


def test_no_sentence_names_a_colour_that_one_of_the_themes_does_not_show():
    """The rows of pixels were "white at their ends", and small weights "pale", also where the page is dark."""
    # The ground is light in one theme and dark in the other, ink the reverse; what is faint is near the ground in both.
    colour = re.compile(r"\w .*\b(white|black|pale|(dark|bright|light)(er|est)?)\b(?!-dark\()", re.IGNORECASE)
    shown = [path for path in [*PYTHON, *SCRIPTS] if "mnist_core" not in path.parts and path != ON_PAPER]
    found = {path.name: [text for text in words(path) if colour.search(text)] for path in shown}
    style = {"attendance.py", "lesson_link.py", "walk.py"}
    assert {name: texts for name, texts in found.items() if texts and name not in style} == {}
    assert colour.search("ink in the middle of each, white at its ends")
