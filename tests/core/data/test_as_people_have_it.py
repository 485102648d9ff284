"""MNIST as people have it on disk: read with every byte right, or refused by what was found and what is wanted."""

import gzip
import os
import shutil
import threading
import zipfile

import numpy as np
import pytest

from mnist_core.data.archives import KNOWN_ARRAYS, DatasetError, read_mnist, sha256
from tests.core.data.test_archives import arrays, write_idx  # noqa: F401 (a fixture)

IMAGES = "train-images-idx3-ubyte"


@pytest.fixture(scope="session")
def plain(tmp_path_factory, arrays):  # noqa: F811
    """The four files, as they are; not to be changed."""
    return write_idx(tmp_path_factory.mktemp("plain") / "idx", arrays)


@pytest.fixture
def copy(tmp_path, plain):
    """The same four files in a folder of one's own."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for path in plain.iterdir():
        (folder / path.name).hardlink_to(path)
    return folder


def replace(path, content):
    """Write anew what is hard-linked; the original keeps its bytes."""
    path.unlink()
    path.write_bytes(content)


def packed(path):
    return gzip.compress(path.read_bytes(), compresslevel=1)


def is_mnist(path):
    read = read_mnist(path)
    return [sha256(array) for array in read] == [KNOWN_ARRAYS[name].sha256 for name in read._fields]


def refusal(path):
    with pytest.raises(DatasetError) as refused:
        read_mnist(path)
    return str(refused.value)


def test_named_gz_without_gzip(copy):
    (copy / IMAGES).rename(copy / f"{IMAGES}.gz")
    assert is_mnist(copy)


def test_gzip_without_gz_in_its_name(copy):
    replace(copy / "t10k-images-idx3-ubyte", packed(copy / "t10k-images-idx3-ubyte"))
    assert is_mnist(copy)


@pytest.mark.parametrize("ending", ["", ".gz", ".gz.gz"])
def test_gzipped_twice(copy, ending):
    path = copy / "t10k-labels-idx1-ubyte"
    twice = gzip.compress(packed(path))
    replace(path, twice)
    path.rename(copy / f"{path.name}{ending}")
    assert is_mnist(copy)


def test_gzipped_thrice_is_refused(copy):
    path = copy / "t10k-labels-idx1-ubyte"
    replace(path, gzip.compress(gzip.compress(packed(path))))
    assert f"{path} cannot be read as MNIST (ValueError: gzipped more than 2 times)." in refusal(copy)


def test_folders_of_kaggle(copy):
    for path in list(copy.iterdir()):
        name = path.name
        path.rename(copy / "moved")
        path.mkdir()
        (copy / "moved").rename(path / name)
    assert is_mnist(copy)
    assert is_mnist(copy.parent)


def test_root_of_torchvision_with_other_sets_of_the_same_names(tmp_path, copy):
    root = tmp_path / "root"
    for name in ("FashionMNIST", "MNIST"):
        (root / name / "raw").mkdir(parents=True)
    for path in list(copy.iterdir()):
        (root / "FashionMNIST" / "raw" / path.name).write_bytes(path.read_bytes()[:-1] + b"\1")
        path.rename(root / "MNIST" / "raw" / path.name)
    assert is_mnist(root)


def test_names_in_capitals(copy):
    for path in list(copy.iterdir()):
        path.rename(copy / path.name.upper())
    (copy / IMAGES.upper()).rename(copy / "TRAIN-IMAGES.IDX3-UBYTE")
    assert is_mnist(copy)


@pytest.mark.parametrize("inside", ["", "archive/", "files/train.idx/"])
def test_zip_of_idx_files(tmp_path, copy, inside):
    replace(copy / "t10k-images-idx3-ubyte", packed(copy / "t10k-images-idx3-ubyte"))
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("__MACOSX/._train-images-idx3-ubyte", b"of a Macintosh")
        for path in copy.iterdir():
            archive.write(path, inside + path.name)
    assert is_mnist(tmp_path / "archive.zip")
    shutil.rmtree(copy)
    assert is_mnist(tmp_path)


@pytest.mark.parametrize("name", ["mnist.npz", "MNIST.NPZ", "datasets/mnist.npz"])
def test_folder_that_holds_the_npz(tmp_path, mnist_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).symlink_to(mnist_path)
    (tmp_path / "weights.npz").write_bytes(b"of something else")
    assert is_mnist(tmp_path)


@pytest.mark.parametrize(
    "bad", [b"", b"half of it", bytes.fromhex("00000801 00002710") + bytes(10_000)], ids=["empty", "half", "zeros"]
)
def test_a_bad_file_beside_a_good_one(copy, bad):
    good = copy / "t10k-labels-idx1-ubyte"
    (copy / f"{good.name}.gz").write_bytes(packed(good))
    replace(good, bad)
    assert is_mnist(copy)


def test_a_bad_file_beside_the_npz(tmp_path, mnist_path):
    (tmp_path / IMAGES).touch()
    (tmp_path / "mnist.npz").symlink_to(mnist_path)
    assert is_mnist(tmp_path)


# What is refused


def test_a_folder_says_what_it_holds(copy):
    (copy / "t10k-labels-idx1-ubyte").unlink()
    said = refusal(copy)
    assert "holds no t10k-labels-idx1-ubyte, as it is or as .gz" in said
    assert "t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte" in said
    for number in range(20):
        (copy / f"note{number}.txt").touch()
    assert "and 18 more" in refusal(copy)


def test_two_bad_files_are_both_named(copy):
    path = copy / IMAGES
    replace(path, b"")
    (copy / f"{IMAGES}.gz").write_bytes(gzip.compress(b"short"))
    said = refusal(copy)
    assert f"{path} starts with the bytes of an empty file" in said
    assert f"{path}.gz starts with the bytes {b'short'.hex()}" in said


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("mnist.npz", b"", "it is empty"),
        ("mnist.pkl.gz", gzip.compress(b"a pickle"), "it is a gzip file"),
        (IMAGES, bytes.fromhex("00000803 0000ea60"), "it is one IDX file"),
        ("x_train.npy", b"\x93NUMPY\1\0", "it is a single array"),
    ],
    ids=["empty", "gzip", "idx", "npy"],  # named, since a gzip file tells the second it was made in
)
def test_a_single_file_of_another_kind(tmp_path, name, content, found):
    (tmp_path / name).write_bytes(content)
    said = refusal(tmp_path / name)
    assert found in said
    assert "wanted is mnist.npz, or a folder or zip file of the four IDX files" in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "mnist.npz")
    writer = threading.Timer(60, lambda: (tmp_path / "mnist.npz").open("wb").close())  # so that waiting has an end
    writer.daemon = True
    writer.start()
    assert "mnist.npz is neither a file nor a folder" in refusal(tmp_path / "mnist.npz")
    assert "(it holds no files)" in refusal(tmp_path)
    writer.cancel()


def test_zip_of_something_else(tmp_path):
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as archive:
        archive.writestr("beach.jpg", b"")
    said = refusal(tmp_path / "holiday.zip")
    assert "holds no x_train, y_train, x_test, y_test" in said
    assert "beach.jpg" in said


# What is bounded


def bomb(path, inner):
    """Write labels, gzipped, followed by much that a reader has to pass over, gzipped again."""
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(gzip.compress(bytes.fromhex("00000801 00002710") + bytes(10_000)))
        for _ in range(20):
            file.write(inner * ((1 << 20) // len(inner)))


@pytest.mark.parametrize("inner", [gzip.compress(b""), bytes(1024)], ids=["empty members", "padding"])
def test_what_grows_without_end_is_left_in_time(tmp_path, inner, monkeypatch):
    monkeypatch.setattr("mnist_core.data.places.MOST_BYTES", 1 << 18)
    monkeypatch.setattr("mnist_core.data.archives.KNOWN_ARRAYS", {"y_test": KNOWN_ARRAYS["y_test"]})
    bomb(tmp_path / "t10k-labels-idx1-ubyte.gz", inner)
    assert "more than 262,144 bytes" in refusal(tmp_path)


def test_a_folder_of_everything_is_not_walked_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("mnist_core.data.places.ENTRIES", 50)
    seen = []
    really = os.scandir

    def counted(path):
        seen.append(path)
        return really(path)

    for number in range(60):
        (tmp_path / f"{number:02d}" / "below").mkdir(parents=True)
    (tmp_path / "loop").symlink_to(tmp_path)
    monkeypatch.setattr(os, "scandir", counted)
    refusal(tmp_path)
    assert len(seen) == 1


def test_deep_folders_are_not_searched(tmp_path, mnist_path):
    deep = tmp_path / "a/b/c/d"
    deep.mkdir(parents=True)
    (deep / "mnist.npz").symlink_to(mnist_path)
    assert "it holds no files" in refusal(tmp_path)
    assert np.array_equal(read_mnist(tmp_path / "a").y_test, read_mnist(mnist_path).y_test)
