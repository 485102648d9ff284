"""A teacher's link at work between a page and its controls: what is held is disabled, what is hidden is not drawn.

Streamlit ignores what is sent to a disabled control, and calls nothing for it. So a control that is held is registered
as one: whatever a browser, or a program in its place, sends for it is not obeyed. What a page's own code would set is
kept from it by `state.put` and `address.write`; should it change all the same, it is set back here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Empty_pb2 import Empty
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.state.session_state import SessionState

from mnist_core.once import once
from ui import state
from ui.controls import Control


@dataclass(frozen=True)
class Holding(state.Held):
    """What a link holds, by its controls.

    Attributes
    ----------
    fixed, hidden : the controls that cannot be turned, and those that are not seen either
    """

    fixed: tuple[Control, ...] = ()
    hidden: tuple[Control, ...] = ()

    def fixes(self, key: str | None) -> bool:
        """Whether a widget turns what cannot be turned."""
        return any(each.is_turned_by(key) for each in (*self.fixed, *self.hidden))

    def hides(self, key: str | None) -> bool:
        """Whether a widget turns what is not seen."""
        return any(each.is_turned_by(key) for each in self.hidden)

    def right(self, key: str, value: Any) -> Any:
        """What a control is set to that would be set to this."""
        if key in self.views:
            return self.values.get(key, self.views[key][0]) if value not in self.views[key] else self._kept(key, value)
        return self.values.setdefault(key, value) if key in self.texts else value

    def _kept(self, key: str, value: Any) -> Any:
        self.values[key] = value
        return value


@once
def begin() -> None:
    """From the first link that is opened on, have controls ask what is held; before it, nobody pays for that."""
    # Nothing public lies between a page and its controls.
    register, enqueue = SessionState.register_widget, DeltaGenerator._enqueue

    def registered(session: SessionState, about: Any, key: str | None) -> Any:
        holding = session._new_session_state.get("_held", session._old_state.get("_held"))
        if not isinstance(holding, Holding) or key is None:
            return register(session, about, key)
        if holding.fixes(key):
            about = replace(about, disabled=True)
        found = register(session, about, key)
        right = holding.right(key, found.value)
        if found.value != right:
            session._new_session_state[key] = right
            session.query_params._initial_query_params.pop(key, None)  # which would be read once more
            found = register(session, about, key)
        return found

    def enqueued(place: DeltaGenerator, kind: str, proto: Any, *args: Any, **more: Any) -> DeltaGenerator:
        holding = state.held()
        if isinstance(holding, Holding) and (name := getattr(proto, "id", "")):
            key = user_key_from_element_id(name)
            if holding.hides(key):
                return enqueue(place, "empty", Empty())
            if holding.fixes(key) and hasattr(proto, "disabled"):
                proto.disabled = True
        return enqueue(place, kind, proto, *args, **more)

    _patch(SessionState, "register_widget", registered)
    _patch(DeltaGenerator, "_enqueue", enqueued)


def _patch(where: type, name: str, what: Callable[..., Any]) -> None:
    setattr(where, name, what)
