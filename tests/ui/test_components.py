"""What runs in the browser, tested in Node: the files of tests/components, on numbers that Python computes here."""

import html
import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_core.cross_entropy.predictions import apportion
from mnist_core.data.dataset import Part
from mnist_core.data.mosaic import candidates_for
from mnist_core.exam.on_paper import PaperModel, PaperSheet
from mnist_core.exam.squares import SQUARES, Grid
from mnist_core.gradient_descent.landscape import Landscape, Plane
from mnist_core.gradient_descent.slow_motion import take_step
from mnist_core.softmax.account import account
from mnist_core.softmax.dividing import divide_up, divide_without_e
from mnist_core.softmax.regression import softmax
from mnist_core.training.board import Board
from mnist_core.training.config import TrainingConfig
from mnist_core.training.history import MEASURED, History
from mnist_core.training.run import Snapshot, Status
from mnist_core.training.step import Checkpoint
from mnist_core.why.ledger import Basis, ledger
from tests.support import feed, node
from ui import words
from ui.component import ink_bytes, signed_bytes, text
from ui.lessons.exam.on_paper import sheet_data
from ui.lessons.gradient_descent import landscape, slow_motion
from ui.lessons.training.views import message

FILES = sorted((Path(__file__).parents[1] / "components").glob("*.test.mjs"))
EVIDENCE = [[0, 0], [1000, 1001, 999], [-3, 0, 2.5, 7], [0.1] * 10, [-700, 0, 700], [30] * 9 + [-30]]
VALUES = [0, -0.0, 1, -1, 0.004, -0.004, 123.456, -9876.54321, 1e-9]
SHARES = [0, 1, 1e-9, 1 - 1e-9, 0.0004, 0.0005, 0.0006, 0.9994, 0.9995, 0.9996, 0.1, 0.3333, 0.98765]


def softmaxes() -> list:
    return [{"logits": each, "probabilities": softmax(np.array(each, float)).tolist()} for each in EVIDENCE]


def shares() -> list:
    found = []
    for evidence in EVIDENCE[2:]:
        for temperature, constant in ((1, 0), (0.5, 3), (10, -10)):
            if max(map(abs, evidence)) / temperature > 700:  # its powers are infinite, which JSON cannot say
                continue
            now = divide_up(evidence, temperature, constant)
            arrays = {name: getattr(now, name).tolist() for name in ("scaled", "exponentials", "probabilities", "rest")}
            found.append({"evidence": evidence, "temperature": temperature, "constant": constant, **arrays})
    return found


def plain_parts() -> list:
    """Evidence divided by its sum, without e; null where that is zero."""
    found = []
    for evidence in (*EVIDENCE[2:], [1, -1], [0.1, 0.2, -0.3], [3, -1], [1, -3, 0.5]):
        parts = divide_without_e(evidence, 2, 1)
        found.append({"evidence": evidence, "parts": None if np.isnan(parts).any() else parts.tolist()})
    return found


def rows() -> dict:
    """A prediction's evidence so far, row by row, and the shares that it comes to after some of them."""
    rng = np.random.default_rng(6)
    found = account(rng.normal(size=(784, 10)) / 9, rng.normal(size=10), rng.random(784))
    running = found.by_row.astype(np.float32)
    shares = {str(row): softmax(running[row].astype(float)).tolist() for row in (0, 9, 28)}
    return {"running": text(running), "bias": found.bias.tolist(), "shares": shares}


def apportioned() -> list:
    rng = np.random.default_rng(3)
    by_hand = [[1] * 10, [0] * 9 + [5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1e-9, *[1] * 9]]
    weights = [*by_hand, *rng.random((20, 10)).tolist(), *rng.dirichlet([0.05] * 10, 20).tolist()]
    return [{"weights": each, "units": apportion(np.array(each, float)).tolist()} for each in weights]


def ledgers() -> dict:
    rng = np.random.default_rng(4)
    weights = rng.integers(-32767, 32768, (10, 784)).astype(np.int16)
    ink, average = rng.integers(0, 256, (2, 784)).astype(np.uint8)
    limit = 0.37
    entries = []
    for basis in Basis:
        book = ledger(weights.T / 32767 * limit, np.zeros(10), ink / 255, basis, average / 255)
        entries += [{"basis": basis, "classes": [k], "votes": book.of(k).votes.tolist()} for k in (0, 7)]
        entries.append({"basis": basis, "classes": [3, 8], "votes": book.between(3, 8).votes.tolist()})
    arrays = {"weights": text(weights), "ink": text(ink), "average": text(average)}
    return {**arrays, "limit": limit, "bases": list(Basis), "entries": entries}


def arrays() -> list:
    values = np.array([-3, -1, -0.5, 0, 0.25, 1, 3])
    ink = np.array([-1, 0, 0.1, 0.5, 1, 2])
    return [
        {"kind": "Int8Array", "text": signed_bytes(values, 1), "values": [-127, -127, -64, 0, 32, 127, 127]},
        {"kind": "Uint8Array", "text": ink_bytes(ink), "values": [0, 0, 26, 128, 255, 255]},
        {"kind": "Int16Array", "text": text(np.array([-32767, 5], np.int16)), "values": [-32767, 5]},
        {"kind": "Float32Array", "text": text(np.array([0.5, -2], np.float32)), "values": [0.5, -2]},
    ]


