"""The Node that ships inside Playwright's own package: testing what runs in a browser installs nothing more."""

import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

NODE = compute_driver_executable()[0]


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Node to its end, at most a minute, in an environment of its own; its output is text."""
    return subprocess.run([NODE, *arguments], capture_output=True, text=True, timeout=60, env=environment, check=False)
