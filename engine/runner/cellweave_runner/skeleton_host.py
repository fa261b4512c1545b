"""What the runner gives the `cellweave` package: workers, the record of what they did, progress, and kept results."""

import functools
import sys
from dataclasses import replace

from cellweave.host import Host

from . import pages
from .forked import Forked, pack, scan_since_fork, unpack
from .replayed import replay as tell_again
from .replayed import without_places
from .referenced import referenced


# Their threads or devices do not survive a fork: what a child asks of them may never be answered.
UNSOUND = ("cudf", "cupy", "grpc", "jax", "mxnet", "paddle", "polars", "pyspark", "ray", "tensorflow")


def unsound():
    """True where a copy of this process could hang, so that none is made."""
    torch = sys.modules.get("torch.cuda")
    return any(name in sys.modules for name in UNSOUND) or (torch is not None and torch.is_initialized())


class RunnerHost(Host):
    """Skeletons of a job's cells work in processes forked from the job's own."""

    def __init__(self, worker):
        self.worker = worker
        self.forked = None
        self.watched = ()
        self.held = []
        # Whether the job's own process has gone on since the fork, and may have changed what children saw.
        self.meanwhile = False
        self.last = None
        self.probe = None
        self.allowed_call = None
        self.handed = worker.job.handed

    def begin(self):
        """Skeleton calls are counted from the cell's first."""
        self.calls, self.allowed_call = 0, None

    @property
    def acts_allowed(self):
        """True while the children of the running call may do what cannot be taken back."""
        return self.allowed_call == self.calls

    @property
    def exact(self):
        # What an item did outside must not be done again only to show a better traceback.
        return not self.acts_allowed

    @functools.cached_property
    def items(self):
        # Part of the package, which is being imported when its host is made.
        from cellweave.store import FolderStore

        return FolderStore(self.worker.job.items) if self.worker.job.items else None

    @property
    def workers(self):
        # A child of a child would share the machine with its parents.
        return self.worker.job.workers if self.forked is None and not unsound() else 1

    def before_fork(self, calls, broadcast=(), meanwhile=False):
        """Loads what the children will ask for, once and for all of them, and remembers what to look at afterwards."""
        names = self.worker.recorder.names
        self.held, self.meanwhile = [*calls, *broadcast], meanwhile
        watched = {name for item in self.held for name in referenced(item, names)}
        for name in watched:
            if name in names.pending:
                self.worker.recorder.quietly(lambda name=name: names.fetch(name))
        self.watched = tuple(sorted(watched))
        self.probe = self.probe or pages.ForkProbe()

    def in_child(self):
        self.forked = Forked(self.worker, self.watched, self.held, self.acts_allowed, self.probe)

    def before_items(self, items):
        self.forked.look_at_items(items)

    def child_report(self, values, last=False):
        return pack(self.forked.told(values, last))

    def unchecked(self, report):
        return not unpack(report).checked

    def joined(self, report, verdict):
        return pack(replace(unpack(report), doubt=unpack(verdict).doubt))

    def absorb(self, report):
        told = unpack(report)
        recorder, guard = self.worker.recorder, self.worker.guard
        self.last = told
        recorder.add_child(told.process, told.cpu, told.grown)
        guard.effects.update(dict.fromkeys(told.effects))
        for name in told.pulled:
            recorder.names.preload((name,))
        recorder.names.touched.absent.update(dict.fromkeys(told.absent, True))
        if told.doubt and self.acts_allowed:
            raise RuntimeError(f"An item acted outside the notebook, and {told.doubt}, which a process of its own cannot do. Run it in a plain loop.")
        return told.doubt or self.changed_meanwhile(told)

    def changed_meanwhile(self, told):
        """Whether the job's own process, on its way through earlier items, changed what the children had seen."""
        if not self.meanwhile:
            return None
        self.meanwhile = False
        for name, before in told.prints.items():
            value = self.worker.recorder.names.peek(name)
            if scan_since_fork(self.worker.recorder, value, told.page_wise).print != before:
                return f"an earlier item changed `{name}`"
        return None

    def replay(self, printed):
        tell_again(self.worker.report, printed, self.last.shown, self.last.warned)

    def repeatable(self, report):
        """Files and the rest of the world may be different next time; what is shown is not kept."""
        told = unpack(report)
        return not (told.effects or told.doubt or told.shown or told.warned)

    def permission(self, act):
        self.worker.guard.ask(act)
        self.allowed_call = self.calls
        return True

    def progress(self, progress):
        finished = [{**item, "output": without_places(item["output"])} if "output" in item else item for item in progress["finished"]]
        self.worker.tell_items({**progress, "finished": finished})
