"""Questions, one at a time: a lesson's own at its end, a reason after a task, and the check of eight."""

from collections.abc import Collection
from functools import partial

import streamlit as st

from mnist_core.data.dataset import Dataset
from mnist_core.questions.lessons import EIGHT, QUESTIONS
from mnist_core.questions.question import Because, Question
from mnist_core.questions.tally import Tally
from mnist_core.wording import counted
from ui import foresee, state, support

ANSWERS, BEFORE, AFTER = "answers to questions", "before", "after"  # under which answers are kept
PRIVATE = "Nobody is told: your answers stay in this browser tab's session and are gone with it. No name, no time."

# What stands at the head of a lesson whose own words would answer the questions that are being asked.
WAITS = "*While you are asked, this page's own words are put away. What can be moved is there.*"


def reason_for(done: Collection[str]) -> Because | None:
    """What is to be asked of the one of these tasks, by their texts, that the visitor did last; None where nothing is.

    Who goes on from it, with an answer or without, is left in peace until another task is done: what was done before
    is not made up for.
    """
    asked = _of_the_last(done)
    claimed = support.claim(support.BECAUSE, "" if asked is None else asked.task)
    return asked if claimed else None


def _of_the_last(done: Collection[str]) -> Because | None:
    last = state.achieved_last(done)
    if not last or support.prompts_are_off():
        return None
    # Only now, as a page imports what it needs: reasons compute with every lesson's room, and no first page waits.
    from mnist_core.questions import reasons

    asked = reasons.of(last)
    return None if asked is None or state.achieved(f"went on {asked.task}", False) else asked


def ask_for(asked: Because) -> None:
    """Ask for the reason of a task that is done."""
    given = state.guesses(support.BECAUSE).get(asked.task)
    choices = [f"… {each.text}." for each in asked.reasons]
    said = "" if given is None else "So it is." if given[0] == given[1] else "That is not the reason."
    told = None if given is None else foresee.told(choices, *given, asked.explanation, said)
    foresee.Form(
        asked.seen + " …",
        choices,
        told=told,
        head="Done. Why is it so?",
        guess=lambda place: state.remember_guess(support.BECAUSE, asked.task, place, asked.right),
        waive=("Not now", partial(state.achieved, f"went on {asked.task}", True)),
        close=("Go on", partial(state.achieved, f"went on {asked.task}", True)),
    ).draw("because")


def are_asked() -> bool:
    """Whether the questions of the lesson that is open are being asked, so that nothing above may answer them."""
    return _place(state.page()) >= 0 and support.showing() in ("", support.QUESTION)


def _place(lesson: str) -> int:
    """Which of a lesson's questions is asked; −1 while they are only offered."""
    return int(state.get(f"_check_{lesson}", -1))


def check_yourself(lesson: str, dataset: Dataset) -> None:
    """Offer a lesson's questions at its end, and ask them one by one once that is taken up."""
    asked = [each for each in QUESTIONS if each.lesson == lesson]
    place = _place(lesson)
    wanted = "offer" if place < 0 else "question"
    if not support.claim(support.CHECK, wanted):
        return
    go_on = partial(_put, f"_check_{lesson}", place + 1 if place + 1 < len(asked) else -1)
    if place < 0:
        # Streamlit's own button: our form's code would travel with every run of every page.
        st.button(f"Check yourself: {counted(len(asked), 'question')}", on_click=go_on, key="check_yourself")
        return
    question = asked[place]
    given = state.guesses(ANSWERS).get(question.name)
    foresee.Form(
        question.text,
        question.choices(dataset),
        told=None if given is None else _told(question, int(given[0]), dataset),
        head=f"Question {place + 1} of {len(asked)}",
        guess=lambda chosen: state.remember_guess(ANSWERS, question.name, chosen, question.place),
        waive=("Skip it", go_on),
        close=("Next question" if place + 1 < len(asked) else "Done", go_on),
    ).draw("check")


def _told(question: Question, chosen: int, dataset: Dataset) -> dict[str, object]:
    said = "Right." if chosen == question.place else f"Not so. {question.misconception(chosen)}"
    return foresee.told(question.choices(dataset), chosen, question.place, question.explanation, said)


def _put(name: str, value: object) -> None:
    state.put(**{name: value})


def offer(dataset: Dataset) -> None:
    """A button that opens the check of eight in its place, on whatever page it stands.

    No dialog: a page that runs again because some work has ended would close it.
    """
    is_open = state.get("_check_open", False)
    if not support.claim(support.EIGHT, "open" if is_open else "offer"):
        if is_open:
            st.caption("The eight questions wait here until you leave the walk.")
    elif is_open:
        st.markdown("#### Eight questions")
        check(dataset)
    else:
        st.button("Eight questions: what do you know?", on_click=partial(_put, "_check_open", True), key="eight")


def check(dataset: Dataset) -> None:
    """The check of eight questions, before the lessons and after them: nothing is told until the second time is done.

    It stands wherever it is called.
    """
    tally = Tally(*({name: int(pair[0]) for name, pair in state.guesses(kind).items()} for kind in (BEFORE, AFTER)))
    again = state.get("_check_again", False)
    kind, asked = (AFTER, tally.next_after) if again else (BEFORE, tally.next_before)
    if asked is not None and (state.get("_check_begun", False) or tally.before):
        _one_of_eight(kind, asked, tally, dataset)
    elif asked is not None:
        st.markdown(f"Eight questions on the lessons: answer them now, and again when you have seen them. {PRIVATE}")
        st.button("Begin", on_click=partial(state.put, _check_begun=True), type="primary", key="begin_check")
    elif not again:
        st.markdown("All eight answered. Take the lessons; what was right is told when you have answered them again.")
        st.button(
            "Answer them again", on_click=partial(state.put, _check_again=True), type="primary", key="check_again"
        )
    else:
        st.markdown(_changes(tally, dataset))
        st.download_button(  # not before: it holds the right answers
            "Your answers, as CSV", tally.as_csv(dataset), "eight-questions.csv", "text/csv", on_click="ignore",
            key="answers_as_csv",
        )  # fmt: skip


def _one_of_eight(kind: str, asked: Question, tally: Tally, dataset: Dataset) -> None:
    place = len(tally.after if kind == AFTER else tally.before)
    foresee.Form(
        asked.text,
        asked.choices(dataset),
        head=f"{kind.capitalize()} · question {place + 1} of {len(EIGHT)}",
        guess=lambda chosen: state.remember_guess(kind, asked.name, chosen, asked.place),
    ).draw("eight")


def _changes(tally: Tally, dataset: Dataset) -> str:
    """What has changed, and every right answer, in markdown."""
    before, after = tally.marks
    better, worse = tally.changed
    lines = [f"Right before: **{before} of {len(EIGHT)}**. Right after: **{after} of {len(EIGHT)}**."]
    lines += [f"Now right: {len(better)}. No longer right: {len(worse)}.", ""]
    for each in EIGHT:
        choices = each.choices(dataset)
        was, now = tally.before[each.name], tally.after[each.name]
        given = f"*{choices[now]}*" if was == now else f"*{choices[was]}*, then *{choices[now]}*"
        lines.append(f"- {each.text} **{choices[each.place]}.** You said: {given}. {each.misconception(now)}")
    return "\n".join(lines)
