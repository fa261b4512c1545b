"""Puts together what a backend gives: in the order of the items, as if they had run in sequence."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Optional, Sequence

from . import host
from .backends import backend_named
from .errors import CannotTravel, Failure, RemoteTraceback, TimeLimit, WorkerDied
from .in_order import BroadcastCheck, Undrawn, Watched, in_order, order_dependent
from .known import known_seconds, learn
from .printed import replay
from .progress import Progress
from .scatter import Batch, Doubt, Scatter
from .settings import SEQUENTIAL, Settings, current
from .store import Memory

#: Work below this is not worth a fork.
LIGHT_SECONDS = 0.005
#: What seemed light may take this long before the rest goes to the pool.
PATIENCE_SECONDS = 0.02


def gather(scatter: Scatter) -> List[Any]:
    """The results of all items; see `scatter.run`."""
    settings = current()
    progress = Progress(scatter, len(scatter.items), settings.workers)
    try:
        if is_sequential(scatter, settings):
            with Watched(scatter):
                return in_order(scatter, 0, progress)
        return Gathering(scatter, settings, progress).results()
    finally:
        progress.tell()


def is_sequential(scatter: Scatter, settings: Settings) -> bool:
    if settings == SEQUENTIAL or settings.backend == "sequential":
        return True
    return settings.backend == "local" and (settings.workers < 2 or len(scatter.items) < 2)


class InDoubt(Exception):
    """An item would have to run in the program's own process, which is not asked for."""


class Gathering:
    """One scatter on a backend: what came, what is in order, and how far that is."""

    def __init__(self, scatter: Scatter, settings: Settings, progress: Progress, memory: Any = None) -> None:
        self.scatter = scatter
        self.memory = memory or Memory(scatter, settings)
        self.apart = getattr(scatter.call, "apart", False)
        self.settings = settings
        self.progress = progress
        self.count = len(scatter.items)
        self.values: List[Any] = []
        self.arrived: List[Any] = []
        self.waiting: Dict[int, Batch] = {}
        self.seconds = 0.0
        self.broadcast = BroadcastCheck(scatter)

    def results(self) -> List[Any]:
        self.begin_light()
        self.waiting.update((place, kept.batch(place)) for place, kept in self.memory.found.items())
        self.drain()
        if len(self.values) < self.count:
            self.run()
        ran = self.count - len(self.memory.found)
        if ran:
            learn(self.scatter.call, self.seconds / ran)
        return self.values if self.scatter.ordered else self.arrived

    def begin_light(self) -> None:
        """Runs what took next to nothing before in this process; what turns out long is left to the backend."""
        seconds = known_seconds(self.scatter.call)
        if self.memory.found or self.settings.backend != "local" or seconds is None or seconds * self.count > LIGHT_SECONDS:
            return
        began = time.perf_counter()
        with Watched(self.scatter), Undrawn(self.scatter):
            self.values = in_order(self.scatter, 0, self.progress, began + PATIENCE_SECONDS)
        self.seconds = time.perf_counter() - began
        self.arrived = list(self.values)

    def run(self) -> None:
        """Runs what is not there yet by the backend."""
        self.progress.tell()
        places = self.missing()
        batches = backend_named(self.settings.backend)(part(self.scatter, places), self.settings)
        try:
            doubt = self.take(batches, places)
        finally:
            close(batches)
        if doubt is not None:
            self.resolve(doubt)
        if len(self.values) < self.count:
            raise RuntimeError(f"The backend {self.settings.backend} left {self.count - len(self.values)} items undone.")

    def missing(self) -> Sequence[int]:
        """Places of the items whose results are neither there nor kept."""
        rest = range(len(self.values), self.count)
        return [place for place in rest if place not in self.memory.found] if self.memory.found else rest

    def take(self, batches: Iterator[Batch], places: Sequence[int]) -> Optional[Doubt]:
        """Takes batches as they come, in order, until all is there or one is in doubt."""
        for batch in batches:
            for piece in pieces(batch.opened(), places):
                if not piece.values and piece.doubt is None:
                    self.broadcast.check(piece)
                    continue
                self.waiting[piece.start] = piece
                self.seconds += sum(piece.seconds)
                self.memory.keep(piece)
                if not self.scatter.ordered:
                    self.arrived += piece.values
            doubt = self.drain()
            if doubt is not None:
                return doubt
        return None

    def drain(self) -> Optional[Doubt]:
        """Takes over the batches whose turn has come."""
        while len(self.values) in self.waiting:
            doubt = self.accept(self.waiting.pop(len(self.values)))
            if doubt is not None:
                return doubt
        return None

    def accept(self, batch: Batch) -> Optional[Doubt]:
        """Takes over a batch whose turn it is: what it printed, its values, its failure."""
        sentence = host.current().absorb(batch.report) if batch.report else None
        if sentence is not None:
            return Doubt("host", sentence)
        failure = batch.values[-1] if batch.values and self.ends(batch) else None
        self.broadcast.check(batch)
        if self.apart and batch.printed:
            return Doubt("host", "What it prints has its place in an order.")
        # What ended two processes, or hung, would end this one too.
        if failure is not None and host.current().exact and not isinstance(failure.exc, (WorkerDied, TimeLimit)):
            batch.values.pop()
            batch.printed = [piece for piece in batch.printed if piece[0] < batch.start + len(batch.values)]
            self.keep(batch)
            return Doubt("raised", "")
        self.keep(batch)
        if failure is not None:
            raise remote(failure)
        return batch.doubt

    def ends(self, batch: Batch) -> bool:
        last = batch.values[-1]
        if type(last) is not Failure or last.index != self.scatter.index(batch.start + len(batch.values) - 1):
            return False
        return self.scatter.on_error == "raise" or not isinstance(last.exc, Exception)

    def keep(self, batch: Batch) -> None:
        (host.current().replay if batch.report else replay)(batch.printed)
        self.values += batch.values
        self.progress.batch(batch)

    def resolve(self, doubt: Doubt) -> None:
        """Ends a run in which the next item may not give what it gives in sequence."""
        index = self.scatter.index(len(self.values))
        self.waiting.clear()
        if self.apart:
            raise InDoubt(doubt.text)
        if doubt.kind == "permission" and host.current().permission(doubt.text):
            self.run()
            return
        doubtful(self.scatter, doubt, index)
        with Watched(self.scatter):
            self.values += in_order(self.scatter, len(self.values), self.progress)
        self.arrived = self.values


