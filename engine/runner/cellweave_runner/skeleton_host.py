"""What the runner gives the `cellweave` package: workers, the record of what they did, progress, and kept results."""

from cellweave.host import Host

from . import pages
from .forked import Forked, pack, unpack
from .item_store import StoredItems
from .referenced import referenced


class RunnerHost(Host):
    """Skeletons of a job's cells work in processes forked from the job's own."""

    exact = True

    def __init__(self, worker):
        self.worker = worker
        self.items = StoredItems(worker.job.items) if worker.job.items else None
        self.forked = None
        self.watched = ()
        self.probe = None
        self.acts_allowed = False

    @property
    def workers(self):
        # A child of a child would share the machine with its parents.
        return self.worker.job.workers if self.forked is None else 1

    def before_fork(self, *codes):
        """Loads what the children will ask for, once and for all of them, and remembers what to look at afterwards."""
        names = self.worker.recorder.names
        watched = {name for code in codes for name in referenced(code, names)}
        for name in watched:
            if name in names.pending:
                self.worker.recorder.quietly(lambda name=name: names.fetch(name))
        self.watched = tuple(sorted(watched))
        self.probe = self.probe or pages.ForkProbe()

    def in_child(self):
        self.forked = Forked(self.worker, self.watched, self.acts_allowed, self.probe)

    def child_report(self):
        return pack(self.forked.told())

    def absorb(self, report):
        told = unpack(report)
        recorder, guard = self.worker.recorder, self.worker.guard
        recorder.add_child(told.process, told.cpu, told.grown)
        guard.effects.update(dict.fromkeys(told.effects))
        for name in told.pulled:
            recorder.names.preload((name,))
        recorder.names.touched.absent.update(dict.fromkeys(told.absent, True))
        return told.doubt

    def repeatable(self, report):
        """Files and the rest of the world may be different next time."""
        return not unpack(report).effects

    def permission(self, act):
        self.worker.guard.ask(act)
        self.acts_allowed = True
        return True

    def progress(self, progress):
        self.worker.tell_items(progress)
