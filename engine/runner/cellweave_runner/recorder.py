"""The session of a job: its names, groups and ambient state, and the record of what each cell did to them."""

import gc
import resource
import time
import types
import zlib

from . import ambient, objects, session
from .ambient import Ambient, kind_of, reserved
from .definitions import Definitions
from .groups import Groups
from .hidden_uses import hidden_uses
from .namespace import HISTORY, MISSING, Names
from .pickling import load_group
from .scanning import LATER, NOTHING, immutable, scan
from .together import scan_again, scan_together


class Recorder:
    """Answers for names, and tells what every cell read, wrote, deleted and changed."""

    def __init__(self, job, guard, names=None):
        self.job = job
        # The same in every job of a run, as a kernel's process number is the same for every cell.
        self.session = str(zlib.crc32(job.run.encode("utf-8")) % 90000 + 10000)
        self.names = names or Names()
        self.names.load = self.load
        self.names.first_pull = self.first_pull
        self.namespace = self.names.live
        self.groups = Groups()
        self.ambient = Ambient()
        self.ambient_origins = {}
        self.ambient_changed = set()
        self.definitions = Definitions()
        self.sources = {}
        self.definition_cells = {}
        self.asked_history = {name for name in job.wanted if HISTORY.match(name)}
        self.deleted = set()
        self.show_source = lambda filename, count, text: None
        self.guard = guard
        # Ends the process: the run makes the object again and starts the job anew.
        self.tell_lost = lambda group: None
        # What fingerprints cost is not the cell's time.
        self.own_time = (0.0, 0.0)
        # What the processes that a skeleton forked used: process → seconds of processors, and bytes of their own.
        self.children = {}
        session.begin(self)

    # Definitions that travel as source

    def adopt_definitions(self, cell):
        """Takes what a prelude cell bound into the store and remembers what it defined."""
        bound = self.names.sweep(None).writes
        self.definition_cells.update(dict.fromkeys(bound, cell))
        self.note_definitions(cell, bound)

    def note_definitions(self, cell, bound):
        """Functions and classes are the same ones in every process, whether repeated there or taken from here."""
        for name, value in bound.items():
            if isinstance(value, (types.FunctionType, type)) and value.__module__ == "__main__" and not self.definitions.is_known(value):
                self.definitions.add(cell, name, value)

    # Sources, for tracebacks through functions that another process defined

    def source_of(self, filename):
        return self.sources.get(filename)

    def know_source(self, filename, source):
        """Takes the execution count and text of a cell that another process ran."""
        if filename not in self.sources:
            self.sources[filename] = source
            self.show_source(filename, *source)

    # Inputs

    def attach(self, inputs):
        """Makes stored groups available; ambient state among them is restored at once."""
        for group in inputs:
            if any(kind_of(name) for name in group.origins):
                self.restore(group)
            elif self.names.attach(group):
                for name in group.origins:
                    self.groups.drop(name)
        if not self.names.recording:
            self.scan_forsaken()

    def restore(self, group):
        values = self.unpickle(group)
        for name, origin in group.origins.items():
            kind = kind_of(name)
            if kind is not None:
                self.ambient_origins[kind] = origin
                self.ambient.restore(kind, values[name])

    def unpickle(self, group):
        recording, self.names.recording = self.names.recording, False
        active, self.guard.active = self.guard.active, False
        try:
            return load_group(*objects.open_object(self.job.objects, group.digest))
        except Exception as error:
            if objects.is_intact(self.job.objects, group.digest):
                raise
            objects.discard(objects.object_path(self.job.objects, group.digest))
            self.tell_lost(group)
            raise objects.LostError(str(error)) from error
        finally:
            self.names.recording = recording
            self.guard.active = active

    def load(self, group):
        """The members of a stored group, their sharing noted."""
        members = self.unpickle(group)
        self.scan_new({name: value for name, value in members.items() if self.names.pending.get(name) is group})
        return members

    def first_pull(self, name, value):
        """Fingerprints a group before the cell that asks for it can change it."""
        if name not in self.groups.scans:
            self.groups.put(name, self.scan(value, hashed=False))
        if self.groups.scans[name] is NOTHING:
            return
        looked = {}
        for member in self.groups.group_of(name):
            before = self.groups.scans[member]
            if before.print is LATER:
                self.groups.put(member, scan_again(before, self.names.values[member], self.scan, looked))

    def scan_new(self, values):
        """Takes what names that were bound stand for; much is hashed only when somebody asks for it."""
        for name, found in scan_together(values, lambda value: self.scan(value, hashed=False)).items():
            self.groups.put(name, found)

    def scan_forsaken(self):
        """Looks by themselves at names that lay in a value which is no longer there."""
        values = self.names.values
        self.scan_new({name: values[name] for name in self.groups.forsaken(values) if name in values})

    def scan(self, value, hashed=True):
        return NOTHING if immutable(value) else self.quietly(lambda: scan(value, hashed))

    def quietly(self, look):
        """What `look` gives; what it touches is not the cell's doing, and what it costs not the cell's time."""
        recording, self.names.recording = self.names.recording, False
        active, self.guard.active = self.guard.active, False
        began = time.perf_counter(), time.process_time()
        collecting = gc.isenabled()
        # Nothing that a scan makes is a cycle, and a collection would visit every object it looks at.
        gc.disable()
        try:
            return look()
        finally:
            if collecting:
                gc.enable()
            self.own_time = self.own_time[0] + time.perf_counter() - began[0], self.own_time[1] + time.process_time() - began[1]
            self.names.recording = recording
            self.guard.active = active

    # Cells

    def begin(self, cell):
        """Makes the cell's inputs available and starts its record."""
        self.names.begin()
        self.names.preload(cell.preload)
        self.started = (time.perf_counter(), time.process_time())
        self.own_time = (0.0, 0.0)
        self.children = {}
        reset_peak()

    def prepare(self, code):
        """Pulls what the compiled cell uses where the live dict cannot see it: class bodies and `del`."""
        uses = hidden_uses(code)
        self.names.preload(uses.read)
        self.names.before_delete(uses.deleted, uses.bound_first)

    def empty_record(self):
        """The record of a cell that has not started."""
        return self.record({}, (), (), (), (), (), (), (0.0, 0.0))

    def record_so_far(self, effects):
        """The record of a cell that has not ended: its reads are complete up to now."""
        touched = self.names.touched
        return self.record(touched.reads, touched.absent, (), (), (), (), effects)

    def end(self, cell, effects, last):
        """Ends the cell's record. After the last cell, new names are fingerprinted only if they are stored."""
        seconds = self.elapsed()
        touched, changes = self.names.end(cell.id)
        asked = [name for name, value in touched.pulled.items()
                 if value is not MISSING and self.groups.scans.get(name, NOTHING) is not NOTHING]
        affected = self.groups.groups_of(asked)
        mutates = self.find_mutated(affected, touched, changes)
        for name in (*changes.writes, *changes.deletes):
            self.groups.drop(name)
        if not last:
            self.scan_new({name: value for name, value in changes.writes.items() if not self.is_history(name)})
        self.scan_forsaken()
        for name in mutates:
            touched.reads.setdefault(name, self.names.origins.get(name))
            self.names.origins[name] = cell.id
        self.deleted.update(changes.deletes)
        self.note_definitions(cell.id, changes.writes)
        kinds = self.ambient.changed()
        writes = [name for name in changes.writes if not self.is_history(name)]
        for kind in kinds:
            if kind in ambient.RANDOM:
                touched.reads[reserved(kind)] = self.ambient_origins.get(kind)
            self.ambient_origins[kind] = cell.id
            self.ambient_changed.add(kind)
            writes.append(reserved(kind))
        return self.record(touched.reads, touched.absent, writes, changes.deletes, mutates, kinds, effects, seconds)

    def is_history(self, name):
        return bool(HISTORY.match(name)) and name not in self.asked_history

    def find_mutated(self, groups, touched, changes):
        """Names of touched groups, given by name, whose objects are not what they were."""
        changed, rescanned, looked = set(), {}, {}
        for name, group in groups.items():
            value = self.names.values.get(name, MISSING)
            if name in changes.writes or name in changes.deletes or value is MISSING:
                value = touched.pulled.get(name, MISSING)
                if value is MISSING:
                    continue
            before = self.groups.scans[name]
            after = rescanned[name] = scan_again(before, value, self.scan, looked)
            if after.print != before.print or (after.print is None and name in touched.pulled):
                changed |= group
        for name, after in rescanned.items():
            self.groups.put(name, after)
        return [name for name in groups if name in changed and name not in changes.writes and name not in changes.deletes]

    def elapsed(self):
        wall, cpu = self.started
        children = sum(seconds for seconds, _ in self.children.values())
        return time.perf_counter() - wall - self.own_time[0], time.process_time() - cpu - self.own_time[1] + children

    def add_child(self, process, seconds, grown):
        """Takes in what a forked process used since it last told so, and how far it has grown."""
        before = self.children.get(process, (0.0, 0))
        self.children[process] = (before[0] + seconds, max(before[1], grown))

    def record(self, reads, absent, writes, deletes, mutates, kinds, effects, seconds=None):
        wall, cpu = seconds or self.elapsed()
        return {
            "reads": dict(reads),
            "absent": list(absent),
            "writes": list(writes),
            "deletes": list(deletes),
            "mutates": sorted(mutates),
            "ambient": list(kinds),
            "effects": list(effects),
            "seconds": round(wall, 6),
            "cpuSeconds": round(cpu, 6),
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + sum(grown for _, grown in self.children.values()),
        }


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "wb", buffering=0) as file:
            file.write(b"5")
    except OSError:
        pass
