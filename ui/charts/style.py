"""What all charts have in common: fonts, and the app's own plain look."""

from typing import Any

from ui.palette import Palette

FONT = "'Source Sans', 'Source Sans 3', sans-serif"
Options = dict[str, Any]  # of ECharts, or of a part of a plotly figure
Figure = dict[str, Any]  # of plotly: what its traces and its layout are


def mix(colour: str, ground: str, fraction: float = 0.45) -> str:
    """The colour that `fraction` of one hex colour and the rest of another make."""
    parts = [int(colour[i : i + 2], 16) * fraction + int(ground[i : i + 2], 16) * (1 - fraction) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def figure(title: str, traces: list[Options], colours: Palette, height: int, **layout: Any) -> Figure:
    """A plotly figure in the app's own plain look: its words top left, nothing to zoom or to drag by accident.

    It is a plain dictionary, which Streamlit validates: plotly's own classes took six times as long to fill.
    """
    small = {"family": FONT, "size": 12, "color": colours.muted}
    return {
        "data": traces,
        "layout": {
            # Without it a figure carries 6.5 KB of plotly's own.
            "template": "none",
            "height": height,
            "margin": {"l": 4, "r": 14, "t": 34, "b": 4},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": small,
            "title": {
                "text": title, "x": 0, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 4},
                "font": small | {"size": 13, "color": colours.ink, "weight": 600},
            },
            "hoverlabel": {
                "bgcolor": colours.raised, "bordercolor": colours.border, "align": "left",
                "font": small | {"size": 13, "color": colours.ink},
            },
            "dragmode": False,
            "showlegend": False,
            **layout,
        },
    }  # fmt: skip


def axis(title: str, colours: Palette, **more: Any) -> Options:
    """An axis of a plotly figure: what it counts, and in what unit, in words beside it."""
    return {
        "title": {"text": title, "standoff": 8, "font": {"size": 12}},
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "gridcolor": colours.grid,
        "linecolor": colours.border,
        "zeroline": False,
        **more,
    }


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
