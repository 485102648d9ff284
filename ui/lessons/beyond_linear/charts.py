"""The charts of the lesson beyond the line: accuracy by how far the digits are moved, and as it is learned."""

from collections.abc import Sequence
from typing import Any

from mnist_core.arrays import Floats
from ui.charts.style import Options, frame
from ui.palette import Palette


def by_shift(shifts: Sequence[int], lines: dict[str, tuple[int, bool, Floats]], colours: Palette) -> Options:
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


def learning(lines: dict[str, tuple[int, Floats]], colours: Palette) -> Options:
    """Validation accuracy by how much of the training is done; each line (K, 2) has a place among the judges."""
    options = _frame("Validation accuracy by share of the training, in %", colours)
    options["legend"] |= {"right": 0, "top": 0}
    options["xAxis"] |= {"min": 0, "max": 100}
    options["yAxis"] |= {"max": 100, "scale": True}
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
    """What the charts of the lesson share."""
    options = frame(title, colours)
    options["legend"] = {"itemWidth": 26, "itemHeight": 8, "textStyle": options["yAxis"]["axisLabel"]}
    options["tooltip"] = {"trigger": "axis", "valueFormatter": "%.1f"}
    options["yAxis"]["axisLine"] = {"show": False}
    return options