def paper() -> dict:
    """A table of whole numbers and digits on squared paper, as the exam gives them to be printed."""
    rng = np.random.default_rng(6)
    weights = rng.integers(-3, 4, SQUARES)
    model = PaperModel(3, 8, Grid(4, 4, 800), weights, -2, 0.9, 0.9)
    black = rng.random((8, SQUARES)) < 0.3
    black[0] = False  # nothing to add
    sheet = PaperSheet(np.arange(8) * 321, rng.choice([3, 8], 8), black)
    return sheet_data(model, sheet) | {name: name for name in ("title", "sheet", "steps", "about", "figures")}


def board() -> dict:
    """Three records and a state after them, as they travel: two records first, the rest with the state."""
    rng = np.random.default_rng(5)
    digits = Part(rng.integers(0, 256, (60, 784)).astype(np.uint8), rng.integers(0, 10, 60))
    weights = rng.normal(size=(4, 784, 10)).astype(np.float32)
    bias = rng.normal(size=(4, 10)).astype(np.float32)
    measured = {name: rng.random(3) for name in MEASURED}
    history = History(step=np.array([0, 1, 2]), **measured, weights=weights[:3], bias=bias[:3])
    run = Snapshot(TrainingConfig(test_size=60), Status.RUNNING, Checkpoint(5, weights[3], bias[3]), history)
    view = Board(candidates_for(digits, 60)).view(history, run.checkpoint)
    frames = [_frame(each) for each in feed.frames([*view.packets, view.live], view.layout)]
    first = message(run, replace(view, packets=view.packets[:2], live=b""), 0)
    messages = [b64encode(each).decode() for each in (first, message(run, view, 2))]
    return {"messages": messages, "frames": frames[:-1], "live": frames[-1], "edition": view.edition}


def _frame(frame: dict) -> dict:
    """A frame by the names that the board has for its numbers; what was not measured is null."""
    found = {}
    for name, value in frame.items():
        head, *rest = name.split("_")
        numbers = np.asarray(value, float)
        found[head + "".join(part.title() for part in rest)] = numbers.tolist() if np.isfinite(numbers).all() else None
    return found


def plane() -> dict:
    """A plane as it is brought, and at places of it the templates and the shares of its digits."""
    rng = np.random.default_rng(9)
    digits = Part(rng.integers(0, 256, (6, 784)).astype(np.uint8), np.arange(6))
    ground = Landscape(
        Plane(rng.normal(size=7850), rng.normal(size=(2, 7850))), np.zeros(2), np.zeros(2), np.zeros((2, 2)), 6
    )
    places = []
    for a, b in ((0, 0), (1.5, -0.25), (-3, 2)):
        point = ground.plane.origin + a * ground.plane.directions[0] + b * ground.plane.directions[1]
        weights, bias = point[:7840].reshape(784, 10), point[7840:]
        shares = softmax(digits.intensities() @ weights + bias)
        places.append({"place": [a, b], "templates": weights.T.tolist(), "shares": shares.tolist()})
    return {"text": landscape.models(ground, digits), "places": places}


def step(seed: int, size: int) -> dict:
    """An update as the browser is given it, and what it computes of it; most pixels are bare, as in a digit."""
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (size, 784)) * (rng.random((size, 784)) < 0.2) / 255
    before = Checkpoint(3, *(rng.normal(0, 0.05, shape).astype(np.float32) for shape in ((784, 10), 10)))
    found = take_step(before, images.astype(np.float32), rng.integers(0, 10, size), 0.5)
    slope, after = (each.T.ravel().tolist() for each in (found.weight_gradient, found.after.weights))
    return {"data": slow_motion.numbers_of(found, 0.5), "slope": slope, "after": after}


@pytest.fixture(scope="module")
def vectors(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("vectors") / "vectors.json"
    numbers = {
        "softmax": softmaxes(),
        "shares": shares(),
        "plain_parts": plain_parts(),
        "rows": rows(),
        "apportion": apportioned(),
        "ledger": ledgers(),
        "signed": [{"value": v, "digits": d, "text": words.signed(v, d)} for v in VALUES for d in (0, 2, 3)],
        "hedged": [{"value": each, "text": words.hedged(each)} for each in SHARES],
        "percent": [
            {"value": each, "digits": d, "text": html.unescape(words.percent(each, d)).replace("\xa0", " ")}
            for each in SHARES
            for d in (0, 1, 2)
        ],
        "arrays": arrays(),
        "board": board(),
        "plane": plane(),
        "steps": [step(seed, size) for seed, size in ((6, 4), (7, 1), (8, 2))],
        "paper": paper(),
    }
    path.write_text(json.dumps(numbers, allow_nan=False))
    return path


def test_there_are_files():
    assert len(FILES) > 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.mjs"))
def test_components(file, vectors):
    result = node.run("--test", "--test-reporter=spec", file, VECTORS=str(vectors))
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    assert "ℹ pass 0" not in result.stdout
