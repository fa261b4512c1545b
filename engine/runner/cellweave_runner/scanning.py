"""What a value is made of: a fingerprint of its content and the identities it shares with others."""

import datetime
import decimal
import fractions
import hashlib
import io
import os
import pathlib
import re
import struct
import sys
import threading
import types
import uuid
import zlib
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Optional

from . import pages, session
from .pickling import SessionPickler, out_of_band

ATOMS = (
    int, float, complex, bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented), range, types.ModuleType,
    types.BuiltinFunctionType, re.Pattern, datetime.date, datetime.time, datetime.timedelta, datetime.tzinfo,
    decimal.Decimal, fractions.Fraction, pathlib.PurePath, uuid.UUID,
)
EXACT_ATOMS = frozenset((int, float, complex, bool, str, bytes, type(None), type(Ellipsis), range, slice, types.ModuleType, types.BuiltinFunctionType))
# Immutable by their documentation, so two variables that hold the same one are not bound together.
IMMUTABLE_NAMES = frozenset((
    "Timestamp", "Timedelta", "Period", "Interval", "NaTType", "NAType",
))


@dataclass
class Scan:
    """`error` says why the value cannot travel; then `print` is None and every touch counts as a change."""

    print: Optional[bytes]
    identities: frozenset = frozenset()
    memory: list = field(default_factory=list)
    error: Optional[str] = None
    # What the print names by identity.
    kept: Optional[list] = None
    # Small arrays, without a span in `memory`, that others look into.
    viewed: frozenset = frozenset()
    # What was scanned, where the scan is that of several names: all that they reach lies in it.
    root: Any = None


NOTHING = Scan(b"")
# The print of a value that nobody asked for since it was made: taken when somebody does.
LATER = b"later"


def immutable(value, depth=0):
    """True for values that no code can change in place."""
    kind = type(value)
    if kind in EXACT_ATOMS:
        return True
    if kind in (tuple, frozenset):
        return depth < 4 and len(value) <= 200 and all(immutable(item, depth + 1) for item in value)
    library = kind.__module__.partition(".")[0]
    if library == "numpy" and isinstance(value, sys.modules["numpy"].dtype):
        return True
    if library == "numpy" and isinstance(value, sys.modules["numpy"].generic):
        return not value.dtype.hasobject
    if isinstance(value, ATOMS):
        return kind.__module__ != "__main__"
    if isinstance(value, type):
        return value.__module__ != "__main__"
    if isinstance(value, types.FunctionType) or kind.__name__ in COMPILED:
        return imported(value)
    return library == "pandas" and (kind.__name__ in IMMUTABLE_NAMES or kind.__name__.endswith("Dtype"))


COMPILED = ("cython_function_or_method", "fused_cython_function", "wrapper_descriptor", "method_descriptor", "builtin_function_or_method", "ufunc", "_ArrayFunctionDispatcher")


def imported(function):
    """True for a function that is found again by its name in a module other than the notebook."""
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    if module is None or function.__module__ == "__main__":
        return False
    found = module
    for name in getattr(function, "__qualname__", function.__name__).split("."):
        found = getattr(found, name, None)
    return found is function


class Nowhere(io.RawIOBase):
    """A file that forgets what is written to it."""

    def write(self, data):
        return len(data)

    def take(self, raw):
        """A large buffer, not copied."""

    def print(self):
        return LATER


class Hashing(io.RawIOBase):
    """A file that keeps only the hash of what is written to it."""

    def __init__(self):
        self.hash = hashlib.sha256()

    def write(self, data):
        self.hash.update(data)
        return len(data)

    def take(self, raw):
        """Hashes a large buffer, or names the file that it still is."""
        start = pages.address(raw)
        place = start and pages.mapped_at(start, raw.nbytes)
        changes = pages.changed_pages(raw, start, *place) if place else None
        if changes is not None:
            self.hash.update(f"mapped {place}".encode())
            for address, content in changes:
                self.hash.update(f"{address}".encode() + content)
        elif raw.nbytes > LITTLE:
            self.hash.update(checksums(raw))
        else:
            self.hash.update(raw)

    def print(self):
        return self.hash.digest()


class HashingSinceFork(Hashing):
    """As `Hashing`, in a forked process: what it still shares with its parent is what it was."""

    def take(self, raw):
        start = pages.address(raw)
        inner = pages.edges(start, raw.nbytes) if start else None
        if inner is None or not pages.unwritten(*inner[:2]):
            self.hash.update(raw)
            return
        self.hash.update(f"shared {start} {raw.nbytes}".encode())
        self.hash.update(raw[:inner[2]])
        self.hash.update(raw[inner[3]:])


