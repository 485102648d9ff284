"""Whose handwriting: each hand beside the class's, digits sorted by style, and what adding ours heals."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Bytes, Flags, Float64s
from mnist_core.classroom import handwriting
from mnist_core.classroom.handwriting import STYLES, Healing
from mnist_core.classroom.keys import Teacher, Viewer
from mnist_core.classroom.members import Member
from mnist_core.classroom.ours import Ours
from mnist_core.data.dataset import Dataset, Part
from mnist_core.data.portraits import portraits
from mnist_core.exam.evaluation import answers
from mnist_core.training.config import MINI_BATCH
from mnist_core.training.run import TrainingRun
from mnist_core.wording import counted
from ui import cached, examples, live, rooms
from ui.classroom import gathered, inks, reckoned
from ui.classroom import handwriting_words as words
from ui.rooms import Seen

_SHOWN = 11  # drawings of a group, beside their mean: two rows of six on a projector


def show(seen: Seen, viewer: Viewer) -> None:
    """Show the styles and the hands of a class; to a pupil, their own hand beside the class's."""
    dataset = cached.dataset()
    if dataset is None:
        st.markdown("Fetching the digits …")
        return
    ours = gathered.of(seen, viewer)
    if isinstance(viewer, Member):
        show_own(ours, viewer)
        return
    if not len(ours):
        st.markdown("It takes a drawing on the wall.")
        return
    st.markdown(words.LEAD)
    live.start(TrainingRun(MINI_BATCH.within(dataset)))
    model = examples.recipes_model(dataset)
    right = None if model is None else answers(model.weights, model.bias, Part(ours.images, ours.labels)) == ours.labels
    for digit in STYLES:
        _digit(digit, ours, right, seen, viewer, dataset)
    _hands(ours, seen, viewer, dataset)


def show_own(ours: Ours, member: Member) -> None:
    """Show a pupil the mean of each digit that they drew, beside the class's."""
    own = ours.only(ours.pupils == member.id)
    digits = np.unique(own.labels).tolist()
    if not digits:
        st.markdown("Draw a digit, and you see it here beside the class’s.")
        return
    images, lines = [], []
    for digit in digits:
        for whose, all_of in (("your", own), ("the class’s", ours)):
            there = all_of.images[all_of.labels == digit]
            images.append(handwriting.mean_image(there))
            lines.append([f"{whose} {digit}", f"mean of {len(there)}"])
    inks.show(_bytes(images), [line[0] for line in lines], lines, "hand_own", "4.5rem")
    st.caption(words.MEANS)


def _bytes(images: list[Float64s]) -> Bytes:
    return np.rint(images).astype(np.uint8)


def _digit(digit: int, ours: Ours, right: Flags | None, seen: Seen, viewer: Viewer, dataset: Dataset) -> None:
    """Show the two styles of a digit beside each other."""
    kinds = handwriting.styles(ours.images, ours.labels)
    st.markdown(f"#### {STYLES[digit][0].capitalize()} or {STYLES[digit][1]} {digit}")
    st.caption(words.in_mnist(digit, handwriting.in_mnist(dataset.validation)[digit]))
    for style, column in enumerate(st.columns(2)):
        own = (ours.labels == digit) & (kinds == style)
        with column, st.container(border=True, key=f"style_{digit}_{style}"):
            st.markdown(f"**{words.name_of(digit, style)}**")
            if not own.any():
                st.markdown(words.none(digit, style))
                continue
            if right is None:
                st.markdown(words.unread(int(own.sum())))
            else:
                (found,) = handwriting.groups(ours.only(own), right[own])
                st.markdown(words.group(found))
            _drawings(ours.only(own), f"style_{digit}_{style}", seen, viewer)
            _heal(digit, style, seen, viewer, dataset)


def _drawings(group: Ours, key: str, seen: Seen, viewer: Viewer) -> None:
    """Show the mean of a group, and its first drawings."""
    names, first = _names(seen, viewer), group.at_most(_SHOWN)
    images = [handwriting.mean_image(group.images), *first.images.astype(np.float64)]
    lines = [[f"mean of {len(group)}"], *([names.get(int(hand), "")] for hand in first.pupils)]
    labels = ["The mean", *(f"Drawing {number}" for number in first.ids)]
    inks.show(_bytes(images), labels, lines, f"inks_{key}", "4rem")


def _names(seen: Seen, viewer: Viewer) -> dict[int, str]:
    """Who is who, for those who may know it."""
    if isinstance(viewer, Teacher) or seen.room.names_shown:
        return {each.id: each.name for each in seen.members}
    return {}


def _heal(digit: int, style: int, seen: Seen, viewer: Viewer, dataset: Dataset) -> None:
    what = f"heal {digit} {style}"
    if isinstance(viewer, Teacher):
        name = words.name_of(digit, style)
        st.button(
            f"What adding our {name}s heals", key=f"heal_{digit}_{style}",
            on_click=_press, args=(what, digit, style, viewer, dataset),
        )  # fmt: skip
    now = reckoned.found(viewer.room_id, what)
    if now is not None and isinstance(now.result, Healing):
        st.markdown(words.healing(digit, style, now.result))
        st.caption(reckoned.counted_on(now, seen))


def _press(what: str, digit: int, style: int, viewer: Teacher, dataset: Dataset) -> None:
    def of(ours: Ours) -> Healing | None:
        own = (ours.labels == digit) & (handwriting.styles(ours.images, ours.labels) == style)
        return handwriting.heal(ours, dataset, digit, style) if own.any() else None

    rooms.allowed(lambda: reckoned.reckon(viewer, what, of))


def _hands(ours: Ours, seen: Seen, viewer: Viewer, dataset: Dataset) -> None:
    """Show the mean of a digit: MNIST's, the class's, and each pupil's."""
    st.markdown("#### Each hand beside the class’s")
    digits = np.unique(ours.labels).tolist()
    digit = st.segmented_control(
        "Digit", digits, default=digits[0], key="hands_digit", required=True, label_visibility="collapsed"
    )
    digit = digits[0] if digit not in digits else digit
    own, names = ours.only(ours.labels == digit), _names(seen, viewer)
    images = [255 * portraits(dataset.train).mean[digit], handwriting.mean_image(own.images)]
    lines = [["MNIST’s", "train digits"], ["the class’s", f"mean of {len(own)}"]]
    for hand in own.hands:
        there = own.images[own.pupils == hand]
        images.append(handwriting.mean_image(there))
        counted_in = f"mean of {len(there)}" if len(there) > 1 else "one drawing"
        lines.append([*([names[hand]] if hand in names else []), counted_in])
    whose = ["MNIST’s mean", "The class’s mean", *(f"A pupil’s {digit}" for _ in own.hands)]
    inks.show(_bytes(images), whose, lines, "hands", "5rem")
    st.caption(words.beside(digit, len(own), len(own.hands)))
    simulated = len(np.unique(own.pupils[own.simulated]))
    if simulated:
        st.caption(f"{counted(simulated, 'pupil')} of these are of the example class.")
