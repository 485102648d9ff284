"""Lesson: evidence becomes shares of one; where evidence comes from; why the maximum is subtracted."""

import streamlit as st

from mnist_core.softmax import dividing
from mnist_core.softmax.regression import softmax
from ui import anatomy, page
from ui.lessons.softmax import setting as softmax_setting
from ui.lessons.softmax import views as softmax_views
from ui.lessons.softmax import words as softmax_words

dataset = page.open_page(
    "softmax",
    "Softmax turns evidence of any size into shares of one",
    "Each class has collected evidence, a number of any size and sign; in books, a *logit*. Softmax raises e to it and "
    "divides by the sum: every class gets a share above zero, a *probability*, and the shares add up to one.",
)
now = softmax_setting.setting()
divided = dividing.divide_up(now.evidence, now.temperature, now.constant)
broken = False
toy, origin, precision = st.tabs(
    ["Evidence to shares", "Where evidence comes from", "Why subtract the maximum"], key="part", bind="query-params"
)
if toy.open:
    with toy:
        controls, picture = st.columns([0.2, 0.8], gap="medium")
        with controls:
            softmax_views.choose_start(dataset, now)
        with picture:
            softmax_views.bars(now)
if origin.open:
    with origin:
        softmax_views.origin(dataset)
if precision.open:
    with precision:
        broken = softmax_views.precision(now).is_broken

anatomy.notice_and_try(
    [
        "The order stays: more evidence is always a larger share. The distances do not: $e^z$ stretches the top.",
        "Only differences count. Add a constant to every class, and all powers and their sum grow by one factor.",
        "Temperature divides every difference: cold makes one class take nearly all, hot makes all alike.",
    ],
    [
        ("Give one class more than 0.9999. It is still not one.", divided.probabilities.max() > 0.9999),
        ("Press +1 at a class and find the factor e in its odds.", now.raised is not None),
        ("Bring all shares within 0.05 of each other, by temperature alone.", softmax_words.flattened(now, divided)),
        ("Make softmax as it is written answer *nan* (third tab).", broken),
    ],
)
if precision.open:
    anatomy.formula_and_code(
        anatomy.Told(
            r"\frac{e^{z_i}}{\sum_j e^{z_j}} = \frac{e^{z_i - \max z}}{\sum_j e^{z_j - \max z}}",
            "Taking the maximum from every exponent divides numerator and sum by the same power: the shares are the "
            "same, but no exponent is above zero and one is exactly zero, so nothing overflows and the sum is at least "
            "one.",
            (dividing.naive_float32, dividing.stable_float32),
        )
    )
else:
    anatomy.formula_and_code(
        anatomy.Told(
            softmax_words.formula(now, divided),
            softmax_words.below_formula(now, divided),
            (dividing.divide_up, softmax, dividing.one_more_unit),
        )
    )
anatomy.take_away(
    "Softmax exponentiates and divides by the sum. It turns differences in evidence into ratios of shares: one unit "
    "more multiplies the odds by e. It keeps the order, and it leaves every class a chance."
)
page.close_page("softmax", softmax_setting.BY_HAND)
