"""What can be asked of `python -m mnist_core`, and carrying it out."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from mnist_core.command_line.check import check_command
from mnist_core.command_line.predict import predict_command
from mnist_core.command_line.terminal import Refused, print_line
from mnist_core.command_line.train import LOG_EVERY, train_command
from mnist_core.drawing.digits import BOX_SIDE, FIELD_SIDE
from mnist_core.training.config import FULL_BATCH

TRAIN_HELP = f"""Train softmax regression on MNIST. Every {LOG_EVERY} steps, and after the last, a line gives the step,
the accuracy on the test examples and the loss on the train examples, the cross-entropy alone: weight decay adds nothing
to it. Steps count updates: step 0 is the untrained model. The classic tutorials count from 0 after the first update, so
that their step 2,500 is step 2,501 here. Without MNIST, from MNIST_PATH, a cache or the network, the run uses a bundled
sample, and says so."""
PREDICT_HELP = f"""Read handwritten digits from image files. A {FIELD_SIDE}×{FIELD_SIDE} greyscale image with light ink
on black, no larger than {BOX_SIDE}×{BOX_SIDE} and with its centre of mass in the middle, is taken as it is: so MNIST's
own images are. Any other is treated as MNIST's were made: its ink, light or dark, is found by its contrast to the plain
ground (or by its opacity, on a transparent one), or on the paper of a photo, cropped, scaled and centred, as lesson
"Draw a digit" does with an upload. A blank image gets no answer, and the exit code is then 1; one that cannot be read
is reported, the others are read, and the exit code is 2."""

CHECK_HELP = """Look at what the app stands on, a line each: versions, settings, the folder, the data, the workers, and
the database of the class rooms. Nothing is changed, but MNIST is fetched where it is not there yet. The exit code is 1
if something does not work."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse in one line, where argparse would print its usage as well."""
        raise Refused(message)

    def _print_message(self, message: str, _file: object = None) -> None:
        """Print the help as any other lines: argparse itself would keep still where it cannot."""
        print_line(message.rstrip("\n"))


def carry_out(argv: Sequence[str] | None) -> int:
    """Carry out a command and return its exit code; may raise Refused, and SystemExit(0) for `--help`."""
    arguments = _parser().parse_args(argv)
    commands = {"train": train_command, "predict": predict_command, "check": check_command}
    return commands[arguments.command](arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m mnist_core", description="Softmax regression on MNIST.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="train | predict | check")
    train = commands.add_parser("train", help="train a model", description=TRAIN_HELP)
    train.add_argument("--train-size", type=int, default=FULL_BATCH.train_size, help="examples (default: %(default)s)")
    train.add_argument("--learning-rate", type=float, default=FULL_BATCH.learning_rate, help="(default: %(default)s)")
    train.add_argument("--steps", type=int, default=FULL_BATCH.steps, help="updates to make (default: %(default)s)")
    train.add_argument("--batch-size", type=int, help="examples in an update (default: all)")
    train.add_argument("--seed", type=int, default=FULL_BATCH.seed, help="orders mini-batches (default: %(default)s)")
    train.add_argument(
        "--weight-decay", type=float, default=FULL_BATCH.weight_decay,
        help="what an update takes of each weight, as a multiple of the learning rate, 0 to 1 (default: %(default)s)",
    )  # fmt: skip
    train.add_argument("--test-size", type=int, default=FULL_BATCH.test_size, help="examples (default: %(default)s)")
    train.add_argument("--out", type=Path, help="write `weights` (784, 10) and `bias` (10,) to this .npz file")
    train.add_argument(
        "--json",
        action="store_true",
        help='print a JSON object a line: "event" is "step", at last "done" or "diverged"',
    )
    read = commands.add_parser("predict", help="read digits from image files", description=PREDICT_HELP)
    read.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    read.add_argument("--weights", type=Path, required=True, help="an .npz or .json of `train --out` or of the app")
    read.add_argument("--json", action="store_true", help="print a JSON object a line, one for each image")
    look = commands.add_parser("check", help="say what is configured, and whether it works", description=CHECK_HELP)
    look.add_argument("--json", action="store_true", help="print a JSON object a line, one for each thing looked at")
    return parser
