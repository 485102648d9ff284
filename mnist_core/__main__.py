"""The command line: `python -m mnist_core train …` and `python -m mnist_core predict …`.

Exit codes: 0 all went well; 1 the run diverged, or an image was blank; 2 the command cannot be
carried out as given, said in one line on stderr; 130 stopped with Ctrl-C.
"""

import argparse
import json
import os
import sys
import time
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

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
from mnist_core.hyperparameters import FULL_BATCH, TrainingConfig
from mnist_core.softmax import predict

if TYPE_CHECKING:
    from mnist_core.dataset import Dataset
    from mnist_core.training import Checkpoint, Measurement

LOG_EVERY = 100
BAR_WIDTH = 30
LARGEST_SIDE = 4_000
LARGEST_WEIGHTS = 1 << 20  # 31 KB are enough
# Not every format that Pillow knows: some of them start other programs.
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")

TRAIN_HELP = f"""Train softmax regression on MNIST. Every {LOG_EVERY} steps, and after the last, a line gives the step,
the accuracy on the test examples and the loss on the train examples. Steps count updates: step 0 is the untrained
model. The classic tutorials count from 0 after the first update, so that their step 2,500 is step 2,501 here. Without
MNIST, from MNIST_PATH, a cache or the network, the run uses a bundled sample, and says so."""
PREDICT_HELP = f"""Read handwritten digits from image files. A {FIELD_SIDE}×{FIELD_SIDE} greyscale image with light ink
on black, no larger than {BOX_SIDE}×{BOX_SIDE} and with its centre of mass in the middle, is taken as it is: so MNIST's
own images are. Any other is treated as MNIST's were made: its ink, light or dark, is found by its contrast to the plain
ground (or by its opacity, on a transparent one), cropped, scaled and centred. A blank image gets no answer, and the
exit code is then 1."""


class Refused(Exception):  # noqa: N818 - not a fault of the program's
    """A command that cannot be carried out as given; the message is the line that says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse in one line, where argparse would print its usage as well."""
        raise Refused(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out a command and return its exit code; `--help` alone raises SystemExit(0)."""
    try:
        arguments = _parser().parse_args(argv)
        return _train(arguments) if arguments.command == "train" else _predict(arguments)
    except Refused as reason:
        _say(f"mnist_core: {reason}")
        return 2
    except KeyboardInterrupt:
        _say("mnist_core: stopped")
        return 130
    except BrokenPipeError:
        # Who read our output has had enough (`… | head`); Python must not try to flush the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m mnist_core", description="Softmax regression on MNIST.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="train | predict")
    train = commands.add_parser("train", help="train a model", description=TRAIN_HELP)
    train.add_argument("--train-size", type=int, default=FULL_BATCH.train_size, help="examples (default: %(default)s)")
    train.add_argument("--learning-rate", type=float, default=FULL_BATCH.learning_rate, help="(default: %(default)s)")
    train.add_argument("--steps", type=int, default=FULL_BATCH.steps, help="updates to make (default: %(default)s)")
    train.add_argument("--batch-size", type=int, help="examples in an update (default: all)")
    train.add_argument("--seed", type=int, default=FULL_BATCH.seed, help="orders mini-batches (default: %(default)s)")
    train.add_argument("--test-size", type=int, default=FULL_BATCH.test_size, help="examples (default: %(default)s)")
    train.add_argument("--out", type=Path, help="write `weights` (784, 10) and `bias` (10,) to this .npz file")
    train.add_argument(
        "--json",
        action="store_true",
        help='print a JSON object a line: "event" is "step", at last "done" or "diverged"',
    )
    read = commands.add_parser("predict", help="read digits from image files", description=PREDICT_HELP)
    read.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    read.add_argument("--weights", type=Path, required=True, help="a file written by `train --out`")
    read.add_argument("--json", action="store_true", help="print a JSON object a line, one for each image")
    return parser


def _train(arguments: argparse.Namespace) -> int:
    """Train as asked, with a line for each measurement."""
    fields = ("train_size", "learning_rate", "steps", "batch_size", "test_size", "seed")
    try:
        config = TrainingConfig(**{field: getattr(arguments, field) for field in fields})
    except ValueError as reason:
        raise Refused(reason) from reason
    if arguments.out is not None:
        _write(arguments.out, None)
    dataset, config = _data(config)
    from mnist_core.training import Diverged, measure, train

    _load_tensorflow()
    started = time.perf_counter()
    try:
        for checkpoint in train(config, dataset, LOG_EVERY):
            if checkpoint.step % LOG_EVERY == 0 or checkpoint.step == config.steps:
                measurement = measure(config, dataset, checkpoint)
                _log(checkpoint, measurement, arguments.json)
            _bar(checkpoint.step, config.steps)
    except Diverged as reason:
        if arguments.json:
            _print_json(event="diverged", step=reason.step, message=str(reason))
        _say(str(reason))
        return 1
    if arguments.out is not None:
        _write(arguments.out, checkpoint)
    _finish(config, dataset, measurement, time.perf_counter() - started, arguments)
    return 0


def _load_tensorflow() -> None:
    """Import TensorFlow, whatever it writes to stderr meanwhile: its greeting heeds no log level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from mnist_core.tensors import tensorflow

    sys.stderr.flush()
    stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        tensorflow()
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)


