"""How a board's frames travel: declared once, and read by what is told along."""

import json
import struct
import zlib

import numpy as np
import pytest

from mnist_core.training import wire


def numbers(seed: int) -> dict:
    random = np.random.default_rng(seed)
    return {name: random.random(count).astype(np.float32) for name, count in wire.NUMBERS.items()}


def test_what_is_packed_is_what_the_layout_tells():
    told = json.loads(json.dumps(wire.layout(13)))
    size = sum(count for *_, count in told["row"])
    assert size == 7840 + 13 + 2
    rows = np.random.default_rng(0).integers(0, 256, (2, size)).astype(np.uint8)
    before = np.zeros(size, np.uint8)
    for seed, row in enumerate(rows):
        packet = wire.pack(numbers(seed), row, before)
        assert len(zlib.decompress(packet)) == 4 * sum(count for _, count in told["numbers"]) + size
        frame, found = wire.unpack(packet, before, told)
        np.testing.assert_array_equal(found, row)
        for name, values in numbers(seed).items():
            np.testing.assert_array_equal(frame[name], values)
        np.testing.assert_array_equal(frame["pictures"], row[:7840].view(np.int8))
        np.testing.assert_array_equal(frame["answers"], row[7840:7853])
        np.testing.assert_array_equal(frame["tiles"], row[7853:])
        before = row


def test_the_step_of_a_packet_needs_none_before():
    packet = wire.pack(numbers(1) | {"step": 250}, np.zeros(3, np.uint8), np.ones(3, np.uint8))
    assert wire.step_of(packet) == 250


@pytest.mark.parametrize("wrong", [{"wrong": [0.5, 0.5]}, {"loss": 1}])
def test_numbers_that_are_not_laid_out_are_refused(wrong):
    with pytest.raises(ValueError, match="the numbers of a frame are"):
        wire.pack(numbers(0) | wrong, np.zeros(3, np.uint8), np.zeros(3, np.uint8))


@pytest.mark.parametrize("live", [b"", b"now"])
def test_a_message_is_its_head_and_its_packets(live):
    written = wire.write_message({"first": 2}, [b"a", b"bcd"], live)
    (length,) = struct.unpack("<I", written[:4])
    assert written[4 + length :] == b"abcd" + live
    head, packets, found = wire.read_message(written)
    assert (head["first"], packets, found) == (2, [b"a", b"bcd"], live)
    with pytest.raises(ValueError, match="bytes is to have"):
        wire.read_message(written + b"x")
