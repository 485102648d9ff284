"""What controls receive: it comes from a browser as well and may be anything; what one cannot read was not sent.

Components are asked by `sent`. Streamlit's controls read for themselves. They put back what is out of range, but raise
at what no page of theirs sends, such as NaN for a whole number, or hand on what is of another kind; and as that stays
in their state, nothing but an error would be seen for the rest of the visit.
"""

from typing import Any

from streamlit.runtime.state.session_state import Serialized, Value, WStates

from mnist_core.once import once

# A number input is registered for the one, and sends the other for whole numbers.
NUMBERS = {"double_value", "int_value"}


@once
def ignore_what_cannot_be_read() -> None:
    """From now on, a control has its default where it cannot read what was sent to it."""
    # Nothing public lies between a browser and its controls.
    read_as_it_is = WStates.__getitem__

    def read(states: WStates, control: str) -> Any:
        sent, about = states.states.get(control), states.widget_metadata.get(control)
        if about is not None and isinstance(sent, Serialized):
            kind = sent.value.WhichOneof("value")
            try:
                if kind in (None, about.value_type) or {kind, about.value_type} <= NUMBERS:
                    return read_as_it_is(states, control)
            except Exception:  # noqa: S110 - whatever it is, no page of ours has sent it
                pass
            states.states[control] = Value(about.deserializer(None))
        return read_as_it_is(states, control)

    WStates.__getitem__ = read  # type: ignore[method-assign]
