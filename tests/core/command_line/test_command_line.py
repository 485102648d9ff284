"""The command line, called as a function where that is quick and as a program where that is what matters."""

import contextlib
import io
import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw

import mnist_core.training.step
from mnist_core.__main__ import main
from mnist_core.command_line import predict as command_line_predict
from mnist_core.command_line import train as command_line_train
from mnist_core.drawing.doubts import DOUBTS, Doubt
from mnist_core.drawing.stages import stages_of
from mnist_core.drawing.strokes import Sheet
from mnist_core.drawing.uploads import UploadError, read_upload
from mnist_core.softmax.regression import predict
from mnist_core.take_away.models import read_model, to_keras
from mnist_core.training.step import Diverged, Measurement, initial_checkpoint
from tests.support import ROOT, paper

PROGRAM = [sys.executable, "-m", "mnist_core"]
SECONDS = 300  # far beyond what a busy machine needs; only a program that hangs is ended


def everything_sent(ours):
    """What was sent to a terminal until nobody can write to it any more."""
    sent = b""
    with contextlib.suppress(OSError):  # which is how it ends
        while piece := os.read(ours, 100_000):
            sent += piece
    os.close(ours)
    return sent.decode()


def refused(capsys, *arguments):
    """Run a command that must fail with code 2 and one line; return the line."""
    assert main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


@pytest.fixture
def weights(tmp_path):
    """A model of chance weights."""
    path = tmp_path / "weights.npz"
    np.savez(path, weights=np.random.default_rng(0).normal(0, 0.01, (784, 10)).astype(np.float32), bias=np.zeros(10))
    return path


@pytest.fixture
def square(tmp_path):
    """A picture of a square drawn in black on white."""
    path = tmp_path / "square.png"
    image = Image.new("L", (100, 100), 255)
    ImageDraw.Draw(image).rectangle((30, 30, 60, 60), outline=0, width=5)
    image.save(path)
    return path


# Wrong arguments


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "required: train | predict"),
        ("teach", "'teach'"),
        ("train --steps many", "'many'"),
        ("train --steps", "expected one argument"),
        ("train --speed 3", "--speed"),
        ("train --steps 0", "steps must be a whole number from 1 to 100,000, not 0"),
        ("train --train-size 55001", "train_size must be"),
        ("train --test-size -1", "test_size must be"),
        ("train --batch-size 5501", "batch_size must be"),
        ("train --learning-rate nan", "learning_rate must be"),
        ("train --learning-rate 0", "learning_rate must be"),
        ("train --seed -1", "seed must be"),
        ("train --weight-decay 2", "weight_decay must be a number from 0 to 1, not 2.0"),
        ("train --out /nowhere/at/all.npz", "/nowhere/at/all.npz cannot be written: No such file"),
        ("train --out /", "/ cannot be written"),
        ("predict", "IMAGE"),
        ("predict a.png", "--weights"),
    ],
)
def test_wrong_arguments_get_one_line(capsys, monkeypatch, arguments, said):
    monkeypatch.setattr(mnist_core.training.step, "train", None)  # before training starts, not after
    assert said in refused(capsys, *arguments.split())


@pytest.fixture
def quick(monkeypatch):
    """Training that takes no time."""
    data = SimpleNamespace(source="", is_sample=False)
    monkeypatch.setattr(command_line_train, "_data", lambda config: (data, config))
    measured = Measurement(2.3, 0.1, 2.3, 0.1, 0.1)
    monkeypatch.setattr(mnist_core.training.step, "measure", lambda *_: measured)
    monkeypatch.setattr(mnist_core.training.step, "train", lambda *_: iter([initial_checkpoint()]))


def test_a_link_stays_and_its_file_is_written(capsys, tmp_path, quick):
    (tmp_path / "folder").mkdir()
    link, missing = tmp_path / "link.npz", tmp_path / "folder" / "model.npz"
    link.symlink_to(missing)
    for _ in range(2):
        assert main(["train", "--out", str(link)]) == 0
        assert link.is_symlink()
        assert sorted(missing.parent.iterdir()) == [missing]
        assert read_model(link)[0].shape == (784, 10)


