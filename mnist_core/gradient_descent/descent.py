"""Gradient descent on a curve, and what came of it: each step and the whole path named by stated criteria."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from mnist_core.arrays import Float64s
from mnist_core.gradient_descent.curves import Curve

ARRIVED = 0.01  # from a minimum: as near as can be seen in the picture
CRAWL = 0.05  # of the way that is left
GONE = 1000.0  # from the origin: nothing will bring it back into the picture
SAME = 1e-9  # relative difference of heights that count as equal


class Event(StrEnum):
    """What one step did; the first of these that is true."""

    STUCK = "stuck"  # the slope is exactly 0, but not at a minimum
    ARRIVES = "arrives"  # within ARRIVED of a minimum
    CLIMBS = "climbs"  # lands higher than it was
    SWINGS = "swings"  # leaps over a minimum and lands just as high
    OVERSHOOTS = "overshoots"  # leaps over a minimum and lands lower
    CRAWLS = "crawls"  # covers less than CRAWL of the way to the nearest minimum
    DESCENDS = "descends"


class Outcome(StrEnum):
    """What a whole descent came to; the first of these that is true."""

    HITS = "hits"  # ends within ARRIVED of a minimum, and was there after its first step
    OVERSHOOTS_AND_CONVERGES = "overshoots and converges"  # ends so, having leapt over the minimum
    CONVERGES = "converges"  # ends so, from one side
    DIVERGES = "diverges"  # ends higher than it began, or went beyond GONE
    STUCK = "stuck"
    SWINGS = "swings"
    OVERSHOOTS = "overshoots"  # the last step leaps over a minimum, or climbs
    CRAWLS = "crawls"
    UNDERWAY = "underway"


@dataclass(frozen=True)
class Descent:
    """A path of gradient descent, S steps long, and its name.

    Attributes
    ----------
    points : (S + 1, d), the start first
    heights : (S + 1,)
    slopes : (S + 1, d)
    events : what each of the S steps did
    outcome : what it came to
    """

    curve: Curve
    points: Float64s
    heights: Float64s
    slopes: Float64s
    events: tuple[Event, ...]
    outcome: Outcome

    @property
    def arrival(self) -> int | None:
        """The first step that ends within ARRIVED of a minimum, or None; 0 if it began there."""
        near = np.flatnonzero(_way_left(self.curve, self.points) <= ARRIVED)
        return int(near[0]) if near.size else None


def descend(curve: Curve, start: Sequence[float], learning_rate: float, steps: int) -> Descent:
    """Go downhill: point ← point − learning rate × slope, again and again.

    Parameters
    ----------
    curve : what to descend on
    start : the coordinates to begin at
    learning_rate : how far a step goes, as a multiple of the slope
    steps : how many steps; fewer are made once the path has left for good
    """
    path = [np.array(start, dtype=np.float64)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * curve.slope(path[-1]))
        if np.abs(path[-1]).max() > GONE:
            break
    points = np.array(path)
    events = tuple(name_step(curve, before, after) for before, after in pairwise(points))
    return Descent(
        curve, points, curve.height(points), curve.slope(points), events, name_descent(curve, points, events)
    )


def _way_left(curve: Curve, points: Float64s) -> Float64s:
    """The distance of each point (…, d) to the nearest minimum."""
    ways = np.linalg.norm(points[..., None, :] - np.array(curve.minima), axis=-1)
    nearest: Float64s = ways.min(axis=-1)
    return nearest


def name_step(curve: Curve, before: Float64s, after: Float64s) -> Event:
    """Name a step by the stated criteria."""
    was, now = float(curve.height(before)), float(curve.height(after))
    # Of two points NumPy takes longer to begin than to compute.
    way, left = (min(math.dist(point, minimum) for minimum in curve.minima) for point in (before, after))
    moved = math.dist(before, after)
    leaps = any(
        (b - m) * (a - m) < 0 for minimum in curve.minima for b, a, m in zip(before, after, minimum, strict=True)
    )
    if left <= ARRIVED:
        return Event.ARRIVES
    if moved == 0:
        return Event.STUCK
    if now - was > SAME * was:
        return Event.CLIMBS
    if leaps and now - was >= -SAME * was:
        return Event.SWINGS
    if leaps:
        return Event.OVERSHOOTS
    return Event.CRAWLS if moved < CRAWL * way else Event.DESCENDS


def name_descent(curve: Curve, points: Float64s, events: tuple[Event, ...]) -> Outcome:
    """Name a path by the stated criteria."""
    if float(_way_left(curve, points[-1])) <= ARRIVED:
        if set(events) == {Event.ARRIVES} and float(_way_left(curve, points[0])) > ARRIVED:
            return Outcome.HITS
        restless = {Event.OVERSHOOTS, Event.CLIMBS, Event.SWINGS} & set(events)
        return Outcome.OVERSHOOTS_AND_CONVERGES if restless else Outcome.CONVERGES
    first, last = (float(height) for height in curve.height(points[[0, -1]]))
    if last > first * (1 + SAME) or np.abs(points[-1]).max() > GONE:
        return Outcome.DIVERGES
    ends = {Event.STUCK: Outcome.STUCK, Event.SWINGS: Outcome.SWINGS, Event.CRAWLS: Outcome.CRAWLS}
    ends |= {Event.OVERSHOOTS: Outcome.OVERSHOOTS, Event.CLIMBS: Outcome.OVERSHOOTS}
    return ends.get(events[-1], Outcome.UNDERWAY) if events else Outcome.UNDERWAY
