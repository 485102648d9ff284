"""The charts of a run: loss and accuracy as it goes, and accuracy digit by digit."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from mnist_core.runs import History
from mnist_core.softmax import FloatArray, IntArray
from ui.charts.style import FONT, Options, mix, plain
from ui.palette import Palette


def loss_curve(history: History, steps: int, colours: Palette) -> Options:
    """Mean cross-entropy by step, for the training digits and the validation digits."""
    lines = {"train": history.train_loss, "validation": history.validation_loss}
    options = _curves("Loss by step, in nats", lines, history.step, steps, colours)
    options["yAxis"] |= {"min": 0}
    return options


def accuracy_curve(history: History, steps: int, colours: Palette) -> Options:
    """Per cent of digits read rightly by step, for all three parts."""
    lines = {
        "train": 100 * history.train_accuracy,
        "validation": 100 * history.validation_accuracy,
        "test": 100 * history.test_accuracy,
    }
    options = _curves("Accuracy by step, in %", lines, history.step, steps, colours)
    options["yAxis"] |= {"min": 0, "max": 100, "interval": 20}
    return options


def _curves(title: str, lines: dict[str, FloatArray], step: IntArray, steps: int, colours: Palette) -> Options:
    hues = {"train": colours.train, "validation": colours.validation, "test": colours.test}
    dashes = {"train": "solid", "validation": "dashed", "test": "solid"}
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 200,
        "title": {"text": title, "textStyle": small | {"fontSize": 13, "color": colours.ink}, "left": 0, "top": 0},
        "legend": {"right": 0, "top": 0, "icon": "roundRect", "itemWidth": 14, "itemHeight": 3, "textStyle": small},
        "grid": {"left": 4, "right": 14, "top": 34, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.4f"},
        "xAxis": {
            "type": "value", "min": 0, "max": steps, "splitNumber": 5,
            "axisLabel": small | {"hideOverlap": True, "showMaxLabel": False},
            "splitLine": {"show": False}, "axisLine": {"lineStyle": {"color": colours.border}},
        },
        "yAxis": {
            "type": "value", "axisLabel": small, "splitNumber": 4,
            "splitLine": {"lineStyle": {"color": colours.grid}},
        },
        "series": [
            {
                "name": name, "type": "line", "showSymbol": False, "color": hues[name],
                "lineStyle": {"width": 2, "type": dashes[name]},
                "data": [[int(s), round(float(v), 5)] for s, v in zip(step, values, strict=True)],
            }
            for name, values in lines.items()
        ],
    }  # fmt: skip


def accuracy_by_digit(shares: NDArray[np.float64], colours: Palette) -> go.Figure:
    """Bars of the share (10,) of each digit's examples that is read rightly, the worst marked in words."""
    worst = int(np.nanargmin(shares))
    figure = go.Figure(
        go.Bar(
            x=[str(k) for k in range(10)],
            y=100 * shares,
            text=[f"{100 * share:.0f}" for share in shares],
            textposition="outside",
            cliponaxis=False,
            marker_color=[colours.test if k == worst else mix(colours.test, colours.ground) for k in range(10)],
            hovertemplate="%{x}: %{y:.1f} % right<extra></extra>",
        )
    )
    return plain(figure, colours, height=210)
