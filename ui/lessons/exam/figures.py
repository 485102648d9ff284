"""The figures of the exam that stand still: whether its certainty can be trusted, and your guesses."""

from itertools import pairwise

import numpy as np

from mnist_core.arrays import Flags, Floats
from mnist_core.exam.calibration import Reliability
from ui.charts.style import Figure, Options, axis, figure, mix
from ui.palette import Palette


def reliability_diagram(found: Reliability, colours: Palette) -> Figure:
    """How often the answers of each confidence are right, with 95 % intervals, over how many there are of each."""
    held = found.counts > 0
    confidences = {"range": [0, 100], "dtick": 20, "showline": True}
    return figure(
        "Right answers by confidence, in %",
        [
            _right(found, held, colours),
            _as_sure_as_right(colours),
            _means(found, held, colours),
            _answers(found, colours),
        ],
        colours, 430,
        bargap=0.08,
        hovermode="x",
        xaxis=axis("", colours, **confidences, anchor="y"),
        xaxis2=axis("confidence, in %", colours, **confidences, anchor="y2"),
        yaxis=axis("right, in % of the bin", colours, showgrid=True, range=[0, 100], dtick=20, domain=[0.36, 1]),
        yaxis2=axis("answers", colours, showgrid=True, nticks=4, tickformat=",", rangemode="tozero", domain=[0, 0.24]),
    )  # fmt: skip


def _bins(found: Reliability) -> Options:
    """Bars as wide as their bins."""
    return {
        "type": "bar",
        "x": (50 * (found.edges[:-1] + found.edges[1:])).round(3).tolist(),
        "width": round(92 / len(found.counts), 3),
        "hoverinfo": "text",
    }


def _right(found: Reliability, held: Flags, colours: Palette) -> Options:
    """The share that is right in each bin, with its interval."""
    right, low, high = (100 * np.where(held, values, np.nan) for values in (found.accuracy, found.low, found.high))
    correct = np.where(held, np.nan_to_num(found.accuracy) * found.counts, 0).round().astype(int)
    return _bins(found) | {
        "name": "right, %",
        "y": _listed(right),
        "marker": {"color": mix(colours.test, colours.ground, 0.5)},
        "error_y": {
            "type": "data", "symmetric": False, "array": _listed(high - right), "arrayminus": _listed(right - low),
            "color": colours.test, "thickness": 2, "width": 0,
        },
        "hovertext": [
            f"{between}:<br>{k:,} of {n:,} answers are right, {mark:.1f} %<br>plausible: {below:.1f} to {above:.1f} %"
            f"<br>mean confidence: {mean:.1f} %" if n else f"{between}:<br>no answers"
            for between, k, n, mark, below, above, mean in zip(
                _between(found), correct, found.counts, right, low, high, 100 * found.confidence, strict=True
            )
        ],
    }  # fmt: skip


def _answers(found: Reliability, colours: Palette) -> Options:
    """How many answers there are in each bin."""
    return _bins(found) | {
        "name": "answers", "xaxis": "x2", "yaxis": "y2", "y": found.counts.tolist(),
        "marker": {"color": colours.muted},
        "hovertext": [f"{between}:<br>{n:,} of {found.counts.sum():,} answers"
                      for between, n in zip(_between(found), found.counts, strict=True)],
    }  # fmt: skip


def _between(found: Reliability) -> list[str]:
    return [f"Confidence {100 * low:.0f} to {100 * high:.0f} %" for low, high in pairwise(found.edges)]


def _as_sure_as_right(colours: Palette) -> Options:
    return {
        "type": "scatter", "mode": "lines", "name": "as sure as right", "x": [0, 100], "y": [0, 100],
        "line": {"dash": "dash", "width": 1.5, "color": colours.ink}, "hoverinfo": "skip",
    }  # fmt: skip


def _means(found: Reliability, held: Flags, colours: Palette) -> Options:
    """The mean confidence of each bin: on the dashed line, as sure as right."""
    return {
        "type": "scatter", "mode": "markers", "name": "mean confidence, right", "cliponaxis": False,
        "x": _listed(100 * found.confidence[held]), "y": _listed(100 * found.accuracy[held]),
        "marker": {"symbol": "diamond", "size": 9, "color": colours.ink}, "hoverinfo": "skip",
    }  # fmt: skip


def _listed(values: Floats) -> list[float | None]:
    """Numbers with sensible digits, and none where there is none."""
    return [None if np.isnan(value) else round(float(value), 3) for value in values]
