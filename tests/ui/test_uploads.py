"""Of what one visitor uploads only the latest is kept."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ui import uploads

MEGABYTE = 2**20


@pytest.fixture
def manager(monkeypatch):
    """A manager of files as a server has it once the first page was opened."""
    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", MemoryUploadedFileManager.add_file)
    monkeypatch.setenv("SEESOFTMAX_MAX_UPLOAD_FILES", "4")
    uploads.keep_few.__wrapped__()
    return MemoryUploadedFileManager("/upload")


def sent(manager, visitor, name, megabytes=0.0):
    manager.add_file(visitor, UploadedFileRec(name, name, "image/png", b"x" * int(megabytes * MEGABYTE)))


def kept(manager, visitor):
    return [each.file_id for each in manager.get_files(visitor, [str(number) for number in range(200)])]


def test_a_hundred_and_twenty_large_files_of_one_visitor_leave_the_last_three(manager):
    for number in range(120):
        sent(manager, "a", str(number), 11.5)
    assert kept(manager, "a") == ["117", "118", "119"]
    assert manager._total_bytes <= 36 * MEGABYTE
    sent(manager, "b", "0", 11.5)
    assert (kept(manager, "a"), kept(manager, "b")) == (["117", "118", "119"], ["0"])
    manager.remove_session_files("a")
    assert (manager._total_bytes, manager._file_count) == (int(11.5 * MEGABYTE), 1)


def test_many_small_files_leave_few_and_the_latest_stays_whatever_its_size(manager):
    for number in range(100):
        sent(manager, "a", str(number))
    assert kept(manager, "a") == ["96", "97", "98", "99"]
    sent(manager, "a", "96", 0.1)  # once more: it is the latest now
    sent(manager, "a", "100")
    assert sorted(kept(manager, "a")) == ["100", "96", "98", "99"]
    sent(manager, "a", "101", 40)
    assert kept(manager, "a") == ["101"]