class HashingLittle(Hashing):
    """Hashes small values at once; those with large buffers when their hash is asked for."""

    later = False

    def take(self, raw):
        if raw.nbytes > LITTLE:
            self.later = True
        elif not self.later:
            super().take(raw)

    def print(self):
        return LATER if self.later else super().print()


LITTLE = 64 << 10
PIECE = 4 << 20
PARALLEL = 16 << 20
CHECKS = struct.Struct("<IQ")


def checksums(raw):
    """A sum and a cyclic check of each piece of a buffer, several at a time: enough to tell whether this copy was changed, at a fraction of the time."""
    pieces = [raw[start:start + PIECE] for start in range(0, raw.nbytes, PIECE)]
    if raw.nbytes < PARALLEL:
        return b"".join(map(checksum, pieces))
    count = min(8, os.cpu_count() or 1)
    found = [b""] * len(pieces)
    threads = [threading.Thread(target=check_pieces, args=(pieces, found, first, count)) for first in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return b"".join(found)


def check_pieces(pieces, found, first, step):
    for index in range(first, len(pieces), step):
        found[index] = checksum(pieces[index])


def checksum(piece):
    numpy = sys.modules.get("numpy")
    whole = piece.nbytes & ~7
    total = int(numpy.frombuffer(piece[:whole], "<u8").sum()) if numpy is not None and whole else 0
    return CHECKS.pack(zlib.crc32(piece), total)


def scan(value, hashed=True):
    """Pickles `value` into a hash, which is left for later where much would have to be hashed, and tells what it reached."""
    return scan_into(Hashing() if hashed else HashingLittle(), value, by_identity=True)


def scan_into(file, value, make_pickler=SessionPickler, reach=True, by_identity=False):
    """Pickles `value` into a file that hashes or forgets, and tells what it reached, where that is asked for."""
    if immutable(value):
        return NOTHING
    quick = scan_definition(value)
    if quick is not None:
        return quick
    memory = []
    pickler = make_pickler(file, out_of_band(file.take), seen=memory)
    kept = pickler.kept = [] if by_identity else None
    viewed = pickler.viewed = set()
    try:
        pickler.dump(value)
    except BaseException as error:
        # Even SystemExit: it is the value's own code that ran.
        return Scan(None, reached(pickler) | walk(value), memory, why_stuck(value, error), viewed=frozenset(viewed))

    return Scan(file.print(), reached(pickler) if reach else frozenset(), memory, kept=kept, viewed=frozenset(viewed))


def scan_definition(value):
    """The scan of a function or class of the session that holds nothing mutable, without pickling it."""
    if isinstance(value, types.FunctionType):
        parts = function_parts(value)
        return parts and Scan(repr(parts).encode(), frozenset((id(value),)))
    if isinstance(value, type) and type(value) is type and value.__module__ == "__main__":
        return scan_class(value)
    return None


def function_parts(function):
    """What a function is made of, by identity; None when it can remember something between calls."""
    if function.__closure__ or function.__dict__ or not immutable(function.__defaults__ or ()):
        return None
    if function.__kwdefaults__ and not all(map(immutable, function.__kwdefaults__.values())):
        return None
    return id(function.__code__), id(function.__defaults__), id(function.__kwdefaults__)


def scan_class(kind):
    session_bases = [base for base in kind.__mro__ if base.__module__ == "__main__"]
    parts = []
    for base in session_bases:
        for name, member in vars(base).items():
            if name in BOOKKEEPING:
                continue
            inner = getattr(member, "__func__", member)
            if isinstance(inner, types.FunctionType):
                known = function_parts(inner)
            else:
                known = (id(member),) if immutable(member) or isinstance(member, DESCRIPTORS) else None
            if known is None:
                return None
            parts.append((name, known))
    definitions = session.current.definitions
    if definitions.is_known(kind):
        return Scan(repr(parts).encode(), frozenset((id(kind),)))
    return Scan(repr(parts).encode(), frozenset(id(base) for base in session_bases if not definitions.is_clean(base)))


# What Python itself keeps in a class, some of it only once it was pickled.
BOOKKEEPING = ("__dict__", "__weakref__", "__doc__", "__abstractmethods__", "_abc_impl", "__slotnames__", "__annotations_cache__")
DESCRIPTORS = (types.GetSetDescriptorType, types.MemberDescriptorType, property)


def reached(pickler):
    """Identities of the mutable objects that were pickled, those made by pickling itself left out."""
    memo = pickler.memo.copy()
    pickler.clear_memo()
    wanted = [type(value) not in unchanging for _, value in memo.values()]
    # Asking Python for each identity would raise an event for each.
    identities = list(compress(memo, wanted))
    found = [value for _, value in compress(memo.values(), wanted)]
    memo.clear()
    while True:
        # A temporary object is known to this list only, or to another temporary one that goes before it.
        lasting = [references > known_here for references in map(count, found)]
        if all(lasting):
            break
        identities = list(compress(identities, lasting))
        found = list(compress(found, lasting))
    for kind in set(map(type, found)).difference(changeable):
        changeable[kind] = can_always_change(kind)
        if is_numpy_scalar(kind):
            unchanging.add(kind)
    reached_here = frozenset([one for one, value in zip(identities, found) if changeable[type(value)] or not shared_constant(value)])
    return reached_here - pickler.blocks if copies_on_write() else reached_here


count = sys.getrefcount
# Whether every value of a type can change: large values consist of many of a few types, so they are not asked one by one.
changeable = {}


def can_always_change(kind):
    if issubclass(kind, (type, types.FunctionType, *ATOMS)) or kind.__name__ in COMPILED:
        return False
    library = kind.__module__.partition(".")[0]
    return kind in CONTAINERS or library not in ("numpy", "pandas", "builtins") or kind.__name__ == "ndarray"


def is_numpy_scalar(kind):
    """True for numbers and strings of NumPy; what `numpy.void` holds may change."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(kind, numpy.generic) and not issubclass(kind, (numpy.void, numpy.object_)) and kind.__module__ == "numpy"


CONTAINERS = frozenset((dict, list, set, bytearray))


def count_references():
    """What `getrefcount` says of an object that only one list knows."""
    return next(map(sys.getrefcount, [[]]))


known_here = count_references()
# Kinds whose values are left out; those of NumPy when they are met.
unchanging = {*EXACT_ATOMS, tuple, frozenset, types.CodeType}


def shared_constant(value):
    if session.current.definitions.is_clean(value):
        return True
    if isinstance(value, type):
        return value.__module__ != "__main__"
    return immutable(value) or pandas_index(value)


def copies_on_write():
    """True where frames share memory in secret and copy it before they write to it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and pandas.__version__.split(".")[0] >= "3"


def pandas_index(value):
    """An index is immutable, and from pandas 3 on its name is no longer shared either."""
    return copies_on_write() and isinstance(value, sys.modules["pandas"].Index)


# What runs the cells reaches every variable, and shares none with them.
MACHINERY = ("cellweave_runner", "IPython", "traitlets", "asyncio", "_contextvars", "ipykernel")


def walk(value, limit=20000):
    """Identities reachable from a value that cannot be pickled."""
    import gc

    found, queue = set(), [value]
    while queue and len(found) < limit:
        item = queue.pop()
        if id(item) in found or type(item) in EXACT_ATOMS or isinstance(item, (type, types.ModuleType)):
            continue
        if isinstance(item, types.FunctionType):
            queue += [item.__defaults__, item.__closure__, item.__dict__]
            continue
        if type(item).__module__.partition(".")[0] in MACHINERY:
            continue
        if isinstance(item, dict) and ("__builtins__" in item or "__spec__" in item):
            # The members of a module, or of the session itself.
            continue
        found.add(id(item))
        queue += gc.get_referents(item)
    return frozenset(found)


def why_stuck(value, error):
    """One sentence on why a value cannot leave its process."""
    kind = type(value).__name__
    named = re.search(r"cannot pickle '?([\w.]+)'? object|cannot pickle (.+)$", str(error))
    culprit = (named.group(1) or named.group(2)) if named else None
    if culprit and culprit != kind:
        return f"it is of type {kind} and holds a {culprit}, which cannot leave its process"
    if culprit:
        return f"a {kind} cannot leave its process"
    if isinstance(error, RecursionError) or "deep recursion" in str(error):
        return f"it is of type {kind} and is nested too deeply to be stored"
    return f"it is of type {kind} and cannot be stored: {type(error).__name__}: {error}"
