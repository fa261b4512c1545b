"""A process that a skeleton forked from the job's: what its items did to what they share with the job."""

import ctypes
import os
import pickle
import resource
import signal
import threading
import time
from dataclasses import dataclass

from cellweave.host import NeedsPermission

from . import pages
from .compiled_cells import MADE_UP
from .namespace import BOOKKEEPING, HISTORY, MISSING
from .scanning import NOTHING, Hashing, HashingSinceFork, immutable, scan_into

PR_SET_PDEATHSIG = 1


@dataclass
class Told:
    """What a batch of items did, as the parent is told. `doubt` is a sentence, or None."""

    pulled: tuple = ()
    absent: tuple = ()
    effects: tuple = ()
    doubt: object = None
    process: int = 0
    cpu: float = 0.0
    grown: int = 0


class Forked:
    """The child's side of a fork: its looks at the session before and after."""

    def __init__(self, worker, watched, acts_allowed, probe):
        self.worker = worker
        self.names = worker.recorder.names
        self.acts_allowed = acts_allowed
        self.page_wise = probe is not None and probe.tells()
        self.shown = None
        self.live = {}
        self.prints = {}
        self.cpu = time.process_time()
        self.resident = resident_bytes()
        self.settle_in()
        self.look(watched)

    def settle_in(self):
        """Makes the parent's machinery the child's own."""
        worker, names = self.worker, self.names
        die_with_parent(worker.owner)
        names.lock = threading.RLock()
        names.first_pull = self.first_pull
        worker.guard.adopt(None if self.acts_allowed else refuse)
        worker.report.tell = self.note_shown
        worker.interrupts.task = None
        worker.recorder.ambient.changed()
        self.reads, self.absent = set(names.touched.reads), set(names.touched.absent)

    def look(self, watched):
        """Takes note of every name that is bound, and of what the watched ones are made of."""
        self.live = dict(dict.items(self.names.live))
        for name in watched:
            value = self.live.get(name, MISSING)
            if value is not MISSING:
                self.prints[name] = self.print(value)

    def first_pull(self, name, value):
        self.live[name] = value
        self.prints[name] = self.print(value)

    def print(self, value):
        if immutable(value):
            return NOTHING.print
        file = HashingSinceFork() if self.page_wise else Hashing()
        scanned = self.worker.recorder.quietly(lambda: scan_into(file, value))
        # What cannot be pickled may have changed whenever it was touched.
        return scanned.print if scanned.error is None else scanned.error

    def note_shown(self, event, **members):
        self.shown = "it showed more than text"

    def told(self):
        """What happened since the last call."""
        touched, names = self.names.touched, self.names
        pulled = [name for name in touched.reads if name not in self.reads]
        absent = [name for name in touched.absent if name not in self.absent]
        self.reads.update(pulled)
        self.absent.update(absent)
        guard = self.worker.guard
        effects, guard.effects = tuple(guard.effects), {}
        cpu = time.process_time()
        told = Told(tuple(pulled), tuple(absent), effects, self.doubt(), os.getpid(), cpu - self.cpu, max(0, peak_bytes() - self.resident))
        self.cpu = time.process_time()
        return told

    def doubt(self):
        """Why the items may not have given what they give in sequence."""
        return self.shown or self.rebound() or self.changed() or self.ambient()

    def rebound(self):
        live, borrowed = self.names.live, self.names.touched.borrowed
        for name, value in list(dict.items(live)):
            if self.live.get(name, MISSING) is not value and borrowed.get(name, MISSING) is not value and is_authors(name):
                return f"it bound `{name}`"
        for name in self.live:
            if dict.get(live, name, MISSING) is MISSING and is_authors(name):
                return f"it deleted `{name}`"
        return None

    def changed(self):
        for name, before in self.prints.items():
            if before is not NOTHING.print and self.print(self.live[name]) != before:
                return f"it changed `{name}`"
        return None

    def ambient(self):
        kinds = [kind for kind in self.worker.recorder.ambient.changed() if not kind.startswith("rng.")]
        return f"it changed {', '.join(kinds)}" if kinds else None


def is_authors(name):
    return isinstance(name, str) and not name.startswith(MADE_UP) and not BOOKKEEPING.match(name) and not HISTORY.match(name)


def refuse(act, guard):
    raise NeedsPermission(act)


def die_with_parent(parent):
    """Sees to it that no child outlives a job that was killed."""
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() == 1:
        os._exit(1)


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def resident_bytes():
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * pages.PAGE
    except (OSError, ValueError, IndexError):
        return peak_bytes()


def pack(told):
    return pickle.dumps(told, protocol=5)


def unpack(report):
    return pickle.loads(report)
