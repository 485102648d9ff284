"""The charts of the lesson beyond the line: accuracy by how far the digits are moved, and as it is learned."""

from collections.abc import Sequence
from typing import Any

from mnist_core.arrays import Floats
from ui.charts.style import Figure, Options, axis, figure, frame
from ui.palette import Palette


def by_shift(shifts: Sequence[int], lines: dict[str, tuple[int, bool, Floats]], colours: Palette) -> Figure:
    """Accuracy by shift to the right; each line has a place among the judges, and is dashed or not."""
    traces = [
        {
            "type": "scatter", "mode": "lines+markers", "name": name, "x": list(shifts),
            "y": [round(100 * float(accuracy), 2) for accuracy in accuracies],
            "line": {"width": 2, "dash": "dash" if dashed else "solid", "color": hue(place, colours)},
            "marker": {"size": 6, "symbol": ("circle", "square", "triangle-up")[place]},
            "hovertemplate": "%{y:.1f} %",
        }
        for name, (place, dashed, accuracies) in lines.items()
    ]  # fmt: skip
    headed = {"unifiedhovertitle": {"text": "%{x} px to the right, read rightly:"}}
    return figure(
        "", traces, colours, 360,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.03, "yanchor": "bottom"},
        hovermode="x unified",
        xaxis=axis("pixels moved to the right", colours, showline=True, dtick=2) | headed,
        yaxis=axis("accuracy, in % of these digits", colours, showgrid=True, range=[0, 100], dtick=20),
    )  # fmt: skip


def learning(lines: dict[str, tuple[int, Floats]], colours: Palette) -> Options:
    """Validation accuracy by how much of the training is done; each line (K, 2) has a place among the judges."""
    options = _frame("Validation accuracy by share of the training, in %", colours)
    options["legend"] |= {"right": 0, "top": 0}
    options["xAxis"] |= {"min": 0, "max": 100}
    options["yAxis"] |= {"max": 100, "scale": True}
    options["series"] = [
        _line(name, place, [(100 * done, accuracy) for done, accuracy in checks], colours)
        for name, (place, checks) in lines.items()
    ]
    return options


def hue(place: int, colours: Palette) -> str:
    """The colour of the judge at a place: its own, since train, validation and test have theirs."""
    return colours.judges[place]


def _line(name: str, place: int, points: Sequence[tuple[float, float]], colours: Palette) -> dict[str, Any]:
    """A judge's line, in its colour and with its symbol."""
    return {
        "name": name, "type": "line", "color": hue(place, colours),
        "symbol": ("circle", "rect", "triangle")[place], "symbolSize": 6, "showSymbol": False,
        "lineStyle": {"width": 2}, "data": [[round(float(x), 2), round(100 * float(y), 2)] for x, y in points],
    }  # fmt: skip


def _frame(title: str, colours: Palette) -> Options:
    """What the charts of the lesson share."""
    options = frame(title, colours)
    options["legend"] = {"itemWidth": 26, "itemHeight": 8, "textStyle": options["yAxis"]["axisLabel"]}
    options["tooltip"] = {"trigger": "axis", "valueFormatter": "%.1f"}
    options["yAxis"]["axisLine"] = {"show": False}
    return options
