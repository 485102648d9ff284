"""Where the app keeps its files."""

import os
from pathlib import Path

import platformdirs


def home_folder() -> Path:
    """Return SEESOFTMAX_HOME, or the user's cache folder."""
    home = os.environ.get("SEESOFTMAX_HOME")
    return Path(home) if home else platformdirs.user_cache_path("seesoftmax", appauthor=False)
