"""Keys of results: what the result of an item hangs on, as a digest."""

from __future__ import annotations

import hashlib
import pickle
import sys
import sysconfig
import types
from typing import Any, List, Optional, Set

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
    top = module.partition(".")[0]
    return f"{module} {getattr(sys.modules.get(top), '__version__', '')}"


def function_parts(function: types.FunctionType) -> Any:
    """All that a function is: code, defaults, what it closes over, and the globals that it names."""
    names = names_in(function.__code__)
    used = {name: function.__globals__[name] for name in sorted(names) if name in function.__globals__}
    return (function.__code__, function.__defaults__, function.__kwdefaults__, cells(function), list(used.items()))


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
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_argcount, code.co_flags)


def class_parts(kind: type) -> Any:
    members = {name: value for name, value in vars(kind).items() if name not in UNTOLD}
    return (kind.__qualname__, kind.__bases__, list(members.items()))


UNTOLD = ("__dict__", "__weakref__", "__doc__", "__module__", "__firstlineno__", "__static_attributes__", "__annotate__")


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


def item_key(base: str, scatter: Scatter, place: int) -> Optional[str]:
    """The key of one item's result. Its index counts only where it seeds the item."""
    index = None if scatter.seed is None else scatter.index(place)
    return digest((base, index, scatter.items[place]))


