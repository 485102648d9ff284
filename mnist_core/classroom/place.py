"""Where the rooms of a server are kept; loads no database, so that anything may ask."""

from pathlib import Path

from mnist_core.folders import home_folder

VARIABLE = "SEESOFTMAX_CLASSROOM_URL"


def file() -> Path:
    """The file of SQLite that is used where nothing else is named."""
    return home_folder() / "classroom.sqlite"
