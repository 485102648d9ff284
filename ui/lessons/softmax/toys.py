"""The three toys of the softmax lesson, each with what is told below it."""

from collections.abc import Callable

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.softmax import dividing, plain
from mnist_core.softmax.account import account
from mnist_core.softmax.regression import softmax
from ui.anatomy import Told, fulfilled
from ui.lessons.softmax import views, words
from ui.lessons.softmax.setting import Setting


def evidence_to_shares(dataset: Dataset, now: Setting) -> Told:
    """Drag the evidence of each class, and see the dividing."""
    controls, picture = st.columns([0.2, 0.8], gap="medium")
    with controls:
        views.choose_start(dataset, now)
    with picture:
        views.bars(now)
    divided = dividing.divide_up(now.evidence, now.temperature, now.constant)
    parts = dividing.divide_without_e(now.evidence, now.temperature, now.constant)
    return Told(
        words.formula(now, divided),
        words.below_formula(now, divided),
        (dividing.divide_up, softmax, dividing.one_more_unit, dividing.divide_without_e),
        notices=(*words.NOTICED_IN_SHARES, words.without_e(parts)),
        plain=(plain.as_written,),
    )


def where_evidence_comes_from(dataset: Dataset, _now: Setting) -> Told:
    """The 784 terms of one class's evidence, and a small model drawn three ways."""
    digit, label = views.origin(dataset)
    return Told(
        words.weighed_formula(digit, label),
        "Ink times weight, added up over all 784 pixels: first what speaks for the class, then what speaks against it. "
        "The bias comes on top.",
        (account, dividing.sides),
        notices=words.NOTICED_IN_TERMS,
        plain=(plain.collect,),
    )


def why_subtract_the_maximum(_dataset: Dataset, now: Setting) -> Told:
    """Softmax in float32, as written and with the maximum subtracted."""
    broken = views.precision(now).is_broken
    return Told(
        words.STABLE_FORMULA,
        words.BELOW_STABLE_FORMULA,
        (dividing.naive_float32, dividing.stable_float32),
        fulfilled(broken=broken),
        words.NOTICED_IN_FLOAT32,
        (plain.as_written, plain.softmax),
    )


# By the name of its tab.
TOYS: dict[str, Callable[[Dataset, Setting], Told]] = {
    "Evidence to shares": evidence_to_shares,
    "Where evidence comes from": where_evidence_comes_from,
    "Why subtract the maximum": why_subtract_the_maximum,
}
