"""`python -m mnist_core predict`: read digits from image files with a model written by `train --out` or by the app."""

import argparse
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from mnist_core.arrays import Float32s
from mnist_core.command_line.terminal import Refused, print_json, print_line
from mnist_core.drawing.digits import BOX_SIDE, FIELD_SIDE, centre_by_mass, crop_to_ink, ink_from_rgba, read_drawing
from mnist_core.errors import one_line
from mnist_core.softmax.regression import predict
from mnist_core.take_away.models import ModelError, read_model

LARGEST_SIDE = 4_000
# Not every format that Pillow knows: some of them start other programs.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")


def predict_command(arguments: argparse.Namespace) -> int:
    """Read every image before printing anything; then a line of the answer and one of the probabilities for each."""
    weights, bias = _weights(arguments.weights)
    code = 0
    for path, image in [(path, _image(path)) for path in arguments.images]:
        probabilities = predict(weights, bias, image) if image.any() else None
        answer = None if probabilities is None else int(probabilities.argmax())
        code = code if image.any() else 1
        if arguments.json:
            listed = None if probabilities is None else [float(each) for each in probabilities]
            print_json(image=str(path), is_empty=answer is None, answer=answer, probabilities=listed)
        elif probabilities is None:
            print_line(f"{path}: empty, so there is nothing to read")
        else:
            print_line(f"{path}: {answer}")
            print_line("  " + "  ".join(f"{digit}: {each:.4f}" for digit, each in enumerate(probabilities)))
    return code


def _weights(path: Path) -> tuple[Float32s, Float32s]:
    """Load a model (784, 10) and (10,) from .npz or JSON; Refused if the file holds anything else."""
    try:
        return read_model(path)
    except ModelError as reason:
        raise Refused(f"{path} {reason}") from reason
    except FileNotFoundError as reason:
        raise Refused(f"{path} does not exist") from reason
    except OSError as reason:
        raise Refused(f"{path} cannot be read ({reason.strerror or reason})") from reason


def _image(path: Path) -> Float32s:
    """Open an image file as the model is to see it, (784,) from 0 to 1; all 0 if it is blank."""
    try:
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as file:
            warnings.simplefilter("ignore")  # what matters about a picture is checked or fails
            if max(file.size) > LARGEST_SIDE:
                width, height = file.size
                raise Refused(f"{path} is too large: {width:,}×{height:,} pixels, at most {LARGEST_SIDE:,} a side")
            grey = np.asarray(file.convert("L"), np.float32) / np.float32(255) if file.mode in ("1", "L") else None
            if grey is not None and _is_like_mnist(grey):
                return grey.reshape(-1)
            rgba = np.asarray(ImageOps.exif_transpose(file).convert("RGBA"))
    except Refused:
        raise
    except FileNotFoundError as reason:
        raise Refused(f"{path} does not exist") from reason
    except Exception as reason:  # a damaged file can make Pillow's decoders raise nearly anything
        raise Refused(f"{path} cannot be read as an image ({one_line(reason)})") from reason
    return read_drawing(ink_from_rgba(rgba)).image


def _is_like_mnist(grey: Float32s) -> bool:
    """Tell whether an image (H, W) is as MNIST's own are: what fitting and centring would leave where it is."""
    same_size = grey.shape == (FIELD_SIDE, FIELD_SIDE)
    return same_size and max(crop_to_ink(grey).shape) <= BOX_SIDE and np.array_equal(centre_by_mass(grey), grey)
