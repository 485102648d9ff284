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
from ui.controls import NO_LESSON, Control, Lesson


@dataclass(frozen=True)
class Holding(state.Held):
    """What a link holds, by its controls.

    Attributes
    ----------
    fixed, hidden : the controls that cannot be turned, and those that are not seen either
    lesson : whose controls they are
    """

    fixed: tuple[Control, ...] = ()
    hidden: tuple[Control, ...] = ()
    lesson: Lesson = NO_LESSON

    def fixes(self, key: str | None, label: str = "") -> bool:
        """Whether a widget turns what cannot be turned."""
        return self._turns((*self.fixed, *self.hidden), key, label)

    def hides(self, key: str | None, label: str = "") -> bool:
        """Whether a widget turns what is not seen."""
        return self._turns(self.hidden, key, label)

    def _turns(self, held: tuple[Control, ...], key: str | None, label: str) -> bool:
        found = [each for each in held if each.is_turned_by(key, label)]
        if key is not None or not found:
            return bool(found)
        # Buttons of one label turn something else in another view.
        shown = {state.get(name, views[0]) for name, views in self.lesson.views.items()}
        return any(not each.views or shown & set(each.views) for each in found)

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
            key, label = user_key_from_element_id(name), str(getattr(proto, "label", ""))
            if holding.hides(key, label):
                return enqueue(place, "empty", Empty())
            if holding.fixes(key, label) and hasattr(proto, "disabled"):
                proto.disabled = True
        return enqueue(place, kind, proto, *args, **more)

    _patch(SessionState, "register_widget", registered)
    _patch(DeltaGenerator, "_enqueue", enqueued)


def _patch(where: type, name: str, what: Callable[..., Any]) -> None:
    setattr(where, name, what)
