"""What a page remembers of a visitor, beside what the controls are set to."""

from typing import Any

from streamlit.testing.v1 import AppTest

from ui.state import OWN


def remembered(app: AppTest) -> dict[str, Any]:
    """What `ui.state` keeps in the session of an app, to be read and set."""
    if OWN not in app.session_state:
        app.session_state[OWN] = {}
    found: dict[str, Any] = app.session_state[OWN]
    return found
