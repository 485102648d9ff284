"""A digit of MNIST as the strokes of a pen: its ink thinned to a line of pixels, and the line walked along."""

import numpy as np
from PIL import Image

from mnist_core.arrays import Flags, Float32s
from mnist_core.drawing.digits import FIELD_SIDE

Pixel = tuple[int, int]

# Pixels to one of MNIST's, while thinning; a point of a stroke for so many; shorter ends are burrs.
SCALE, EVERY, SHORTEST = 6, 5, 7
# The eight neighbours of a pixel, clockwise from above.
AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def traced(image: Float32s, side: float) -> list[list[tuple[float, float]]]:
    """Trace the ink of an image (784,) into lines of points (x, y) on a sheet of this side, in its pixels."""
    picture = Image.fromarray(image.reshape(FIELD_SIDE, FIELD_SIDE))
    large = np.asarray(picture.resize((FIELD_SIDE * SCALE,) * 2, Image.Resampling.BICUBIC))
    factor = side / (FIELD_SIDE * SCALE)
    lines = []
    for walk in _walks(thinned(large > 0.4)):
        points = [*walk[:-1:EVERY], walk[-1]]
        lines.append([((column + 0.5) * factor, (row + 0.5) * factor) for row, column in points])
    return lines


def thinned(ink: Flags) -> Flags:
    """Thin ink (H, W) to lines one pixel wide that hang together as it does.

    T. Y. Zhang and C. Y. Suen, "A fast parallel algorithm for thinning digital patterns", 1984: pixels are
    taken off the edge in turns, those of the south-east, then those of the north-west.
    """
    ink = np.pad(ink, 1)
    changed = True
    while changed:
        changed = False
        for first, second in (((0, 2, 4), (2, 4, 6)), ((0, 2, 6), (0, 4, 6))):
            around = np.stack([np.roll(ink, (-row, -column), (0, 1)) for row, column in AROUND])
            count = around.sum(axis=0)
            turns = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
            edge = ~around[list(first)].all(axis=0) & ~around[list(second)].all(axis=0)
            gone = ink & (count >= 2) & (count <= 6) & (turns == 1) & edge
            ink = ink & ~gone
            changed |= bool(gone.any())
    return ink[1:-1, 1:-1]


def _walks(line: Flags) -> list[list[Pixel]]:
    """Walk along all of a thin line, from its ends first, straight on where it forks."""
    left = {(int(row), int(column)) for row, column in np.argwhere(line)}
    all_pixels = frozenset(left)
    ends = sorted(pixel for pixel in left if len(_near(pixel, all_pixels)) == 1)
    walks: list[list[Pixel]] = []
    for start in [*ends, *sorted(left)]:
        if start not in left:
            continue
        walk = _walk(start, left)
        # To where it leaves or meets what was walked before.
        own = {*walk[:3], *walk[-3:]}
        joints = [[p for p in _near(end, all_pixels) if p not in own][:1] for end in (walk[0], walk[-1])]
        walk = joints[0] + walk + joints[1]
        if len(walk) >= SHORTEST or not walks:
            walks.append(walk if len(walk) > 1 else walk * 2)
    return walks


def _walk(start: Pixel, left: set[Pixel]) -> list[Pixel]:
    """Walk on from a pixel while there are unwalked ones beside it, as straight as can be; takes them from `left`."""
    walk = [start]
    left.discard(start)
    while found := _near(walk[-1], left):
        here, before = walk[-1], walk[max(0, len(walk) - 6)]
        ahead = (here[0] - before[0], here[1] - before[1])
        turns = [_along(pixel, here, ahead) for pixel in found]
        walk.append(found[turns.index(max(turns))])
        left.discard(walk[-1])
    return walk


def _near(pixel: Pixel, pixels: set[Pixel] | frozenset[Pixel]) -> list[Pixel]:
    """The neighbours of a pixel among others, those beside it before those across."""
    order = AROUND[::2] + AROUND[1::2]
    return [found for row, column in order if (found := (pixel[0] + row, pixel[1] + column)) in pixels]


def _along(pixel: Pixel, here: Pixel, ahead: Pixel) -> float:
    """How straight on it is from here to a pixel."""
    row, column = pixel[0] - here[0], pixel[1] - here[1]
    return (row * ahead[0] + column * ahead[1]) / float(np.hypot(row, column))
