"""The charts of the exam that follow its controls: how far a mark can be trusted, and how sure it is of no digits."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_core.arrays import Flags, Floats, Int64s
from mnist_core.exam.intervals import Growing
from ui.charts.style import FONT, Options, frame, mix
from ui.palette import Palette


def growing_mark(marks: Growing, right: Flags, colours: Palette) -> Options:
    """The accuracy on the first n digits with its 95 % interval, n on a logarithmic axis; `right` is the chosen n."""
    low, high, accuracy = (100 * values for values in (marks.low, marks.high, marks.accuracy))
    quiet = {"type": "line", "showSymbol": False, "stack": "interval", "silent": True, "lineStyle": {"opacity": 0}}
    options = frame("Accuracy on the first n, in %", colours)
    options["xAxis"] |= {"type": "log", "min": int(marks.sizes[0]), "max": int(marks.sizes[-1])}
    options["yAxis"] |= {"min": int(np.floor(low.min() / 10) * 10), "max": 100}
    options["series"] = [
        quiet | {"name": "from", "data": _pairs(marks.sizes, low)},
        quiet
        | {"name": "width", "data": _pairs(marks.sizes, high - low)}
        | {"areaStyle": {"color": colours.test, "opacity": 0.18}},
        {
            "name": "accuracy", "type": "line", "showSymbol": False, "color": colours.test, "lineStyle": {"width": 2},
            "data": _pairs(marks.sizes, accuracy),
            "markLine": _lines(
                [_level(float(accuracy[-1]), f"all {marks.sizes[-1]:,}: {accuracy[-1]:.2f} %")], colours
            ),
        },
        {
            "name": "chosen", "type": "scatter", "symbolSize": 11, "color": colours.ink,
            "data": [[len(right), round(100 * float(right.mean()), 3)]],
        },
    ]  # fmt: skip
    return options


def exam_histogram(middles: Floats, counts: Int64s, mark: float, truth: float, colours: Palette) -> Options:
    """How many of many exams ended with which accuracy; the first one's and the whole truth marked."""
    options = frame("Other exams of n digits, in %", colours)
    width = float(middles[1] - middles[0]) if len(middles) > 1 else 0.01
    ends = (min(middles[0], mark) - width, max(middles[-1], mark) + width)
    options["xAxis"] |= {"min": round(100 * ends[0], 3), "max": round(min(100 * ends[1], 100 + 100 * width / 2), 3)}
    options["xAxis"]["axisLabel"] |= {"showMinLabel": False, "showMaxLabel": False}
    options["yAxis"] |= {"min": 0}
    reached = [{"value": pair, "itemStyle": {"color": colours.test if pair[0] >= 100 * mark - 1e-6 else None}}
               for pair in _pairs(100 * middles, counts)]  # fmt: skip
    options["series"] = [
        {
            "name": "exams", "type": "bar", "barCategoryGap": "12%", "barMaxWidth": 40,
            "color": mix(colours.test, colours.ground, 0.4), "data": reached,
            "markLine": _lines([
                _upright(truth, "all ", "dashed", truth >= mark), _upright(mark, "first n ", "solid", truth < mark),
            ], colours),
        }
    ]  # fmt: skip
    return options


def confidence_by_kind(digits: Floats, not_digits: Floats, colours: Palette) -> Options:
    """The shares of test digits and of other pictures that are answered with each confidence."""
    edges = np.linspace(0, 1, 11)
    options = frame("Confidence, % of pictures", colours)
    labels = [f"{round(100 * low)}–{round(100 * low) + 10} %" for low in edges[:-1]]
    options["xAxis"] |= {"type": "category", "data": labels}
    options["grid"] |= {"top": 54}
    options["legend"] = {"left": 0, "top": 22, "padding": 0, "itemWidth": 12, "itemHeight": 9, "icon": "roundRect",
                         "textStyle": {"fontSize": 12, "fontFamily": FONT, "color": colours.muted}}  # fmt: skip
    options["yAxis"] |= {"min": 0}
    options["series"] = [
        {
            "name": label, "type": "bar", "barGap": "0%", "barCategoryGap": "25%", "color": colour,
            "data": (100 * np.histogram(values, edges)[0] / len(values)).round(2).tolist(),
        }
        for label, values, colour in (("test digits", digits, colours.test), ("these", not_digits, colours.ink))
    ]  # fmt: skip
    return options


def _lines(places: list[dict[str, Any]], colours: Palette) -> dict[str, Any]:
    label = {"formatter": "{b}", "color": colours.ink, "fontFamily": FONT, "fontSize": 12}
    line = {"color": colours.ink, "width": 1.5}
    return {"silent": True, "symbol": "none", "label": label, "lineStyle": line, "data": places, "animation": False}


def _level(y: float, name: str) -> dict[str, Any]:
    return {
        "yAxis": round(y, 3),
        "name": name,
        "lineStyle": {"type": "dashed"},
        "label": {"position": "insideEndTop"},
    }


def _upright(x: float, name: str, kind: str, rightmost: bool) -> dict[str, Any]:
    """A marked accuracy; the labels of two lines that are close lean away from each other."""
    label = {"align": "left" if rightmost else "right"}
    return {"xAxis": round(100 * x, 3), "name": name, "lineStyle": {"type": kind}, "label": label}


def _pairs(x: NDArray[Any], y: NDArray[Any]) -> list[list[float]]:
    return [[round(float(a), 4), round(float(b), 4)] for a, b in zip(x, y, strict=True)]
