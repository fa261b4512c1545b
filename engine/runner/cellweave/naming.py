"""Which names of the program a function may look up."""

from __future__ import annotations

import functools
import types
from typing import Any, Iterator, List, Set

from .keys import cells, is_library, looked_up, names_in

#: What looks names up that stand nowhere in the code.
LOOKING = frozenset("eval exec globals locals vars dir get_ipython".split())
MOST = 10_000


def reads_name(call: Any, name: str) -> bool:
    """True where a call may lead to code that looks up the global name."""
    open_: List[Any] = [call]
    seen: Set[int] = set()
    while open_:
        value = open_.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if len(seen) > MOST:
            return True
        if isinstance(value, types.FunctionType):
            names = names_in(value.__code__)
            if name in names or not LOOKING.isdisjoint(names):
                return True
        open_ += reached(value)
    return False


def reached(value: Any) -> Iterator[Any]:
    """What the code of a value may come to call."""
    if isinstance(value, types.FunctionType):
        if is_library(value.__module__):
            return
        yield from cells(value)
        for name in names_in(value.__code__):
            yield from looked_up(value.__globals__, name)
    elif isinstance(value, types.MethodType):
        yield from (value.__func__, value.__self__)
    elif isinstance(value, functools.partial):
        yield from (value.func, *value.args, *value.keywords.values())
    elif isinstance(value, type):
        if not is_library(value.__module__):
            yield from (*vars(value).values(), *value.__bases__)
    elif isinstance(value, (staticmethod, classmethod)):
        yield value.__func__
    elif isinstance(value, property):
        yield from (value.fget, value.fset, value.fdel)
    elif isinstance(value, (list, tuple, set, frozenset)):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
    elif not isinstance(value, types.ModuleType):
        yield from (type(value), getattr(value, "__dict__", None))
