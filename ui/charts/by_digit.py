"""The chart of a run that has ended: accuracy digit by digit. Its curves are drawn by the board in the browser."""

import numpy as np
import plotly.graph_objects as go

from mnist_core.arrays import Float64s
from ui.charts.style import mix, plain
from ui.palette import Palette


def accuracy_by_digit(shares: Float64s, colours: Palette) -> go.Figure:
    """Bars of the share (10,) of each digit's examples that is read rightly, the worst marked in words."""
    worst = int(np.nanargmin(shares))
    figure = go.Figure(
        go.Bar(
            x=[str(k) for k in range(10)],
            y=100 * shares,
            text=[f"{100 * share:.0f}" for share in shares],
            textposition="outside",
            cliponaxis=False,
            marker_color=[colours.test if k == worst else mix(colours.test, colours.ground) for k in range(10)],
            hovertemplate="%{x}: %{y:.1f} % right<extra></extra>",
        )
    )
    return plain(figure, colours, height=210)
