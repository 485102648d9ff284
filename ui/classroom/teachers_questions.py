"""Rounds, as the teacher leads them: ask, let talk, ask again, show, and go to the toy that answers."""

from typing import Any

import streamlit as st

from mnist_core.classroom import rounds
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.rounds import Round, Stage
from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import QUESTIONS, asked
from mnist_core.questions.question import Question
from mnist_core.wording import has
from ui import cached, navigation, rooms, state
from ui.classroom import answered, soft_labels
from ui.classroom.asked import words_of
from ui.component import mount
from ui.contents import LESSONS, lesson
from ui.rooms import Seen

LESSON, QUESTION = "ask_lesson", "ask_question"
TITLES = {each.title: each.name for each in LESSONS}
# What a button leads to from each stage, and how it is said; a stage may be left out.
ON = {
    Stage.FIRST: ((Stage.TALK, "Let them talk"), (Stage.SHOWN, "Show the votes")),
    Stage.TALK: ((Stage.SECOND, "Vote again"), (Stage.SHOWN, "Show the votes")),
    Stage.SECOND: ((Stage.SHOWN, "Show both votes"),),
    Stage.SHOWN: (),
}
SAID = {
    Stage.FIRST: "All vote, each alone. The bars are covered for the class.",
    Stage.TALK: "Now they talk: each finds somebody who has voted otherwise.",
    Stage.SECOND: "All vote again.",
}
WAITS = "The class draws a {} just now, and sees the question again once no digit is called."


def show(teacher: Teacher, seen: Seen) -> None:
    """Show the round that runs beside the questions that can be asked."""
    dataset = cached.dataset_at_once()
    if dataset is None:
        st.caption("The questions come with the digits, which are still being fetched.")
        return
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        _choose(teacher, dataset, is_asking=seen.round is not None and seen.round.stage < Stage.SHOWN)
    with right:
        if seen.round is None:
            st.caption("No question has been asked yet. What the class votes is shown here, to you alone at first.")
        else:
            _lead(teacher, seen, seen.round, dataset)


def _choose(teacher: Teacher, dataset: Dataset, *, is_asking: bool) -> None:
    title = st.selectbox("Lesson", list(TITLES), key=LESSON)
    of_lesson = {each.text: each for each in QUESTIONS if each.lesson == TITLES.get(title, "")}
    if state.get(QUESTION) not in of_lesson:
        state.put(**{QUESTION: next(iter(of_lesson))})
    text = st.radio("Question", list(of_lesson), key=QUESTION)
    question = of_lesson.get(text or "") or next(iter(of_lesson.values()))
    st.button(
        "Ask it", on_click=_ask, args=(teacher, question, len(question.choices(dataset))), key="ask",
        type="secondary" if is_asking else "primary",
    )  # fmt: skip


def _lead(teacher: Teacher, seen: Seen, now: Round, dataset: Dataset) -> None:
    question = asked(now.question)
    text, choices = words_of(now, dataset)
    st.markdown(f"#### {text}")
    soft_labels.show_asked(now)
    turns = 2 if now.voted[1] or now.stage == Stage.SECOND else 1
    turn = turns - 1
    voted = f"<b>{now.voted[turn]}</b> of {len(seen.members)} {has(now.voted[turn])} voted{' again' if turn else ''}"
    st.html(f'<p class="here">{voted}</p>')
    waits = seen.room.called is not None and now.stage < Stage.SHOWN
    st.caption(WAITS.format(seen.room.called) if waits else _said(now, question))
    right = question.place if question and now.stage == Stage.SHOWN else None
    votes = now.votes or ((0,) * now.choices, (0,) * now.choices)
    data: dict[str, Any] = {"question": now.id, "choices": choices, "turns": turns, "votes": votes, "right": right}
    mount("votes", "votes", data)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for stage, label in ON[now.stage]:
            first = stage is ON[now.stage][0][0]
            st.button(
                label, on_click=_go_on, args=(teacher, now.id, stage), key=f"stage {stage:d}",
                type="primary" if first else "secondary",
            )  # fmt: skip
        if question is not None:
            navigation.link(lesson(question.lesson).file, "Show it in the toy →", answered.query(question))
    if question is not None and now.stage == Stage.SHOWN:
        st.markdown(question.explanation)


def _said(now: Round, question: Question | None) -> str:
    """What the class does, or sees by now; a digit that they were to vote on has no right answer."""
    if now.stage != Stage.SHOWN:
        return SAID[now.stage]
    marked = " The space bar has the projector mark the right answer." if question else ""
    return f"The class sees {'both' if now.voted[1] else 'the'} votes.{marked}"


def _ask(teacher: Teacher, question: Question, choices: int) -> None:
    def ask() -> None:
        now = rounds.current_round(rooms.classroom(), teacher)
        asked_already = now is not None and (now.question, now.stage, now.voted) == (question.key, Stage.FIRST, (0, 0))
        if not asked_already:  # by the first of a double press
            rounds.ask(rooms.classroom(), teacher, question.key, choices)

    rooms.allowed(ask)


def _go_on(teacher: Teacher, round_id: int, stage: Stage) -> None:
    rooms.allowed(lambda: rounds.go_on(rooms.classroom(), teacher, round_id, int(stage)))
