"""One line about a value, for people."""

import reprlib

LENGTH = 80
short = reprlib.Repr()
short.maxlist = short.maxdict = short.maxtuple = short.maxset = short.maxfrozenset = 6
short.maxstring = short.maxother = 60
BUILT_IN = (int, float, complex, bool, str, bytes, list, dict, tuple, set, frozenset, type(None), range)


def summarize(value):
    """Type, shape and first characters of a value; never raises."""
    try:
        return describe(value)[:200]
    except BaseException:
        return type(value).__name__


def describe(value):
    kind = type(value)
    name = kind.__name__
    if kind.__module__.startswith("pandas.") and hasattr(value, "columns"):
        return f"{name} {value.shape[0]} × {value.shape[1]}: {', '.join(map(str, list(value.columns[:8])))}"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{name} {' × '.join(map(str, value.shape)) or 'scalar'} {value.dtype}"
    if kind in BUILT_IN:
        length = f" of {len(value)}" if kind in (list, dict, tuple, set, frozenset, str, bytes) else ""
        return f"{name}{length}: {short.repr(value)}"[:LENGTH + 40]
    if isinstance(value, type):
        return f"class {value.__qualname__}"
    if callable(value) and hasattr(value, "__qualname__"):
        return f"function {value.__qualname__}"
    return f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ not in ("builtins", "__main__") else kind.__qualname__
