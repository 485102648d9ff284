"""Files that no program writes, at every place that takes one: read within bounds, or refused in one sentence."""

import ast
import gzip
import io
import pickle  # noqa: TID251 (to see that nothing uses it)
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw

from mnist_core.drawing.uploads import MOST_SIDE, UploadError, read_upload
from mnist_core.take_away import models
from mnist_core.take_away.models import ModelError
from mnist_core.take_away.opened import LARGEST, LONGEST_NAME, open_model, shown_name
from tests.support.forged import WRONG_WORDS, damaged, outcome, tried
from tests.support.source import parsed

# Where visitors choose a file, and what reads it.
PLACES = {
    "ui/lessons/drawing/views.py": (read_upload, UploadError),
    "ui/opened.py": (lambda data: open_model("a.npz", data), ModelError),
}


def seven(mode="RGB", side=40):
    image = Image.new("RGB", (side, side), (250, 250, 250))
    ImageDraw.Draw(image).line([(8, 8), (30, 8), (18, 34)], (20, 20, 60), 3)
    return image.convert(mode)


def saved(form, mode="RGB", **options):
    file = io.BytesIO()
    seven(mode).save(file, form, **options)
    return file.getvalue()


def archived(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return file.getvalue()


def numpy_file(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


WEIGHTS, BIAS = np.zeros((784, 10), np.float32), np.arange(10, dtype=np.float32)
MODELS = (
    models.to_npz(WEIGHTS, BIAS),
    archived(weights_npy=numpy_file(WEIGHTS), bias_npy=numpy_file(BIAS)),
    b'{"weights": [' + b",".join([b"[0,0,0,0,0,0,0,0,0,0]"] * 784) + b'], "bias": [0,1,2,3,4,5,6,7,8,9]}',
)
PICTURES = (
    saved("PNG"), saved("PNG", "P"), saved("PNG", "RGBA"), saved("PNG", "I;16"), saved("PNG", "1"),
    saved("JPEG"), saved("JPEG", "L", progressive=True), saved("JPEG", "CMYK"), saved("WEBP"),
    saved("WEBP", lossless=True), saved("PNG", save_all=True, append_images=[seven()]),
)  # fmt: skip
# Of formats that no place takes, whatever a browser calls them.
OTHERS = (
    saved("GIF"), saved("TIFF"), saved("BMP"), saved("ICO"), saved("PPM"), saved("PDF"), saved("JPEG2000"),
    models.to_keras(WEIGHTS, BIAS), numpy_file(BIAS), gzip.compress(numpy_file(BIAS)), pickle.dumps([1, 2]),
    bytes([0, 0, 8, 1, 0, 0, 0, 4, 1, 2, 3, 4]), b"\x89HDF\r\n\x1a\n" + bytes(80), b"%!PS-Adobe-3.0 EPSF-3.0\n",
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"#!/bin/sh\ntouch x\n",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def nothing_is_unpickled():
    with pytest.MonkeyPatch.context() as trap:
        for name in ("load", "loads", "Unpickler"):
            trap.setattr(pickle, name, lambda *_, **__: pytest.fail("something was unpickled"))
        yield


def test_every_place_that_takes_a_file_is_here():
    takes = {"file_uploader", "camera_input", "audio_input", "chat_input", "data_editor"}
    found = {
        str(path)
        for path in (*Path("ui").rglob("*.py"), *Path("pages").glob("*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in takes
    }
    assert found == set(PLACES)


@tried(150)
@given(damaged(*PICTURES) | damaged(*OTHERS) | some.binary(max_size=60))
def test_a_picture_is_ink_of_a_bounded_size_or_a_sentence(data):
    upload, said = outcome(lambda: read_upload(data), UploadError)
    if upload is None:
        assert said.endswith(".")
    else:
        assert max(upload.ink.shape) < 2 * MOST_SIDE
        assert 0 <= upload.ink.min() <= upload.ink.max() <= 1


@tried(100)
@given(damaged(*MODELS, header=400) | damaged(*OTHERS) | some.binary(max_size=60))
def test_a_model_is_finite_numbers_or_a_sentence(data):
    found, _ = outcome(lambda: open_model("a.npz", data), ModelError)
    if found is not None:
        for array, shape in ((found.checkpoint.weights, (784, 10)), (found.checkpoint.bias, (10,))):
            assert array.shape == shape
            assert np.abs(array).max() <= LARGEST


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", range(len(OTHERS)))
def test_what_no_place_takes_is_refused_everywhere(place, number):
    read, refusal = PLACES[place]
    found, _ = outcome(lambda: read(OTHERS[number]), refusal)
    assert found is None


@tried(100)
@given(WRONG_WORDS | some.text())
def test_a_files_name_is_a_short_line(name):
    assert shown_name(name).isprintable()
    assert 0 < len(shown_name(name)) <= LONGEST_NAME
