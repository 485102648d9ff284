"""What a component of ours costs each time that it is drawn, which is with every press.

A lesson has six of them, and Streamlit does for each what none of ours needs: it looks for data frames in what it is
given, writes that down a second time to tell it from others, though it has a key, and makes a class of its own for each
look at what it has sent. All that was a tenth of a press; and a class is a circle that only a collection takes away,
while the session keeps one for each component that a visitor has seen.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from streamlit.components.v2.bidi_component import main
from streamlit.components.v2.bidi_component.main import BidiComponentMixin
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.runtime.state.session_state import SessionState

from mnist_core.once import once

Presenter = Callable[[object, SessionState], object]


@once
def draw_with_less_work() -> None:
    """From now on, a component's data are written once, as JSON, and what it has sent is a plain dict."""
    # Nothing public lies between a component and what it is made of.
    main.serialize_mixed_data = write  # type: ignore[assignment,attr-defined]
    main.make_bidi_component_presenter = presenter  # type: ignore[assignment,attr-defined]
    tell_apart = BidiComponentMixin._build_bidi_identity_kwargs

    def identity(component: BidiComponentMixin, **about: Any) -> dict[str, Any]:
        # All of ours have a key, by which alone Streamlit tells them apart; the data are of no account then.
        return tell_apart(component, **{**about, "data": None, "proto": BidiComponent()})

    BidiComponentMixin._build_bidi_identity_kwargs = identity  # type: ignore[assignment,method-assign]


def write(data: Any, component: BidiComponent) -> None:
    """Give a component its data; what is no JSON, as a data frame, is no data of ours."""
    component.json = json.dumps(data)


def presenter(events: str, _component: str | None = None, _allowed: set[str] | None = None) -> Presenter:
    """What is to be seen of what a component has sent: its state, and what it has said just now by these events."""

    def present(state: object, session: SessionState) -> object:
        about = session._new_widget_state.widget_metadata.get(events)
        if not isinstance(state, dict) or about is None or about.value_type != "json_trigger_value":
            return state
        said = session._new_widget_state.get(events)
        found = [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, Mapping)]
        return {each["event"]: each.get("value") for each in found if isinstance(each.get("event"), str)} | state

    return present
