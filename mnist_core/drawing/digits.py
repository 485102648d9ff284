"""A drawing becomes 28×28 pixels the way MNIST's own digits did.

Whoever made MNIST scaled every digit until its longer side was 20 pixels, then moved it by
whole pixels until its centre of mass stood in the middle of a 28×28 field. A model that has
seen nothing else reads a drawing only after the same treatment: `read_drawing`. And only if the
lines are about as wide as those of the people who wrote MNIST: `line_width.with_even_lines`.

Ink is a matrix of floats from 0 (bare ground) to 1, got from pixels (`ink_from_rgba`) or,
better, from pen strokes (`strokes.ink_from_strokes`), whose line can still be made as wide as MNIST's.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from mnist_core.arrays import Bytes, Float32s
from mnist_core.drawing.line_width import with_even_lines

FIELD_SIDE = 28
BOX_SIDE = 20

# Contrast below either is paper grain or what JPEG leaves around a line: a share of black on white, of the boldest ink.
FAINT, FAINT_FRACTION = 0.04, 0.1
# Below the faintest grey of MNIST, 1 of 255.
GHOST_FRACTION = 0.0035


@dataclass(frozen=True)
class Reading:
    """A drawing at every stage on its way to the model.

    Attributes
    ----------
    drawn : (H, W), the ink as it was given
    cropped : (h, w), cut to the smallest rectangle that holds all ink
    evened : (h', w'), the same with lines as wide as MNIST's, at another size; where their width cannot be
        told or is right, it is `cropped`
    boxed : (20, 20), scaled until the longer side fills the box
    centred : (28, 28), moved until the centre of mass is in the middle; in the 256 greys of MNIST
    is_empty : whether there is no ink: all stages are blank then, and no model should be asked
    """

    drawn: Float32s
    cropped: Float32s
    evened: Float32s
    boxed: Float32s
    centred: Float32s
    is_empty: bool

    @property
    def image(self) -> Float32s:
        """What the model is given: `centred`, flat, (784,)."""
        return self.centred.reshape(-1)


def read_drawing(ink: ArrayLike) -> Reading:
    """Take ink (H, W), from 0 to 1, through every stage; ValueError for anything else."""
    drawn = np.asarray(ink, dtype=np.float32)
    # Written so that NaN, too, fails the comparison.
    if drawn.ndim != 2 or not drawn.size or not (drawn.min() >= 0 and drawn.max() <= 1):
        raise ValueError(f"ink must be a matrix of numbers from 0 to 1, not of shape {drawn.shape} with others")
    cropped = crop_to_ink(drawn)
    evened = crop_to_ink(with_even_lines(cropped))
    boxed = fit_to_box(evened)
    # Rounded to MNIST's greys, what is shown, what is saved as a picture and what the model reads are the same.
    centred = np.round(centre_by_mass(boxed) * 255) / np.float32(255)
    return Reading(drawn, cropped, evened, boxed, centred, is_empty=not boxed.any())


def crop_to_ink(ink: Float32s) -> Float32s:
    """Cut away bare rows and columns around the ink, (H, W) to (h, w); blank ink stays as it is."""
    return ink[ink_extent(ink)]


def ink_extent(ink: Float32s) -> tuple[slice, slice]:
    """Find the rows and columns of the smallest rectangle that holds all ink; all of them if there is none.

    What is fainter than any grey of MNIST is bare: enlarging a picture smoothly leaves a wide rim of it.
    """
    inked = ink > GHOST_FRACTION * ink.max()
    if not inked.any():
        return slice(0, ink.shape[0]), slice(0, ink.shape[1])
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def fit_to_box(ink: Float32s, side: int = BOX_SIDE) -> Float32s:
    """Scale ink (h, w) in proportion until its longer side fills a box (side, side), the shorter in the middle.

    Each pixel is the mean of what it covers; then the boldest is brought to 1, as nearly every
    digit of MNIST has it. (Lines of 2 pixels on a canvas of 280 are read with 73 % instead of 22 %.)
    Ink that fills the box already, as MNIST's own does, has lost nothing and stays as it is.
    """
    scale = side / max(ink.shape)
    height, width = (max(1, round(length * scale)) for length in ink.shape)
    scaled = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BOX))
    box = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    box[top : top + height, left : left + width] = scaled if scale == 1 else scaled / (scaled.max() or 1)
    return box.clip(0, 1)


def in_cells(ink: Float32s, side: int = FIELD_SIDE) -> Float32s:
    """Ink (H, W) where it lies, in cells (side, side): each is the mean of what it covers."""
    return np.asarray(Image.fromarray(ink).resize((side, side), Image.Resampling.BOX))


def centre_by_mass(ink: Float32s, side: int = FIELD_SIDE) -> Float32s:
    """Place ink (h, w) on a field (side, side) so that its centre of mass is within half a pixel of the middle.

    The middle of 28 is row 14, column 14, counted from 0: so it is in all 60,000 training images.
    Whole pixels blur nothing. What then lies outside the field is lost, as in 13 of those images.
    """
    if not ink.any():
        return np.zeros((side, side), np.float32)
    row = np.average(np.arange(ink.shape[0]), weights=ink.sum(axis=1))
    column = np.average(np.arange(ink.shape[1]), weights=ink.sum(axis=0))
    field = Image.new("F", (side, side))
    place = side // 2 - math.floor(column + 0.5), side // 2 - math.floor(row + 0.5)
    field.paste(Image.fromarray(ink), place)
    return np.array(field)


def is_like_mnist(grey: Float32s) -> bool:
    """Tell whether an image (H, W) is as MNIST's own are: what fitting and centring would leave where it is."""
    same_size = grey.shape == (FIELD_SIDE, FIELD_SIDE)
    return same_size and max(crop_to_ink(grey).shape) <= BOX_SIDE and np.array_equal(centre_by_mass(grey), grey)


def ink_from_rgba(rgba: Bytes) -> Float32s:
    """Find the ink of a picture (H, W, 4), whatever the colours of pen and ground.

    The ground is what most of the border shows. Where it is transparent, ink is what is opaque;
    else ink is what differs from the ground. So a picture of one plain colour holds no ink.

    Returns
    -------
    (H, W), 0 to 1

    Raises
    ------
    ValueError
        If the array is not (H, W, 4) of uint8.
    """
    if rgba.ndim != 3 or rgba.shape[-1] != 4 or rgba.dtype != np.uint8 or not rgba.size:
        raise ValueError(f"a picture must be an array (H, W, 4) of uint8, not {rgba.shape} of {rgba.dtype}")
    pixels = rgba.astype(np.float32) / np.float32(255)
    alpha = pixels[..., 3]
    ground = np.median(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]), axis=0)
    if ground[3] < 0.5:
        return alpha
    # The channel that differs most: yellow on white is as much ink as black on white.
    contrast: Float32s = np.abs(pixels[..., :3] - ground[:3]).max(axis=-1) * alpha
    contrast[contrast < max(FAINT, FAINT_FRACTION * contrast.max())] = 0
    return contrast
