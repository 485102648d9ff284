"""A picture that somebody uploads becomes ink, or a sentence that says why not.

The bytes are a stranger's: size and format are checked before anything is decoded, one picture is
decoded at a time, and nothing is written anywhere.
"""

import io
import threading
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from mnist_core.arrays import Bytes, Float32s
from mnist_core.drawing.digits import ink_from_rgba, is_like_mnist
from mnist_core.drawing.doubts import Doubt, doubt_of_ink
from mnist_core.drawing.photos import greys, ink_from_photo, is_photo
from mnist_core.drawing.shapes import largest_shape
from mnist_core.drawing.sheets import find_sheet, on_sheet_alone

# Not every format that Pillow knows: some of them start other programs.
FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_FILE = 12_000_000
LARGEST_PIXELS = 50_000_000
# What a picture may take while it is decoded, for a file of 200 KB can stand for a thousand times as many bytes: 50
# million pixels of colour do, or 12.5 million of a WebP, as a phone's camera has them.
MOST_BYTES = 200_000_000
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2}  # of Pillow's modes; all others take 4
WEBP_BYTES = 16  # a pixel, measured: its library keeps several pictures
BAND_PIXELS = 1_000_000  # that are brought to RGBA at a time: the whole would be a second picture as large
# More pixels than this tell nothing more about a digit.
MOST_SIDE = 640
FULL_16_BITS = 65_535
_GREY_16 = ("I;16", "I;16L", "I;16B", "I")

# What is said about a picture.
EVENED = "It looks like a photo: the light on the paper has been evened out."
NO_INK = "No ink was found in it."
MANY_PIXELS = f"The picture has {{}} pixels; at most {LARGEST_PIXELS // 1_000_000} million can be read."
MUCH_MEMORY = (
    "The picture has {} pixels, which would take {:.0f} MB of memory to read; "
    f"at most {MOST_BYTES // 1_000_000} MB may be taken: make it smaller, or send it as a JPEG."
)
A_SHEET = "A sheet was found in it: only what stands on that is read."
SEVERAL = "There are {} shapes apart from each other in it: only the largest is kept."

_one_at_a_time = threading.Lock()


class UploadError(ValueError):
    """The upload is no picture that can be read; the message says why, in a sentence for the one who sent it."""


@dataclass(frozen=True)
class Upload:
    """The ink of an uploaded picture that is read, (H, W) from 0 to 1, and what is to be said about it, in sentences.

    `doubt` is why all the ink that was found is taken for no digit, if so.
    """

    ink: Float32s
    notes: tuple[str, ...]
    doubt: Doubt | None = None


def read_upload(data: bytes, formats: tuple[str, ...] = FORMATS) -> Upload:
    """Find the ink in the bytes of a picture file: the one way from bytes to ink, for the page and the command line.

    An image that is as MNIST's own are (28 by 28 greys, light on black, fitted and centred) is taken as it is.

    Raises
    ------
    UploadError
        If they are too many, of another format, damaged, or the picture has too many pixels.
    """
    if not data:
        raise UploadError("The file is empty.")
    if len(data) > LARGEST_FILE:
        raise UploadError(f"The file has {len(data) / 1e6:.1f} MB; at most {LARGEST_FILE / 1e6:.0f} MB can be read.")
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters about a picture is checked or fails
        try:
            rgba, notes = _decode(data, formats)
        except UploadError:
            raise
        except Image.DecompressionBombError as error:
            raise UploadError(_too_many_pixels(data)) from error
        except UnidentifiedImageError as error:
            raise UploadError(_what_else(data)) from error
        except Exception as error:  # a damaged file can make the decoders raise nearly anything
            raise UploadError("The picture is damaged: it begins well, but cannot be read to its end.") from error
    grey = rgba[..., 0].astype(np.float32) / np.float32(255)
    if is_like_mnist(grey) and (rgba == np.stack([rgba[..., 0]] * 3 + [np.full_like(rgba[..., 0], 255)], -1)).all():
        return Upload(grey, notes if grey.any() else (*notes, NO_INK), doubt_of_ink(grey))
    found, seen = _ink(rgba)
    ink, shapes = largest_shape(found)
    if shapes > 1:
        seen = (*seen, SEVERAL.format(shapes))
    if not ink.any():
        seen = (*seen, NO_INK)
    return Upload(ink, (*notes, *seen), doubt_of_ink(found))


