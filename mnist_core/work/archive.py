"""Reading the archive of a result without trust: what does not fit its layout is refused before it takes any memory.

A store's folder may hold anything: half a file, another program's, one that was made to harm.
"""

import math
import stat
import zipfile
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from mnist_core.arrays import Arrays
from mnist_core.work.work import Layout

ABOUT = "about"  # the array that is a JSON text of all that is no array
LONGEST_ABOUT = 2**16  # bytes: a few numbers and a sentence
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


class DamagedError(Exception):
    """A file is not what its name promises."""


def read_archive(path: Path, layout: Layout) -> Arrays:
    """Read the arrays of an archive that are of this layout, and what is said about them where there is any.

    Types, dimensions and sizes are told by headers, which are compared with the layout and with the bytes that are
    there before any array is read. As nothing in it may be packed, it never takes more memory than it takes of the
    disk. The values are not looked at.

    Raises
    ------
    DamagedError, OSError, or whatever a broken archive makes zipfile and NumPy raise
    """
    about = path.stat()
    require(stat.S_ISREG(about.st_mode), "it is no file")  # to open a pipe takes for ever
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        members = {member.filename.removesuffix(".npy"): member for member in archive.infolist()}
        names = [member.filename for member in archive.infolist()]
        too_many = set(members) - set(layout) - {ABOUT}
        require(not too_many, f"it has {', '.join(sorted(too_many))[:80]} too much")
        require(len(names) == len(members) and all(each.endswith(".npy") for each in names), "it has others' names")
        claimed = sum(member.file_size for member in archive.infolist())
        require(claimed <= about.st_size, f"it claims {claimed:,} bytes and has {about.st_size:,}")
        for name, member in members.items():
            _require_claims(archive, member, name, layout)
        return {name: _array(archive, member) for name, member in members.items()}


def require(condition: bool, otherwise: str) -> None:
    """Raise DamagedError with these words unless it is so."""
    if not condition:
        raise DamagedError(otherwise)


def _require_claims(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, layout: Layout) -> None:
    """Require that an array is as its field, and that its bytes are there, by its header alone."""
    require(member.compress_type == zipfile.ZIP_STORED, f"its {name} is packed")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        require(version in _HEADERS, f"its {name} is of .npy version {version}")
        shape, _, dtype = _HEADERS[version](file)
        begins = file.tell()
    size, has = math.prod(shape) * dtype.itemsize, member.file_size - begins
    require(size == has, f"its {name} claims {size:,} bytes and has {has:,}")
    if name == ABOUT:
        require(dtype.kind == "U" and shape == () and size <= LONGEST_ABOUT, "what it says of itself is no text")
    else:
        field = layout[name]
        fits = dtype == np.dtype(field.dtype) and len(shape) == len(field.shape)
        require(fits, f"{name} is {dtype} {shape}")


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> npt.NDArray[np.generic]:
    file: IO[bytes]
    with archive.open(member) as file:
        array: npt.NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
        require(not file.read(1), "an array of it goes on after its end")  # where a checksum is compared
    return array
