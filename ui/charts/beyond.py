"""The charts of the lesson beyond the line: accuracy by how far the digits are moved, and as it is learned."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.charts.style import FONT, Options
from ui.palette import Palette


def by_shift(
    shifts: Sequence[int], lines: dict[str, tuple[int, bool, NDArray[np.floating]]], colours: Palette
) -> Options:
    """Accuracy by shift to the right; each line has a place among the judges, and is dashed or not."""
    options = _frame("Accuracy by pixels moved to the right, in %", colours)
    options["legend"] |= {"left": 0, "top": 22}
    options["grid"]["top"] = 84
    options["xAxis"] |= {"min": shifts[0], "max": shifts[-1], "interval": 2}
    options["yAxis"] |= {"min": 0, "max": 100, "interval": 20}
    options["series"] = [
        _line(name, place, [(shift, share) for shift, share in zip(shifts, shares, strict=True)], colours)
        | {"lineStyle": {"width": 2, "type": "dashed" if dashed else "solid"}, "showSymbol": True}
        for name, (place, dashed, shares) in lines.items()
    ]
    return options


def learning(lines: dict[str, tuple[int, NDArray[np.floating]]], colours: Palette) -> Options:
    """Validation accuracy by how much of the training is done; each line (K, 2) has a place among the judges."""
    options = _frame("Validation accuracy by share of the training, in %", colours)
    options["legend"] |= {"right": 0, "top": 0}
    options["grid"]["top"] = 34
    options["xAxis"] |= {"min": 0, "max": 100}
    options["yAxis"] |= {"max": 100, "scale": True, "splitNumber": 4}
    options["series"] = [
        _line(name, place, [(100 * share, accuracy) for share, accuracy in checks], colours)
        for name, (place, checks) in lines.items()
    ]
    return options


def _line(name: str, place: int, points: Sequence[tuple[float, float]], colours: Palette) -> dict[str, Any]:
    """A judge's line, in its colour and with its symbol."""
    return {
        "name": name, "type": "line", "color": (colours.train, colours.validation, colours.test)[place],
        "symbol": ("circle", "rect", "triangle")[place], "symbolSize": 6, "showSymbol": False,
        "lineStyle": {"width": 2}, "data": [[round(float(x), 2), round(100 * float(y), 2)] for x, y in points],
    }  # fmt: skip


def _frame(title: str, colours: Palette) -> Options:
    """Fonts, axes and grid that the lesson's charts share."""
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 300,
        "title": {"text": title, "left": 0, "top": 0, "textStyle": small | {"fontSize": 13, "color": colours.ink}},
        "legend": {"itemWidth": 26, "itemHeight": 8, "textStyle": small},
        "grid": {"left": 4, "right": 14, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.1f"},
        "xAxis": {
            "type": "value", "axisLabel": small, "splitLine": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.border}},
        },
        "yAxis": {
            "type": "value", "axisLabel": small, "axisLine": {"show": False}, "axisTick": {"show": False},
            "splitLine": {"lineStyle": {"color": colours.grid}},
        },
    }  # fmt: skip
