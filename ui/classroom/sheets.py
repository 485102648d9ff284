"""Sheets to print, one a lesson, with what a teacher says: on this device alone, and on no projector."""

from typing import Any

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.questions import sheets
from mnist_core.questions.sheets import LENGTHS, Asked, Sheet
from ui import cached
from ui.component import mount
from ui.contents import LESSONS, lesson

TITLES = {each.title: each.name for each in LESSONS}
LETTERS = "ABCDEFGHIJ"


def show() -> None:
    """Let a sheet be chosen, seen and printed."""
    dataset = cached.dataset_at_once()
    if dataset is None:
        st.caption("The sheets' answers are computed from the digits, which are still being fetched.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        title = st.selectbox("Sheet for the lesson", list(TITLES), key="sheet_lesson", width=240)
        chosen = sheets.sheet(TITLES.get(title, LESSONS[0].name))
        asked = [sheets.asked(each, dataset) for each in chosen.questions]
        mount("lesson_sheet", "lesson_sheet", _printed(chosen, asked, dataset))
    left, right = st.columns([0.55, 0.45], gap="large")
    with left:
        st.markdown(f"**Aim.** {chosen.aim}\n\n**Five minutes of open play**\n\n" + _listed(chosen.play))
        for place, each in enumerate(asked, 1):
            st.markdown(f"**Question {place}.** {each.text}\n\n{_key(each)}")
    with right:
        st.markdown("**Speaker's notes**, on your device alone\n\n" + _listed(chosen.notes))
        minutes = st.segmented_control(
            "Minutes", LENGTHS, default=LENGTHS[1], required=True, key="sheet_minutes", format_func=str
        )
        parts = chosen.timing(minutes or LENGTHS[1])
        st.markdown("| min | |\n|---:|---|\n" + "\n".join(f"| {length} | {text} |" for length, text in parts))


def _listed(texts: tuple[str, ...]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _key(asked: Asked) -> str:
    """The answers in their order: which is right and why, and what leads to each other."""
    because = dict(asked.wrong)
    lines = [
        f"- {LETTERS[place]}: **{choice}**, right. {asked.why}"
        if place == asked.right
        else f"- {LETTERS[place]}: {choice}. *{because[choice]}*"
        for place, choice in enumerate(asked.choices)
    ]
    return "\n".join(lines)


def _printed(chosen: Sheet, asked: list[Asked], dataset: Dataset) -> dict[str, Any]:
    here = lesson(chosen.lesson)
    return {
        "title": here.title,
        "where": f"{here.section} · lesson {LESSONS.index(here) + 1} of {len(LESSONS)}",
        "aim": chosen.aim,
        "play": [_plain(each) for each in chosen.play],
        "questions": [
            {"text": e.text, "choices": e.choices, "right": e.right, "why": e.why, "wrong": e.wrong} for e in asked
        ],
        "times": [{"minutes": each, "parts": chosen.timing(each)} for each in LENGTHS],
        "about": f"Right answers are computed from the data that the app runs on: {len(dataset.train):,} train digits.",
    }


def _plain(task: str) -> str:
    """A task without the marks of markdown."""
    return task.replace("*", "").replace("&nbsp;", " ")
