"""Where the app keeps its files."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """Return SEESOFTMAX_HOME, where a ~ is the user's home as in a shell, or the user's cache folder."""
    home = os.environ.get("SEESOFTMAX_HOME")
    if home:
        return Path(os.path.expanduser(home))  # noqa: PTH111 (Path's raises for a user who has no home)
    return platformdirs.user_cache_path("seesoftmax", appauthor=False)
