"""How long an item of a function took before: what takes next to nothing is not worth a fork."""

from __future__ import annotations

import functools
import math
import weakref
from typing import Any, Callable, Optional

_seconds: "weakref.WeakKeyDictionary[Any, float]" = weakref.WeakKeyDictionary()


def known_seconds(call: Callable[..., Any]) -> Optional[float]:
    """Seconds of one item when it ran last; None for a function that never did, or is not Python."""
    code = code_of(call)
    return None if code is None else _seconds.get(code)


def learn(call: Callable[..., Any], seconds: float) -> None:
    """Takes in what an item took. A function that was found deadly stays so."""
    code = code_of(call)
    if code is not None and _seconds.get(code) != math.inf:
        _seconds[code] = seconds


def found_deadly(call: Callable[..., Any]) -> None:
    """Notes that the function ended its process: it is never tried in the program's own."""
    code = code_of(call)
    if code is not None:
        _seconds[code] = math.inf


def forget_durations() -> None:
    """Takes every function for one that never ran."""
    _seconds.clear()


def code_of(call: Any) -> Any:
    """What tells one function from another for good: closures of the same text count as one."""
    if isinstance(call, functools.partial):
        call = next((part for part in call.args if hasattr(part, "__code__")), call.func)
    call = getattr(call, "__func__", call)
    return getattr(call, "__code__", None)
