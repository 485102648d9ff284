"""What messages leave out where a visitor reads them."""

import pytest

from mnist_core.data.dataset import load_dataset
from mnist_core.wording import without_folders


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("/srv/data/mnist.npz does not exist.", "mnist.npz does not exist."),
        ("[Errno 13] Permission denied: '/srv/a b/mnist.npz'", "[Errno 13] Permission denied: 'mnist.npz'"),
        ("the file /mnt/My data/mnist.npz named by MNIST_PATH", "the file mnist.npz named by MNIST_PATH"),
        ("/mnt/My data/mnist.npz: x; /home/ann/.keras/datasets/mnist.npz: y", "mnist.npz: x; mnist.npz: y"),
        ("the folder /home/ann cannot be written (/home/ann/data)", "the folder ann cannot be written (data)"),
        ("train.gz in /srv/all.zip", "train.gz in all.zip"),
        (r"C:\Users\ann\mnist.npz does not exist.", "mnist.npz does not exist."),
        ("a download from https://example.org/a/b/mnist.npz", "a download from https://example.org/a/b/mnist.npz"),
        ("3 / 4 of 7 km/h, and/or 1/2", "3 / 4 of 7 km/h, and/or 1/2"),
    ],
)
def test_of_a_path_the_last_name_is_left(message, told, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", "/mnt/My data/mnist.npz")
    monkeypatch.setenv("HOME", "/home/ann")
    assert without_folders(message) == told


def test_no_reason_why_there_are_no_data_names_a_folder(monkeypatch, tmp_path):
    """Visitors were told the whole path."""
    place = tmp_path / "the folder of ann"
    monkeypatch.setenv("MNIST_PATH", str(place / "mnist.npz"))
    monkeypatch.setenv("KERAS_HOME", str(place / "keras"))
    monkeypatch.setenv("SEESOFTMAX_HOME", str(place / "home"))
    notes = load_dataset(download=False).notes
    assert any("folder of ann" in note for note in notes)
    told = [without_folders(note) for note in notes]
    assert not any("of ann" in note or "/" in note for note in told), told
    assert any("mnist.npz" in note for note in told)
