"""The chart of float32's ends: where the power of each class's evidence lies, and where no number is left for it."""

import math

import numpy as np

from mnist_core.softmax.dividing import FLOAT32_CEILING, FLOAT32_FLOOR, Float32
from ui.charts.style import FONT, Options
from ui.palette import Palette

FARTHEST = 180
TENS = 80  # e to the power 180 is 10 to the power 78


def float32_range(naive: Float32, colours: Palette) -> Options:
    """Each class on the line of e^z between float32's largest and smallest number; a cross where it is lost."""
    lost = ~np.isfinite(naive.exponentials) | (naive.exponentials == 0)
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    axis = {
        "type": "value",
        "axisLabel": small,
        "splitLine": {"lineStyle": {"color": colours.grid}},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
    }
    return {
        "animationDurationUpdate": 200,
        "title": {
            "text": "Powers in float32: circles are held, crosses lost",
            "textStyle": small | {"fontSize": 13, "color": colours.ink},
            "left": 0,
            "top": 0,
        },
        "grid": {"left": 4, "right": 14, "top": 30, "bottom": 4, "containLabel": True},
        "xAxis": axis | {"min": -FARTHEST, "max": FARTHEST, "interval": 60},
        "yAxis": axis | {"min": -TENS, "max": TENS, "interval": 40, "axisLabel": small | {"formatter": "10^{value}"}},
        "series": [
            {
                "type": "line",
                "silent": True,
                "showSymbol": False,
                "lineStyle": {"color": colours.muted, "width": 2},
                "data": [[x, round(x / math.log(10), 2)] for x in (-FARTHEST, FARTHEST)],
                "markArea": _lost_to_float32(colours),
            },
            {
                "type": "scatter",
                "symbolSize": 12,
                "data": [_point(float(z), bool(gone), colours) for z, gone in zip(naive.exponents, lost, strict=True)],
            },
        ],
    }


def _point(z: float, gone: bool, colours: Palette) -> Options:
    return {
        "value": [round(z, 3), round(z / math.log(10), 3)],
        # ECharts has no cross of its own.
        "symbol": "path://M0,2 L2,0 L6,4 L10,0 L12,2 L8,6 L12,10 L10,12 L6,8 L2,12 L0,10 L4,6 Z" if gone else "circle",
        "itemStyle": {"color": colours.for_ if gone else colours.probability},
    }


def _lost_to_float32(colours: Palette) -> Options:
    """Shade what lies beyond float32's two ends, with a word in the corner that the line leaves free."""
    ends = (
        (f"below {FLOAT32_FLOOR:.2f}: zero".replace("-", "−"), "insideTopLeft", -FARTHEST, FLOAT32_FLOOR),
        (f"above {FLOAT32_CEILING:.2f}: infinite", "insideBottomRight", FLOAT32_CEILING, FARTHEST),
    )
    return {
        "silent": True,
        "itemStyle": {"color": colours.for_, "opacity": 0.13},
        "label": {"color": colours.for_, "fontSize": 12, "fontFamily": FONT},
        "data": [
            [{"name": words, "xAxis": low, "label": {"position": place}}, {"xAxis": high}]
            for words, place, low, high in ends
        ],
    }
