"""`python -m mnist_core predict`: read digits from image files with a model written by `train --out` or by the app."""

import argparse
from pathlib import Path
from typing import Any

from mnist_core.arrays import Float32s
from mnist_core.command_line.interrupts import heed_interrupt
from mnist_core.command_line.terminal import Refused, print_json, print_line, say
from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.doubts import DOUBTS, Doubt
from mnist_core.drawing.uploads import LARGEST_FILE, NO_INK, UploadError, read_upload
from mnist_core.softmax.regression import predict
from mnist_core.take_away.models import ModelError, read_model

# The page takes the first three. Not every format that Pillow knows: some of them start other programs.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
BLANK, UNREADABLE = 1, 2


class _Unreadable(Exception):  # noqa: N818 - the other files are read
    """A file that holds no picture; the message is the line that says why."""


def predict_command(arguments: argparse.Namespace) -> int:
    """Print a line of the answer and one of the probabilities for each image, and what else is to be said of it."""
    weights, bias = _weights(arguments.weights)
    code = 0
    for path in arguments.images:
        try:
            image, notes, doubt = _image(path)
        except _Unreadable as reason:
            heed_interrupt()  # which may be why
            code = UNREADABLE
            say(f"mnist_core: {reason}")
            if arguments.json:
                _print_object(path, None, is_empty=False, error=str(reason))
            continue
        probabilities = predict(weights, bias, image) if image.any() else None
        if probabilities is None:
            code = max(code, BLANK)
        if arguments.json:
            more: dict[str, Any] = ({"notes": notes} if notes else {}) | ({"doubt": str(doubt)} if doubt else {})
            _print_object(path, probabilities, **more)
            continue
        if probabilities is None:
            print_line(f"{path}: empty, so there is nothing to read")
        else:
            print_line(f"{path}: {int(probabilities.argmax())}")
            print_line("  " + "  ".join(f"{digit}: {each:.4f}" for digit, each in enumerate(probabilities)))
        if notes:
            say(f"{path}: {' '.join(notes)}")
    return code


def _print_object(path: Path, probabilities: Float32s | None, *, is_empty: bool | None = None, **more: object) -> None:
    """Print what was found in a file as JSON; by default it is empty if there are no probabilities."""
    print_json(
        image=str(path),
        is_empty=probabilities is None if is_empty is None else is_empty,
        answer=None if probabilities is None else int(probabilities.argmax()),
        probabilities=None if probabilities is None else [float(each) for each in probabilities],
        **more,
    )


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


def _image(path: Path) -> tuple[Float32s, list[str], Doubt | None]:
    """Read an image file as the page reads it: (784,) from 0 to 1, all 0 if it is blank; what is to be said; a doubt.

    Where there is a doubt that it is a digit, that is among what is to be said.
    """
    try:
        with path.open("rb") as file:
            upload = read_upload(file.read(LARGEST_FILE + 1), FORMATS)
    except UploadError as reason:
        raise _Unreadable(f"{path} cannot be read as an image: {reason}") from reason
    except FileNotFoundError as reason:
        raise _Unreadable(f"{path} does not exist") from reason
    except (OSError, ValueError) as reason:  # a name with a zero byte is a ValueError
        raise _Unreadable(f"{path} cannot be read: {getattr(reason, 'strerror', None) or reason}") from reason
    notes = [note for note in upload.notes if note != NO_INK]
    if upload.doubt is not None:
        notes.append(f"{DOUBTS[upload.doubt]} That counts as no answer.")
    return read_drawing(upload.ink).image, notes, upload.doubt
