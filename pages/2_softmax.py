"""Lesson: evidence becomes shares of one; where evidence comes from; why the maximum is subtracted."""

import streamlit as st

from mnist_core.softmax.dividing import divide_up
from ui import anatomy, foresee, live, page, words
from ui.lessons.softmax import foreseen as softmax_foreseen
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.softmax import words as softmax_words
from ui.lessons.softmax.toys import TOYS

dataset = page.open_page(
    "softmax",
    "Softmax turns evidence of any size into shares of one",
    f"Each class has collected evidence, a number of any size and sign; in books, a {words.term('logit')}. Softmax "
    "raises e to it and divides by the sum: every class gets a share above zero, a *probability*, and the shares add "
    "up to one.",
)


def toys() -> None:
    """The toy whose tab is open, and what is told of it."""
    now = softmax_setting.setting()
    tabs = dict(zip(TOYS, st.tabs(list(TOYS), key="part", bind="query-params"), strict=True))
    shown = next(name for name, tab in tabs.items() if tab.open)
    with tabs[shown]:
        told = TOYS[shown](dataset, now) if foresee.ask(softmax_foreseen.question(shown)) else anatomy.COVERED
    divided = divide_up(now.evidence, now.temperature, now.constant)
    anatomy.notice_and_try(told.notices, softmax_words.tries(now, divided, told.done.get("broken")))
    anatomy.formula_and_code(told)


live.part(toys)
anatomy.take_away(
    "Softmax exponentiates and divides by the sum. It turns differences in evidence into ratios of shares: one unit "
    "more multiplies the odds by e. It keeps the order, and it leaves every class a chance."
)
page.close_page("softmax", softmax_setting.BY_HAND)
