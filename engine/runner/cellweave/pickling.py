"""Pickles for processes that are no copies of this one: functions and classes of the program itself travel by value."""

from __future__ import annotations

import functools
import importlib
import io
import pickle
from typing import Any

#: Where cloudpickle may be found: on its own, in the runner's archive, or inside of what a backend brings.
PLACES = ("cloudpickle", "cellweave_runner.vendor.cloudpickle", "joblib.externals.cloudpickle", "ray.cloudpickle")


def by_value() -> Any:
    """The cloudpickle module. Raises ImportError where there is none."""
    for place in PLACES:
        try:
            return importlib.import_module(place)
        except ImportError:
            continue
    raise ImportError("Functions cannot be sent to another program without cloudpickle: pip install cloudpickle")


def dumps(value: Any, protocol: int = 5, buffer_callback: Any = None) -> bytes:
    """The pickle of a value; `pickle.loads` reads it where cloudpickle is. Raises what pickling raises."""
    file = io.BytesIO()
    pickler_class()(file, protocol=protocol, buffer_callback=buffer_callback).dump(value)
    return file.getvalue()


@functools.lru_cache(None)
def pickler_class() -> Any:
    class Pickler(by_value().Pickler):  # type: ignore[misc]
        def reducer_override(self, value: Any) -> Any:
            # cloudpickle sends what is left in an open file as text of its own, which is not the file.
            if isinstance(value, io.TextIOWrapper):
                raise TypeError(f"cannot pickle {type(value).__name__!r} object")
            return super().reducer_override(value)

    return Pickler


def survives(value: Any) -> bool:
    """True for an exception that arrives elsewhere as the one that it is."""
    try:
        back = pickle.loads(dumps(value))
        return type(back) is type(value) and repr(back.args) == repr(value.args)
    except Exception:
        return False
