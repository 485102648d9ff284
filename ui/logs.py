"""What the server writes down of what happens: a line an event, on standard error, with nothing about persons."""

import json
import logging
import os
import sys
from datetime import UTC, datetime

VARIABLE = "SEESOFTMAX_LOG"
FORMS = ("text", "json")
OURS = ("mnist_core", "ui")


class Line(logging.Formatter):
    """Writes an event as one line of JSON: when (UTC), how serious, from which module, what, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one event."""
        event = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


def begin() -> None:
    """From now on, write down what this app tells, as SEESOFTMAX_LOG says; Streamlit writes its own beside it."""
    asked = os.environ.get(VARIABLE, "text")
    handler = logging.StreamHandler(sys.stderr)
    if asked == "json":
        handler.setFormatter(Line())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.handlers[:] = [handler]
    if asked not in FORMS:
        logging.getLogger(__name__).warning("%s must be text or json, not %.40r: text it is", VARIABLE, asked)
