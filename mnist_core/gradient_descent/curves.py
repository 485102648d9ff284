"""Four curves that fit on a page, with their slopes: what a descent can be watched on.

A point is a row of one coordinate, or of two for the valley; heights are 0 at the lowest minimum.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mnist_core.arrays import Float64s

STEEPNESS = 10.0  # of the valley's walls, as a multiple of its floor's


@dataclass(frozen=True)
class Curve:
    """A function to descend on.

    Attributes
    ----------
    name : what it is called in the address
    height : points (…, d) to heights (…)
    slope : points (…, d) to the partial derivatives (…, d)
    minima : its minima, the lowest first
    curvature : the largest second derivative at the lowest minimum
    window : what a picture of it should show: left, right, bottom, top
    formula, derivative : the same in LaTeX
    """

    name: str
    height: Callable[[Float64s], Float64s]
    slope: Callable[[Float64s], Float64s]
    minima: tuple[tuple[float, ...], ...]
    curvature: float
    window: tuple[float, float, float, float]
    formula: str
    derivative: str

    @property
    def dimensions(self) -> int:
        """1 for a curve, 2 for a valley."""
        return len(self.minima[0])

    @property
    def one_step_rate(self) -> float:
        """The learning rate that hits the bottom of a parabola of this curvature in one step: 1 / curvature."""
        return 1 / self.curvature

    @property
    def largest_rate(self) -> float:
        """The learning rate from which the minimum throws off what comes near it: 2 / curvature."""
        return 2 / self.curvature


PARABOLA = Curve(
    name="parabola",
    height=lambda p: p[..., 0] ** 2,
    slope=lambda p: 2 * p,
    minima=((0.0,),),
    curvature=2.0,
    window=(-2.4, 2.4, 0.0, 5.0),
    formula=r"f(x) = x^2",
    derivative=r"f'(x) = 2x",
)
VALLEY = Curve(
    name="valley",
    height=lambda p: (p[..., 0] ** 2 + STEEPNESS * p[..., 1] ** 2) / 2,
    slope=lambda p: p * np.array([1.0, STEEPNESS]),
    minima=((0.0, 0.0),),
    curvature=STEEPNESS,
    window=(-2.4, 2.4, -1.6, 1.6),
    formula=rf"f(x, y) = \tfrac12 (x^2 + {STEEPNESS:g}\,y^2)",
    derivative=rf"\nabla f = (x,\ {STEEPNESS:g}\,y)",
)
# The derivative 0.8 x (x + 1)(x − 1.5) is 0 on the hilltop at 0 and in the two minima beside it.
TWO_MINIMA = Curve(
    name="two-minima",
    height=lambda p: 0.8 * (p[..., 0] ** 4 / 4 - p[..., 0] ** 3 / 6 - 0.75 * p[..., 0] ** 2) + 0.7875,
    slope=lambda p: 0.8 * p * (p + 1) * (p - 1.5),
    minima=((1.5,), (-1.0,)),
    curvature=3.0,
    window=(-2.2, 2.6, 0.0, 3.2),
    formula=r"f(x) = 0.2\,x^4 - 0.133\,x^3 - 0.6\,x^2 + 0.788",
    derivative=r"f'(x) = 0.8\,x\,(x + 1)(x - 1.5)",
)
# To the left an exponential wall, to the right a plain whose slope never exceeds 4/3.
STEEP_WALL = Curve(
    name="steep-wall",
    height=lambda p: 4 / 3 * (p[..., 0] + (np.exp(-1.5 * p[..., 0]) - 1) / 1.5),
    slope=lambda p: 4 / 3 * (1 - np.exp(-1.5 * p)),
    minima=((0.0,),),
    curvature=2.0,
    window=(-2.3, 4.6, 0.0, 16.0),
    formula=r"f(x) = \tfrac43 x + \tfrac89 (e^{-1.5x} - 1)",
    derivative=r"f'(x) = \tfrac43 (1 - e^{-1.5x})",
)
CURVES = {curve.name: curve for curve in (PARABOLA, VALLEY, TWO_MINIMA, STEEP_WALL)}


def outline(curve: Curve, count: int = 181) -> Float64s:
    """The points (count, 2) of a curve's line, a little wider than its window."""
    left, right, *_ = curve.window
    across = np.linspace(left, right, count)
    return np.column_stack([across, curve.height(across[:, None])])


def contours(curve: Curve, count: int = 9) -> Float64s:
    """The half-axes (count, 2) of the valley's ellipses of equal height, the widest reaching beyond its window."""
    _, right, _, top = curve.window
    # The ellipse through the window's corner; equal distances between ellipses, as on a map of a bowl.
    reach = np.sqrt(2 * curve.height(np.array([right, top]))) * np.arange(1, count + 1) / count
    return reach[:, None] / np.sqrt([1.0, STEEPNESS])
