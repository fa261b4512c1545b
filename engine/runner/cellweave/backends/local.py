"""A pool of processes forked from the running program: they inherit items and broadcast, and send back results."""

from __future__ import annotations

import functools
import os
import pickle
import selectors
import signal
import socket
import time
import traceback
import warnings
from array import array
from collections import deque
from typing import Callable, Deque, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from .. import host, pages, seeds, transport
from ..chunking import Chunking
from ..errors import Failure, TimeLimit, WorkerDied
from ..forking import can_fork
from ..known import found_deadly
from ..scatter import Batch, Doubt, Scatter
from ..settings import Settings
from ..time_limit import over
from ..worker import NOWHERE, Board, Worker, start_worker

#: Spare time for an item to notice by itself that it is over its limit, before its process is killed.
GRACE_SECONDS = 0.5
#: Deaths in a row outside any item before the pool gives up.
LOST_WORKERS = 5


Start = Callable[[Scatter, Board, int, Sequence[Worker], int], Worker]


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches as they come. With `on_error="raise"`, what lies behind a failure may be missing."""
    if not can_fork():
        warnings.warn("This system cannot fork processes, so the items run in sequence.", RuntimeWarning, stacklevel=2)
        from . import sequential

        yield from sequential.run(scatter, settings)
        return
    host.current().before_fork([scatter.call, *scatter.items[:1]], list(scatter.broadcast.values()))
    pool = Pool(scatter, settings.workers)
    try:
        yield from pool.batches()
    finally:
        pool.close()


class Pool:
    """The workers of one scatter, and what is still to be done."""

    def __init__(self, scatter: Scatter, workers: int, start: Start = start_worker, board: Optional[Board] = None) -> None:
        seeds.ready()
        if scatter.broadcast:
            pages.prepare()
        count = len(scatter.items)
        self.scatter = scatter
        self.start_worker = start
        self.size = max(1, min(workers, count))
        self.nested = max(1, workers // self.size)
        self.board = board or Board(self.size)
        self.workers: List[Worker] = []
        self.selector = selectors.DefaultSelector()
        self.ear, self.bell = socket.socketpair()
        self.selector.register(self.ear, selectors.EVENT_READ)
        self.stopped = False
        self.chunking = Chunking(count, self.size, scatter.chunk)
        #: Where the items begin that nobody has, and the chunks that came back from workers that died.
        self.next = 0
        self.again: Deque[Tuple[int, int]] = deque()
        #: Items from here on no longer count, because one before them failed.
        self.limit = count
        self.deaths: Dict[int, int] = {}
        self.timeouts: Dict[int, int] = {}
        self.killed: Set[int] = set()
        self.lost = 0

    def batches(self) -> Iterator[Batch]:
        while self.remaining():
            while self.give_out():
                for worker in self.readable():
                    # One before it may have failed, so that this one was ended.
                    if worker in self.workers:
                        yield from self.hear(worker)
                if self.stopped:
                    return
            yield from self.finish()

    def wake(self) -> None:
        """Lets another thread's change of `size` or `stopped` be seen at once."""
        self.bell.send(b"w")

    def stop(self) -> None:
        """Ends `batches` from another thread; what runs is left to `close`."""
        self.stopped = True
        self.wake()

    # What is given out

    def give_out(self) -> bool:
        """Gives chunks to workers that want one, starting workers where there are too few; False when all is done."""
        while len(self.workers) < self.size and self.remaining() > sum(not worker.chunks for worker in self.workers):
            self.start()
        for worker in list(self.workers):
            while len(worker.chunks) < self.depth() and self.remaining():
                chunk = self.next_chunk()
                worker.chunks.append(chunk)
                try:
                    self.send(worker, *chunk)
                except transport.Gone:
                    break
        return any(worker.chunks for worker in self.workers) or self.remaining() > 0

    def send(self, worker: Worker, start: int, stop: int) -> None:
        transport.order(worker.channel, transport.RANGE, start, stop)

    def depth(self) -> int:
        """Chunks that a worker holds: one more than it runs while there is plenty, so that it never waits for its next."""
        if self.scatter.time is not None or self.chunking.seconds is None:
            return 1
        plenty = 4 * self.size * self.chunking.next(self.remaining())
        return 2 if self.remaining() > plenty else 1

    def remaining(self) -> int:
        return max(0, self.limit - self.next) + sum(stop - start for start, stop in self.again if start < self.limit)

    def next_chunk(self) -> Tuple[int, int]:
        while self.again:
            start, stop = self.again.popleft()
            if start < self.limit:
                return start, stop
        start = self.next
        self.next = start + self.chunking.next(self.limit - start)
        return start, self.next

    def start(self) -> None:
        worker = self.start_worker(self.scatter, self.board, self.board.free.pop(), self.workers, self.nested)
        self.workers.append(worker)
        self.selector.register(worker.channel, selectors.EVENT_READ, worker)

    # What comes back

    def readable(self) -> List[Worker]:
        events = self.selector.select(self.patience())
        self.kill_late()
        heard = [key.data for key, _ in events]
        if None in heard:
            self.ear.recv(4096)
        return [worker for worker in heard if worker is not None]

    def hear(self, worker: Worker) -> Iterator[Batch]:
        try:
            head, data, buffers = transport.receive(worker.channel)
        except transport.Gone:
            yield from self.bury(worker)
            return
        start, count, failed, seconds, printed, report, doubt, prints = head
        worker.chunks.popleft()
        self.lost = 0
        times = array("d", seconds)
        self.chunking.measured(count, sum(times))
        if doubt or (failed and self.scatter.on_error == "raise"):
            self.stop_at(start + count)
        read = functools.partial(pickle.loads, data, buffers=buffers)
        batch = Batch(start, [], times, printed, report, doubt and Doubt(*doubt), read, prints)
        if host.current().unchecked(report):
            worker.held.append(batch)
            return
        yield from release(worker, report)
        yield batch

    def stop_at(self, place: int) -> None:
        """Items from `place` on count no more: what runs there is ended."""
        self.limit = min(self.limit, place)
        for worker in list(self.workers):
            if worker.chunks and all(start >= self.limit for start, _ in worker.chunks):
                self.remove(worker)

    # Workers that end

    def bury(self, worker: Worker) -> Iterator[Batch]:
        """Gives what a dead worker had to others; an item that ended two workers fails."""
        place, _ = self.board.read(worker.slot)
        chunks = list(worker.chunks)
        late = worker.pid in self.killed
        code = self.remove(worker)
        if not chunks:
            return
        start, stop = chunks[0]
        if not start <= place < stop:
            self.lost += 1
            if self.lost > LOST_WORKERS:
                raise WorkerDied(f"{self.lost} processes in a row ended before they began an item ({how_ended(code)}).")
            self.again.extendleft(reversed(chunks))
            return
        pieces = [(start, place), (place, place + 1), (place + 1, stop), *chunks[1:]]
        failed = self.timed_out(place) if late else self.died(place, code)
        if failed is not None:
            pieces.remove((place, place + 1))
            if self.scatter.on_error == "raise":
                self.stop_at(place + 1)
        self.again.extendleft(piece for piece in reversed(pieces) if piece[0] < piece[1])
        if failed is not None:
            yield Batch(place, [failed], array("d", [0.0]))

    def died(self, place: int, code: Optional[int]) -> Optional[Failure]:
        found_deadly(self.scatter.call)
        self.deaths[place] = self.deaths.get(place, 0) + 1
        if self.deaths[place] < 2:
            return None
        index = self.scatter.index(place)
        return without_traceback(index, WorkerDied(f"Item {index} ended its process twice ({how_ended(code)})."))

    def timed_out(self, place: int) -> Optional[Failure]:
        self.timeouts[place] = self.timeouts.get(place, 0) + 1
        if self.timeouts[place] <= self.scatter.retries:
            return None
        return without_traceback(self.scatter.index(place), TimeLimit(over(self.scatter.time or 0)))

    def patience(self) -> Optional[float]:
        """Seconds until an item may be over its limit."""
        if self.scatter.time is None:
            return None
        ends = [began + self.scatter.time + GRACE_SECONDS for place, began in self.running() if place != NOWHERE]
        return max(0.0, min(ends, default=time.monotonic() + self.scatter.time) - time.monotonic()) + 0.01

    def running(self) -> List[Tuple[int, float]]:
        return [self.board.read(worker.slot) for worker in self.workers]

    def kill_late(self) -> None:
        if self.scatter.time is None:
            return
        for worker in self.workers:
            place, began = self.board.read(worker.slot)
            if place != NOWHERE and time.monotonic() > began + self.scatter.time + GRACE_SECONDS:
                self.killed.add(worker.pid)
                os.kill(worker.pid, signal.SIGKILL)

    # Ends

    def finish(self) -> Iterator[Batch]:
        """Ends the workers; they tell last how they leave the broadcast arguments."""
        for worker in list(self.workers):
            try:
                transport.order(worker.channel, transport.END)
            except transport.Gone:
                self.remove(worker)
        for worker in list(self.workers):
            try:
                (start, _, _, _, _, report, _, prints), _, _ = transport.receive(worker.channel)
            except transport.Gone:
                self.remove(worker)
                continue
            yield from release(worker, report)
            self.remove(worker)
            if prints:
                yield Batch(start, [], prints=prints)

    def remove(self, worker: Worker) -> Optional[int]:
        """Ends a worker and gives its exit code, negative for a signal. What nobody vouches for now runs again."""
        self.again.extend((batch.start, batch.start + len(batch.seconds)) for batch in worker.held)
        self.workers.remove(worker)
        self.selector.unregister(worker.channel)
        worker.channel.close()
        self.board.free.append(worker.slot)
        return worker.end()

    def close(self) -> None:
        for worker in list(self.workers):
            self.remove(worker)
        self.selector.close()
        self.ear.close()
        self.bell.close()
        self.board.memory.close()


def release(worker: Worker, verdict: bytes) -> Iterator[Batch]:
    """What a worker gave before its check, whose outcome falls on the first of it."""
    held, worker.held = worker.held, []
    if held:
        held[0].report = host.current().joined(held[0].report, verdict)
    yield from held


def without_traceback(index: int, exc: BaseException) -> Failure:
    return Failure(index, exc, "".join(traceback.format_exception_only(type(exc), exc)))


def how_ended(code: Optional[int]) -> str:
    if code is None:
        return "how is not known"
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