def _ink(rgba: Bytes) -> tuple[Float32s, tuple[str, ...]]:
    """Find the ink in a picture (H, W, 4), and say what it was found on if that is no plain ground."""
    photo, is_clear = is_photo(rgba), not (rgba[..., 3] >= 128).all()
    grey = greys(rgba)
    sheet = None if is_clear else find_sheet(grey)
    if sheet is not None:
        ink = ink_from_photo(on_sheet_alone(grey, sheet))
        # On plain ground a rectangle without anything in it is what was drawn.
        if photo or ink.any():
            return ink, (A_SHEET,)
    if photo:
        return ink_from_photo(grey), (EVENED,)
    ink = ink_from_rgba(rgba)
    # A pencil's line is as much ink as a pen's: how wide lines are is told from what is more than half of it.
    return ink / (ink.max() or np.float32(1)), ()


def _decode(data: bytes, formats: tuple[str, ...]) -> tuple[Bytes, tuple[str, ...]]:
    """Decode the first picture of a file upright as (H, W, 4), and say what was special about it."""
    notes = []
    with Image.open(io.BytesIO(data), formats=formats) as image:
        width, height = image.size
        if width * height > LARGEST_PIXELS:
            raise UploadError(MANY_PIXELS.format(f"{width:,} × {height:,}"))
        if getattr(image, "is_animated", False):
            notes.append("It moves: its first picture is read.")
        image.draft("RGB", (2 * MOST_SIDE, 2 * MOST_SIDE))  # JPEG can be decoded smaller at once
        if (needed := _memory(image, width * height)) > MOST_BYTES:
            raise UploadError(MUCH_MEMORY.format(f"{width:,} × {height:,}", needed / 1e6))
        small = _small(image)
        small.info.update(image.info)  # among it which way is up
        return np.asarray(ImageOps.exif_transpose(small)), tuple(notes)


def _memory(image: Image.Image, pixels: int) -> int:
    """Estimate the bytes that decoding takes, of a file with so many pixels, of which a JPEG may give fewer."""
    width, height = image.size
    needed = width * height * (WEBP_BYTES if image.format == "WEBP" else PIXEL_BYTES.get(image.mode, 4))
    if image.info.get("progressive"):  # all its coefficients are kept, of two bytes, however small it is to be
        sizes = [across * down for _, across, down, *_ in getattr(image, "layer", [])]
        needed += 2 * pixels * sum(sizes) // max(sizes, default=1)
    return needed


def _small(image: Image.Image) -> Image.Image:
    """Bring a picture to RGBA and to no more pixels than tell anything about a digit, a band at a time."""
    width, height = image.size
    factor = max(1, *(side // MOST_SIDE for side in image.size))
    rows = factor * max(1, BAND_PIXELS // (width * factor))
    bands = []
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(top + rows, height)))
        band = _in_8_bits(band) if band.mode in _GREY_16 else band
        bands.append(np.asarray(band.convert("RGBA").reduce(factor)))
    return Image.fromarray(np.concatenate(bands))


def _too_many_pixels(data: bytes) -> str:
    """Say how many pixels a picture claims to have that Pillow does not even open."""
    if data.startswith(b"\x89PNG"):
        width, height = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
        return MANY_PIXELS.format(f"{width:,} × {height:,}")
    return MANY_PIXELS.format("too many")


def _in_8_bits(image: Image.Image) -> Image.Image:
    """Bring 16 bits of grey to 8; what else Pillow's `convert` does with them is to cut them off."""
    return Image.fromarray(np.round(np.asarray(image, np.float32) * (255 / FULL_16_BITS)).clip(0, 255).astype(np.uint8))


def _what_else(data: bytes) -> str:
    """Say what a file is instead of a picture that can be read."""
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<svg")):
        return "The file is a web page or a drawing in XML, whatever its name says; send a PNG, JPEG or WebP picture."
    if start.startswith((b"gif8", b"bm", b"%pdf", b"ii*", b"mm\x00*")) or data[4:12] in (b"ftypheic", b"ftypmif1"):
        return "The file is of another format than PNG, JPEG or WebP; save it as one of these."
    return "The file is no PNG, JPEG or WebP picture, or its beginning is damaged."
