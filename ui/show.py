"""Putting a chart on the page, in the visitor's theme."""

import plotly.graph_objects as go
import streamlit as st

from ui.charts.style import Options
from ui.palette import Palette, palette


def colours() -> Palette:
    """The colours of the visitor's theme, for what is drawn on the server."""
    return palette(st.context.theme.type)


def moving(options: Options, key: str, height: int = 210) -> None:
    """Show an ECharts chart that changes while one looks; its node stays, so that it moves and does not flicker."""
    st.echarts_chart(options, height=height, theme=None, key=key, alt=options["title"]["text"])


def still(figure: go.Figure, key: str, alt: str) -> None:
    """Show a plotly figure that stands still; `alt` says what it shows to those who cannot see it."""
    st.plotly_chart(figure, theme=None, key=key, config={"displayModeBar": False}, alt=alt)
