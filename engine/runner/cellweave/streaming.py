"""A pool for items that are read one by one and travel to the workers, as nobody has them before."""

from __future__ import annotations

import pickle
from typing import Any, Dict, Iterator, Tuple

from . import transport
from .backends.local import Pool
from .errors import CannotTravel
from .scatter import Scatter
from .worker import Board, Worker

#: More than any stream has.
ENDLESS = 1 << 62


class Stream(Pool):
    """A pool that reads at most `buffer` items beyond those that were taken from it."""

    def __init__(self, scatter: Scatter, items: Iterator[Any], workers: int, buffer: int) -> None:
        super().__init__(scatter, workers, board=Board(workers))
        self.size, self.nested = workers, 1
        self.limit = ENDLESS
        self.items = items
        self.buffer = buffer
        self.chunking.count = ENDLESS
        self.chunking.workers = workers
        #: Items that were read and whose results are not taken yet, by index.
        self.held: Dict[int, Any] = {}
        self.read = 0
        #: What the stream raised; its end is None once `exhausted`.
        self.error: Any = None
        self.exhausted = False

    def remaining(self) -> int:
        again = sum(stop - start for start, stop in self.again if start < self.limit)
        waiting = min(self.read, self.limit) - self.next
        return again + max(0, waiting) + (0 if self.closed() else self.room())

    def closed(self) -> bool:
        return self.exhausted or self.limit < ENDLESS

    def room(self) -> int:
        return max(0, self.buffer - len(self.held))

    def next_chunk(self) -> Tuple[int, int]:
        while self.again:
            start, stop = self.again.popleft()
            if start < self.limit:
                return start, stop
        share = max(1, self.buffer // (4 * self.size))
        self.fill(max(1, min(self.chunking.next(ENDLESS), share, self.room())))
        start, self.next = self.next, self.read
        return start, self.next

    def fill(self, count: int) -> None:
        """Reads so many items, or what is left."""
        for _ in range(count):
            try:
                item = next(self.items)
            except StopIteration:
                self.exhausted = True
                return
            except Exception as error:
                self.exhausted, self.error = True, error
                return
            self.held[self.read] = item
            self.read += 1

    def send(self, worker: Worker, start: int, stop: int) -> None:
        if start == stop:
            worker.chunks.remove((start, stop))
            return
        items = [self.held[place] for place in range(start, stop)]
        try:
            payload = pickle.dumps(items, protocol=5)
        except Exception as error:
            raise CannotTravel(f"Item {start} of {self.scatter.label} or one after it cannot be pickled: {error}") from error
        transport.order(worker.channel, transport.ITEMS, start, stop, payload)

    def release(self, start: int, stop: int) -> None:
        """Forgets items whose results were taken."""
        for place in range(start, stop):
            del self.held[place]
