"""The names of the session. Between cells they wait in a store; a cell that asks for one pulls it into the live dict."""

import builtins
import re
import threading
from dataclasses import dataclass, field

from .items import Items

# `_`, `__`, `_5`: what IPython binds when a cell shows something.
HISTORY = re.compile(r"_{1,3}$|_\d+$")
# `_i`, `_ii`, `_i5`: IPython's inputs, which are no state of the notebook.
BOOKKEEPING = re.compile(r"_i{1,3}$|_i\d+$|__.*__$")
INPUT = re.compile(r"_i\d+$")
MISSING = object()


class Namespace(Items):
    """The globals of the session. Only `__missing__` is ours, so that every store stays as fast as a dict's."""

    __slots__ = ("names",)

    def __missing__(self, name):
        return self.names.ask(name)


@dataclass
class Touched:
    """What one cell asked for."""

    pulled: dict = field(default_factory=dict)
    reads: dict = field(default_factory=dict)
    absent: dict = field(default_factory=dict)
    borrowed: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Changes:
    """How a cell left the names: those it bound, with their values, and those it deleted."""

    writes: dict
    deletes: tuple


class Names:
    """Values by name, where each came from, and groups that are not loaded yet."""

    def __init__(self):
        self.live = Namespace()
        self.live.names = self
        self.load = None
        self.values = {}
        self.origins = {}
        self.pending = {}
        self.permanent = {}
        # Out of the live dict, which is looked through after every cell.
        self.inputs = {}
        self.touched = Touched()
        self.recording = False
        self.borrowing = True
        self.first_pull = None
        self.lock = threading.RLock()

    def ask(self, name):
        """The value of a name that the live dict does not hold; `KeyError` when nobody has it."""
        with self.lock:
            if name in self.touched.pulled:
                raise KeyError(name)
            if name in self.pending:
                self.fetch(name)
            if name in self.values:
                return self.pull(name)
            if name in self.inputs:
                value = self.inputs[name]
                dict.__setitem__(self.live, name, value)
                return value
            return self.borrow(name)

    def pull(self, name):
        value = self.values[name]
        dict.__setitem__(self.live, name, value)
        if self.recording:
            self.first_pull(name, value)
            self.touched.pulled[name] = value
            self.touched.reads[name] = self.origins.get(name)
        return value

    def borrow(self, name):
        """A builtin, kept in the live dict until the cell ends, as a call for each use would be slow."""
        if self.recording and isinstance(name, str) and not BOOKKEEPING.match(name):
            self.touched.absent[name] = True
        value = builtins.__dict__.get(name, MISSING)
        if value is MISSING:
            raise KeyError(name)
        if self.recording and self.borrowing and not BOOKKEEPING.match(str(name)):
            dict.__setitem__(self.live, name, value)
            self.touched.borrowed[name] = value
        return value

    def fetch(self, name):
        """Loads the group that holds `name`; members that were bound anew since stay as they are."""
        group = self.pending[name]
        members = self.load(group)
        for member in group.origins:
            if self.pending.get(member) is not group:
                continue
            del self.pending[member]
            if member in members:
                self.values[member] = members[member]
                self.origins[member] = group.origins[member]

    def attach(self, group):
        """Makes a stored group available, in place of what its names were, unless the running cell has touched it."""
        if self.recording and any(name in self.touched.pulled or name in self.live for name in group.origins):
            return False
        for name in group.origins:
            self.values.pop(name, None)
            dict.pop(self.live, name, None)
            self.pending[name] = group
            self.origins[name] = group.origins[name]
        return True

    def has(self, name):
        return name in self.live or name in self.values or name in self.pending

    def peek(self, name):
        """The value as it stands, unrecorded and not loaded; MISSING where there is none."""
        value = dict.get(self.live, name, MISSING)
        return self.values.get(name, MISSING) if value is MISSING else value

    def settle(self):
        """Takes what the live dict holds now as permanent: it belongs to the session, not to the notebook."""
        for name in [name for name in self.live if HISTORY.match(name)]:
            self.values[name] = dict.pop(self.live, name)
        self.permanent = dict(self.live)

    def begin(self):
        """Starts recording what a cell asks for."""
        # What threads bound since the last cell belongs to the notebook as well.
        self.sweep(None)
        self.borrowing = True
        self.recording = True

    def preload(self, names):
        """Pulls names that the cell will use in a way that the live dict cannot see."""
        if "*" in names:
            # The cell looks at the dict as a whole, where no builtin belongs.
            self.borrowing = False
            names = [*names, *self.inputs, *self.pending, *(name for name in self.values if not HISTORY.match(name))]
        for name in names:
            if name != "*" and dict.get(self.live, name, MISSING) is MISSING:
                try:
                    self.ask(name)
                except KeyError:
                    pass

    def before_delete(self, names, bound_first):
        """Sees to it that what a name was does not come back when the cell deletes it. Only one it did not bind is read."""
        for name in names:
            if dict.get(self.live, name, MISSING) is MISSING and name not in bound_first:
                self.preload((name,))
            elif name in self.values or name in self.pending:
                self.touched.pulled.setdefault(name, MISSING)

    def end(self, cell):
        """Stops recording; moves the names of the cell back to the store and tells how it left them."""
        self.recording = False
        changes = self.sweep(cell)
        touched, self.touched = self.touched, Touched()
        return touched, changes

    def sweep(self, cell):
        """Empties the live dict of the notebook's names."""
        live, kept, pulled, borrowed = self.live, self.permanent, self.touched.pulled, self.touched.borrowed
        writes, present = {}, set()
        for name, value in list(live.items()):
            if kept.get(name, MISSING) is value or not isinstance(name, str):
                continue
            if name[:1] == "_" and BOOKKEEPING.match(name):
                if INPUT.match(name):
                    self.inputs[name] = dict.pop(live, name)
                continue
            dict.__delitem__(live, name)
            present.add(name)
            if borrowed.get(name, MISSING) is not value and pulled.get(name, MISSING) is not value:
                writes[name] = value
        deletes = tuple(name for name in pulled if name not in present)
        self.bind(writes, cell)
        for name in deletes:
            self.values.pop(name, None)
            self.origins.pop(name, None)
        self.restore_permanent()
        return Changes(writes, deletes)

    def restore_permanent(self):
        for name, value in self.permanent.items():
            if dict.get(self.live, name, MISSING) is MISSING:
                dict.__setitem__(self.live, name, value)

    def bind(self, writes, cell):
        for name, value in writes.items():
            self.pending.pop(name, None)
            self.values[name] = value
            self.origins[name] = cell
