"""Keys of results: what the result of an item hangs on, as a digest."""

from __future__ import annotations

import dis
import hashlib
import os
import pickle
import sys
import sysconfig
import types
from typing import Any, Iterator, List, Optional, Set, Tuple

from .scatter import Scatter

LIBRARIES = tuple({path for path in (sysconfig.get_paths().get(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")) if path})
#: Arguments beyond this take too long to read for a key.
MOST_BYTES = 64 << 20


class Sink:
    """A file that keeps only the digest of what is written."""

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=20)
        self.length = 0

    def write(self, data: Any) -> int:
        self.hash.update(data)
        self.length += len(data)
        if self.length > MOST_BYTES:
            raise ValueError("too large for a key")
        return len(data)


class KeyPickler(pickle.Pickler):
    """Pickles functions and classes of the author as their text, and modules as their version."""

    def __init__(self, sink: Sink, seen: Set[int]) -> None:
        super().__init__(sink, protocol=5, buffer_callback=lambda buffer: sink.write(buffer.raw()) and None)
        self.seen = seen

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, types.FunctionType) and not is_library(value.__module__):
            return self.named(value, lambda: function_parts(value))
        if isinstance(value, type) and not is_library(value.__module__):
            return self.named(value, lambda: class_parts(value))
        if isinstance(value, types.CodeType):
            return tuple, (code_parts(value),)
        if isinstance(value, types.MappingProxyType):
            return dict, (dict(value),)
        if isinstance(value, types.ModuleType):
            return str, (version_of(value.__name__),)
        if isinstance(value, (staticmethod, classmethod)):
            return tuple, ((value.__func__,),)
        if isinstance(value, property):
            return tuple, ((value.fget, value.fset, value.fdel),)
        return NotImplemented

    def named(self, value: Any, parts: Any) -> Any:
        """What refers to itself is met again by its name only."""
        if id(value) in self.seen:
            return str, (f"again {value.__qualname__}",)
        self.seen.add(id(value))
        return tuple, (parts(),)


def is_library(module: Any) -> bool:
    """True for what does not change between two runs of an environment: built in, or installed."""
    if module == "__main__" or not isinstance(module, str):
        return False
    loaded = sys.modules.get(module)
    path = getattr(loaded, "__file__", None)
    return loaded is not None and (path is None or path.startswith(LIBRARIES))


def version_of(module: str) -> str:
    """A module's version; of one that is not installed, when its files were changed last."""
    top = module.partition(".")[0]
    changed = [] if is_library(module) else sorted(files_of(top))
    return f"{module} {getattr(sys.modules.get(top), '__version__', '')} {changed}"


def files_of(package: str) -> Iterator[Tuple[str, int, int]]:
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if name.partition(".")[0] == package and path is not None:
            try:
                status = os.stat(path)
            except OSError:
                continue
            yield name, status.st_mtime_ns, status.st_size


def function_parts(function: types.FunctionType) -> Any:
    """All that a function is: code, defaults, what it closes over, and the globals that it names."""
    used = [(name, value) for name in sorted(names_in(function.__code__)) for value in looked_up(function.__globals__, name)]
    return (function.__code__, function.__defaults__, function.__kwdefaults__, cells(function), used)


def looked_up(namespace: Any, name: str) -> List[Any]:
    """The value of a global, where there is one: asked for as code does, since a namespace may load it only then."""
    try:
        return [namespace[name]]
    except KeyError:
        return []


def cells(function: types.FunctionType) -> List[Any]:
    found: List[Any] = []
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:
            found.append("unbound")
    return found


def names_in(code: types.CodeType) -> Set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= names_in(constant)
    return names


def code_parts(code: types.CodeType) -> Any:
    """What a code object does, wherever it stands in its file."""
    constants = [constant if isinstance(constant, types.CodeType) else repr(constant) for constant in code.co_consts]
    if not UNREPEATABLE.isdisjoint(code.co_names) or reads_clock(code):
        raise ValueError("its result hangs on more than its arguments")
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_argcount, code.co_flags)


#: Names of what gives something else each time, or hangs on the machine.
UNREPEATABLE = frozenset(
    "now today utcnow perf_counter monotonic process_time time_ns localtime gmtime environ getenv urandom uuid1 uuid4 getpid "
    "token_hex token_bytes SystemRandom input".split()
)


def reads_clock(code: types.CodeType) -> bool:
    """True for `time.time`: the name alone may be the module, of which `sleep` was called."""
    if "time" not in code.co_names:
        return False
    return any(step.argval == "time" and step.opname in ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM") for step in dis.get_instructions(code))


def class_parts(kind: type) -> Any:
    members = {name: value for name, value in vars(kind).items() if name not in UNTOLD}
    return (kind.__qualname__, kind.__bases__, list(members.items()))


UNTOLD = ("_abc_impl", "__dict__", "__weakref__", "__doc__", "__module__", "__firstlineno__", "__static_attributes__", "__annotate__")


def digest(value: Any) -> Optional[str]:
    """A digest of a value with the text of the author's functions in it; None where there is none."""
    sink = Sink()
    try:
        KeyPickler(sink, set()).dump(value)
    except Exception:
        return None
    return sink.hash.hexdigest()


def base_key(scatter: Scatter) -> Optional[str]:
    """What all items of a call have in common: function, arguments, seed, versions. None where that is not told."""
    from . import __version__

    versions = (sys.version, __version__, [version_of(name) for name in ("numpy", "pandas", "torch", "sklearn", "scipy")])
    return digest((versions, scatter.call, sorted(scatter.broadcast.items()), scatter.seed, scatter.spread))


def item_key(base: str, scatter: Scatter, place: int, item: Any) -> Optional[str]:
    """The key of one item's result. Its index counts only where it seeds the item."""
    index = None if scatter.seed is None else scatter.index(place)
    return digest((base, index, item))