def test_a_pipe_is_written_to_and_stays(capsys, tmp_path, quick):
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert main(["train", "--out", str(pipe)]) == 0
    reader.join(SECONDS)
    assert pipe.is_fifo()
    assert sorted(np.load(io.BytesIO(got[0]))) == ["bias", "weights"]


def test_a_device_is_written_to_and_stays(capsys, tmp_path, quick):
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        device.read_bytes()
    except OSError:
        pytest.skip("only root may make a device, and not on every disk")
    assert main(["train", "--out", str(device)]) == 0
    assert device.is_char_device()
    assert sorted(tmp_path.iterdir()) == [device]


def ran(arguments, encoding="utf-8", **options):
    """Run the program in a terminal of this encoding; its exit code, and the bytes of its output."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, env=environment, timeout=SECONDS, **options)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_help_and_names_of_any_bytes_in_any_terminal(tmp_path, weights, square, encoding):
    odd = os.fsencode(tmp_path) + "/7\u20ac×".encode() + b"\xff.png"
    Path(os.fsdecode(odd)).write_bytes(square.read_bytes())
    code, out, err = ran(["predict", odd, b"/\xfe.png", "--weights", str(weights)], encoding, capture_output=True)
    assert (code, out.count(b"\n"), err.count(b"\n")) == (2, 2, 1)
    assert b"\\xff.png: " in out
    assert b"/\\xfe.png does not exist" in err
    code, out, err = ran(["predict", "--help"], encoding, capture_output=True)
    assert (code, err) == (0, b"")
    assert f"28{'x' if encoding == 'ascii' else '×'}28".encode(encoding) in out


@pytest.mark.parametrize("arguments", [["--help"], ["predict"]])
def test_a_full_or_closed_output_is_said_in_one_line(weights, square, arguments):
    if arguments == ["predict"]:
        arguments = ["predict", str(square), "--weights", str(weights)]
    with Path("/dev/full").open("wb") as full:
        code, _, err = ran(arguments, stdout=full, stderr=subprocess.PIPE)
    assert (code, err) == (2, b"mnist_core: standard output cannot be written: No space left on device\n")
    code, _, err = ran(arguments, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    assert (code, err) == (2, b"mnist_core: standard output is closed, and the result would go nowhere\n")
    code, out, _ = ran(arguments, stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
    assert code == 0
    assert out


# As `python -m mnist_core` does, several times in one process.
PROGRAM_AFTER_PROGRAM = """
import json, runpy, sys

