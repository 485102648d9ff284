"""Runs at rest, on disk: one NumPy archive each, written whole or not at all, and checked when read."""

import json
import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_core.files import write_arrays
from mnist_core.history import LAYOUT, History
from mnist_core.hyperparameters import TrainingConfig
from mnist_core.run import ACTIVE, FINAL, Snapshot, Status
from mnist_core.sources import data_folder
from mnist_core.training import Checkpoint

log = logging.getLogger(__name__)

FORMAT = "seesoftmax run 1"
ENDINGS = (".npz", ".damaged", ".unfinished")  # what of the folder is ours to clear away


class DamagedError(Exception):
    """A file is not the run that its name promises."""


def default_folder() -> Path:
    """Return where runs are kept: ``runs/`` in SEESOFTMAX_HOME or in the user's cache folder."""
    return data_folder().parent / "runs"


class Store:
    """A bounded folder of runs that are over or paused, named by their keys.

    Nothing here ever raises for the disk's sake: without a folder that works, runs are trained anew.

    Parameters
    ----------
    folder : made when first needed; None keeps nothing
    files_kept, bytes_kept : beyond either, the files unused for longest are removed
    """

    def __init__(self, folder: Path | None, *, files_kept: int = 512, bytes_kept: int = 256 * 2**20) -> None:
        self._folder = folder
        self._files_kept = files_kept
        self._bytes_kept = bytes_kept
        self._complained = False

    def load(self, key: str, config: TrainingConfig, digest: str) -> Snapshot | None:
        """Read the run of this key, or None; a file that is not that run is set aside for good."""
        if self._folder is None:
            return None
        path = self._folder / f"{key}.npz"
        try:
            with path.open("rb") as file:
                snapshot = _read(file, config, digest)
            os.utime(path)  # used just now: the last to be cleared away
            return snapshot
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(error)
        except Exception as error:  # an archive can be broken in more ways than zipfile and NumPy name
            self._set_aside(path, error)
        return None

    def save(self, key: str, digest: str, snapshot: Snapshot) -> None:
        """Write a run that is over or paused, and clear away what has become too much."""
        if self._folder is None:
            return
        try:
            arrays = _arrays(snapshot, digest)
            self._folder.mkdir(parents=True, exist_ok=True)
            write_arrays(self._folder / f"{key}.npz", **arrays)
            self._clear()
        except DamagedError as error:
            log.warning("A run is not kept on disk: %s", error)
        except OSError as error:
            self._complain(error)

    def remove(self, key: str) -> None:
        """Forget the run of this key."""
        if self._folder is None:
            return
        try:
            (self._folder / f"{key}.npz").unlink(missing_ok=True)
        except OSError as error:
            self._complain(error)

    def _clear(self) -> None:
        assert self._folder is not None
        found = [(path.stat(), path) for path in self._folder.iterdir() if path.suffix in ENDINGS]
        found.sort(key=lambda entry: entry[0].st_mtime_ns, reverse=True)
        total = 0
        for count, (stat, path) in enumerate(found, start=1):
            total += stat.st_size
            if count > self._files_kept or total > self._bytes_kept:
                path.unlink(missing_ok=True)

    def _set_aside(self, path: Path, error: Exception) -> None:
        log.warning("%s is damaged and is set aside: %s", path, error)
        try:
            path.replace(path.with_name(path.name + ".damaged"))
        except OSError as refusal:
            self._complain(refusal)

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            log.warning("Runs cannot be kept on disk (everything else works): %s", error)
        self._complained = True


def _arrays(snapshot: Snapshot, digest: str) -> dict[str, npt.NDArray[Any]]:
    """Lay a snapshot out as arrays; what is no array goes into a JSON text."""
    about = {
        "format": FORMAT,
        "config": asdict(snapshot.config),
        "data": digest,
        "status": snapshot.status,
        "step": snapshot.step,
        "seconds": snapshot.seconds,
        "message": snapshot.message,
    }
    arrays = {name: getattr(snapshot.history, name) for name in LAYOUT}
    arrays |= {"final_weights": snapshot.checkpoint.weights, "final_bias": snapshot.checkpoint.bias}
    _check(arrays)
    return {"about": np.array(json.dumps(about)), **arrays}


def _read(file: Any, config: TrainingConfig, digest: str) -> Snapshot:
    with np.load(file, allow_pickle=False) as archive:
        about = json.loads(str(archive["about"][()]))
        arrays = {name: archive[name] for name in (*LAYOUT, "final_weights", "final_bias")}
    _require(about["format"] == FORMAT, "another format")
    # By their keys: configs that lead to the same run share a file.
    _require(TrainingConfig(**about["config"]).key(digest) == config.key(about["data"]), "another run")
    _require(about["data"] == digest, "another dataset")
    status = Status(about["status"])
    _require(status not in ACTIVE, "a run that is going on")
    _check(arrays)
    for array in arrays.values():
        array.setflags(write=False)
    weights, bias = arrays.pop("final_weights"), arrays.pop("final_bias")
    checkpoint = Checkpoint(int(about["step"]), weights, bias)
    finished = checkpoint.step == config.steps == arrays["step"][-1]
    _require(finished or status is not Status.FINISHED, "an unfinished run")
    _require(arrays["step"][-1] <= checkpoint.step <= config.steps, "a run with records of what is to come")
    seconds, message = float(about["seconds"]), str(about["message"])
    known = status in FINAL
    return Snapshot(config, status, checkpoint, History(**arrays), seconds=seconds, message=message, known=known)


def _check(arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Require every array's type, shape and finiteness."""
    records = len(arrays["step"])
    expected = {name: (dtype, (records, *shape)) for name, (dtype, shape) in LAYOUT.items()}
    expected |= {f"final_{name}": LAYOUT[name] for name in ("weights", "bias")}
    for name, (dtype, shape) in expected.items():
        array = arrays[name]
        _require(array.dtype == dtype and array.shape == shape, f"{name} is {array.dtype} {array.shape}")
        _require(bool(np.isfinite(array).all()), f"{name} is not finite")
    _require(bool((np.diff(arrays["step"]) > 0).all()), "steps are out of order")


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise DamagedError(otherwise)
