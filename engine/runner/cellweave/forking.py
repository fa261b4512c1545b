"""Forked processes that end with the one that forked them."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
import warnings
from typing import Any, Callable

from .forker import fork_thread, thread_state
from .printed import flush_standard_streams

PR_SET_PDEATHSIG = 1

#: Held from where a channel is made until its far end is closed here: a child that another thread forks meanwhile would
#: keep that end open, and nobody would hear of a worker's death.
making = threading.Lock()


def unlock() -> None:
    """Frees the lock in a child, which was forked while it was held."""
    global making
    making = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=unlock)


def can_fork() -> bool:
    """True where a process can be copied while it runs."""
    return hasattr(os, "fork") and sys.platform not in ("win32", "emscripten", "wasi")


def fork(child: Callable[[], None]) -> int:
    """Forks a process that calls `child` and ends; gives its process id. It dies with this process."""
    flush_standard_streams()
    end_with = death_signal()
    thread = fork_thread()
    if thread is None:
        return split(child, end_with)
    restore = thread_state()

    def as_asked() -> None:
        restore()
        child()

    return thread.fork(lambda: split(as_asked, end_with))


def split(child: Callable[[], None], end_with: Callable[[int], None]) -> int:
    """The fork itself, in the calling thread."""
    parent = os.getpid()
    with warnings.catch_warnings():
        # Python 3.12 warns of locks that other threads may hold. The child starts none and takes what fork handlers reset.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return process
    status = 1
    try:
        gc.freeze()
        end_with(parent)
        reset_signals()
        child()
        status = 0
    except BaseException:
        if os.environ.get("CELLWEAVE_DEBUG"):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def reset_signals() -> None:
    """A child is ended by its parent, not by the key that interrupts both."""
    signal.set_wakeup_fd(-1)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    # A handler instead of SIG_IGN, which programs that an item starts would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def death_signal() -> Callable[[int], None]:
    """What a child calls so that it ends when its parent does; prepared before the fork, as it may load a library."""
    prctl = linux_prctl()
    if prctl is None:
        return watch_parent

    def ask(parent: int) -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def linux_prctl() -> Any:
    # The signal comes when the forking thread ends, so only a thread that outlives its children may rely on it.
    if not sys.platform.startswith("linux"):
        return None
    try:
        import ctypes

        return ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        return None


def watch_parent(parent: int) -> None:
    """Ends this process when its parent is another one."""

    def watch() -> None:
        waiting = threading.Event()
        while os.getppid() == parent:
            waiting.wait(0.5)
        os._exit(1)

    threading.Thread(target=watch, name="cellweave-parent", daemon=True).start()
