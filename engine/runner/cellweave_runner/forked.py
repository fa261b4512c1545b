"""A process that a skeleton forked from the job's: what its items did to what they share with the job."""

import enum
import functools
import os
import pickle
import resource
import sys
import threading
import time
import types
from dataclasses import dataclass, field

from cellweave.host import NeedsPermission

from . import pages
from .compiled_cells import MADE_UP
from .groups import touching
from .namespace import BOOKKEEPING, HISTORY, MISSING
from .pickling import SessionPickler
from .replayed import Replayed
from .scanning import NOTHING, Hashing, HashingSinceFork, Nowhere, immutable, scan_into
from .streams import NAMES


@dataclass
class Told:
    """What a batch of items did, as the parent is told. `doubt` is a sentence, or None."""

    pulled: tuple = ()
    absent: tuple = ()
    effects: tuple = ()
    doubt: object = None
    # Whether it is known that nothing was changed.
    checked: bool = True
    process: int = 0
    shown: tuple = ()
    warned: tuple = ()
    prints: dict = field(default_factory=dict)
    page_wise: bool = False
    cpu: float = 0.0
    grown: int = 0


@dataclass(frozen=True)
class Watched:
    """Something that was there before the fork, and what it was made of."""

    called: str
    value: object
    print: object


# How much of the items' time it may take to look at what they may have changed.
CHECK_SHARE = 0.05


class Forked:
    """The child's side of a fork: its looks at the session before and after."""

    def __init__(self, worker, watched, held, acts_allowed, probe):
        self.worker = worker
        self.names = worker.recorder.names
        self.acts_allowed = acts_allowed
        self.page_wise = probe is not None and probe.tells()
        self.replayed = Replayed(worker.report)
        self.live = {}
        self.watched = []
        # Prints of the watched names at the fork, until the parent was told.
        self.named = {}
        # What was there before the fork, by identity and place in memory.
        self.identities = set()
        self.memory = []
        self.items, self.items_before = (), NOTHING
        self.cpu = time.process_time()
        self.resident = resident_bytes()
        self.settle_in()
        self.look(watched, held)

    def settle_in(self):
        """Makes the parent's machinery the child's own."""
        worker, names = self.worker, self.names
        names.lock = threading.RLock()
        names.first_pull = self.first_pull
        worker.guard.adopt(None if self.acts_allowed else refuse)
        worker.interrupts.task = None
        worker.recorder.ambient.changed()
        self.figures = open_figures()
        self.reads, self.absent = set(names.touched.reads), set(names.touched.absent)

    def look(self, watched, held):
        """Takes note of every name that is bound, and of what the watched ones and the functions hold."""
        began = time.perf_counter()
        self.live = dict(dict.items(self.names.live))
        for name in watched:
            if name in self.live:
                self.named[name] = self.watch(f"`{name}`", self.live[name])
        for value in held:
            self.watch("what it was called with", value)
        self.cost = time.perf_counter() - began
        self.since = time.perf_counter()

    def watch(self, called, value):
        scanned = self.note(value)
        if scanned is not NOTHING:
            self.watched.append(Watched(called, value, scanned.print))
        return scanned.print

    def first_pull(self, name, value):
        self.live[name] = value
        self.watch(f"`{name}`", value)

    def look_at_items(self, items):
        """Takes note of what the items of a batch are made of."""
        if self.worker.outputs.sinks is None:
            # From here on the package takes down what is printed, and takes what is shown for it.
            self.worker.outputs.sinks = {name: getattr(sys, name).write for name in NAMES}
            self.replayed.listen(sys.stdout.write)
        self.items = items
        self.items_before = self.scan(items)

    def note(self, value):
        """The scan of something that was there before the fork."""
        scanned = self.scan(value)
        self.identities.update(scanned.identities)
        self.memory += scanned.memory
        return scanned

    def scan(self, value, reach=True):
        return scan_since_fork(self.worker.recorder, value, self.page_wise, reach)

    def scan_results(self, values):
        """What results reach, and the identities in it that stay the same on the way to the parent."""
        made = []

        def make(*given, **options):
            made.append(ResultPickler(*given, **options))
            return made[-1]

        found = self.worker.recorder.quietly(lambda: scan_into(Nowhere(), values, make))
        return found, made[0].by_name if made else frozenset()

    def told(self, values, last):
        """What happened since the last call."""
        touched, guard = self.names.touched, self.worker.guard
        pulled = tuple(name for name in touched.reads if name not in self.reads)
        absent = tuple(name for name in touched.absent if name not in self.absent)
        self.reads.update(pulled)
        self.absent.update(absent)
        effects, guard.effects = tuple(guard.effects), {}
        cpu = time.process_time()
        # What has acted outside must not run again because nobody had looked in time.
        checked = last or self.acts_allowed or self.cost <= CHECK_SHARE * (time.perf_counter() - self.since)
        doubt = self.rebound() or self.ambient() or self.left_open() or self.about_items(values) or (self.changed() if checked else None)
        shown, warned = self.replayed.taken()
        prints, self.named = self.named, {}
        told = Told(pulled, absent, effects, doubt, checked or doubt is not None, os.getpid(), shown, warned, prints, self.page_wise,
                    cpu - self.cpu, max(0, peak_bytes() - self.resident))
        self.cpu = time.process_time()
        return told

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
        """What the items changed since the fork."""
        began = time.perf_counter()
        found = next((place for place in self.watched if self.scan(place.value, False).print != place.print), None)
        self.since = time.perf_counter()
        self.cost = self.since - began
        return f"it changed {found.called}" if found else None

    def about_items(self, values):
        """Whether the items are not what they were, or live on in the results, where in sequence they would be the very same objects."""
        if len(self.items) and self.scan(self.items, False).print != self.items_before.print:
            return "it changed the item itself"
        found, by_name = self.scan_results(values)
        reached = found.identities - by_name
        if not (self.identities.isdisjoint(reached) and self.items_before.identities.isdisjoint(reached)):
            return "its result shares objects with the notebook"
        theirs = [(*span[:3], "result") for span in found.memory]
        mine = [(*span[:3], "notebook") for span in (*self.memory, *self.items_before.memory)] if theirs else []
        if any(one[3] != other[3] for one, other in touching(sorted(theirs + mine))):
            return "its result shares memory with the notebook"
        return None

    def left_open(self):
        """Figures that nobody showed yet would be shown at the end of the cell."""
        return "it left a figure open" if open_figures() != self.figures else None

    def ambient(self):
        kinds = [kind for kind in self.worker.recorder.ambient.changed() if not kind.startswith("rng.")]
        return f"it changed {', '.join(kinds)}" if kinds else None


