"""A thread that forks for the others, where a library would hang in a process forked by a thread that has used it."""

from __future__ import annotations

import contextvars
import os
import queue
import sys
import threading
from typing import Any, Callable, List, Optional, Tuple


class Forker:
    """A thread that never runs anything else. It stays, as its children are to end when it does."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.asked: "queue.SimpleQueue[Tuple[contextvars.Context, Callable[[], int], queue.SimpleQueue[Any]]]" = queue.SimpleQueue()
        threading.Thread(target=self.attend, name="cellweave-fork", daemon=True).start()

    def attend(self) -> None:
        while True:
            context, fork, answer = self.asked.get()
            try:
                answer.put((context.run(fork), None))
            except BaseException as error:
                answer.put((None, error))

    def fork(self, fork: Callable[[], int]) -> int:
        """What `fork` gives, called by the thread with what holds for the calling one."""
        answer: "queue.SimpleQueue[Any]" = queue.SimpleQueue()
        self.asked.put((contextvars.copy_context(), fork, answer))
        process, error = answer.get()
        if error is not None:
            raise error
        return int(process)


_forker: Optional[Forker] = None
_looked: Tuple[int, bool] = (0, False)


def fork_thread() -> Optional[Forker]:
    """The thread to fork by, or None where the calling one may do it."""
    global _forker
    if not openmp_hangs():
        return None
    if _forker is None or _forker.owner != os.getpid():
        _forker = Forker()
    return _forker


def openmp_hangs() -> bool:
    """True where GNU's OpenMP is loaded: it waits for threads that a forked process no longer has.

    Each thread that uses it has a team of its own, so in a process forked by another thread it starts anew.
    """
    global _looked
    count = len(sys.modules)
    if _looked[0] != count:
        try:
            with open("/proc/self/maps", "rb") as file:
                _looked = count, b"libgomp" in file.read()
        except OSError:
            _looked = count, False
    return _looked[1]


def thread_state() -> Callable[[], None]:
    """What puts settings that libraries hold for each thread in force in another one."""
    steps: List[Callable[[], None]] = []
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "geterr"):
        errors = numpy.geterr()
        steps.append(lambda: numpy.seterr(**errors) and None)
    torch: Any = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "is_grad_enabled"):
        enabled = torch.is_grad_enabled()
        steps.append(lambda: torch.set_grad_enabled(enabled) and None)
    sklearn: Any = sys.modules.get("sklearn")
    if sklearn is not None and hasattr(sklearn, "get_config"):
        config = sklearn.get_config()
        steps.append(lambda: sklearn.set_config(**config))

    def restore() -> None:
        for step in steps:
            step()

    return restore
