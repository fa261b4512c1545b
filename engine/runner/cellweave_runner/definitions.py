"""Functions and classes that travel as source: other processes define them by themselves and are only told their names."""

import enum
import io
import types

from . import session
from .scanning import BOOKKEEPING, immutable, scan_definition

PLAIN_MEMBERS = (types.FunctionType, staticmethod, classmethod, property, types.GetSetDescriptorType, types.MemberDescriptorType)


class Definitions:
    """What the prelude of this process defined, and what stands in for preludes it does not have."""

    def __init__(self):
        self.by_identity = {}
        self.by_place = {}

    def add(self, cell, name, value):
        """Remembers a function or class as the one that `cell` defines under `name`."""
        made_by_class = isinstance(value, type)
        made = dict(vars(value)) if made_by_class else scan_definition(value)
        if made is None:
            # A function that remembers something between calls travels as the value it is.
            return
        entry = Definition(cell, name, value, made)
        self.by_identity[id(value)] = entry
        self.by_place[cell, name] = entry

    def entry_of(self, value):
        entry = self.by_identity.get(id(value))
        return entry if entry is not None and entry.value is value else None

    def reduce(self, value):
        """How a definition is pickled: its place, its source of last resort, and what was changed since."""
        entry = self.entry_of(value)
        if entry is None or entry.packing:
            return None
        if isinstance(value, type):
            changed = entry.changed_members()
            arguments = (entry.cell, entry.name, entry.packed())
            return (find_definition, arguments, changed, None, None, set_members) if changed else (find_definition, arguments)
        return (find_definition, (entry.cell, entry.name, entry.packed())) if entry.clean() else None

    def is_known(self, value):
        return self.entry_of(value) is not None

    def is_clean(self, value):
        entry = self.entry_of(value)
        return entry is not None and entry.clean()

    def find(self, cell, name, packed):
        entry = self.by_place.get((cell, name))
        if entry is None:
            from .pickling import load_group

            self.add(cell, name, load_group(packed, ()))
            entry = self.by_place[cell, name]
        return entry.value


class Definition:
    """One definition and how it looked when it was made."""

    def __init__(self, cell, name, value, made):
        self.cell = cell
        self.name = name
        self.value = value
        self.made = made
        self.bytes = None
        self.packing = False

    def clean(self):
        if isinstance(self.value, type):
            return not self.changed_members()
        now = scan_definition(self.value)
        return now is not None and now.print == self.made.print

    def changed_members(self):
        """Members of a class that are not what the source makes them, or that can change in place; deleted ones as None."""
        if isinstance(self.value, enum.EnumMeta):
            # Members cannot be bound anew.
            return {}
        now = {name: member for name, member in vars(self.value).items() if name not in BOOKKEEPING}
        changed = {name: (member,) for name, member in now.items()
                   if self.made.get(name) is not member or not (isinstance(member, PLAIN_MEMBERS) or immutable(member))}
        changed.update({name: None for name in self.made if name not in now and name not in BOOKKEEPING})
        return changed

    def packed(self):
        """The definition by value, for a process whose prelude lacks its cell."""
        if self.bytes is None:
            from .pickling import SessionPickler

            self.packing = True
            try:
                file = io.BytesIO()
                SessionPickler(file, None).dump(self.value)
                self.bytes = file.getvalue()
            finally:
                self.packing = False
        return self.bytes


def find_definition(cell, name, packed):
    return session.current.definitions.find(cell, name, packed)


def set_members(kind, changed):
    for name, member in changed.items():
        if member is not None:
            setattr(kind, name, member[0])
        elif name in vars(kind):
            delattr(kind, name)
