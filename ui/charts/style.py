"""What all charts have in common: fonts, and the app's own plain look."""

from typing import Any

import plotly.graph_objects as go

from ui.palette import Palette

FONT = "'Source Sans', 'Source Sans 3', sans-serif"
Options = dict[str, Any]  # of ECharts


def mix(colour: str, ground: str, share: float = 0.45) -> str:
    """The colour that `share` of one hex colour and the rest of another make."""
    parts = [int(colour[i : i + 2], 16) * share + int(ground[i : i + 2], 16) * (1 - share) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def plain(figure: go.Figure, colours: Palette, height: int) -> go.Figure:
    """Give a figure the app's own plain look instead of plotly's template."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 0, "r": 0, "t": 24, "b": 28},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": colours.ink},
        showlegend=False,
        bargap=0.35,
        xaxis={"type": "category", "dtick": 1, "showgrid": False, "zeroline": False, "fixedrange": True},
        yaxis={"visible": False, "range": [0, 108], "fixedrange": True},
    )
    return figure


def frame(title: str, colours: Palette) -> Options:
    """Fonts, axes, grid and title of an ECharts chart, to be filled and changed."""
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 300,
        "title": {"text": title, "textStyle": small | {"fontSize": 13, "color": colours.ink}, "left": 0, "top": 0},
        "grid": {"left": 4, "right": 16, "top": 34, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": {
            "type": "value", "axisLabel": small | {"hideOverlap": True}, "splitLine": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.border}}, "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value", "axisLabel": small, "splitNumber": 4, "splitLine": {"lineStyle": {"color": colours.grid}},
            "axisTick": {"show": False},
        },
    }  # fmt: skip
