"""Unpacks what the training page sends to its board, as the browser does."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mnist_core.training import wire


class Feed(NamedTuple):
    """The head of a message, its frames, and the state between records if there is one."""

    head: dict[str, Any]
    frames: list[dict[str, Any]]
    live: dict[str, Any] | None


def frames(packets: Sequence[bytes], layout: wire.Layout) -> list[dict[str, Any]]:
    """The frames of all packets of a run from the first on: single numbers, arrays, pictures and tiles as flags."""
    row: Any = np.zeros(1, np.uint8)
    found = []
    for packet in packets:
        frame, row = wire.unpack(packet, row, layout)
        for name, count in layout["numbers"]:
            frame[name] = frame[name][0] if count == 1 else frame[name]
        tiles = np.unpackbits(frame["tiles"])[: frame["answers"].size].astype(bool)
        found.append({**frame, "pictures": frame["pictures"].reshape(10, 784), "tiles": tiles})
    return found


def unpack(message: bytes) -> Feed:
    """Take a message apart; frames only where it holds all of them."""
    head, packets, live = wire.read_message(message)
    found = frames([*packets, *([live] if live else [])], head["layout"]) if head["first"] == 0 else []
    return Feed(head, found[: len(packets)], found[-1] if live and found else None)
