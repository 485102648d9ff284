"""Looking through a class's drawings: balance, near-duplicates, doubtful labels; the teacher withdraws or does not."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Bytes
from mnist_core.classroom import inspection, wall
from mnist_core.classroom.inspection import Balance, Inspection
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.ours import Ours
from ui import rooms, state
from ui import show as on_page
from ui.charts.style import Figure, axis, figure, mix
from ui.classroom import gathered, inks, reckoned
from ui.classroom import inspection_words as words
from ui.palette import Palette
from ui.rooms import Seen

_WHAT = "inspection"
_PICKED = "_looked_at"
_MOST = 24  # drawings of a list


def show(seen: Seen, viewer: Viewer) -> None:
    """Show how many there are of each; to the teacher also what is to be looked at."""
    ours = gathered.of(seen, viewer)
    if not len(ours):
        st.markdown("It takes a drawing on the wall.")
        return
    found = inspection.balance(ours)
    st.markdown(words.balance(found))
    alt = "Drawings by label. " + ", ".join(f"{digit}: {count}" for digit, count in enumerate(found.by_digit))
    on_page.still(_chart(found, on_page.colours()), key="balance", alt=alt)
    if not isinstance(viewer, Teacher):
        return
    with st.expander("Who drew how many"):
        st.markdown(words.by_pupil(found, {each.id: each.name for each in seen.members}))
    st.markdown(words.LEAD)
    st.button("Look through our drawings", key="inspect", on_click=_look, args=(viewer,))
    now = reckoned.found(viewer.room_id, _WHAT)
    if now is not None and isinstance(now.result, Inspection):
        _lists(now.result, ours, seen, viewer)
        st.caption(reckoned.counted_on(now, seen))


def _look(teacher: Teacher) -> None:
    rooms.allowed(lambda: reckoned.reckon(teacher, _WHAT, inspection.inspect))


def _lists(found: Inspection, ours: Ours, seen: Seen, teacher: Teacher) -> None:
    """Show what is there still of what was listed."""
    there = {int(number): place for place, number in enumerate(ours.ids)}
    pairs = [each for each in found.pairs if each.first in there and each.second in there][: _MOST // 2]
    doubts = [each for each in found.doubtful if each.drawing in there][:_MOST]
    _picked(seen, teacher, set(there))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(words.NEARLY)
        numbers, lines = [], []
        for each in pairs:
            hands = ours.pupils[[there[each.first], there[each.second]]]
            numbers += [each.first, each.second]
            lines += [list(words.pair(each, bool(hands[0] == hands[1])))] * 2
        _grid(numbers, lines, ours.images[[there[number] for number in numbers]], "pairs")
    with right:
        st.markdown(words.DOUBTS)
        numbers = [each.drawing for each in doubts]
        images = ours.images[[there[number] for number in numbers]]
        _grid(numbers, [list(words.doubtful(each)) for each in doubts], images, "doubts")
    if not (pairs and doubts):
        st.markdown(words.nothing(Inspection(tuple(pairs), tuple(doubts))))


def _grid(numbers: list[int], lines: list[list[str]], images: Bytes, key: str) -> None:
    if not numbers:
        return
    chosen = state.get(_PICKED)
    picking = inks.Picking(
        "look at it", numbers.index(chosen) if chosen in numbers else None,
        lambda place: state.put(**{_PICKED: numbers[place]}),
    )  # fmt: skip
    inks.show(images, [f"Drawing {number}" for number in numbers], lines, key, "6rem", picking)


def _picked(seen: Seen, teacher: Teacher, there: set[int]) -> None:
    """Offer to withdraw the drawing that was picked."""
    number = state.get(_PICKED)
    if number not in there or number not in seen.drawings:
        return
    drawing = seen.drawings[number]
    names = {each.id: each.name for each in seen.members}
    whose = names.get(drawing.member[0], "a pupil who has left") if drawing.member else "a pupil"
    with st.container(border=True, key="looked_at", horizontal=True, vertical_alignment="center"):
        st.text(f"Drawing {number}, labelled {drawing.label}, by {whose}.", width="content")
        st.button("Withdraw it", key="withdraw_looked_at", on_click=_withdraw, args=(teacher, number))
        st.caption("It is deleted for all, and cannot be brought back.", width="content")


def _withdraw(teacher: Teacher, number: int) -> None:
    rooms.allowed(lambda: wall.withdraw(rooms.classroom(), teacher, number))


def _chart(found: Balance, colours: Palette) -> Figure:
    bars = {
        "type": "bar", "x": list(range(10)), "y": found.by_digit.tolist(), "text": [str(n) for n in found.by_digit],
        "textposition": "outside", "textfont": {"color": colours.ink}, "cliponaxis": False,
        "marker": {"color": mix(colours.train, colours.ground, 0.5)},
        "hovertemplate": "%{y} drawings labelled %{x}<extra></extra>",
    }  # fmt: skip
    top = 1.15 * float(np.max(found.by_digit))
    return figure(
        "Drawings by label", [bars], colours, 200,
        bargap=0.35,
        xaxis=axis("label", colours, type="category"),
        yaxis={"visible": False, "range": [0, top], "fixedrange": True},
    )  # fmt: skip
