"""Names of the session that a function may ask for, through the functions and classes it calls."""

import functools
import inspect
import types

from .namespace import MISSING

# More than this is a library's doing, not a cell's.
MOST = 5000


def referenced(value, names):
    """Session names that the code behind `value` mentions, at any depth; what they stand for is not loaded."""
    found, seen, queue = {}, set(), [value]
    while queue and len(seen) < MOST:
        item = queue.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        code = code_of(item)
        if code is None:
            queue += parts_of(item)
            continue
        queue += closed_over(item)
        for name in mentioned(code):
            if name not in found and names.has(name):
                found[name] = True
                queue.append(names.peek(name))
    return list(found)


def code_of(item):
    return item.__code__ if isinstance(item, types.FunctionType) else None


def parts_of(item):
    """Where the code of something that can be called is to be found."""
    if isinstance(item, functools.partial):
        return [item.func, *item.args, *item.keywords.values()]
    if isinstance(item, types.MethodType):
        return [item.__func__, item.__self__]
    if isinstance(item, (staticmethod, classmethod)):
        return [item.__func__]
    if isinstance(item, property):
        return [item.fget, item.fset, item.fdel]
    if isinstance(item, type):
        return [*vars(item).values(), *item.__bases__] if item.__module__ == "__main__" else []
    if item is MISSING or isinstance(item, types.ModuleType):
        return []
    # Looked up without running what the item makes of attributes that it lacks.
    wrapped = inspect.getattr_static(item, "__wrapped__", None)
    return [part for part in (wrapped, type(item) if type(item).__module__ == "__main__" else None) if part is not None]


def closed_over(function):
    """What a function holds besides its code."""
    found = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values(), function.__dict__.get("__wrapped__")]
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:
            # Not bound yet.
            pass
    return found


def mentioned(code):
    """Every name in a code object and in those inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from mentioned(constant)
