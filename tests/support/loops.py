"""An event loop of one's own, on a thread of its own: in a test's a browser's loop may be running."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

SECONDS = 60


def apart(visit):
    """What an asynchronous function comes to, within so many seconds."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(asyncio.wait_for(visit(), SECONDS))).result()
