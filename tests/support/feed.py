"""Unpacks what the training page sends to its board, as the browser does."""

import json
import struct
import zlib
from typing import Any, NamedTuple

import numpy as np

NAMES = (
    "step",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
    "test_accuracy",
    "wrong",
    "limit",
)
NUMBERS = 23


class Feed(NamedTuple):
    """The head of a message, its frames, and the state between records if there is one."""

    head: dict[str, Any]
    frames: list[dict[str, Any]]
    live: dict[str, Any] | None


def frames(packets: list[bytes]) -> list[dict[str, Any]]:
    """The frames of all packets of a run from the first on: numbers, spread, bias, pictures, answers, tiles."""
    row: Any = np.zeros(1, np.uint8)
    found = []
    for packet in packets:
        opened = zlib.decompress(packet)
        numbers = np.frombuffer(opened[: 4 * NUMBERS], "<f4")
        row = row + np.frombuffer(opened[4 * NUMBERS :], np.uint8)
        rest = row[7840:]
        size = len(rest) * 8 // 9
        found.append(
            {
                **dict(zip(NAMES, numbers[:8], strict=True)),
                "spread": numbers[8:13],
                "bias": numbers[13:],
                "pictures": row[:7840].view(np.int8).reshape(10, 784),
                "answers": rest[:size],
                "tiles": np.unpackbits(rest[size:])[:size].astype(bool),
            }
        )
    return found


def unpack(message: bytes) -> Feed:
    """Take a message apart; frames only where it holds all of them."""
    (size,) = struct.unpack("<I", message[:4])
    head = json.loads(message[4 : 4 + size])
    place, packets = 4 + size, []
    for length in [*head["sizes"], *([head["live"]] if head["live"] else [])]:
        packets.append(message[place : place + length])
        place += length
    assert place == len(message)
    found = frames(packets) if head["first"] == 0 else []
    return Feed(head, found[: len(head["sizes"])], found[-1] if head["live"] and found else None)
