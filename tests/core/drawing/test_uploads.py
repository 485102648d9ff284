"""Pictures of strangers: every kind is read or refused in a sentence, whatever the bytes, and nothing is kept."""

import io
import random
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_core.drawing.digits import read_drawing
from mnist_core.drawing.uploads import LARGEST_FILE, MOST_SIDE, UploadError, read_upload
from tests.support import ROOT

SIDE = 200
# A 7 that no turn or mirror makes itself.
SEVEN = [(60, 40), (150, 40), (95, 165)]


def seven(paper=(250, 250, 250), pen=(20, 20, 60), width=14, side=SIDE):
    image = Image.new("RGB", (side, side), paper)
    points = [(x * side / SIDE, y * side / SIDE) for x, y in SEVEN]
    ImageDraw.Draw(image).line(points, pen, round(width * side / SIDE), joint="curve")
    return image


def saved(image, form="PNG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def boxed(data):
    return read_drawing(read_upload(data).ink).boxed


@pytest.fixture(scope="module")
def plain():
    return boxed(saved(seven()))


def sixteen_bits():
    grey = np.asarray(seven().convert("L"), np.uint16) * 257
    return saved(Image.fromarray(grey))


def transparent():
    image = seven().convert("RGBA")
    image.putalpha(seven((0, 0, 0), (255, 255, 255)).convert("L"))
    return saved(image)


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    return saved(seven().rotate(90), "JPEG", quality=95, exif=exif)


def moving(form):
    return lambda: saved(seven(), form, save_all=True, append_images=[Image.new("RGB", (SIDE, SIDE))], lossless=True)


KINDS = {
    "png": lambda: saved(seven()),
    "jpeg": lambda: saved(seven(), "JPEG", quality=90),
    "webp": lambda: saved(seven(), "WEBP", quality=90),
    "white on black": lambda: saved(seven((0, 0, 0), (255, 255, 255))),
    "yellow on white": lambda: saved(seven(pen=(250, 210, 0))),
    "grey": lambda: saved(seven().convert("L")),
    "one bit": lambda: saved(seven().convert("1", dither=Image.Dither.NONE)),
    "palette": lambda: saved(seven().quantize(8, dither=Image.Dither.NONE)),
    "16 bits": sixteen_bits,
    "transparent": transparent,
    "grey and transparent": lambda: saved(Image.open(io.BytesIO(transparent())).convert("LA")),
    "cmyk": lambda: saved(seven().convert("CMYK"), "JPEG", quality=95),
    "progressive": lambda: saved(seven(), "JPEG", quality=90, progressive=True),
    "turned by exif": turned,
    "animated png": moving("PNG"),
    "animated webp": moving("WEBP"),
    "large": lambda: saved(seven(side=3_000), "JPEG", quality=80),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_holds_the_same_7(kind, plain):
    data = KINDS[kind]()
    upload = read_upload(data)
    assert max(upload.ink.shape) < 2 * MOST_SIDE
    # A rim of half a pixel, where compression blurs or a scale is rounded.
    assert np.abs(boxed(data) - plain).mean() < 0.05
    assert ("It moves" in " ".join(upload.notes)) == ("animated" in kind)


def photo(paper=0.85, pen=0.25, side=600):
    """A sheet of paper under a lamp at one side, with a shadow, noise, and the table at the edge."""
    noise = np.random.default_rng(0)
    ink = np.asarray(seven((0, 0, 0), (255, 255, 255), 12, side).convert("L"), np.float32) / 255
    across = np.linspace(1, 0.55, side)
    light = across[:, None] * across * (1 - 0.25 / (1 + np.exp(-(np.arange(side) - 0.8 * side) / 20)))
    grey = light * (paper + (pen - paper) * ink)
    grey[-20:] = 0.12
    return saved(Image.fromarray(np.uint8(255 * (grey + noise.normal(0, 0.015, grey.shape)).clip(0, 1))), "JPEG")


@pytest.mark.parametrize(("paper", "pen"), [(0.85, 0.25), (0.9, 0.6), (0.2, 0.9)], ids=["pen", "pencil", "chalk"])
def test_a_photo_under_uneven_light_holds_it_too(paper, pen, plain):
    data = photo(paper, pen)
    assert "light on the paper" in " ".join(read_upload(data).notes)
    assert np.abs(boxed(data) - plain).mean() < 0.1


def bomb():
    """A PNG of 60,000 by 60,000 pixels in few bytes."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (bytes(LARGEST_FILE + 1), "at most 12 MB"),
        (bomb(), "60,000 × 60,000 pixels|no PNG"),
        (saved(Image.new("1", (8_000, 8_000))), "8,000 × 8,000 pixels; at most 50 million"),
        (saved(Image.new("RGBA", (4_000, 4_000)), "WEBP", method=0), "4,000 × 4,000 .* 256 MB .* at most 200 MB"),
        (saved(Image.new("RGB", (6_000, 6_000)), "JPEG", progressive=True, subsampling=0), "6,000 × 6,000 .* 225 MB"),
        (b"<!DOCTYPE html><html><body>digit.png</body></html>", "a web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a web page or a drawing in XML"),
        (saved(seven(), "GIF"), "another format"),
        (saved(seven(), "BMP"), "another format"),
        (saved(seven(), "TIFF"), "another format"),
        (b"%PDF-1.7 ...", "another format"),
        (saved(seven())[:200], "damaged"),
        (saved(seven(), "JPEG")[:700], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
        (b"just text", "no PNG, JPEG or WebP"),
    ],
    ids=["empty", "too many bytes", "bomb", "too many pixels", "heavy webp", "heavy jpeg", "html", "svg", "gif", "bmp",
         "tiff", "pdf", "cut png", "cut jpeg", "png in name", "text"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(data, says):
    with pytest.raises(UploadError, match=says) as refusal:
        read_upload(data)
    assert str(refusal.value).endswith(".")


READ_FILES = """
import resource, sys
from pathlib import Path
from mnist_core.drawing.uploads import read_upload

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

read_upload(Path(sys.argv[1]).read_bytes())  # what reading imports
before = most()
for name in sys.argv[2:]:
    print(*read_upload(Path(name).read_bytes()).ink.shape)
print(most() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the peak is told in other units")
@pytest.mark.slow
def test_no_picture_takes_more_memory_than_is_promised(tmp_path):
    """One of 7,000 by 7,000 with transparency took 760 MB, and 12 million pixels of a WebP 280."""
    pictures = {
        "small.png": saved(seven()),
        "transparent.png": saved(Image.new("RGBA", (7_000, 7_000), (9, 9, 9, 128)), compress_level=1),
        "phone.webp": saved(Image.new("RGB", (4_032, 3_024)), "WEBP", lossless=True, method=0),
        "phone.jpg": saved(Image.new("RGB", (4_032, 3_024)), "JPEG", progressive=True),
    }
    for name, data in pictures.items():
        (tmp_path / name).write_bytes(data)
    program = [sys.executable, "-c", READ_FILES, *(tmp_path / name for name in pictures)]
    told = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    *shapes, grown = told.splitlines()
    assert shapes == ["700 700", "504 672", "504 672"]
    assert int(grown) < 300


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (90, 120, 40)])
@pytest.mark.parametrize("size", [(1, 1), (30, 30), (900, 4)])
def test_a_plain_picture_holds_no_ink(colour, size):
    upload = read_upload(saved(Image.new("RGB", size, colour)))
    assert not upload.ink.any()
    assert "No ink" in upload.notes[-1]


def damaged(data, chance):
    """Change some bytes, leave some out, repeat some, or cut the end off."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        place = chance.randrange(len(found))
        kind = chance.randrange(5)
        if kind == 0:
            found[place] = chance.randrange(256)
        elif kind == 1:
            del found[place : place + chance.randrange(1, 50)]
        elif kind == 2:
            found[place:place] = found[place : place + chance.randrange(1, 200)]
        elif kind == 3:
            found[min(place, 40)] ^= 1 << chance.randrange(8)
        else:
            del found[max(place, 20) :]
        found = found or bytearray(b"\0")
    return bytes(found)


def test_200_damaged_files_raise_nothing_else_and_leave_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    chance = random.Random(0)
    small = [saved(seven(side=64), form) for form in ("PNG", "JPEG", "WEBP")]
    files = [*small, saved(seven(side=64).convert("P")), saved(seven(side=64), "WEBP", lossless=True),
             saved(seven(side=64), "PNG", save_all=True, append_images=[seven(side=64)])]  # fmt: skip
    read = 0
    for _ in range(200):
        try:
            ink = read_upload(damaged(chance.choice(files), chance)).ink
        except UploadError:
            continue
        read += 1
        assert 0 <= ink.min() <= ink.max() <= 1
        read_drawing(ink)
    assert 10 < read < 190
    assert list(tmp_path.iterdir()) == []
