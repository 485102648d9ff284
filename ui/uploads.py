"""What visitors upload stays in the server's memory, so of each of them only the latest does, up to a limit.

A page shows one file at a time, of which Streamlit takes care. But whoever does without the page can send as many as
they like, and all would be kept until they leave.
"""

import os

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from mnist_core.once import once
from mnist_core.settings import Uploads, limits_from


@once
def keep_few() -> None:
    """From now on, forget a visitor's oldest files when there are more than may be."""
    # Nothing public says how much is kept.
    add, limits = MemoryUploadedFileManager.add_file, limits_from(os.environ, Uploads())

    def added(manager: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        manager.remove_file(session_id, file.file_id)  # one that comes again is the latest
        add(manager, session_id, file)
        kept = list(manager.file_storage.get(session_id, {}).values())
        total = sum(len(each.data) for each in kept)
        for count, each in zip(range(len(kept), 1, -1), kept, strict=False):
            if total <= limits.megabytes * 2**20 and count <= limits.files:
                break
            manager.remove_file(session_id, each.file_id)
            total -= len(each.data)

    MemoryUploadedFileManager.add_file = added  # type: ignore[assignment,method-assign]
