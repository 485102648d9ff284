"""Lesson: what an answer costs, and why being sure of a wrong one costs most."""

import streamlit as st

from ui import anatomy, foresee, live, page
from ui.lessons.cross_entropy import foreseen as loss_foreseen
from ui.lessons.cross_entropy import views
from ui.lessons.cross_entropy.toys import TOYS, tries

dataset = page.open_page(
    "cross_entropy",
    "The loss is a surprise: −log of the share the truth got",
    "The loss looks only at the share of what is true: near one it costs almost nothing, near zero there is no limit.",
)


def toys() -> None:
    """The toy whose tab is open, and what is told of it."""
    tabs = dict(zip(TOYS, st.tabs(list(TOYS), key="view", bind="query-params"), strict=True))
    probabilities = views.probabilities()
    shown = next(name for name, tab in tabs.items() if tab.open)
    with tabs[shown]:
        seen = foresee.ask(loss_foreseen.question(shown))
        told = TOYS[shown][0](dataset, probabilities) if seen else anatomy.COVERED
    anatomy.notice_and_try(told.notices, tries(shown, told))
    anatomy.formula_and_code(told)


live.part(toys)
anatomy.take_away(
    "Cross-entropy is the price of an answer: little for a right one, two nats or so for a shrug, and more the surer "
    "the wrong one was. Its slope is simply p − y, and that is what training pushes against."
)
page.close_page("cross_entropy", by_hand=["p"])
