"""The class's data set, to take home: what is on the wall, without pickle, without names other than animals'."""

import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row, select

from mnist_core.arrays import Arrays
from mnist_core.classroom.database import Classroom
from mnist_core.classroom.keys import Teacher
from mnist_core.classroom.members import ANIMALS, COLOURS, name_of
from mnist_core.classroom.rooms import read_room
from mnist_core.classroom.schema import drawings, members
from mnist_core.classroom.wall import VISIBLE
from mnist_core.drawing.as_text import UNIT, lines_of


def as_npz(classroom: Classroom, teacher: Teacher) -> bytes:
    """Write all visible drawings of a room as an archive of NumPy's, for `np.load(..., allow_pickle=False)`.

    n drawings in the order in which they came: `images` uint8 (n, 28, 28), light on black; `labels`, `answers` and
    `members` (by order of appearance), `animals` and `colours` (places in `animal_names` and `colour_names`),
    `simulated`, all (n,); and `strokes`, a JSON text as `as_json` has it.
    """
    rows = _rows(classroom, teacher)
    numbers = {member: place for place, member in enumerate(dict.fromkeys(row.member_id for row in rows))}
    arrays: Arrays = {
        "images": np.frombuffer(b"".join(row.pixels for row in rows), np.uint8).reshape(-1, 28, 28),
        "labels": np.array([row.label for row in rows], np.uint8),
        "answers": np.array([row.answer for row in rows], np.uint8),
        "members": np.array([numbers[row.member_id] for row in rows], np.uint16),
        "animals": np.array([row.animal for row in rows], np.uint8),
        "colours": np.array([row.colour for row in rows], np.uint8),
        "simulated": np.array([row.simulated for row in rows], np.bool_),
        "animal_names": np.array(ANIMALS),
        "colour_names": np.array(COLOURS),
        "strokes": np.array(_json(rows)),
    }
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def as_json(classroom: Classroom, teacher: Teacher) -> str:
    """Write all visible drawings of a room as pen strokes.

    A list of objects: `label`, `answer`, `name` (of who drew it, such as blue otter), and `strokes`, each of a `width`
    and `points` [x, y], in pixels of a sheet of 280 by 280.
    """
    return _json(_rows(classroom, teacher))


def _rows(classroom: Classroom, teacher: Teacher) -> Sequence[Row[Any]]:
    query = select(drawings, members.c.animal, members.c.colour, members.c.simulated).join(members)
    with classroom.reading() as connection:
        read_room(classroom, connection, teacher)
        of_room = query.where(drawings.c.room_id == teacher.room_id, VISIBLE)
        return connection.execute(of_room.order_by(drawings.c.id)).all()


def _json(rows: Sequence[Row[Any]]) -> str:
    return json.dumps(
        [
            {
                "label": row.label,
                "answer": row.answer,
                "name": name_of(row.animal, row.colour),
                "strokes": _strokes(row.strokes),
            }
            for row in rows
        ]
    )


def _strokes(text: str) -> list[dict[str, Any]]:
    lines = lines_of(text) or []
    return [{"width": line.width, "points": [[UNIT * x, UNIT * y] for x, y in line.points]} for line in lines]
