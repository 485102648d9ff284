"""What a page asks of the file system each time that it runs: nothing that it could have kept."""

import builtins
import io
import os
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import script_runner

from ui import navigation
from ui.contents import LESSONS


@pytest.fixture
def asked(monkeypatch):
    """Counts what the threads of pages ask of the file system, by what it is."""
    asked = Counter()

    def note(where, name, what):
        kept = getattr(where, name)

        def noting(*arguments, **more):
            if threading.current_thread().name.startswith("ScriptRunner"):
                asked[f"{what} by {Path(sys._getframe(1).f_code.co_filename).name}"] += 1
            return kept(*arguments, **more)

        monkeypatch.setattr(where, name, noting)

    # The icon, the style, the list of pages; and what Streamlit looks up.
    note(os.path, "realpath", "realpath")
    note(Path, "glob", "glob")
    note(Path, "rglob", "glob")
    note(io, "open", "open")
    note(builtins, "open", "open")
    return asked


# The home page, and what every lesson has: the ways back and on.
@pytest.mark.parametrize("file", [None, "pages/2_softmax.py"])
def test_a_page_that_runs_again_reads_no_file_and_looks_none_up(
    open_page, full_batch, mini_batch, asked, monkeypatch, file
):
    app = open_page(file)
    # As on a server once it has shown a page: it runs app.py, and no longer looks for the files of the folder.
    monkeypatch.setattr(script_runner, "_mpa_v1", lambda _: navigation.run())
    app.run()  # by now all is imported that the page needs, which is settled once
    asked.clear()
    app.run()
    assert not app.exception
    links = len(app.get("page_link"))
    assert links == (len(LESSONS) + 2 if file is None else 2)
    assert not asked  # which Streamlit does for each link that is named by its file
