"""What a program sends in a browser's place as the value of a control: any field of the protocol, past all limits."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

Fields = Mapping[str, Any]
NUMBERS = ([], [math.nan], [1e300], [math.nan, 2, 3])
NO_UPLOAD = UploadedFileInfo(name="../../x.png", size=2**40, file_id="of nobody")
LONG = "x" * 1_000_000
# By what is done with it: all but a button is set by these, and nothing that counts for others.
SET: tuple[Fields, ...] = (
    *({"double_value": number} for number in (math.nan, math.inf, 1e300, -1.5)),
    *({"int_value": number} for number in (99_999, -5)),
    *({"double_array_value": {"data": numbers}} for numbers in NUMBERS),
    *({"int_array_value": {"data": numbers}} for numbers in ([], [99])),
    *({"string_array_value": {"data": words}} for words in ([], ["zzz"], ["a", "b", "a"])),
    *({name: text} for name in ("string_value", "json_value", "json_trigger_value") for text in ("", "x", "{", "[1]")),
    {"string_value": "\0\u202e<b>zzz</b>"},
    {"string_trigger_value": {"data": "x"}},
    {"chat_input_value": {"data": "x"}},
    {"bool_value": True},
    {"bytes_value": b"x"},
    {"file_uploader_state_value": FileUploaderState(uploaded_file_info=[NO_UPLOAD])},
)
# To be sent to one at a time: of all that comes at once no more than two of these is read.
LARGE: tuple[Fields, ...] = ({"string_value": LONG}, {"string_array_value": {"data": [LONG]}}, {"json_value": LONG})
PRESS: Fields = {"trigger_value": True}
SENT = (*SET, PRESS)


def controls(app: AppTest) -> list[str]:
    """What the browser calls all controls and components of the page, in its order."""
    found = [getattr(getattr(each, "proto", None), "id", "") for each in app._tree]
    return [each for each in found if each.startswith("$$ID-")]


def forge(app: AppTest, controls: Iterable[str], fields: Fields) -> AppTest:
    """Send this as the value of these controls, whatever they are, and run the page.

    The others send what they have.
    """
    forged = list(controls)
    states = app._tree.get_widget_states()
    kept = [state for state in states.widgets if state.id not in forged]
    del states.widgets[:]
    states.widgets.extend([*kept, *(WidgetState(id=each, **fields) for each in forged)])
    return app._run(states)


def impossible(app: AppTest) -> list[tuple[str, object]]:
    """The controls of a page with a value that they do not offer, and what that is."""
    return [(str(each.key), each.value) for each in app._tree if not _may_be(each)]


def _may_be(control: Any) -> bool:
    if control.type in ("number_input", "slider"):
        value = control.value
        values = value if isinstance(value, list | tuple) else [value]
        low = -math.inf if control.min is None else control.min
        high = math.inf if control.max is None else control.max
        return all(each is None or low <= each <= high for each in values)
    if control.type in ("selectbox", "radio", "button_group", "select_slider"):
        value = control.value
        values = value if isinstance(value, list | tuple) else [value]
        return all(each is None or control.format_func(each) in control.options for each in values)
    return True
