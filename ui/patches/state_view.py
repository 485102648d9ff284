"""What a control asks of a visitor's state: one value, which is looked up, and not all that there are."""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import _is_internal_key

from mnist_core.once import once


class Visible(Mapping[str, Any]):
    """All values of a state that have a name of their own, as Streamlit's `filtered_state` has them."""

    def __init__(self, state: SafeSessionState) -> None:
        self._of = state

    def __getitem__(self, key: str) -> Any:
        if is_element_id(key) or _is_internal_key(key):
            raise KeyError(key)
        with self._of._lock:
            return self._of._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> dict[str, Any]:
        with self._of._lock:
            return self._of._state.filtered_state


@once
def look_up_single_values() -> None:
    """From now on, a control that asks for the value of one name is given that.

    For each number input, choice and field of text Streamlit puts together all values of the visitor, those of all
    pages that they have been on, to find whether one of them is None.
    """
    # Nothing public lies between a control and the state.
    SafeSessionState.filtered_state = property(Visible)  # type: ignore[assignment, method-assign]