for sys.argv in json.loads(sys.argv[1]):
    try:
        runpy.run_module("mnist_core", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        print("exit code", end.code, "and TensorFlow", "tensorflow" in sys.modules, flush=True)
"""


def test_help_and_predict_load_no_tensorflow(weights, square):
    commands = [
        ["mnist_core", "predict", str(square), "--weights", str(weights)],
        ["mnist_core", "train", "--help"],
    ]
    code = [sys.executable, "-c", PROGRAM_AFTER_PROGRAM, json.dumps(commands)]
    result = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert (result.returncode, result.stderr) == (0, "")
    read, helped, rest = result.stdout.split("exit code 0 and TensorFlow False\n")
    assert read.startswith(f"{square}: ")
    assert "2,501" in helped
    assert rest == ""


# Training


def test_train_and_predict(capfd, tmp_path, mnist):
    model = tmp_path / "model.npz"
    sizes = ("--train-size", "50", "--steps", "120", "--test-size", "100")
    assert main(["train", *sizes, "--out", str(model)]) == 0
    trained, err = capfd.readouterr()
    assert err == ""
    *steps, last = trained.splitlines()
    line = r"Training step: +(\d+)  accuracy = 0\.\d{4}  loss = \d\.\d{4}"
    assert [re.fullmatch(line, step)[1] for step in steps] == ["0", "100", "120"]
    assert last.startswith("Done: 120 steps on 50 examples")
    with np.load(model) as arrays:
        assert {name: arrays[name].shape for name in arrays} == {"weights": (784, 10), "bias": (10,)}
    assert sorted(tmp_path.iterdir()) == [model]

    picture = tmp_path / "seven.png"
    Image.fromarray(mnist.train.images[0].reshape(28, 28)).save(picture)
    assert main(["predict", str(picture), "--weights", str(model), "--json"]) == 0
    read, err = capfd.readouterr()
    assert err == ""
    answer = json.loads(read)
    assert (answer["image"], answer["answer"], answer["is_empty"]) == (str(picture), 7, False)
    assert sum(answer["probabilities"]) == pytest.approx(1)


def test_a_terminal_gets_a_bar(capsys, monkeypatch, mnist):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as here:
        here.setattr(sys, "stderr", terminal)
        assert main(["train", "--train-size", "50", "--steps", "150"]) == 0
    shown = everything_sent(ours)
    assert "[####################..........] 100 of 150" in shown
    assert shown.endswith("\x1b[K")
    assert re.sub(r"\r\x1b\[K(\[#*\.*\] \d+ of 150)?", "", shown) == "", "nothing but bars"
    assert "\x1b" not in capsys.readouterr().out


def test_json_lines(capsys, mnist):
    decay = "--weight-decay", "0.01"
    assert main(["train", "--train-size", "50", "--steps", "20", "--batch-size", "10", *decay, "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    first, last, done = map(json.loads, out.splitlines())
    assert [line["event"] for line in (first, last, done)] == ["step", "step", "done"]
    assert first["train_loss"] == pytest.approx(np.log(10))
    assert (last["step"], last["test_accuracy"]) == (20, done["test_accuracy"])
    assert done["config"]["batch_size"] == 10
    assert done["config"]["weight_decay"] == 0.01
    assert done["is_sample"] is False


def test_without_mnist_the_sample_is_used_and_said(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_PATH", "")
    for name in ("HOME", "KERAS_HOME", "SEESOFTMAX_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    # A proxy that is not there: what has no network must not find one.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert main(["train", "--steps", "1", "--json"]) == 0
    out, err = capsys.readouterr()
    assert "Only the bundled sample of MNIST" in err
    assert "MNIST_PATH" in err
    assert "4,000 train and 500 test examples" in err
    done = json.loads(out.splitlines()[-1])
    assert done["is_sample"] is True
    assert done["config"]["train_size"] == 4000


@pytest.mark.parametrize("as_json", [False, True])
def test_a_diverging_run_says_so(capsys, monkeypatch, mnist, tmp_path, as_json):
    def diverge(*_):
        yield initial_checkpoint()
        raise Diverged(1, 90, 67.0, initial_checkpoint())

    monkeypatch.setattr(mnist_core.training.step, "train", diverge)
    out = tmp_path / "model.npz"
    assert main(["train", "--train-size", "50", "--out", str(out), *["--json"] * as_json]) == 1
    printed = capsys.readouterr()
    assert printed.err.strip() == str(Diverged(1, 90, 67.0, initial_checkpoint()))
    assert not out.exists()
    if as_json:
        assert json.loads(printed.out.splitlines()[-1])["event"] == "diverged"


def test_ctrl_c_is_one_line(capsys, monkeypatch, mnist):
    def interrupted(*_):
        yield initial_checkpoint()
        raise KeyboardInterrupt

    monkeypatch.setattr(mnist_core.training.step, "train", interrupted)
    assert main(["train"]) == 130
    out, err = capsys.readouterr()
    assert out.startswith("Training step:      0")
    assert err == "mnist_core: stopped\n"


@pytest.fixture
def hears_ctrl_c():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("becomes", [None, ValueError("Failed to convert a NumPy array to a Tensor")])
def test_ctrl_c_is_one_line_whatever_a_library_makes_of_it(capsys, monkeypatch, mnist, becomes):
    def train(*_):
        yield initial_checkpoint()
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            if becomes:
                raise becomes from None
        yield initial_checkpoint()
        raise AssertionError("it goes on")

    monkeypatch.setattr(mnist_core.training.step, "train", train)
    assert main(["train"]) == 130
    assert capsys.readouterr().err == "mnist_core: stopped\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_is_no_picture_that_cannot_be_read(capsys, monkeypatch, weights, square):
    def read(*_):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise UploadError("This is no picture.") from None

    monkeypatch.setattr(command_line_predict, "read_upload", read)
    assert main(["predict", str(square), str(square), "--weights", str(weights)]) == 130
    assert capsys.readouterr() == ("", "mnist_core: stopped\n")


def test_ctrl_c_while_a_module_is_imported_is_the_same(tmp_path):
    """Where a string is executed just then, as for a named tuple, Python would end by the signal itself."""
    (tmp_path / "sitecustomize.py").write_text(
        """
import signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "mnist_core.command_line.program":
            exec("signal.raise_signal(signal.SIGINT)")
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Finder())
"""
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    found = subprocess.run([*PROGRAM, "train"], cwd=ROOT, capture_output=True, text=True, env=environment)
    assert (found.returncode, found.stdout, found.stderr) == (130, "", "mnist_core: stopped\n")


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_does_nothing_once_a_program_is_done(capsys, weights, square):
    assert main(["predict", str(square), "--weights", str(weights)], to_the_end=True) == 0
    signal.raise_signal(signal.SIGINT)


@pytest.mark.slow
def test_ctrl_c_in_a_terminal_leaves_one_line_in_place_of_the_bar(mnist_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "train", "--steps", "100000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        # A shell starts what runs in its background deaf to Ctrl-C, and so would this be if the tests run there.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(theirs)
    hanging = threading.Timer(SECONDS, process.kill)
    hanging.start()
    try:
        with process.stdout as printed:
            assert printed.readline().startswith("Training step:      0")
            assert printed.readline().startswith("Training step:    100")  # so it is in the midst of training
            process.send_signal(signal.SIGINT)
            shown = everything_sent(ours)
            assert "\x1b" not in printed.read()
        assert process.wait() == 130
    finally:
        hanging.cancel()
        process.kill()
        process.wait()
    assert "[..............................] 50 of 100,000" in shown
    assert shown.rpartition("\r\x1b[K")[2] == "mnist_core: stopped\r\n"
    assert shown.count("\n") == 1, "nor does TensorFlow say anything"


# Predicting


def test_a_drawing_in_either_polarity_reads_alike(capsys, tmp_path, weights, square):
    inverted = tmp_path / "inverted.webp"
    Image.open(square).point(lambda grey: 255 - grey).convert("RGB").save(inverted, lossless=True)
    assert main(["predict", str(square), str(inverted), "--weights", str(weights), "--json"]) == 0
    one, other = map(json.loads, capsys.readouterr().out.splitlines())
    assert one["probabilities"] == other["probabilities"]
    assert main(["predict", str(square), "--weights", str(weights)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{square}: {one['answer']}"
    assert re.findall(r"\d: 0\.\d{4}", second)[one["answer"]] == (
        f"{one['answer']}: {one['probabilities'][one['answer']]:.4f}"
    )


def test_an_image_of_mnist_is_taken_as_it_is(tmp_path, mnist):
    from mnist_core.command_line.predict import _image

    path = tmp_path / "digit.png"
    for number in range(20):
        Image.fromarray(mnist.test.images[number].reshape(28, 28)).save(path)
        np.testing.assert_array_equal(_image(path)[0], mnist.test.intensities([number])[0])
    # In the corner it is no image of MNIST's: it is centred like any drawing.
    moved = np.roll(mnist.test.images[0].reshape(28, 28), -4, axis=(0, 1))
    Image.fromarray(moved).save(path)
    assert np.abs(_image(path)[0] - mnist.test.intensities([0])[0]).mean() < 0.01


@pytest.mark.parametrize("colour", [0, 128, 255])
@pytest.mark.parametrize("side", [28, 50])
def test_a_blank_image_gets_no_answer(capsys, tmp_path, weights, colour, side):
    blank = tmp_path / "blank.png"
    Image.new("L", (side, side), colour).save(blank)
    assert main(["predict", str(blank), "--weights", str(weights)]) == 1
    assert capsys.readouterr().out == f"{blank}: empty, so there is nothing to read\n"
    assert main(["predict", str(blank), "--weights", str(weights), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "image": str(blank),
        "is_empty": True,
        "answer": None,
        "probabilities": None,
    }


def test_bad_images_are_reported_and_the_others_read(capsys, tmp_path, weights, square):
    whole = square.read_bytes()
    bad = {
        "missing.png": (None, "does not exist"),
        "empty.png": (b"", "The file is empty"),
        "text.png": (b"a seven\n", "no PNG"),
        "cut.png": (whole[: len(whole) // 2], "damaged"),
        "program.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no PNG"),
        "folder.png": (tmp_path, "directory"),
    }
    for name, (content, _) in bad.items():
        if content is tmp_path:
            (tmp_path / name).mkdir()
        elif content is not None:
            (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / name) for name in bad]

    assert main(["predict", *paths[:3], str(square), *paths[3:], str(square), "--weights", str(weights)]) == 2
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if not line.startswith("  ")] == [out.splitlines()[0]] * 2
    for line, path, (_, said) in zip(err.splitlines(), paths, bad.values(), strict=True):
        assert line.startswith(f"mnist_core: {path} ")
        assert said in line

    assert main(["predict", paths[1], str(square), "--weights", str(weights), "--json"]) == 2
    failed, read = map(json.loads, capsys.readouterr().out.splitlines())
    assert (failed["answer"], failed["is_empty"]) == (None, False)
    assert "The file is empty" in failed["error"]
    assert read["answer"] is not None
    for path in paths:
        assert path in refused(capsys, "predict", path, "--weights", weights)


def blanks():
    """Files without ink, of every kind."""
    yield "white.png", Image.new("L", (300, 200), 255), {}
    yield "clear.png", Image.new("RGBA", (300, 200), (0, 0, 0, 0)), {}
    yield "sixteen.png", Image.fromarray(np.full((300, 200), 60_000, np.uint16)), {}
    yield "field.png", Image.new("L", (28, 28), 0), {}
    yield "dot.png", Image.new("L", (1, 1), 7), {}
    noise = np.random.default_rng(0).normal(220, 5, (400, 500)).clip(0, 255)
    yield "photo.jpg", Image.fromarray(np.uint8(noise)), {"quality": 90}
    yield "palette.gif", Image.new("P", (60, 60), 3), {}


def test_every_kind_of_blank_picture_gets_no_answer(capsys, tmp_path, weights):
    for name, image, options in blanks():
        path = tmp_path / name
        image.save(path, **options)
        assert main(["predict", str(path), "--weights", str(weights)]) == 1, name
        assert capsys.readouterr().out == f"{path}: empty, so there is nothing to read\n"


@pytest.mark.parametrize("side", [8_000, 20_000])
def test_huge_images_are_refused(capsys, tmp_path, weights, side):
    bomb = tmp_path / "bomb.png"
    Image.new("1", (side, side)).save(bomb)
    said = refused(capsys, "predict", bomb, "--weights", weights)
    assert f"{side:,} × {side:,} pixels; at most 50 million can be read" in said


def as_the_page_reads(data, model):
    """The ten shares that lesson "Draw a digit" shows for an uploaded file."""
    stages = stages_of(Sheet(read_upload(data).ink))
    return predict(*model, stages[-1].image).tolist()


@pytest.mark.parametrize("kind", ["phone", "16 bits", "turned", "squared paper", "sheet on a desk", "two digits"])
def test_page_and_command_line_read_a_file_alike_to_the_last_digit(capsys, tmp_path, weights, kind):
    random, path = np.random.default_rng(5), tmp_path / "file"
    five = [np.array([[0.7, 0.1], [0.35, 0.1], [0.33, 0.45], [0.6, 0.5], [0.62, 0.8], [0.35, 0.9]])]
    photo = Image.open(io.BytesIO(paper.KINDS[kind if kind in paper.KINDS else "shadow"](five, random)))
    if kind == "phone":
        exif = Image.Exif()
        exif[0x0112] = 6
        photo.resize((4_032, 3_024)).save(path, "JPEG", quality=80, exif=exif)
    elif kind == "16 bits":
        Image.fromarray(np.asarray(photo.convert("L"), np.uint16) * 257).save(path, "PNG")
    elif kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 3
        photo.save(path, "JPEG", exif=exif)
    elif kind == "two digits":
        pair = Image.new("L", (800, 400), 255)
        for place in (0, 400):
            ImageDraw.Draw(pair).line([(place + 120, 80), (place + 300, 80), (place + 190, 340)], 0, 24)
        pair.save(path, "PNG")
    else:
        photo.save(path, "PNG")
    assert main(["predict", str(path), "--weights", str(weights), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["probabilities"] == as_the_page_reads(path.read_bytes(), read_model(weights))
    said = " ".join(answer.get("notes", ()))
    assert ("sheet was found" in said, "shapes apart" in said) == (kind == "sheet on a desk", kind == "two digits")
    assert (answer.get("doubt"), DOUBTS[Doubt.SEVERAL] in said) == (
        ("several", True) if kind == "two digits" else (None, False)
    )


def test_a_dot_is_read_and_doubted_beside(capsys, tmp_path, weights):
    path = tmp_path / "dot.png"
    dot = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(dot).circle((60, 70), 15, 0)
    dot.save(path)
    assert main(["predict", str(path), "--weights", str(weights)]) == 0
    out, err = capsys.readouterr()
    assert re.fullmatch(rf"{re.escape(str(path))}: \d\n  0: .*\n", out)
    assert err == f"{path}: A dot is no digit. That counts as no answer.\n"
    assert main(["predict", str(path), "--weights", str(weights), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["doubt"], found["notes"]) == ("dot", ["A dot is no digit. That counts as no answer."])
    assert found["answer"] is not None


def test_bad_models_are_refused(capsys, tmp_path, square):
    path = tmp_path / "model.npz"
    good = {"weights": np.zeros((784, 10)), "bias": np.zeros(10)}

    def said():
        return refused(capsys, "predict", square, "--weights", path)

    assert "does not exist" in said()
    for content in (b"", b"PK\x03\x04", b"no model"):
        path.write_bytes(content)
        assert "is not a model" in said()
    for changed, expected in (
        ({"weights": good["weights"].T}, "(10, 784)"),
        ({"bias": np.zeros(9)}, "(9,)"),
        ({"bias": np.full(10, np.nan)}, "finite"),
        ({"bias": np.full(10, "a")}, "finite"),
        ({"bias": np.full(10, None)}, "is not a model"),  # objects are pickled
        ({"more": np.zeros(200_000)}, "too large"),
    ):
        np.savez(path, **(good | changed))
        assert expected in said()
    for content in (to_keras(good["weights"], good["bias"]), b"\x89HDF\r\n\x1a\n"):
        path.write_bytes(content)
        assert "Keras" in said()
        assert "what is taken is an .npz or .json with weights (784, 10) and bias (10,)" in said()
    np.savez(path, weights=good["weights"])
    assert "is not a model" in said()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights.npy", b"\x93NUMPY\x01\x00")
    assert "is not a model" in said()


@pytest.mark.long
@pytest.mark.slow
def test_two_programs_train_and_read(mnist, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    model, picture = tmp_path / "weights.npz", tmp_path / "seven.png"
    Image.fromarray(mnist.train.images[0].reshape(28, 28)).save(picture)
    train = ["train", "--train-size", "50", "--steps", "120", "--test-size", "100", "--out", str(model)]
    for arguments, said in ((train, "Done: 120 steps"), (["predict", str(picture), "--weights", str(model)], ": 7")):
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
        assert (done.returncode, done.stderr) == (0, ""), "not even from TensorFlow's own code"
        assert said in done.stdout
