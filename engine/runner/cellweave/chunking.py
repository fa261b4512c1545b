"""How many items go into one message: from measured item times, tuned anew while they run."""

from __future__ import annotations

from dataclasses import dataclass

#: Work in one message, in seconds: enough that the message itself is about a percent of it.
LEAST_SECONDS = 0.02
#: A worker that holds more is slow to notice that the others have nothing left.
MOST_SECONDS = 0.05
#: How much the newest measurement counts.
FRESH = 0.5
#: Chunks grow at most so much from one to the next, as a first item may be an odd one.
GROWTH = 32


@dataclass
class Chunking:
    """The size of the next chunk of n items."""

    count: int
    workers: int
    #: Asked for by the author; None is chosen here.
    fixed: int | None = None
    #: Measured seconds of an item; None before the first one is done.
    seconds: float | None = None
    last: int = 1

    def measured(self, items: int, seconds: float) -> None:
        """Takes in how long a chunk took."""
        if items == 0:
            return
        fresh = seconds / items
        self.seconds = fresh if self.seconds is None else FRESH * fresh + (1 - FRESH) * self.seconds
        # A first item that loads what the others use too must not make their chunks small.
        if fresh < self.seconds / 4:
            self.seconds = fresh
        self.last = max(self.last, items)

    def next(self, remaining: int) -> int:
        """Items of the next chunk: at least 20 ms of work, at most n / (4 × workers), and less towards the end."""
        if self.fixed is not None:
            return min(self.fixed, remaining)
        if self.seconds is None:
            return 1
        each = max(self.seconds, 1e-8)
        share = remaining * each / (4 * self.workers)
        work = min(max(share, LEAST_SECONDS), MOST_SECONDS)
        most = max(1, self.count // (4 * self.workers))
        return max(1, min(int(work / each), most, remaining, self.last * GROWTH))
