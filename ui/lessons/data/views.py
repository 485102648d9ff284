"""The toys of the data lesson: what each is fed, as bytes, and what it tells back to the address."""

import io

import numpy as np
from PIL import Image

from mnist_core.arrays import Bytes, Int64s
from mnist_core.data.archives import PIXELS
from mnist_core.data.dataset import Part
from mnist_core.data.portraits import permutation, portraits, shuffle_pixels
from mnist_core.softmax.regression import one_hot
from ui import marks, state
from ui.component import colour_limit, ink_bytes, mount, signed_bytes, text
from ui.sent import Sent, whole

PIXEL = 436  # row 15, column 16: near the middle, where most digits pass


def pixels(part: Part, name: str, number: int, *, pixel: int, shuffled: bool) -> None:
    """Show one example as picture, as 28×28 numbers and as a flat vector, the three linked, and its one-hot label."""
    label = int(part.labels[number])
    image = part.images[number]
    data = {
        "ink": text(shuffle_pixels(image) if shuffled else image),
        "places": text(permutation().astype(np.uint16)),
        "shuffled": shuffled,
        "pixel": pixel,
        "label": label,
        "one_hot": one_hot(label).astype(int).tolist(),
        "heading": f"{name} image {number:,}" + (", its pixels shuffled" if shuffled else ", as a picture"),
        "alt": f"A handwritten {label}" + (", its pixels shuffled: noise" if shuffled else ""),
    }
    mount("pixels", "pixels", data, pixel=marks.kept("pixel", PIXELS, PIXEL))


def gallery(part: Part, name: str, numbers: Int64s, *, shuffled: bool) -> None:
    """Show a page of examples as pictures; one that is pressed is opened by itself."""
    images = part.images[numbers]
    data = {
        "ink": text(shuffle_pixels(images) if shuffled else images),
        "numbers": numbers.tolist(),
        "labels": part.labels[numbers].tolist(),
        "part": name,
    }

    def open_digit(number: int) -> None:
        if state.get("look") == "Gallery":  # where a digit is shown alone, its number is a control's
            marks.put_undrawn("number", number, 0)
            state.put(look="One digit")

    mount("gallery", "gallery", data, opened=Sent(whole(len(part)), open_digit))


def rows(part: Part, count: int, *, shuffled: bool) -> None:
    """Show the first `count` examples as one picture of as many rows and 784 columns, beside their labels."""
    images = part.images[:count]
    data = {
        "rows": png(shuffle_pixels(images) if shuffled else images),
        "labels": text(part.labels[:count].astype(np.uint8)),
        "shuffled": shuffled,
    }
    mount("rows", "table", data)


def typical(part: Part, *, variation: bool, first: int, second: int, pixel: int) -> None:
    """Show every class as its mean or its variation, two classes' difference, and a pixel's ink rate by class."""
    found = portraits(part)
    difference = found.difference(first, second)
    limit = colour_limit(difference)
    name = "Variation" if variation else "Mean"
    data = {
        # Half the full range is the most that intensities can vary.
        "images": ink_bytes(np.nan_to_num(2 * found.variation if variation else found.mean)),
        "difference": signed_bytes(difference, limit),
        "limit": limit,
        "rates": ink_bytes(np.nan_to_num(found.ink_rate)),
        "first": first,
        "second": second,
        "pixel": pixel,
        "name": name,
        "heading": f"{name} of all {len(part):,} train images, digit by digit",
    }
    mount("typical", "typical", data, pixel=marks.kept("pixel", PIXELS, PIXEL))


def png(images: Bytes) -> str:
    """Write rows of bytes (n, 784) as a greyscale picture in base64: a fifth of the bytes themselves."""
    stream = io.BytesIO()
    Image.fromarray(images).save(stream, "PNG")
    return text(np.frombuffer(stream.getvalue(), np.uint8))
