"""The class is the batch, on a phone: one's own digit, what it asks of the model, and pressing with all."""

import numpy as np
import streamlit as st

from mnist_core.arrays import Float64s
from mnist_core.classroom import batch
from mnist_core.classroom.batch import ClassModel
from mnist_core.classroom.members import Member
from mnist_core.classroom.wall import Drawing
from mnist_core.softmax.regression import gradient, one_hot, predict
from mnist_core.wording import counted
from ui import rooms, state, words
from ui.classroom import own as own_drawings
from ui.classroom import sheet
from ui.component import mount, signed_bytes
from ui.rooms import Seen

_KEPT, _HEARD = "own_press", "_presses_heard"


def show(member: Member, seen: Seen, own: dict[int, str]) -> None:
    """Show one's own digit in the batch; who has none yet draws one."""
    if seen.model is None:
        return
    drawing = own_drawings.last(seen, own)
    if drawing is None:
        st.markdown("#### The class is the batch")
        st.markdown("All together train one model, each with one digit. Draw yours.")
        sheet.show(member, seen, own)
        return
    _show(member, seen, drawing, seen.model)
    with st.expander("Draw another digit"):
        sheet.show(member, seen, own)


def _show(member: Member, seen: Seen, drawing: Drawing, model: ClassModel) -> None:
    assert drawing.pixels is not None  # or it would not be the last one on the wall
    image = drawing.pixels.reshape(-1) / 255
    shares = np.asarray(predict(model.weights, model.bias, image), np.float64)
    st.markdown(f"#### Your {drawing.label} in the batch")
    st.markdown(
        f"The class's model has taken **{counted(model.steps, 'step')}** and gives your {drawing.label} "
        f"**{words.hedged(float(shares[drawing.label]))}**."
    )
    pressed = _pressed(member, seen)
    if pressed == drawing.id:
        st.html('<div class="pressed" role="status">Your digit is in</div>')
    else:
        st.button(
            "Press with the class", on_click=_press, args=(member, drawing.id), key="press", type="primary",
            width="stretch",
        )  # fmt: skip
    st.markdown(f"{model.pressed} of {len(seen.members)} are in. Then your teacher takes the step.")
    _pictures(asks(model, image, drawing.label), shares)
    st.caption(
        f"What your digit asks for, −(p − y)·x: its gradient, with the sign of the step. Red: more weight where your "
        f"ink is, for {drawing.label} alone. Blue: less, for each other digit by its share now. The step is "
        "the mean of what all digits ask for, times the learning rate."
    )


def asks(model: ClassModel, image: Float64s, label: int) -> Float64s:
    """What one digit asks of the weights, −(p − y)·x, (784, 10)."""
    of_weights, _ = gradient(image[None], one_hot([label]), model.weights, model.bias)
    return np.asarray(-of_weights, np.float64)


def _pictures(asked: Float64s, shares: Float64s) -> None:
    limit = 1.0  # no share errs by more, no ink is darker: so the pictures fade as the model learns the digit
    mount(
        "pictures",
        "own gradient",
        {
            "values": signed_bytes(asked.T, limit),
            "limit": limit,
            "captions": [f"{k}: {100 * share:.0f} %" for k, share in enumerate(shares)],
            "columns": 5,
            "narrow": 5,
            "quantity": "asks for",
            "alt": "What your digit asks of the weights of class",
            "hint": "Point at a pixel to read what it asks for.",
        },
    )


def _press(member: Member, number: int) -> None:
    rooms.allowed(lambda: batch.press(rooms.classroom(), member, number))
    state.put(**{_HEARD: state.get(_HEARD, 0) + 1})


def _pressed(member: Member, seen: Seen) -> int | None:
    """The drawing that the member has presented for the next step; asked again only when the room has changed."""
    key = (member.id, seen.room.revision, state.get(_HEARD, 0))
    return own_drawings.asked_once(
        _KEPT, key, lambda: rooms.allowed(lambda: batch.own_press(rooms.classroom(), member))
    )
