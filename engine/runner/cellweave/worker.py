"""A forked process that runs items, and what its parent knows of it."""

from __future__ import annotations

import functools
import mmap
import os
import pickle
import signal
import socket
import struct
import sys
import time
from array import array
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Callable, Deque, List, Optional, Sequence, Tuple

from . import forking, host, pages, settings, transport
from .errors import CannotTravel, Failure
from .fingerprints import Prints, fingerprints
from .forking import fork
from .printed import Recording
from .running import cut, run_batch
from .scatter import Batch, Doubt, Scatter

SLOT = struct.Struct("<qd")
NOWHERE = -1
#: Broadcast arguments are fingerprinted after a chunk where that takes no more of its time than this.
CHECK_SHARE = 0.02


class Board:
    """Shared memory in which every worker says which item it is at."""

    def __init__(self, slots: int) -> None:
        self.memory = mmap.mmap(-1, max(1, slots) * SLOT.size)
        self.free = list(range(slots))

    def note(self, slot: int) -> Callable[[int], None]:
        """What a worker calls with the place of each item."""
        pack, memory, offset, clock = SLOT.pack_into, self.memory, slot * SLOT.size, time.monotonic
        return lambda place: pack(memory, offset, place, clock())

    def read(self, slot: int) -> Tuple[int, float]:
        """The place of the item and when it began, on the monotonic clock."""
        place, began = SLOT.unpack_from(self.memory, slot * SLOT.size)
        return place, began


@dataclass(eq=False)
class Worker:
    """A forked process, the chunks it has been given, and the one end of its channel."""

    pid: int
    channel: socket.socket
    slot: int
    #: Kills the process if it still runs, and gives its exit code, negative for a signal; None when that is not known.
    end: Callable[[], Optional[int]]
    chunks: Deque[Tuple[int, int]] = field(default_factory=deque)
    #: What it gave, while the host does not know yet whether it changed anything.
    held: List[Batch] = field(default_factory=list)


def start_worker(scatter: Scatter, board: Board, slot: int, others: Sequence[Worker], nested: int) -> Worker:
    """Forks a worker. `others` are those whose channels it must not keep open, `nested` the workers it may use itself."""
    board.note(slot)(NOWHERE)
    with forking.making:
        ours, theirs = socket.socketpair()
        pid = fork_worker(scatter, board, slot, others, nested, ours, theirs)
        theirs.close()
    return Worker(pid, ours, slot, functools.partial(end_process, pid))


def fork_worker(
    scatter: Scatter, board: Board, slot: int, others: Sequence[Worker], nested: int, ours: socket.socket, theirs: socket.socket
) -> int:
    def child() -> None:
        ours.close()
        for other in others:
            other.channel.close()
        become_worker(nested)
        serve(scatter, theirs, board.note(slot))

    return fork(child)


_inputs: List[Any] = []


def become_worker(nested: int) -> None:
    """Makes this process one that runs items: skeletons that they call run in sequence or by the workers left over."""
    settings.choose(settings.Settings("local", nested) if nested > 1 else settings.SEQUENTIAL)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # Kept, since a file that is let go of without being closed warns, or raises where warnings are errors.
    _inputs.append(sys.stdin)
    sys.stdin = open(os.devnull)
    host.current().in_child()


def serve(scatter: Scatter, channel: socket.socket, note: Callable[[int], None]) -> None:
    """Runs what is ordered until the end of it."""
    recording = Recording()
    watch = BroadcastWatch(scatter)
    while True:
        try:
            kind, start, stop, payload = transport.next_order(channel)
        except transport.Gone:
            return
        if kind == transport.END:
            report = host.current().child_report([], last=True)
            transport.send(channel, head(Batch(len(scatter.items), [], report=report, prints=watch.last())), b"", [])
            return
        items = pickle.loads(payload) if payload is not None else scatter.items[start:stop]
        began = time.perf_counter()
        host.current().before_items(items)
        batch = run_batch(scatter, start, items, note, recording)
        pack(scatter, batch)
        batch.report = host.current().child_report(batch.values)
        batch.prints = watch.after(batch, time.perf_counter() - began)
        send_batch(scatter, channel, batch)
        note(NOWHERE)