class ResultPickler(SessionPickler):
    """Takes classes, functions and members of enumerations for what they are in every process: known by their names."""

    def __init__(self, *given, **options):
        super().__init__(*given, **options)
        self.by_name = set()

    def reducer_override(self, value):
        if isinstance(value, (type, types.FunctionType, enum.Enum)) and getattr(value, "__module__", None) == "__main__":
            self.by_name.add(id(value))
            return str, (type(value).__name__,)
        return super().reducer_override(value)


def scan_since_fork(recorder, value, page_wise, reach=True):
    """The scan of a value on either side of a fork; by pages where the kernel tells which are still shared."""
    if immutable(value):
        return NOTHING
    file = HashingSinceFork() if page_wise else Hashing()
    return recorder.quietly(lambda: scan_into(file, value, StatePickler, reach))


class StatePickler(SessionPickler):
    """Looks at how much a cached function remembers, too."""

    def reducer_override(self, value):
        if type(value) is CACHED and getattr(value, "__module__", None) == "__main__":
            return str, (f"{id(value)} {value.cache_info().currsize}",)
        return super().reducer_override(value)


CACHED = type(functools.lru_cache(maxsize=1)(lambda: None))


def is_authors(name):
    return isinstance(name, str) and not name.startswith(MADE_UP) and not BOOKKEEPING.match(name) and not HISTORY.match(name)


def open_figures():
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    return [id(manager) for manager in helpers.Gcf.figs.values()] if helpers is not None else []


def refuse(act, guard):
    raise NeedsPermission(act)


def peak_bytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def resident_bytes():
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * pages.PAGE
    except (OSError, ValueError, IndexError):
        return peak_bytes()


def pack(told):
    try:
        return pickle.dumps(told, protocol=5)
    except Exception:
        # A warning of a class that only this process has.
        return pickle.dumps(Told(doubt="it showed what cannot leave its process", process=told.process, cpu=told.cpu), protocol=5)


def unpack(report):
    return pickle.loads(report)
