"""A trained model as a file: NumPy's archive, JSON, or Keras's own format; and back from the first two.

All hold `weights` (784, 10) and `bias` (10,) as float32 for pixels from 0 (paper) to 1 (ink), row by row from the top
left; the shares of the ten digits are softmax(pixels @ weights + bias). No file loses a bit of any number.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Floats
from mnist_core.wording import one_line

SHAPES = {"weights": (784, 10), "bias": (10,)}
LARGEST_FILE = 1 << 20  # bytes: as npz a model takes 32 KB, as JSON about 110 KB
LONGEST_REASON = 100  # characters


FOREIGN = "is not a model written by `train --out` or by the app"
TOO_LARGE = f"is too large to be a model of {784 * 10 + 10:,} numbers"
TAKEN = "what is taken is an .npz or .json with weights (784, 10) and bias (10,), as `train --out` or the app writes it"


class ModelError(ValueError):
    """A file does not hold the model that it should; the message goes on from the file's name."""


def to_npz(weights: Floats, bias: Floats) -> bytes:
    """Write a model as an .npz archive with the arrays `weights` and `bias`."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, weights=weights, bias=bias)
    return file.getvalue()


def to_json(weights: Floats, bias: Floats, about: dict[str, Any]) -> bytes:
    """Write a model as a JSON object: what `about` holds, then `weights`, 784 rows of ten, and `bias`."""
    rows = ",\n".join("  [" + ", ".join(map(_shortest, row)) + "]" for row in weights)
    head = json.dumps(about, indent=1).removesuffix("\n}").removesuffix("{}")
    head = head + ",\n" if about else "{\n"
    return f'{head} "weights": [\n{rows}\n ],\n "bias": [{", ".join(map(_shortest, bias))}]\n}}\n'.encode()


def to_keras(weights: Floats, bias: Floats) -> bytes:
    """Write a model as a `.keras` file that `keras.models.load_model` opens: one dense layer with softmax.

    Written directly, since it takes Keras seconds and hundreds of megabytes to begin. The file is a zip archive: the
    layers as JSON with nothing in it but what any Keras 3 knows, and the arrays as HDF5, where Keras 3 looks for
    them. Tests have the installed Keras open it.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in (
            ("metadata.json", json.dumps({"keras_version": "3.0.0", "date_saved": "1980-01-01@00:00:00"})),
            ("config.json", json.dumps(_keras_config(), indent=1)),
            ("model.weights.h5", _hdf5(weights, bias)),
        ):
            # A ZipInfo without a date is of 1980: equal models make equal files.
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


def read_model(path: Path) -> tuple[Floats, Floats]:
    """Read a model from an .npz or .json file, never unpickling: float32 (784, 10) and (10,).

    Raises
    ------
    ModelError
        If the file holds anything else.
    OSError
        If it cannot be read.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise ModelError(TOO_LARGE)
    return model_of(path.read_bytes())


def model_of(content: bytes) -> tuple[Floats, Floats]:
    """Read a model from the bytes of such a file; ModelError if they are anything else."""
    if len(content) > LARGEST_FILE:
        raise ModelError(TOO_LARGE)
    try:
        _refuse_others(content)
        arrays = _from_npz(content) if content.startswith(b"PK") else _from_json(content)
    except ModelError:
        raise
    except Exception as reason:  # a foreign file can make json, zipfile, zlib and NumPy raise nearly anything
        raise ModelError(f"{FOREIGN} ({_why(reason)}); {TAKEN}") from reason
    shapes = {name: array.shape for name, array in arrays.items()}
    if shapes != SHAPES:
        raise ModelError(f"must hold weights (784, 10) and bias (10,), not {shapes['weights']} and {shapes['bias']}")
    return _finite(arrays["weights"]), _finite(arrays["bias"])


def _why(reason: Exception) -> str:
    """What reading a foreign file raised; only its kind where it says pages of the file, or places in memory."""
    said = one_line(reason)
    fits = 0 < len(said) <= LONGEST_REASON and said.isprintable() and " at 0x" not in said
    return said if fits else type(reason).__name__


def _finite(array: npt.NDArray[Any]) -> Floats:
    """Turn an array to float32; ModelError if one of its numbers is none, or too large for that."""
    if array.dtype.kind in "fiu":
        with np.errstate(over="ignore"):
            found = array.astype(np.float32)
        if np.isfinite(found).all():
            return found
    raise ModelError("must hold finite numbers only")


def _refuse_others(content: bytes) -> None:
    """Say of a model in Keras's formats, of a pickle or an empty file, what it is and what is taken."""
    found = None
    if not content:
        found = "an empty file"
    elif content.startswith(b"\x80"):
        found = "a pickle, which is never opened: it could do anything"
    elif content.startswith(b"\x89HDF"):
        found = "a model in Keras's older format, HDF5"
    elif content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = "a model in Keras's format" if "model.weights.h5" in archive.namelist() else None
    if found:
        raise ModelError(f"{FOREIGN}: it is {found}; {TAKEN}")


def _from_npz(content: bytes) -> dict[str, npt.NDArray[Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_FILE:
            raise ModelError(TOO_LARGE)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return _named(arrays)


def _from_json(content: bytes) -> dict[str, npt.NDArray[Any]]:
    return _named(json.loads(content))


def _named(found: Any) -> dict[str, npt.NDArray[Any]]:
    """Take weights and bias of what was found in a file; ModelError if they are not there."""
    if not isinstance(found, Mapping) or not SHAPES.keys() <= set(found):
        raise ModelError(f"{FOREIGN}: there are no weights and bias in it; {TAKEN}")
    return {name: np.asarray(found[name]) for name in SHAPES}


def _shortest(value: np.floating[Any]) -> str:
    """Write a number with as few digits as tell it from every other float32."""
    return str(np.float32(value).item()) if value == 0 else np.format_float_scientific(value, trim="-", exp_digits=1)


def _keras_config() -> dict[str, Any]:
    """Describe one dense layer on 784 pixels as Keras does."""
    layers = [
        {
            "module": "keras.layers",
            "class_name": "InputLayer",
            "config": {"batch_shape": [None, 784], "dtype": "float32", "name": "pixels"},
            "registered_name": None,
        },
        {
            "module": "keras.layers",
            "class_name": "Dense",
            "config": {"name": "softmax", "dtype": "float32", "units": 10, "activation": "softmax", "use_bias": True},
            "registered_name": None,
            "build_config": {"input_shape": [None, 784]},
        },
    ]
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "softmax_regression", "layers": layers, "build_input_shape": [None, 784]},
        "registered_name": None,
        "build_config": {"input_shape": [None, 784]},
    }


def _hdf5(weights: Floats, bias: Floats) -> bytes:
    """Lay the arrays where Keras 3 looks for those of the first dense layer."""
    # Not at the top: it takes 70 ms and 12 MB, and most servers never write one.
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w") as archive:
        archive.create_group("vars")
        held = archive.create_group("layers/dense/vars")
        held["0"], held["1"] = np.asarray(weights, np.float32), np.asarray(bias, np.float32)
    return file.getvalue()
