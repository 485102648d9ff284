"""The charts of the experiments under the drawing: the biases, and gradient descent with a head start."""

import numpy as np

from mnist_core.arrays import Floats, Integers
from ui.charts.style import FONT, Figure, Options, axis, figure, frame, mix
from ui.palette import Palette
from ui.words import hedged, signed

MANY = 20  # pixels, from which on they are counted together

BIASES_HEIGHT = 260  # pixels


def biases(bias: Floats, probabilities: Floats, colours: Palette) -> Figure:
    """The ten biases as bars, and under each the share that it alone gives its class."""
    bars = {
        "type": "bar",
        "x": list(range(10)),
        "y": [round(value, 3) for value in bias.tolist()],
        "marker": {"color": [colours.against if value < 0 else colours.for_ for value in bias.tolist()]},
        "hovertext": [
            f"Bias of class {k}: {signed(value, 3)}<br>On a blank sheet it gets {hedged(of_blank)}"
            for k, (value, of_blank) in enumerate(zip(bias.tolist(), probabilities.tolist(), strict=True))
        ],
        "hoverinfo": "text",
    }
    zero = {"zeroline": True, "zerolinecolor": colours.border}
    under = [f"{k}<br>{100 * of_blank:.0f} %" for k, of_blank in enumerate(probabilities)]
    return figure(
        "Biases: what it believes before any ink", [bars], colours, BIASES_HEIGHT,
        bargap=0.3,
        hovermode="x",
        xaxis=axis("class, and its share of a blank sheet", colours, tickvals=list(range(10)), ticktext=under),
        yaxis=axis("evidence from the bias", colours, showgrid=True, nticks=6) | zero,
    )  # fmt: skip


def fewest_pixels(counts: Integers, here: int, colours: Palette) -> Options:
    """How many of the test digits need 1, 2, … pixels to be read as another; the drawing's own number marked."""
    most = max(MANY, here)
    bars = np.bincount(np.minimum(counts, most), minlength=most + 1)[1:]
    options = _frame("Test digits by the fewest pixels", colours)
    options["grid"] |= {"top": 26}
    options["xAxis"]["data"] = [str(count) for count in range(1, most)] + [f"{most}+"]
    options["yAxis"] |= {"splitNumber": 2}
    quiet = mix(colours.test, colours.ground, 0.35)
    options["series"] = [
        {
            "name": "test digits", "type": "bar", "barCategoryGap": "20%",
            "data": [
                {"value": value, "itemStyle": {"color": colours.test if place == here else quiet}}
                for place, value in enumerate(bars.tolist(), start=1)
            ],
        }
    ]  # fmt: skip
    return options


def head_start(runs: dict[str, tuple[Integers, Floats]], name: str, colours: Palette) -> Options:
    """Accuracy in %, on the digits of a part, at the recorded steps (evenly spaced) of runs by name: yours first."""
    options = _frame(f"{name.capitalize()} accuracy by step, in %", colours)
    steps = max((steps for steps, _ in runs.values()), key=len)
    options["xAxis"]["data"] = [f"{step:,}" for step in steps]
    options["yAxis"] |= {"min": 0, "max": 100, "interval": 20}
    hues, dashes = (colours.test if name == "test" else colours.validation, colours.muted), ("solid", "dashed")
    options["legend"] = {
        "right": 0, "top": 0, "icon": "roundRect", "itemWidth": 14, "itemHeight": 3,
        "textStyle": {"color": colours.muted, "fontSize": 12, "fontFamily": FONT},
    }  # fmt: skip
    options["series"] = [
        {
            "name": name, "type": "line", "symbolSize": 5, "color": hue, "lineStyle": {"width": 2, "type": dash},
            "data": [round(100 * float(value), 2) for value in values],
        }
        for (name, (_, values)), hue, dash in zip(runs.items(), hues, dashes, strict=False)
    ]  # fmt: skip
    return options


def _frame(title: str, colours: Palette) -> Options:
    """What the charts here share: classes or steps side by side."""
    options = frame(title, colours)
    options["tooltip"] = {"trigger": "axis"}
    options["xAxis"]["type"] = "category"
    options["xAxis"]["axisLabel"] |= {"lineHeight": 16, "hideOverlap": False}
    options["xAxis"]["axisLine"] |= {"onZero": False}
    return options
