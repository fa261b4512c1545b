"""Pickles for processes that are no copies of this one: functions and classes of the program itself travel by value."""

from __future__ import annotations

import importlib
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


def dumps(value: Any) -> bytes:
    """The pickle of a value; `pickle.loads` reads it where cloudpickle is."""
    data: bytes = by_value().dumps(value, protocol=5)
    return data


def survives(value: Any) -> bool:
    """True for an exception that arrives elsewhere as the one that it is."""
    try:
        back = pickle.loads(dumps(value))
        return type(back) is type(value) and repr(back.args) == repr(value.args)
    except Exception:
        return False
