"""What a process of a cluster does with a chunk of items, and what it answers."""

from __future__ import annotations

import os
import pickle
import select
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, Optional, Union

from .. import settings, transport
from ..fingerprints import Prints, changed, fingerprints
from ..forking import can_fork
from ..pickling import dumps
from ..printed import Recording, flush_standard_streams
from ..running import run_batch
from ..scatter import Batch, Scatter
from ..worker import NOWHERE, Board, BroadcastWatch, Worker, head, sealed, shorten, start_worker
from .local import how_ended
from .parcels import FileParcel, Parcel

#: Spare time for an item to notice by itself that it is over its limit, before its process is killed.
GRACE_SECONDS = 0.5
#: A fingerprint that none has: that of an argument that was changed.
CHANGED: Any = (-1, [])


@dataclass(frozen=True)
class Answer:
    """A batch: its head and its values, still pickled."""

    head: Any
    values: Parcel


@dataclass(frozen=True)
class Lost:
    """The process ended at an item; None is an item that nobody knows."""

    place: Optional[int]
    #: It was ended because the item was over its time.
    late: bool
    how: str


Outcome = Union[Answer, Lost]

ENDED = Lost(None, False, "its call was ended")

#: Scatters that a process keeps; one more ends the oldest, whose program may be gone without a word.
KEPT = 2

_lock = threading.RLock()
_here = threading.Lock()
_jobs: dict[str, "Job"] = {}
#: Scatters that ended: a chunk of them that comes late is not begun. The oldest are forgotten.
_ended: dict[str, None] = {}
KEPT_ENDED = 1000


def run_chunk(token: str, parcel: Union[Parcel, FileParcel], start: int, stop: int, items: bytes, apart: bool) -> Outcome:
    """What becomes of items of the scatter in the parcel; `apart` has them run in a process forked for it.

    The scatter is kept under its token for the next chunk.
    """
    job = job_of(token, parcel)
    if job is None:
        return ENDED
    if apart and can_fork():
        return job.run_apart(start, stop, items)
    # The standard streams and the random generators are those of the whole process.
    with _here:
        return job.run_here(start, items)


def end_job(token: str) -> list[str]:
    """Forgets a scatter; the names of broadcast arguments that were changed since they were looked at last."""
    with _lock:
        job = _jobs.pop(token, None)
        _ended[token] = None
        while len(_ended) > KEPT_ENDED:
            _ended.pop(next(iter(_ended)))
    return job.close() if job is not None else []


def job_of(token: str, parcel: Union[Parcel, FileParcel]) -> Optional[Job]:
    with _lock:
        if token in _ended:
            return None
        if token not in _jobs:
            # This process has not the program's own classes: they travel back as they came.
            transport.dumps = dumps
            while len(_jobs) >= KEPT:
                _jobs.pop(next(iter(_jobs))).close()
            _jobs[token] = Job(parcel.open())
        return _jobs[token]


class Child:
    """A forked process, and the memory in which it says which item it is at."""

    def __init__(self, scatter: Scatter, others: list[Child]) -> None:
        self.board = Board(1)
        self.worker: Worker = start_worker(scatter, self.board, 0, [other.worker for other in others], 1)

    def wait(self, limit: Optional[float]) -> bool:
        """Waits for an answer; True when the process was ended because an item was over its time."""
        while limit is not None:
            place, began = self.board.read(0)
            left = limit + GRACE_SECONDS - (time.monotonic() - began if place != NOWHERE else 0)
            if left <= 0:
                self.worker.end()
                return True
            if select.select([self.worker.channel], [], [], left)[0]:
                break
        return False

    def close(self) -> Optional[int]:
        """Ends the process and gives its exit code."""
        self.worker.channel.close()
        return self.worker.end()


class Job:
    """A scatter in a process of a cluster."""

    def __init__(self, scatter: Scatter) -> None:
        self.scatter = scatter
        self.before: Prints = fingerprints(scatter.broadcast)
        self.watch = BroadcastWatch(scatter)
        self.children: list[Child] = []
        self.idle: list[Child] = []
        self.closed = False

    def run_here(self, start: int, items: bytes) -> Answer:
        """Runs a chunk in this process, with its settings and standard streams put back."""
        began = time.perf_counter()
        with settings.use("sequential"), Streams() as recording:
            batch = run_batch(self.scatter, start, pickle.loads(items), recording=recording)
        batch.prints = self.watch.after(batch, time.perf_counter() - began)
        return self.answer(*message(batch))

    def run_apart(self, start: int, stop: int, items: bytes) -> Outcome:
        """Runs a chunk in a forked process, which stays for the next one."""
        child = self.take()
        if child is None:
            return ENDED
        late = False
        try:
            transport.order(child.worker.channel, transport.ITEMS, start, stop, items)
            late = child.wait(self.scatter.time)
            answer = self.answer(*transport.receive(child.worker.channel))
        except transport.Gone:
            place, _ = child.board.read(0)
            with _lock:
                self.children.remove(child)
            return Lost(place if start <= place < stop else None, late, how_ended(child.close()))
        self.idle.append(child)
        return answer

    def take(self) -> Optional[Child]:
        with _lock:
            if self.closed:
                return None
            if not self.idle:
                self.idle.append(Child(self.scatter, self.children))
                self.children.append(self.idle[-1])
            return self.idle.pop()

    def answer(self, top: Any, data: Any, buffers: Any) -> Answer:
        # Fingerprints differ from program to program; these are compared where they were taken.
        *rest, prints = top
        names = changed(self.before, prints or {})
        return Answer((*rest, {name: CHANGED for name in names} or None), Parcel(data, buffers))

    def close(self) -> list[str]:
        """Ends what was started; the broadcast arguments that were changed and not told of yet."""
        with _lock:
            self.closed = True
        names = changed(self.before, self.watch.last() or {})
        for child in self.idle:
            try:
                transport.order(child.worker.channel, transport.END)
                (*_, prints), _, _ = transport.receive(child.worker.channel)
                names += changed(self.before, prints or {})
            except transport.Gone:
                continue
        for child in self.children:
            child.close()
        return names


class Streams:
    """The standard streams recorded, and put back at the end."""

    def __enter__(self) -> Recording:
        flush_standard_streams()
        self.before = [(stream, os.dup(number)) for number, stream in ((1, sys.stdout), (2, sys.stderr))]
        self.recording = Recording()
        return self.recording

    def __exit__(self, *reason: object) -> None:
        for number, (stream, saved) in enumerate(self.before, start=1):
            setattr(sys, ("stdout", "stderr")[number - 1], stream)
            os.dup2(saved, number)
            os.close(saved)
        for _, file in self.recording.files:
            file.close()


def message(batch: Batch) -> tuple[Any, bytes, list[Any]]:
    """A batch as it is sent; one whose values cannot all travel ends with a doubt."""
    try:
        values = sealed(batch)
    except Exception:
        shorten(batch)
        values = sealed(batch)
    return (head(batch), *values)
