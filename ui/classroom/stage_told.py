"""How a room stands, written down for the projector's stage: a text, and each picture that the text names."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from mnist_core.classroom import batch
from mnist_core.classroom.keys import Viewer
from mnist_core.classroom.limits import Refused
from mnist_core.classroom.members import name_of
from mnist_core.classroom.progress import Moment, accuracies, moments
from mnist_core.classroom.wall import Drawing
from mnist_core.data.dataset import Dataset
from mnist_core.softmax.regression import predict
from mnist_core.training.step import Checkpoint
from ui import link_maker, rooms
from ui.classroom import experiment, handwriting, told_guesses, told_round
from ui.classroom.per_room import PerRoom
from ui.component import brief, colour_limit, signed_bytes, text
from ui.rooms import Seen

Piece = Callable[[], str]
# By their keys, the views that modules of their own draw by Streamlit, beneath the stage, which then shows through.
VIEWS: dict[int, Callable[[Seen, Viewer], object]] = {7: handwriting.show, 8: experiment.show}


@dataclass(frozen=True, eq=False)
class Told:
    """How a room stands, as it is told the stage.

    Attributes
    ----------
    name : the same for the same text
    text : JSON
    pieces : makes each picture that the text names
    """

    name: str
    text: str
    pieces: Mapping[str, Piece]


@dataclass(frozen=True)
class Reader:
    """The data that there are, and the model that reads the drawings, once it is trained."""

    dataset: Dataset
    model: Checkpoint | None


_told: PerRoom[Told] = PerRoom()


def tell(seen: Seen, viewer: Viewer, reader: Reader | None, address: str) -> Told:
    """Write down how a room stands; once for all looks of projectors at what has not changed."""
    stamp = (seen, viewer, reader, address)
    return _told.get(viewer.room_id, stamp, lambda: _written(seen, viewer, reader, address))


def _written(seen: Seen, viewer: Viewer, reader: Reader | None, address: str) -> Told:
    dataset, model = (None, None) if reader is None else (reader.dataset, reader.model)
    pieces: dict[str, Piece] = {}
    room = seen.room
    body: dict[str, Any] = {
        "code": room.code,
        "address": address.partition("://")[2],
        "here": urlsplit(address).hostname in link_maker.HERE,
        "qr": _piece(pieces, f"qr {sha256(address.encode()).hexdigest()[:8]} {room.code}", _qr(address, room.code)),
        "members": len(seen.members),
        "paused": room.is_paused,
        "called": room.called,
        "drawings": [_row(pieces, each, model) for each in seen.shown],
        "round": None if seen.round is None else told_round.told(seen.round, dataset, partial(_piece, pieces)),
        "batch": None if seen.model is None else _course(pieces, viewer, reader),
        "guesses": None if seen.guesses is None else told_guesses.told(seen.guesses),
        "led": {"view": seen.led.view, "drawing": seen.led.drawing, "since": seen.led.since},
        "pages": list(VIEWS),
    }
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Told(f"now {sha256(written.encode()).hexdigest()[:16]}", written, pieces)


def _piece(pieces: dict[str, Piece], name: str, make: Piece) -> str:
    pieces[name] = make
    return name


def _qr(address: str, code: str) -> Piece:
    def make() -> str:
        found = link_maker.qr(f"{address}?room={code}")
        return "" if found is None else found.svg_data_uri(dark="#000", light="#fff", border=4)

    return make


def _row(pieces: dict[str, Piece], drawing: Drawing, model: Checkpoint | None) -> list[Any]:
    """A drawing as stage_views.js reads it."""
    name = f"{drawing.id}{'' if model is None else '+'}"
    _piece(pieces, name, lambda: _picture(drawing, model))
    whose = "" if drawing.member is None else name_of(*drawing.member[1:])
    place = drawing.place or 0
    flags = drawing.is_starred + 2 * drawing.is_simulated
    return [drawing.id, drawing.label, drawing.answer, brief(drawing.share), flags, place, whose, name]


def _picture(drawing: Drawing, model: Checkpoint | None) -> str:
    """The pixels, 784 bytes, and where the model is trained its ten shares, float32."""
    if drawing.pixels is None:
        return ""
    pixels = drawing.pixels.reshape(-1)
    if model is None:
        return text(pixels)
    shares = predict(model.weights, model.bias, pixels.astype(np.float32) / np.float32(255))
    return text(np.concatenate([pixels, shares.astype("<f4").view(np.uint8)]))


def _course(pieces: dict[str, Piece], viewer: Viewer, reader: Reader | None) -> dict[str, Any] | None:
    """The class's model after each of its latest steps."""
    try:
        found = moments(batch.course(rooms.classroom(), viewer))
    except Refused:
        return None
    measured = [None] * len(found) if reader is None else accuracies(found, reader.dataset.test)
    return {
        "test": None if reader is None else len(reader.dataset.test),
        "moments": [
            {
                "after": each.after,
                "digits": each.digits,
                "rate": each.rate,
                "accuracy": share,
                "weights": _ten(pieces, f"w {each.name}", each.weights),
                "gradient": _ten(pieces, f"g {_gradient_name(each)}", each.gradient),
            }
            for each, share in zip(found, measured, strict=True)
        ],
    }


def _gradient_name(moment: Moment) -> str:
    return sha256(moment.gradient.tobytes()).hexdigest()[:16]


def _ten(pieces: dict[str, Piece], name: str, values: Any) -> dict[str, Any]:
    limit = colour_limit(values)
    return {"name": _piece(pieces, name, lambda: signed_bytes(values.T, limit)), "limit": limit}
