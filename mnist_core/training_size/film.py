"""Weight pictures over growing training sets to take away: a GIF that morphs, a PNG sheet that shows all at once."""

import io
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mnist_core.arrays import Bytes, Float64s, Floats
from mnist_core.diverging import colour_limit
from mnist_core.training_size.frames import Frames

# A picture has 256 colours: the diverging map, and from the ground to the ink for letters.
LEVELS, GREYS = 110, 35
SIDE, ZOOM, GAP, LINE = 28, 4, 6, 28
SHEET_ZOOM = 2
BETWEEN = 3  # pictures from one size to the next
# A trained model stays long enough to be read; what lies between two passes.
TRAINED_MILLISECONDS, BETWEEN_MILLISECONDS, LAST_MILLISECONDS = 500, 80, 1_800


@dataclass(frozen=True)
class Inks:
    """The colours of a film as hex strings: zero, for, against, and letters."""

    ground: str
    positive: str
    negative: str
    ink: str

    @property
    def palette(self) -> bytes:
        """256 colours: −LEVELS to LEVELS, then from the ground to the ink."""
        ground, positive, negative, ink = (
            np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
            for colour in (self.ground, self.positive, self.negative, self.ink)
        )
        value = np.arange(-LEVELS, LEVELS + 1)[:, np.newaxis] / LEVELS
        signed = ground + np.where(value < 0, negative - ground, positive - ground) * np.abs(value)
        letters = ground + (ink - ground) * np.arange(GREYS)[:, np.newaxis] / (GREYS - 1)
        return bytes(np.round(np.concatenate([signed, letters])).astype(np.uint8).tobytes())


def limits(weights: Floats, shared: bool) -> Float64s:
    """The weight (k,) at which each frame's colours are full: the same for all frames, or each one's own.

    All but the half percent of largest weights lie below it. A frame of zeros has 1.
    """
    each = np.array([colour_limit(frame) for frame in weights])
    return np.full(len(each), each.max(initial=0.0) or 1.0) if shared else each


def gif(frames: Frames, inks: Inks, shared: bool) -> bytes:
    """Draw the pictures as a GIF without end that morphs from size to size.

    Raises
    ------
    ValueError
        If there is no frame.
    """
    _refuse_none(frames)
    scales = limits(frames.weights, shared)
    shades = frames.weights / scales[:, np.newaxis, np.newaxis]
    pictures = [
        _draw(_five_by_two(before + (after - before) * fraction), _caption(frames, place, place + (fraction > 0)), inks)
        for place, (before, after) in enumerate(pairwise(shades))
        for fraction in np.arange(BETWEEN) / BETWEEN
    ]
    pictures.append(_draw(_five_by_two(shades[-1]), _caption(frames, len(frames) - 1, len(frames) - 1), inks))
    way = [TRAINED_MILLISECONDS] + [BETWEEN_MILLISECONDS] * (BETWEEN - 1)
    durations = way * (len(frames) - 1) + [LAST_MILLISECONDS]
    file = io.BytesIO()
    pictures[0].save(
        file, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=False, disposal=1
    )
    return file.getvalue()


def sheet(frames: Frames, inks: Inks, shared: bool) -> bytes:
    """Draw the pictures as one PNG: a row for each size, a column for each class.

    Raises
    ------
    ValueError
        If there is no frame.
    """
    _refuse_none(frames)
    scales = limits(frames.weights, shared)
    rows = [_tiles(weights / scale, SHEET_ZOOM, 10) for weights, scale in zip(frames.weights, scales, strict=True)]
    margin = 120
    paper = np.full((sum(len(row) for row in rows), margin + rows[0].shape[1]), LEVELS, np.uint8)
    top = 0
    for row in rows:
        paper[top : top + len(row), margin:] = row
        top += len(row)
    image = _image(paper, inks)
    for place in range(len(frames)):
        _write(image, (GAP, place * len(rows[0]) + 10), f"n = {frames.sizes[place]:,}", 18)
        _write(image, (GAP, place * len(rows[0]) + 34), f"{frames.part} {100 * frames.accuracy[place]:.1f} %", 13)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _refuse_none(frames: Frames) -> None:
    if not len(frames):
        raise ValueError("a film needs at least one frame, and none is ready")


def _caption(frames: Frames, before: int, after: int) -> str:
    """Say of which model a picture is; between two, which nothing was trained on, of which two and no accuracy."""
    if before != after:
        return f"between n = {frames.sizes[before]:,} and n = {frames.sizes[after]:,}"
    return f"trained on n = {frames.sizes[before]:,}    {frames.part} accuracy {100 * frames.accuracy[before]:.1f} %"


def _five_by_two(shades: Floats) -> Bytes:
    return _tiles(shades, ZOOM, 5)


def _tiles(shades: Floats, zoom: int, columns: int) -> Bytes:
    """Lay out ten pictures (784, 10) of shares from −1 to 1 as palette indices, each with a gap around it."""
    indices = np.round(np.clip(shades, -1, 1) * LEVELS + LEVELS).astype(np.uint8)
    pictures = indices.T.reshape(10, SIDE, SIDE).repeat(zoom, 1).repeat(zoom, 2)
    framed = np.pad(pictures, ((0, 0), (GAP // 2, GAP // 2), (GAP // 2, GAP // 2)), constant_values=LEVELS)
    side = framed.shape[1]
    laid: Bytes = framed.reshape(-1, columns, side, side).swapaxes(1, 2).reshape(-1, columns * side)
    return laid


def _draw(tiles: Bytes, caption: str, inks: Inks) -> Image.Image:
    paper = np.full((LINE, tiles.shape[1]), LEVELS, np.uint8)
    image = _image(np.concatenate([paper, tiles]), inks)
    _write(image, (GAP, 4), caption, 16)
    return image


def _image(indices: Bytes, inks: Inks) -> Image.Image:
    image = Image.fromarray(indices).convert("L")
    image.putpalette(inks.palette)
    return image


def _write(image: Image.Image, place: tuple[int, int], text: str, size: int) -> None:
    """Write smooth letters in the palette's shades between ground and ink."""
    mask = Image.new("L", (image.width - place[0], size + 8))
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=ImageFont.load_default(size))
    depth = np.round(np.asarray(mask) / 255 * (GREYS - 1)).astype(np.uint8)
    letters = Image.fromarray((2 * LEVELS + 1 + depth).astype(np.uint8))
    image.paste(letters, place, mask.point(lambda ink: 255 * (ink > 3)))
