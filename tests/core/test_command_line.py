"""The command line, called as a function where that is quick and as a program where that is what matters."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mnist_core.training
from mnist_core.__main__ import main
from mnist_core.training import Diverged, initial_checkpoint

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "mnist_core"]


def run(*arguments, **environment):
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


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
    """A picture of a black square on white."""
    path = tmp_path / "square.png"
    image = Image.new("L", (100, 100), 255)
    image.paste(0, (30, 30, 60, 60))
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
        ("train --out /nowhere/at/all.npz", "/nowhere/at/all.npz cannot be written: No such file"),
        ("train --out /", "/ cannot be written"),
        ("predict", "IMAGE"),
        ("predict a.png", "--weights"),
    ],
)
def test_wrong_arguments_get_one_line(capsys, monkeypatch, arguments, said):
    monkeypatch.setattr(mnist_core.training, "train", None)  # before training starts, not after
    assert said in refused(capsys, *arguments.split())


def test_help_and_predict_load_no_tensorflow(weights, square):
    code = "import sys; from mnist_core.__main__ import main; main(sys.argv[1:]); print('tensorflow' in sys.modules)"
    command = [sys.executable, "-c", code, "predict", str(square), "--weights", str(weights)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert result.stdout.endswith("False\n"), result.stderr
    helped = run("train", "--help")
    assert helped.returncode == 0
    assert "2,501" in helped.stdout


# Training


def test_train_and_predict(tmp_path, mnist, mnist_path):
    model = tmp_path / "model.npz"
    trained = run("train", "--train-size", 50, "--steps", 120, "--test-size", 100, "--out", model)
    assert (trained.returncode, trained.stderr) == (0, "")
    *steps, last = trained.stdout.splitlines()
    line = r"Training step: +(\d+)  accuracy = 0\.\d{4}  loss = \d\.\d{4}"
    assert [re.fullmatch(line, step)[1] for step in steps] == ["0", "100", "120"]
    assert last.startswith("Done: 120 steps on 50 examples")
    with np.load(model) as arrays:
        assert {name: arrays[name].shape for name in arrays} == {"weights": (784, 10), "bias": (10,)}
    assert sorted(tmp_path.iterdir()) == [model]

    picture = tmp_path / "seven.png"
    Image.fromarray(mnist.train.images[0].reshape(28, 28)).save(picture)
    read = run("predict", picture, "--weights", model, "--json")
    assert (read.returncode, read.stderr) == (0, "")
    answer = json.loads(read.stdout)
    assert (answer["image"], answer["answer"], answer["is_empty"]) == (str(picture), 7, False)
    assert sum(answer["probabilities"]) == pytest.approx(1)


def test_json_lines(capsys, mnist):
    assert main(["train", "--train-size", "50", "--steps", "20", "--batch-size", "10", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    first, last, done = map(json.loads, out.splitlines())
    assert [line["event"] for line in (first, last, done)] == ["step", "step", "done"]
    assert first["train_loss"] == pytest.approx(np.log(10))
    assert (last["step"], last["test_accuracy"]) == (20, done["test_accuracy"])
    assert done["config"]["batch_size"] == 10
    assert done["is_sample"] is False


def test_without_mnist_the_sample_is_used_and_said(tmp_path):
    home = str(tmp_path)
    # A proxy that is not there: what has no network must not find one.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    places = {"MNIST_PATH": "", "HOME": home, "KERAS_HOME": home, "SEESOFTMAX_HOME": home}
    result = run("train", "--steps", 1, "--json", **places, **nowhere)
    assert result.returncode == 0, result.stderr
    assert "Only the bundled sample of MNIST" in result.stderr
    assert "MNIST_PATH" in result.stderr
    assert "4,000 train and 500 test examples" in result.stderr
    done = json.loads(result.stdout.splitlines()[-1])
    assert done["is_sample"] is True
    assert done["config"]["train_size"] == 4000


@pytest.mark.parametrize("as_json", [False, True])
def test_a_diverging_run_says_so(capsys, monkeypatch, mnist, tmp_path, as_json):
    def diverge(*_):
        yield initial_checkpoint()
        raise Diverged(1, 90, 67.0, initial_checkpoint())

    monkeypatch.setattr(mnist_core.training, "train", diverge)
    out = tmp_path / "model.npz"
    assert main(["train", "--train-size", "50", "--out", str(out), *["--json"] * as_json]) == 1
    printed = capsys.readouterr()
    assert printed.err.strip() == str(Diverged(1, 90, 67.0, initial_checkpoint()))
    assert not out.exists()
    if as_json:
        assert json.loads(printed.out.splitlines()[-1])["event"] == "diverged"


def test_ctrl_c_is_one_line(mnist_path):
    command = [*PROGRAM, "train", "--steps", "100000"]
    # A shell starts what runs in its background deaf to Ctrl-C, and so would this be if the tests run there.
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout.readline().startswith("Training step:      0")
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "mnist_core: stopped\n")


def test_a_terminal_gets_a_bar(mnist_path):
    ours, theirs = pty.openpty()
    command = [*PROGRAM, "train", "--train-size", "50", "--steps", "150"]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "[####################..........] 100 of 150" in shown
    assert shown.endswith("\x1b[K")
    assert b"\x1b" not in result.stdout


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
    from mnist_core.predict_command import _image

    path = tmp_path / "digit.png"
    for number in range(20):
        Image.fromarray(mnist.test.images[number].reshape(28, 28)).save(path)
        np.testing.assert_array_equal(_image(path), mnist.test.intensities([number])[0])
    # In the corner it is no image of MNIST's: it is centred like any drawing.
    moved = np.roll(mnist.test.images[0].reshape(28, 28), -4, axis=(0, 1))
    Image.fromarray(moved).save(path)
    assert np.abs(_image(path) - mnist.test.intensities([0])[0]).mean() < 0.01


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


def test_bad_images_are_refused_before_anything_is_printed(capsys, tmp_path, weights, square):
    whole = square.read_bytes()
    bad = {
        "missing.png": None,
        "empty.png": b"",
        "text.png": b"a seven\n",
        "cut.png": whole[: len(whole) // 2],
        "program.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    }
    for name, content in bad.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        assert name in refused(capsys, "predict", square, path, "--weights", weights)
    assert "cannot be read" in refused(capsys, "predict", tmp_path, "--weights", weights)


@pytest.mark.parametrize(("side", "said"), [(4_001, "too large"), (20_000, "cannot be read")])
def test_huge_images_are_refused(capsys, tmp_path, weights, side, said):
    bomb = tmp_path / "bomb.png"
    Image.new("1", (side, side)).save(bomb)
    assert said in refused(capsys, "predict", bomb, "--weights", weights)


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
    np.savez(path, weights=good["weights"])
    assert "is not a model" in said()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights.npy", b"\x93NUMPY\x01\x00")
    assert "is not a model" in said()
