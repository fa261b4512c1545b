"""The job's `events.jsonl`: one line an event, appended with one write."""

import fcntl
import json
import math
import os
import threading
import time

# High, so that a cell that closes every descriptor it can think of leaves it alone.
LOWEST_DESCRIPTOR = 300
# EX_IOERR: the disk refused the log, so nothing more can be told and going on would lose output in silence.
LOG_LOST = 74


def keep_high(descriptor):
    """The same open file under a high number; the low one is closed."""
    for lowest in (LOWEST_DESCRIPTOR, 64, 3):
        try:
            high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, lowest)
        except OSError:
            continue
        os.close(descriptor)
        return high
    return descriptor


def encode(members):
    """JSON that every reader accepts: no NaN, nothing that is not JSON."""
    try:
        return json.dumps(members, allow_nan=False, separators=(",", ":"))
    except (ValueError, TypeError):
        return json.dumps(plain(members), allow_nan=False, separators=(",", ":"))


def plain(value):
    """`value` with what JSON cannot say replaced by what comes nearest."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return str(value)
    return str(value)


class Events:
    """Appends events. A child that the cell forks has none: what it emits is dropped."""

    def __init__(self, path):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self.descriptor = keep_high(os.open(path, flags, 0o644))
        self.lock = threading.RLock()
        self.owner = os.getpid()

    def emit(self, event, **members):
        line = encode({"at": int(time.time() * 1000), "event": event, **members}).encode("ascii") + b"\n"
        if os.getpid() != self.owner:
            return
        with self.lock:
            try:
                while line:
                    line = line[os.write(self.descriptor, line):]
            except OSError:
                os._exit(LOG_LOST)
