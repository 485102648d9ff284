"""The paper on the canvas, without a canvas: what is on a sheet, and when another one is laid."""

import pytest

from ui.paper import Paper

LINE, OTHER = {"path": [1], "stroke": "black"}, {"path": [2], "stroke": "black"}
ONE, TWO = {"objects": [LINE]}, {"objects": [LINE, OTHER]}


def test_a_fresh_sheet_has_another_key_and_holds_what_it_began_with():
    sheet = Paper().holding(ONE)
    blank, begun = sheet.fresh(), sheet.fresh(TWO)
    assert len({sheet.key, blank.key}) == 2
    assert (blank.first, blank.held, begun.first, begun.held) == (None, None, TWO, TWO)
    assert blank.last == begun.last == ONE


def test_the_last_drawing_is_not_a_blank_one():
    sheet = Paper().holding(ONE).holding({"objects": []})
    assert (sheet.held, sheet.last) == ({"objects": []}, ONE)


@pytest.mark.parametrize("nonsense", [None, 7, "objects", {}, {"objects": None}, []])
def test_nonsense_is_no_drawing(nonsense):
    sheet = Paper().holding(ONE).holding(nonsense)
    assert (sheet.held, sheet.last) == (None, ONE)


def test_a_sheet_that_is_shown_stays_and_one_that_was_left_is_put_on_another():
    sheet = Paper().in_ink("black", shown=False).holding(TWO)
    assert sheet.in_ink("black", shown=True) == sheet
    again = sheet.in_ink("black", shown=False)
    assert (again.number, again.first) == (sheet.number + 1, TWO)


def test_in_another_theme_its_lines_are_drawn_anew_in_its_ink():
    sheet = Paper(ink="black").holding({"objects": [LINE, "no line"]})
    lit = sheet.in_ink("white", shown=True)
    assert lit.number == sheet.number + 1
    assert lit.first == {"objects": [LINE | {"stroke": "white"}, "no line"]}
    assert Paper(ink="black").in_ink("white", shown=True) == Paper(ink="white")


def test_undo_comes_back_to_what_an_example_or_a_blank_was_laid_over():
    drawn = Paper().holding(TWO)
    example = drawn.over(ONE)
    assert (example.held, example.can_undo) == (ONE, True)
    # A line drawn on the example goes first, then the example itself, then the lines beneath.
    back = example.holding(TWO).undone()
    assert back.held == ONE
    back = back.undone()
    assert back.held == TWO
    assert back.undone().held == ONE
    assert back.undone().undone().held == {"objects": []}
    assert not back.undone().undone().can_undo
    cleared = drawn.over(None)
    assert (cleared.held, cleared.can_undo) == (None, True)
    assert cleared.undone().held == TWO


def test_an_example_over_another_lies_over_what_was_drawn_last_before_it():
    twice = Paper().holding(TWO).over(ONE).over(None)
    assert twice.undone().held == ONE
    assert not Paper().over(None).can_undo


def test_lines_are_the_visitors_own_where_there_are_more_than_it_began_with():
    assert not Paper().has_own_lines
    assert Paper().holding(ONE).has_own_lines
    begun = Paper().over(ONE)
    assert not begun.has_own_lines
    assert begun.holding(TWO).has_own_lines
    assert not begun.holding(TWO).over(None).has_own_lines