def _data(config: TrainingConfig) -> "tuple[Dataset, TrainingConfig]":
    """Open MNIST; if there is only the sample, say so, and shrink the run to fit."""
    from mnist_core.dataset import DatasetError, load_dataset

    try:
        dataset = load_dataset(_bar)
    except DatasetError as reason:
        raise Refused(reason) from reason
    if dataset.is_sample:
        _say("Only the bundled sample of MNIST is to be had: " + " ".join(dataset.notes))
    fitting = config.within(dataset)
    if fitting != config:
        _say(f"The run is on {fitting.train_size:,} train and {fitting.test_size:,} test examples.")
    return dataset, fitting


def _log(checkpoint: "Checkpoint", measurement: "Measurement", as_json: bool) -> None:
    if as_json:
        _print_json(event="step", step=checkpoint.step, **asdict(measurement))
        return
    accuracy, loss = measurement.test_accuracy, measurement.train_loss
    _print(f"Training step: {checkpoint.step:6d}  accuracy = {accuracy:.4f}  loss = {loss:.4f}")


def _finish(
    config: TrainingConfig, dataset: "Dataset", last: "Measurement", seconds: float, arguments: argparse.Namespace
) -> None:
    """Print the last line."""
    if arguments.json:
        out = None if arguments.out is None else str(arguments.out)
        run = {"config": asdict(config), "source": dataset.source, "is_sample": dataset.is_sample}
        _print_json(event="done", **run, **asdict(last), seconds=round(seconds, 3), out=out)
        return
    where = "" if arguments.out is None else f" The model is in {arguments.out}."
    _print(f"Done: {config.steps:,} steps on {config.train_size:,} examples in {seconds:.1f} s.{where}")


def _write(path: Path, checkpoint: "Checkpoint | None") -> None:
    """Write a model so that the file is either whole or not there; None only tries whether it could be written."""
    unfinished = path.parent / f".{path.name}.{os.getpid()}.unfinished"
    try:
        if path.is_dir():
            raise IsADirectoryError("it is a folder")
        with unfinished.open("wb") as file:
            if checkpoint is not None:
                np.savez(file, allow_pickle=False, weights=checkpoint.weights, bias=checkpoint.bias)
        if checkpoint is not None:
            unfinished.replace(path)
    except OSError as reason:
        raise Refused(f"{path} cannot be written: {reason.strerror or reason}") from reason
    finally:
        unfinished.unlink(missing_ok=True)


def _predict(arguments: argparse.Namespace) -> int:
    """Read every image before printing anything; then a line of the answer and one of the probabilities for each."""
    weights, bias = _weights(arguments.weights)
    code = 0
    for path, image in [(path, _image(path)) for path in arguments.images]:
        probabilities = predict(weights, bias, image) if image.any() else None
        answer = None if probabilities is None else int(probabilities.argmax())
        code = code if image.any() else 1
        if arguments.json:
            shares = None if probabilities is None else [float(share) for share in probabilities]
            _print_json(image=str(path), is_empty=answer is None, answer=answer, probabilities=shares)
        elif probabilities is None:
            _print(f"{path}: empty, so there is nothing to read")
        else:
            _print(f"{path}: {answer}")
            _print("  " + "  ".join(f"{digit}: {share:.4f}" for digit, share in enumerate(probabilities)))
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
        raise Refused(f"{path} is not a model written by `train --out` ({_one_line(reason)})") from reason
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
        raise Refused(f"{path} cannot be read as an image ({_one_line(reason)})") from reason
    return read_drawing(ink_from_rgba(rgba)).image


def _is_like_mnist(grey: FloatArray) -> bool:
    """Tell whether an image (H, W) is as MNIST's own are: what fitting and centring would leave where it is."""
    same_size = grey.shape == (FIELD_SIDE, FIELD_SIDE)
    return same_size and max(crop_to_ink(grey).shape) <= BOX_SIDE and np.array_equal(centre_by_mass(grey), grey)


def _bar(done: int, total: int) -> None:
    """Draw a progress bar on stderr, if that is a terminal; a full one disappears."""
    if sys.stderr.isatty():
        full = BAR_WIDTH * done // max(total, 1)
        bar = "" if done >= total else f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done:,} of {total:,}"
        print(f"\r\x1b[K{bar}", end="", file=sys.stderr, flush=True)


def _print(line: str) -> None:
    """Print a line of the result, in place of the bar if there is one."""
    _bar(1, 1)
    print(line, flush=True)


def _print_json(**fields: object) -> None:
    _print(json.dumps(fields))


def _say(message: str) -> None:
    """Print a line for the person, on stderr."""
    _bar(1, 1)
    print(_one_line(message), file=sys.stderr)


def _one_line(message: object) -> str:
    return " ".join(str(message).split())


if __name__ == "__main__":
    sys.exit(main())
