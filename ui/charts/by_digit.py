"""The chart of a run that has ended: accuracy digit by digit. Its curves are drawn by the board in the browser."""

import numpy as np

from mnist_core.arrays import Float64s
from ui.charts.style import Figure, axis, figure, mix
from ui.palette import Palette


def accuracy_by_digit(accuracies: Float64s, colours: Palette) -> Figure:
    """Bars of the accuracy (10,) on each digit's examples, the worst marked in words."""
    worst = int(np.nanargmin(accuracies))
    bars = {
        "type": "bar",
        "x": list(range(10)),
        "y": (100 * accuracies).round(2).tolist(),
        "text": [f"{100 * accuracy:.0f}" for accuracy in accuracies],
        "textposition": "outside",
        "textfont": {"color": colours.ink},
        "cliponaxis": False,
        "marker": {"color": [colours.test if k == worst else mix(colours.test, colours.ground) for k in range(10)]},
        "hovertemplate": "Of the test digits labelled %{x}, %{y:.1f} % are read rightly<extra></extra>",
    }
    return figure(
        "Read rightly, in % of the test digits of each label", [bars], colours, 230,
        bargap=0.35,
        xaxis=axis("label", colours, type="category", tickfont={"size": 13, "color": colours.ink}),
        yaxis={"visible": False, "range": [0, 108], "fixedrange": True},
    )  # fmt: skip
