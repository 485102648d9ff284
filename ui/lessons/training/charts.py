"""The curves of runs side by side."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from mnist_core.arrays import Floats
from ui.charts.style import FONT, Options
from ui.palette import Palette

DASHES: tuple[Any, ...] = ("solid", [7, 4], [2, 3], [10, 3, 2, 3])
LOSS_WINDOWS = (0.4, 0.8, 1.2, 2.4)  # nats; the last a little above ln 10: what leaps higher leaves the picture
ACCURACY_WINDOWS = (80, 70, 40, 0)  # per cent, up to 100
HEIGHT = 300
# The legend in pixels: the narrowest chart, on a phone; a line of it, the piece of line before a name with what is
# around both, and a letter. Of more lines than that the table below the charts says which is which.
NARROWEST, LEGEND_LINE, SWATCH, LETTER = 340, 25, 49, 6.5
MOST_LEGEND_LINES = 6


@dataclass(frozen=True, eq=False)
class Line:
    """One run's curve.

    Attributes
    ----------
    name : what tells it from the others
    end : where it will end
    across, up : (R,) what it is drawn over, and what is drawn
    """

    name: str
    end: float
    across: NDArray[Any]
    up: Floats


def look_of(place: int, colours: Palette) -> tuple[str, Any]:
    """The colour and the dashes of the run at a place: a pair that comes again only after twenty runs."""
    return colours.digits[(3 * place) % len(colours.digits)], DASHES[place % len(DASHES)]


def swatch(place: int, colours: Palette) -> str:
    """A piece of a run's line as an image for a table: the address of an SVG in itself."""
    colour, dash = look_of(place, colours)
    dashes = "" if dash == "solid" else f' stroke-dasharray="{" ".join(map(str, dash))}"'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 16" width="48" height="16">'
        f'<path d="M2 8H46" stroke="{colour}" stroke-width="4"{dashes}/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode("ascii")


def legend_lines(names: Sequence[str]) -> int:
    """How many lines the legend takes where there is least room; 0 where it would take too many to be one."""
    lines, left = 1, float(NARROWEST)
    for name in names:
        width = min(SWATCH + LETTER * len(name), NARROWEST)
        if width > left:
            lines, left = lines + 1, NARROWEST
        left -= width
    return lines if lines <= MOST_LEGEND_LINES else 0


def height(names: Sequence[str]) -> int:
    """The height of a chart with these lines, in pixels, so that its curves have the same room under any legend."""
    return HEIGHT + LEGEND_LINE * (legend_lines(names) - 1)


def losses(title: str, lines: Sequence[Line], across: str, colours: Palette) -> Options:
    """Losses in nats; the window follows the runs down, so that good ones can be told apart."""
    # The worst run decides, unless it has leapt away.
    last = [float(line.up[-1]) for line in lines if len(line.up) and line.up[-1] < LOSS_WINDOWS[-1]]
    top = next((each for each in LOSS_WINDOWS if each > 1.1 * max(last, default=9.0)), LOSS_WINDOWS[-1])
    options = _frame(title, lines, across, colours)
    options["yAxis"] |= {"min": 0, "max": top, "interval": top / 4}
    return options


def accuracies(title: str, lines: Sequence[Line], across: str, colours: Palette) -> Options:
    """Accuracies in per cent; the window follows the runs up."""
    worst = min((100 * float(line.up[-1]) for line in lines if len(line.up)), default=0.0)
    bottom = next(each for each in ACCURACY_WINDOWS if each <= max(worst - 5, 0))
    scaled = [Line(line.name, line.end, line.across, 100 * line.up) for line in lines]
    options = _frame(title, scaled, across, colours)
    options["yAxis"] |= {"min": bottom, "max": 100, "interval": 5 if bottom > 70 else 10 if bottom else 20}
    return options


def _frame(title: str, lines: Sequence[Line], across: str, colours: Palette) -> Options:
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    logarithmic = across != "step"
    named = legend_lines([line.name for line in lines])
    return {
        "animationDuration": 0,
        "animationDurationUpdate": 200,
        "title": {
            "text": f"{title}, by {across}", "left": 0, "top": 0,
            "textStyle": small | {"fontSize": 13, "color": colours.ink},
        },
        "legend": {
            "show": bool(named), "left": 0, "top": 22, "itemWidth": 30, "itemGap": 14, "textStyle": small,
            "itemStyle": {"opacity": 0},
        },
        "grid": {"left": 4, "right": 18, "top": 31 + LEGEND_LINE * named, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "order": "valueAsc", "valueFormatter": "%.4f", "confine": True},
        "xAxis": {
            "type": "log" if logarithmic else "value", "splitNumber": 5,
            "axisLabel": small | {"hideOverlap": True}, "splitLine": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.border}},
            "max": max((line.end for line in lines), default=1),
        } | ({} if logarithmic else {"min": 0}),
        "yAxis": {
            "type": "value", "axisLabel": small, "splitNumber": 4,
            "splitLine": {"lineStyle": {"color": colours.grid}},
        },
        "series": [_series(line, *look_of(place, colours)) for place, line in enumerate(lines)],
    }  # fmt: skip


def _series(line: Line, colour: str, dash: Any) -> dict[str, Any]:
    points = zip(line.across.tolist(), line.up.tolist(), strict=True)
    return {
        "name": line.name, "type": "line", "symbol": "none", "color": colour, "clip": True,
        "lineStyle": {"width": 2.5, "type": dash},
        "data": [[x, round(y, 4)] for x, y in points],
    }  # fmt: skip
