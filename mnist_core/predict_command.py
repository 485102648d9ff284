"""`python -m mnist_core predict`: read digits from image files with a model written by `train --out`."""

import argparse
import warnings
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from mnist_core.digits import (
    BOX_SIDE,
    FIELD_SIDE,
    FloatArray,
    centre_by_mass,
    crop_to_ink,
    ink_from_rgba,
    read_drawing,
)
from mnist_core.softmax import predict
from mnist_core.terminal import Refused, one_line, print_json, print_line

LARGEST_SIDE = 4_000
LARGEST_WEIGHTS = 1 << 20  # 31 KB are enough
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
            shares = None if probabilities is None else [float(share) for share in probabilities]
            print_json(image=str(path), is_empty=answer is None, answer=answer, probabilities=shares)
        elif probabilities is None:
            print_line(f"{path}: empty, so there is nothing to read")
        else:
            print_line(f"{path}: {answer}")
            print_line("  " + "  ".join(f"{digit}: {share:.4f}" for digit, share in enumerate(probabilities)))
    return code


def _weights(path: Path) -> tuple[FloatArray, FloatArray]:
    """Load a model (784, 10) and (10,), never unpickling; Refused if the file holds anything else."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_WEIGHTS:
                raise Refused(f"{path} is too large to be a model of {784 * 10 + 10:,} numbers")
        with np.load(path, allow_pickle=False) as arrays:
            weights, bias = np.asarray(arrays["weights"]), np.asarray(arrays["bias"])
    except Refused:
        raise
    except FileNotFoundError as reason:
        raise Refused(f"{path} does not exist") from reason
    except Exception as reason:  # a foreign file can make zipfile, zlib and NumPy raise nearly anything
        raise Refused(f"{path} is not a model written by `train --out` ({one_line(reason)})") from reason
    if weights.shape != (784, 10) or bias.shape != (10,):
        raise Refused(f"{path} must hold weights (784, 10) and bias (10,), not {weights.shape} and {bias.shape}")
    for array in (weights, bias):
        if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
            raise Refused(f"{path} must hold finite numbers only")
    return weights.astype(np.float32), bias.astype(np.float32)


def _image(path: Path) -> FloatArray:
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


def _is_like_mnist(grey: FloatArray) -> bool:
    """Tell whether an image (H, W) is as MNIST's own are: what fitting and centring would leave where it is."""
    same_size = grey.shape == (FIELD_SIDE, FIELD_SIDE)
    return same_size and max(crop_to_ink(grey).shape) <= BOX_SIDE and np.array_equal(centre_by_mass(grey), grey)
