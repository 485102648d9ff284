"""The chart of a run that has ended: accuracy digit by digit. Its curves are drawn by the board in the browser."""

import numpy as np

from mnist_core.arrays import Float64s
from ui.charts.style import Figure, axis, figure, mix
from ui.palette import Palette


def accuracy_by_digit(accuracies: Float64s, counted: str, colours: Palette) -> Figure:
    """Bars of the accuracy (10,) on each digit's examples; `counted` names what is measured on. The worst stand out."""
    worst = np.nanmin(accuracies)
    bars = {
        "type": "bar",
        "x": list(range(10)),
        "y": [None if np.isnan(accuracy) else round(100 * float(accuracy), 2) for accuracy in accuracies],
        "text": ["" if np.isnan(accuracy) else _short(accuracy) for accuracy in accuracies],
        "textposition": "outside",
        "textfont": {"color": colours.ink},
        "cliponaxis": False,
        "marker": {
            "color": [
                colours.validation if accuracy == worst else mix(colours.validation, colours.ground)
                for accuracy in accuracies
            ]
        },
        "hovertemplate": f"Of {counted}, %{{y:.1f}} % of those labelled %{{x}} are read rightly<extra></extra>",
    }
    return figure(
        f"Read rightly, in % by label, of {counted}", [bars], colours, 230,
        bargap=0.35,
        xaxis=axis("label", colours, type="category", tickfont={"size": 13, "color": colours.ink}),
        yaxis={"visible": False, "range": [0, 108], "fixedrange": True},
    )  # fmt: skip


def _short(accuracy: float) -> str:
    """An accuracy in whole per cent, all of them only where it is."""
    return "> 99" if 0.995 <= accuracy < 1 else f"{100 * accuracy:.0f}"
