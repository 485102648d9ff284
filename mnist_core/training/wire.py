"""How the records of a run travel to its board: laid out once, for whoever writes; told along, for whoever reads.

A frame is numbers, as float32, and a row of bytes. Rows change little from record to record, so a packet holds the
difference to the row before, modulo 256 and compressed, with the numbers of the record in front. A message is the
length of a head in JSON, the head, and packets one after the other.
"""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Bytes
from mnist_core.training.history import MEASURED

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PIXELS_AND_CLASSES = 7840

# The numbers of a frame by name, in their order, and how many each are: the step; what was measured, NaN where nothing
# was; the fraction of wrong answers among the test digits (an estimate where nothing was measured); the colour limit
# of the pictures and their roughness, NaN while all are blank; the quantiles of the weights; the biases.
NUMBERS = {
    "step": 1, **dict.fromkeys(MEASURED, 1), "wrong": 1, "limit": 1, "roughness": 1, "spread": len(QUANTILES),
    "bias": 10,
}  # fmt: skip
# What the bytes of a part of a row are, by the names that browsers have for it.
KINDS = {"Int8Array": np.int8, "Uint8Array": np.uint8}

Layout = Mapping[str, Sequence[Sequence[Any]]]


class Message(NamedTuple):
    """A message taken apart: its head, the packets of records, and that of a state after them, or b""."""

    head: dict[str, Any]
    packets: list[bytes]
    live: bytes


def layout(candidates: int) -> Layout:
    """Lay out the frames of a board, as JSON can say it, with so many candidates for the tiles of its mosaic.

    Returns
    -------
    numbers : name and count of each, in order
    row : name, kind and bytes of each part, in order: the weights as pictures, the answers to the candidates, and
        which of these are tiles, a bit each
    """
    row = [
        ["pictures", "Int8Array", PIXELS_AND_CLASSES],
        ["answers", "Uint8Array", candidates],
        ["tiles", "Uint8Array", -(-candidates // 8)],
    ]
    return {"numbers": [[name, count] for name, count in NUMBERS.items()], "row": row}


def pack(numbers: Mapping[str, npt.ArrayLike], row: Bytes, before: Bytes) -> bytes:
    """Make a packet of a frame's NUMBERS by name and its row; `before` is the row of the frame before.

    Raises
    ------
    ValueError
        If the numbers are not those of the layout.
    """
    values = {name: np.atleast_1d(np.asarray(each, "<f4")) for name, each in numbers.items()}
    sizes = {name: each.size for name, each in values.items()}
    if sizes != NUMBERS:
        raise ValueError(f"the numbers of a frame are {NUMBERS}, not {sizes}")
    return zlib.compress(np.concatenate([values[name] for name in NUMBERS]).tobytes() + (row - before).tobytes())


def unpack(packet: bytes, before: Bytes, told: Layout) -> tuple[dict[str, Any], Bytes]:
    """Take a packet apart by the layout that came along: numbers and parts of the row by name; and the row."""
    opened, place = zlib.decompress(packet), 0
    frame: dict[str, Any] = {}
    for name, count in told["numbers"]:
        frame[name] = np.frombuffer(opened, "<f4", count, place)
        place += 4 * count
    row = before + np.frombuffer(opened, np.uint8, offset=place)
    place = 0
    for name, kind, size in told["row"]:
        frame[name] = row[place : place + size].view(KINDS[kind])
        place += size
    return frame, row


def step_of(packet: bytes) -> int:
    """The step of a packet's record, whatever came before."""
    place = 4 * list(NUMBERS).index("step")
    return int(np.frombuffer(zlib.decompress(packet), "<f4", 1, place)[0])


def write_message(head: Mapping[str, Any], packets: Sequence[bytes], live: bytes) -> bytes:
    """Write the head and the packets of records, and of a state after them, or b"", as one message."""
    sizes = {"sizes": [len(packet) for packet in packets], "live": len(live)}
    written = json.dumps({**head, **sizes}).encode()
    return b"".join((struct.pack("<I", len(written)), written, *packets, live))


def read_message(message: bytes) -> Message:
    """Take a message apart."""
    (size,) = struct.unpack("<I", message[:4])
    head = json.loads(message[4 : 4 + size])
    ends = np.cumsum([4 + size, *head["sizes"], head["live"]]).tolist()
    if ends[-1] != len(message):
        raise ValueError(f"a message of {len(message)} bytes is to have {ends[-1]}")
    *packets, live = (message[start:end] for start, end in pairwise(ends))
    return Message(head, packets, live)