def doubtful(scatter: Scatter, doubt: Doubt, index: int) -> None:
    """Raises the error that a doubt stands for, unless the host wants the item to run again in this process."""
    if host.current().exact:
        return
    if doubt.kind == "random":
        raise order_dependent(scatter, doubt.text, index)
    if doubt.kind == "stuck":
        raise CannotTravel(f"Item {index} of {scatter.label} gave a {doubt.text}")


def part(scatter: Scatter, places: Sequence[int]) -> Scatter:
    """The scatter of some of the items, under their true indices."""
    if len(places) == len(scatter.items):
        return scatter
    items = [scatter.items[place] for place in places]
    return replace(scatter, items=items, indices=[scatter.index(place) for place in places])


def pieces(batch: Batch, places: Sequence[int]) -> Iterator[Batch]:
    """A batch of some of the items, by their places among all: one for each run of them without a gap."""
    count = len(batch.values)
    if count == 0:
        batch.start = places[batch.start] if batch.start < len(places) else (places[-1] + 1 if places else 0)
        yield batch
        return
    mine = places[batch.start : batch.start + count]
    first = 0
    for offset in range(1, count + 1):
        if offset < count and mine[offset] == mine[offset - 1] + 1:
            continue
        yield piece(batch, mine, first, offset)
        first = offset


def piece(batch: Batch, mine: Sequence[int], first: int, stop: int) -> Batch:
    """Some items of a batch; what the host is told goes with the first, a doubt with the last."""
    low, high = batch.start + first, batch.start + stop
    printed = [(mine[at - batch.start], name, text) for at, name, text in batch.printed if low <= at < high]
    last = stop == len(mine)
    return Batch(
        mine[first],
        batch.values[first:stop],
        batch.seconds[first:stop],
        printed,
        batch.report if first == 0 else b"",
        batch.doubt if last else None,
        prints=batch.prints if last else None,
    )


def close(batches: Iterator[Batch]) -> None:
    """Ends a backend's run, and what still runs for it."""
    end = getattr(batches, "close", None)
    if end is not None:
        end()


def remote(failure: Failure) -> BaseException:
    """The exception of an item that ran elsewhere, with the traceback it had there as its cause."""
    failure.exc.__cause__ = RemoteTraceback(failure.tb)
    return failure.exc
