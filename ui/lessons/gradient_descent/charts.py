"""The loss of several runs by step."""

from mnist_core.training.run import Snapshot
from ui.charts.style import FONT, Options
from ui.palette import Palette

DASHES = {0.01: [2, 4], 0.1: [7, 4], 0.5: "solid", 2.0: [12, 3, 2, 3], 10.0: [16, 4]}


def loss_by_step(runs: list[Snapshot], colours: Palette) -> Options:
    """Mean cross-entropy on the training digits, at the recorded steps; both axes logarithmic."""
    small = {"color": colours.muted, "fontSize": 12, "fontFamily": FONT}
    axis = {"type": "log", "axisLabel": small, "axisLine": {"lineStyle": {"color": colours.border}}}
    title = f"Loss of {runs[0].config.train_size:,} train digits, by step"
    return {
        "animationDuration": 0,
        "title": {"text": title, "textStyle": small | {"fontSize": 13, "color": colours.ink}, "left": 0, "top": 0},
        "grid": {"left": 4, "right": 66, "top": 30, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.3f"},
        "xAxis": axis | {"min": 1, "max": 300, "splitLine": {"show": False}},
        "yAxis": axis | {"min": 0.05, "splitLine": {"lineStyle": {"color": colours.grid}}},
        "series": [
            {
                "name": f"rate {run.config.learning_rate:g}", "type": "line", "symbol": "circle", "symbolSize": 5,
                "color": colours.train,
                "lineStyle": {"width": 2, "type": DASHES.get(run.config.learning_rate, "solid")},
                "endLabel": small | {"show": True, "formatter": "{a}", "color": colours.ink},
                "data": [
                    [int(step), round(float(loss), 4)]
                    for step, loss in zip(run.history.step, run.history.train_loss, strict=True)
                    if step
                ],
            }
            for run in runs
        ],
    }  # fmt: skip
