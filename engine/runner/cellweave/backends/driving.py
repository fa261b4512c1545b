"""Gives chunks of a scatter to a cluster and takes what becomes of them, whatever the cluster is."""

from __future__ import annotations

import contextlib
import functools
import pickle
from array import array
from collections import deque
from dataclasses import replace
from typing import Any, Deque, Iterator, Optional, Protocol

from .. import seeds
from ..chunking import Chunking
from ..errors import CannotTravel, Failure, TimeLimit, WorkerDied
from ..known import found_deadly
from ..pickling import dumps
from ..scatter import Batch, Doubt, Scatter
from ..time_limit import over
from .chunks import CHANGED, Lost, Outcome
from .local import LOST_WORKERS, without_traceback
from .parcels import Parcel, pack


class Cluster(Protocol):
    """Processes elsewhere that hold the scatter already."""

    #: How many chunks can run at once.
    size: int
    #: True where the end of a process loses no chunk but its own.
    isolated: bool

    def submit(self, start: int, stop: int, items: bytes) -> None:
        """Gives out a chunk."""

    def outcomes(self) -> list[tuple[int, Outcome]]:
        """Waits for chunks to end, one at least: where they start, and what became of them."""

    def cancel(self, start: int) -> None:
        """Drops a chunk that no longer counts, if it can be."""

    def end(self) -> list[str]:
        """The names of broadcast arguments that were changed since they were looked at last."""

    def close(self) -> None:
        """Ends what still runs for the scatter."""


def travelling(scatter: Scatter) -> Parcel:
    """The scatter without its items, for other programs. Raises CannotTravel."""
    try:
        return pack(replace(scatter, items=()))
    except Exception as error:
        raise CannotTravel(f"The function of {scatter.label}, or what all items read, cannot be pickled: {error}") from error


@contextlib.contextmanager
def random_untouched() -> Iterator[None]:
    """Puts the program's random generators back, which a cluster's own library may draw from."""
    before = seeds.states()
    try:
        yield
    finally:
        seeds.restore(before)


def drive(scatter: Scatter, cluster: Cluster) -> Iterator[Batch]:
    """Batches as they come. With `on_error="raise"`, what lies behind a failure may be missing."""
    try:
        yield from Drive(scatter, cluster).batches()
    finally:
        cluster.close()


