"""Notices that nobody will ever come for a job that waits at a gate."""

import os
import time

# Longer than a night and a journey: the notebook may be opened again tomorrow.
DEFAULT_SECONDS = 24 * 3600
LOOK_SECONDS = 2.0


class Watch:
    """Who follows a job touches `followed` in its folder; an untouched one is abandoned after a while."""

    def __init__(self, folder):
        self.runs = os.path.dirname(folder)
        self.mark = os.path.join(folder, "followed")
        self.patience = seconds_allowed()
        self.seen = None
        # Time that the machine slept through does not count: nobody could have come.
        self.since = time.monotonic()
        self.next_look = self.since

    def is_abandoned(self):
        """True when the run's folder is gone, or nobody has followed the job for too long."""
        now = time.monotonic()
        if now < self.next_look:
            return False
        self.next_look = now + min(LOOK_SECONDS, self.patience)
        if not os.path.isdir(self.runs):
            return True
        touched = touched_at(self.mark)
        if touched != self.seen:
            self.seen, self.since = touched, now
        return now - self.since > self.patience


def touched_at(path):
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None


def seconds_allowed():
    try:
        return float(os.environ.get("CELLWEAVE_ABANDONED_SECONDS", DEFAULT_SECONDS))
    except ValueError:
        return DEFAULT_SECONDS
