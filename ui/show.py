"""Putting a chart on the page, in the visitor's theme."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import streamlit as st

from mnist_core.once import once
from ui import keeper, state
from ui.charts.style import Figure, Options
from ui.component import mount
from ui.palette import DARK, Palette, palette
from ui.sent import IGNORED, pressed


def colours() -> Palette:
    """The colours of the visitor's theme, for what is drawn on the server."""
    return palette(st.context.theme.type)


def moving(options: Options, key: str, height: int = 210) -> None:
    """Show an ECharts chart that changes while one looks; its node stays, so that it moves and does not flicker."""
    st.echarts_chart(options, height=height, theme=None, key=key, alt=options["title"]["text"])


def still(figure: Figure, key: str, alt: str) -> None:
    """Show a plotly figure that stands still; `alt` says what it shows to those who cannot see it.

    Another figure is mounted anew: one that follows a drag or a run is not for this.
    """
    # Plotly asks whether pandas is there, and breaks where another visitor's page has but begun to import it.
    import_module("pandas")
    st.plotly_chart(_checked(json.dumps(figure)), theme=None, key=key, config={"displayModeBar": False}, alt=alt)


@once(size=64)
def _checked(figure: str) -> Any:
    """A figure checked by plotly, which takes as long as all else on a page; it takes what is checked as it is."""
    from plotly.graph_objects import Figure as Checked

    return Checked(json.loads(figure))


def when_seen(draw: Callable[[], Figure], height: int, key: str, alt: str) -> None:
    """Show a plotly figure once its place has come into view, so that a page does not begin with plotly's 4.7 MB.

    What it stands in runs once more then. It is no fragment of its own: of one fragment in another, which runs again
    before the browser has been sent the page, Streamlit sends the inner one's parts without their place.
    """
    seen = f"saw {key}"
    if state.achieved(seen, False):
        still(draw(), key, alt)
        return
    data = {"alt": alt, "height": height}
    mount("sight", f"{key}_sight", data, seen=pressed(lambda: state.achieved(seen, True)))


def follow_browser() -> None:
    """Run the page again when the visitor switches the theme, and give Back what it was left with.

    It stands at the very top of a page, where it takes no room: what is left before it is there has no way back.
    """
    data: dict[str, object] = {"theme": "dark" if colours() is DARK else "light"}
    if keeper.known("member") is not None:  # else the browser says it, if it keeps any: so one stays in one's room
        data["known"] = True
    mount("browser", "browser", data, theme=IGNORED, member=keeper.reported("member"))
