"""Lesson: evidence becomes shares of one; where evidence comes from; why the maximum is subtracted."""

import streamlit as st

from mnist_core.softmax.dividing import divide_up
from ui import anatomy, page
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.softmax import words as softmax_words
from ui.lessons.softmax.toys import TOYS

dataset = page.open_page(
    "softmax",
    "Softmax turns evidence of any size into shares of one",
    "Each class has collected evidence, a number of any size and sign; in books, a *logit*. Softmax raises e to it and "
    "divides by the sum: every class gets a share above zero, a *probability*, and the shares add up to one.",
)
now = softmax_setting.setting()
tabs = dict(zip(TOYS, st.tabs(list(TOYS), key="part", bind="query-params"), strict=True))
shown = next(name for name, tab in tabs.items() if tab.open)
with tabs[shown]:
    told = TOYS[shown](dataset, now)
divided = divide_up(now.evidence, now.temperature, now.constant)
anatomy.notice_and_try(
    told.notices,
    [
        ("Give one class more than 0.9999. It is still not one.", divided.probabilities.max() > 0.9999),
        ("Press +1 at a class and find the factor e in its odds.", now.raised is not None),
        ("Bring all shares within 0.05 of each other, by temperature alone.", softmax_words.flattened(now, divided)),
        ("Make softmax as it is written answer *nan* (third tab).", "broken" in told.done),
    ],
)
anatomy.formula_and_code(told)
anatomy.take_away(
    "Softmax exponentiates and divides by the sum. It turns differences in evidence into ratios of shares: one unit "
    "more multiplies the odds by e. It keeps the order, and it leaves every class a chance."
)
page.close_page("softmax", softmax_setting.BY_HAND)