class BroadcastWatch:
    """Fingerprints the broadcast arguments in a worker: after a chunk where that is cheap, and at the end."""

    def __init__(self, scatter: Scatter) -> None:
        self.broadcast = scatter.broadcast
        self.cost: Optional[float] = None
        self.unchecked = 0.0

    def after(self, batch: Batch, seconds: float) -> Optional[Prints]:
        """Fingerprints, or None when it is not yet worth their time."""
        if not self.broadcast:
            return None
        self.unchecked += seconds
        failed = bool(batch.values) and type(batch.values[-1]) is Failure
        if self.cost is not None and self.cost > CHECK_SHARE * self.unchecked and not failed:
            return None
        return self.take()

    def last(self) -> Optional[Prints]:
        return self.take() if self.unchecked else None

    def take(self) -> Prints:
        began = time.perf_counter()
        prints = fingerprints(self.broadcast, pages.untouched)
        self.cost = time.perf_counter() - began
        self.unchecked = 0.0
        return prints


def pack(scatter: Scatter, batch: Batch) -> None:
    """Leaves out of the values what need not travel."""
    if scatter.pack is None:
        return
    failed = batch.values[-1:] if batch.values and type(batch.values[-1]) is Failure else []
    batch.values = [*scatter.pack(batch.values[: len(batch.values) - len(failed)]), *failed]


def send_batch(scatter: Scatter, channel: socket.socket, batch: Batch) -> None:
    """Sends what became of the items; one that cannot travel ends the batch with a doubt."""
    try:
        data = sealed(batch)
    except Exception:
        data = sealed_in_part(scatter, batch)
    transport.send(channel, head(batch), *data)


def sealed_in_part(scatter: Scatter, batch: Batch) -> Tuple[bytes, List[memoryview]]:
    """The values without what cannot travel and is not asked for; else those before the first that cannot."""
    if scatter.lighten is not None and batch.start + len(batch.values) < len(scatter.items):
        lighter = scatter.lighten(batch.values)
        if lighter is not None:
            try:
                return transport.pickled(lighter)
            except Exception:
                # Nothing is lost by it: what cannot travel is asked for below value by value, and told with its reason.
                pass
    shorten(batch)
    return sealed(batch)


def sealed(batch: Batch) -> Tuple[bytes, List[memoryview]]:
    for value in batch.values:
        if type(value) is Failure:
            check_exception(value)
    return transport.pickled(batch.values)


def head(batch: Batch) -> Tuple[Any, ...]:
    """What the parent needs to know before it reads the values."""
    doubt = batch.doubt and (batch.doubt.kind, batch.doubt.text)
    failed = bool(batch.values) and type(batch.values[-1]) is Failure
    return batch.start, len(batch.values), failed, bytes(array("d", batch.seconds)), batch.printed, batch.report, doubt, batch.prints


def check_exception(failure: Failure) -> None:
    """Raises where the exception would arrive as another one."""
    exc = failure.exc
    back = pickle.loads(transport.dumps(exc, protocol=5))
    if type(back) is not type(exc) or repr(back.args) != repr(exc.args):
        raise CannotTravel(f"{type(exc).__name__} does not survive pickling")


def shorten(batch: Batch) -> None:
    """Cuts the batch before the first value that cannot be pickled, and says why."""
    for offset, value in enumerate(batch.values):
        try:
            if type(value) is Failure:
                check_exception(value)
            transport.pickled(value)
        except Exception as error:
            cut(batch, offset)
            batch.doubt = Doubt(*reason(value, error))
            return


def reason(value: Any, error: BaseException) -> Tuple[str, str]:
    if type(value) is Failure:
        return "raised", f"{type(value.exc).__name__} cannot be pickled"
    return "stuck", f"{type(value).__name__}, which cannot be pickled: {error}"


def end_process(pid: int) -> Optional[int]:
    """Kills a child and waits for its end; its exit status, or None when another took it."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return wait(pid)


def wait(pid: int) -> Optional[int]:
    """Waits for a child's end; its exit code, negative for a signal, or None when another took it."""
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return None
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
