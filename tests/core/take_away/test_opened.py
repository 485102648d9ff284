"""A model that a visitor brings: it reads as it did where it was made, and nothing else than a model is opened."""

import io
import json
import zipfile

import numpy as np
import pytest

from mnist_core.take_away import models
from mnist_core.take_away.models import ModelError
from mnist_core.take_away.opened import LONGEST_NAME, ModelFile, open_model, shown_name
from mnist_core.training.config import TrainingConfig
from mnist_core.training.run import Status, TrainingRun

RANDOM = np.random.default_rng(0)
WEIGHTS, BIAS = RANDOM.normal(size=(784, 10)).astype(np.float32), RANDOM.normal(size=10).astype(np.float32)
# What would fail the test if anything unpickled it.
PICKLE = b"\x80\x04cpytest\nfail\n(S'it was executed'\ntR."
NPZ, JSON = models.to_npz(WEIGHTS, BIAS), models.to_json(WEIGHTS, BIAS, {})


def saved(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def header(shape: str) -> bytes:
    """An .npy file that claims a shape and holds nothing."""
    return headed(f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n")


def headed(text: str) -> bytes:
    """An .npy file of nothing but this header."""
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


def with_one(value) -> np.ndarray:
    weights = WEIGHTS.astype(np.float64)
    weights[300, 4] = value
    return weights


REFUSED = {
    "a pickle": (PICKLE, "a pickle"),
    "a pickle in the archive": (
        zipped(weights=header("(1,)").replace(b"'<f4'", b"'|O' ") + PICKLE, bias=header("(10,)")),
        "is not a model",
    ),
    "cut short": (NPZ[: len(NPZ) // 2], "is not a model"),
    "cut in a member": (zipped(weights=header("(784, 10)"), bias=header("(10,)")), "is not a model"),
    "JSON cut short": (JSON[: len(JSON) // 2], "is not a model"),
    "another shape": (saved(weights=WEIGHTS.T, bias=BIAS), "must hold weights"),
    "an axis more": (saved(weights=WEIGHTS[None], bias=BIAS), "must hold weights"),
    "no bias": (saved(weights=WEIGHTS), "is not a model"),
    "no number": (saved(weights=with_one(np.nan), bias=BIAS), "finite"),
    "infinite": (saved(weights=WEIGHTS, bias=np.full(10, np.inf)), "finite"),
    "beyond float32": (saved(weights=with_one(1e300), bias=BIAS), "finite"),
    "complex": (saved(weights=WEIGHTS * 1j, bias=BIAS), "finite"),
    "text": (saved(weights=WEIGHTS.astype(str), bias=BIAS), "finite"),
    "truth values": (saved(weights=WEIGHTS > 0, bias=BIAS), "finite"),
    "too large to show": (saved(weights=with_one(2e4), bias=BIAS), "goes up to 10,000"),
    "a zip bomb": (zipped(weights=bytes(300_000_000), bias=header("(10,)")), "too large"),
    "a member that claims terabytes": (
        zipped(weights=header("(784, 1000000000)"), bias=header("(10,)")), "is not a model"
    ),
    "a header of 9,000 signs": (zipped(weights=headed("-" * 9_000 + "1"), bias=header("(10,)")), r"\(\w+Error\)"),
    "a header that is reckoned": (zipped(weights=header("(10**9,)"), bias=header("(10,)")), "ValueError"),
    "100 MB": (bytes(100_000_000), "too large"),
    "JSON of something else": (json.dumps({"name": "softmax", "layers": [784, 10]}).encode(), "is not a model"),
    "a JSON list": (b"[[1, 2], [3, 4]]", "is not a model"),
    "JSON of numbers beyond all": (
        json.dumps({"weights": with_one(0).tolist(), "bias": [10**400] * 10}).encode(), "finite"
    ),
    "JSON of endless numbers": (b'{"weights": 1e999, "bias": NaN}', "must hold weights"),
    "JSON without an end": (b"[" * 100_000, "is not a model"),
    "nothing": (b"", "an empty file"),
    "Keras": (models.to_keras(WEIGHTS, BIAS), "Keras"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "is not a model"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_model_is_refused_in_one_sentence(kind):
    content, said = REFUSED[kind]
    with pytest.raises(ModelError, match=said) as refused:
        open_model("a.npz", content)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 400
    assert " at 0x" not in str(refused.value)  # in the server's memory


@pytest.mark.parametrize("content", [NPZ, JSON, saved(weights=WEIGHTS.astype(np.float64), bias=BIAS, more=BIAS)])
def test_a_model_is_opened_bit_for_bit_and_shown_as_a_run_that_has_ended(content):
    found = open_model("mine.npz", content)
    run = found.show()
    np.testing.assert_array_equal(run.checkpoint.weights, WEIGHTS)
    np.testing.assert_array_equal(run.checkpoint.bias, BIAS)
    assert (run.status, run.active, run.step, len(run.history)) == (Status.FINISHED, False, 0, 0)
    assert run.config is found


def test_equal_models_of_one_name_are_equal_and_no_others():
    found = open_model("a", NPZ)
    assert found == open_model("a", JSON)
    assert hash(found) == hash(open_model("a", JSON))
    others = open_model("b", NPZ), open_model("a", models.to_npz(-WEIGHTS, BIAS)), TrainingConfig(), ModelFile()
    assert all(found != other for other in others)
    assert len({each.key("data") for each in (found, *others[1:])}) == 4


def test_a_model_from_a_file_is_never_trained(sample):
    with pytest.raises(ValueError, match="how it was trained is not known"):
        TrainingRun(open_model("a", NPZ)).check(sample)


@pytest.mark.parametrize(
    "name", ["", " ", "\n", "\x1b[31m", "\ud800", "\u2028a\u200f", "一" * 99, "a\tb" * 30, "…" * 61]
)
def test_a_name_is_a_line_that_can_be_printed(name):
    shown = shown_name(name)
    assert shown.isprintable()
    assert 0 < len(shown) <= LONGEST_NAME


def test_an_ordinary_name_stays_and_what_turns_text_round_goes():
    assert shown_name("my model (2).npz") == "my model (2).npz"
    assert shown_name("a\u202eznp.exe\n\x00") == "a znp.exe"
    assert shown_name("**<b>x</b>**.json") == "**<b>x</b>**.json"  # text, and shown as such
    assert shown_name("x" * 500) == "x" * 39 + "…"