class Drive:
    """What of a scatter is still to be done, and what of it is under way."""

    def __init__(self, scatter: Scatter, cluster: Cluster) -> None:
        count = len(scatter.items)
        self.scatter = scatter
        self.cluster = cluster
        self.chunking = Chunking(count, cluster.size, scatter.chunk)
        self.next = 0
        #: Chunks that came back from processes that ended.
        self.again: Deque[tuple[int, int]] = deque()
        #: Items one of which ended a process: each runs with no other beside it, so that it shows which.
        self.suspects: Deque[int] = deque()
        #: The suspect that runs.
        self.alone: Optional[int] = None
        self.flying: dict[int, int] = {}
        self.limit = count
        self.deaths: dict[int, int] = {}
        self.timeouts: dict[int, int] = {}
        self.lost = 0

    def batches(self) -> Iterator[Batch]:
        while self.give_out():
            for start, outcome in self.cluster.outcomes():
                if start in self.flying:
                    yield from self.hear(start, self.flying.pop(start), outcome)
        changed = self.cluster.end()
        if changed:
            yield Batch(len(self.scatter.items), [], prints={name: CHANGED for name in changed})

    # What is given out

    def give_out(self) -> bool:
        """Keeps every process busy; False when nothing is left to wait for."""
        most = 1 if self.suspects else self.cluster.size * self.depth()
        while len(self.flying) < most:
            chunk = self.next_chunk()
            if chunk is None:
                break
            self.flying[chunk[0]] = chunk[1]
            self.cluster.submit(*chunk, self.items(*chunk))
        return bool(self.flying)

    def depth(self) -> int:
        # One more than it runs, so that a process never waits for its next.
        return 1 if self.scatter.time is not None or self.chunking.seconds is None else 2

    def next_chunk(self) -> Optional[tuple[int, int]]:
        if self.suspects:
            if self.flying:
                return None
            self.alone = self.suspects[0]
            return self.alone, self.alone + 1
        while self.again:
            start, stop = self.again.popleft()
            if start < self.limit:
                return start, stop
        if self.next >= self.limit:
            return None
        start = self.next
        self.next = start + self.chunking.next(self.limit - start)
        return start, self.next

    def items(self, start: int, stop: int) -> bytes:
        try:
            return dumps(self.scatter.items[start:stop])
        except Exception as error:
            message = f"Item {start} of {self.scatter.label} or one up to {stop - 1} cannot be pickled: {error}"
            raise CannotTravel(message) from error

    # What comes back

    def hear(self, start: int, stop: int, outcome: Outcome) -> Iterator[Batch]:
        if start >= self.limit:
            return
        if isinstance(outcome, Lost):
            yield from self.bury(start, stop, outcome)
            return
        if start == self.alone:
            self.cleared()
        self.lost = 0
        start, count, failed, seconds, printed, report, doubt, prints = outcome.head
        times = array("d", seconds)
        self.chunking.measured(count, sum(times))
        if doubt or (failed and self.scatter.on_error == "raise"):
            self.stop_at(start + count)
        read = functools.partial(pickle.loads, outcome.values.data, buffers=outcome.values.buffers)
        yield Batch(start, [], times, printed, report, doubt and Doubt(*doubt), read, prints)

    def stop_at(self, place: int) -> None:
        """Items from `place` on count no more."""
        self.limit = min(self.limit, place)
        self.suspects = deque(suspect for suspect in self.suspects if suspect < self.limit)
        if self.alone is not None and self.alone >= self.limit:
            self.alone = None
        for start in [start for start in self.flying if start >= self.limit]:
            del self.flying[start]
            self.cluster.cancel(start)

    def cleared(self) -> None:
        """The suspect that runs is one no longer."""
        if self.alone is not None:
            self.suspects.remove(self.alone)
            self.alone = None

    # Processes that end

    def bury(self, start: int, stop: int, lost: Lost) -> Iterator[Batch]:
        """Gives what a process had to others; an item that ended two processes fails."""
        place = lost.place
        if place is None and (start == self.alone or (self.cluster.isolated and stop - start == 1)):
            place = start
        if place is None:
            self.lost += 1
            if self.lost > LOST_WORKERS * self.cluster.size:
                raise WorkerDied(f"{self.lost} chunks of items were lost in a row ({lost.how}).")
            self.suspects = deque(sorted({*self.suspects, *range(start, min(stop, self.limit))}))
            return
        failed = self.timed_out(place) if lost.late else self.died(place, lost.how)
        if start == self.alone:
            if failed is None:
                return
            self.cleared()
        pieces = [(start, place), (place, place if failed else place + 1), (place + 1, stop)]
        self.again.extendleft(piece for piece in reversed(pieces) if piece[0] < piece[1])
        if failed is not None:
            if self.scatter.on_error == "raise":
                self.stop_at(place + 1)
            yield Batch(place, [failed], array("d", [0.0]))

    def died(self, place: int, how: str) -> Optional[Failure]:
        found_deadly(self.scatter.call)
        self.deaths[place] = self.deaths.get(place, 0) + 1
        if self.deaths[place] < 2:
            return None
        index = self.scatter.index(place)
        return without_traceback(index, WorkerDied(f"Item {index} ended its process twice ({how})."))

    def timed_out(self, place: int) -> Optional[Failure]:
        self.timeouts[place] = self.timeouts.get(place, 0) + 1
        if self.timeouts[place] <= self.scatter.retries:
            return None
        return without_traceback(self.scatter.index(place), TimeLimit(over(self.scatter.time or 0)))
