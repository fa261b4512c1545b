"""A limit on the time of one item, from inside its own process."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import Any, Iterator, Optional

from .errors import TimeLimit


@contextmanager
def limited(seconds: Optional[float]) -> Iterator[None]:
    """Raises TimeLimit in what runs longer. Only the main thread can be interrupted; elsewhere there is no limit."""
    if seconds is None or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: Any) -> None:
        raise TimeLimit(over(seconds))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def over(seconds: float) -> str:
    """The message of a TimeLimit."""
    return f"The item took longer than its {seconds:g} s."
