"""The chart of the lesson on cross-entropy: three ways of computing one loss in float32."""

import numpy as np

from mnist_core.cross_entropy.information import Stages, literal, maximum_first, on_the_logits, wrong_by
from mnist_core.once import once
from ui.charts.style import FONT, Options, mix
from ui.palette import Palette

WIDEST = 150.0
WAYS = {"as written": literal, "maximum first": maximum_first, "on the logits": on_the_logits}
Points = tuple[tuple[float, float | None], ...]


def stages(gap: float) -> dict[str, Stages]:
    """The loss of a model that gives a wrong class this lead, in each of the three ways."""
    return {name: way(wrong_by(gap)) for name, way in WAYS.items()}


@once
def _losses() -> dict[str, Points]:
    """Every way's loss by gap, None where it is no finite number."""
    gaps = np.arange(0, WIDEST + 1, 1.0)
    found = {name: [float(way(wrong_by(gap)).loss) for gap in gaps] for name, way in WAYS.items()}
    return {
        name: tuple((float(g), v if np.isfinite(v) else None) for g, v in zip(gaps, values, strict=True))
        for name, values in found.items()
    }


def float32_losses(gap: float, colours: Palette) -> Options:
    """Each way's loss by gap as far as it is finite, and a line where the gap is now."""
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    looks = {
        "as written": (mix(colours.muted, colours.ground, 0.5), "solid", 9),
        "maximum first": (colours.ink, "dashed", 4),
        "on the logits": (colours.probability, "solid", 1.5),
    }
    axis = {"type": "value", "min": 0, "max": WIDEST, "interval": 30, "axisLabel": small, "nameTextStyle": small}
    series = [
        {
            "name": name, "type": "line", "symbol": "none", "color": looks[name][0],
            "lineStyle": {"width": looks[name][2], "type": looks[name][1], "cap": "butt"},
            "data": [list(point) for point in points],
        }
        for name, points in _losses().items()
    ]  # fmt: skip
    series[0]["markLine"] = {
        "symbol": "none", "silent": True, "animation": False, "data": [{"xAxis": gap}],
        "label": {"show": False}, "lineStyle": {"color": colours.muted, "type": "solid", "width": 1},
    }  # fmt: skip
    title = "Loss by lead"
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 150,
        "title": {"text": title, "textStyle": small | {"fontSize": 13, "color": colours.ink}, "left": 0, "top": 0},
        "legend": {
            "right": 0,
            "top": 0,
            "icon": "roundRect",
            "itemWidth": 14,
            "itemHeight": 3,
            "itemGap": 8,
            "textStyle": small,
        },
        "grid": {"left": 4, "right": 18, "top": 34, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.3f"},
        "xAxis": axis | {"splitLine": {"show": False}, "axisLine": {"lineStyle": {"color": colours.border}}},
        "yAxis": axis | {"splitLine": {"lineStyle": {"color": colours.grid}}},
        "series": series,
    }
