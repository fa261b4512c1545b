"""Items in the program's own process, one after the other: the meaning that every backend must give."""

from __future__ import annotations

import time
from typing import Any, Callable, List, Mapping, Optional

from . import host, running, seeds
from .errors import BroadcastMutated, OrderDependentRNG, failure_of
from .fingerprints import Prints, buffer_bytes, changed, fingerprints
from .generators import Guard
from .progress import Progress
from .scatter import Batch, Scatter

#: Broadcast arguments beyond this are not watched in a sequential run, which they would slow down.
WATCHED_BYTES = 64 << 20


def in_order(scatter: Scatter, start: int, progress: Progress, until: Optional[float] = None) -> List[Any]:
    """The results from the place `start` on. Stops early when the clock passes `until`. Raises what an item raises."""
    results: List[Any] = []
    call = running.direct_call(scatter)
    clock = time.perf_counter
    with seeds.Seeded(scatter.seed) as plant, running.inside_item():
        for place in range(start, len(scatter.items)):
            began = clock()
            value = settled(scatter, call, scatter.index(place), scatter.items[place], plant)
            ended = clock()
            results.append(value)
            progress.item(place, ended - began, value)
            if until is not None and ended > until:
                break
    return results


def settled(
    scatter: Scatter, call: Callable[[Any], Any], index: int, item: Any, plant: Optional[Callable[[int], None]]
) -> Any:
    """The value of one item, or its Failure where failures are collected."""
    for attempt in range(scatter.retries + 1):
        if plant is not None:
            plant(index)
        try:
            return call(item)
        except Exception as error:
            if attempt < scatter.retries:
                continue
            if scatter.on_error == "raise":
                raise
            return failure_of(index, error)


class Watched:
    """Around a sequential run: raises BroadcastMutated when an item changed an argument, whatever else it raised."""

    def __init__(self, scatter: Scatter) -> None:
        self.broadcast = scatter.broadcast
        self.label = scatter.label
        watched = scatter.broadcast and running.depth == 0 and buffer_bytes(scatter.broadcast) <= WATCHED_BYTES
        self.before: Optional[Prints] = fingerprints(scatter.broadcast) if watched else None

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if self.before is None or (error is not None and not isinstance(error, Exception)):
            return
        names = changed(self.before, fingerprints(self.broadcast))
        if names:
            raise mutated(self.label, names) from error


class Undrawn:
    """Around items that a pool could as well have run: raises OrderDependentRNG when one drew without a seed."""

    def __init__(self, scatter: Scatter) -> None:
        self.scatter = scatter
        self.guard = None if host.current().exact else Guard(scatter)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        generator = None if self.guard is None else self.guard.drawn()
        if self.guard is not None and generator is not None:
            self.guard.restore()
            raise order_dependent(self.scatter, generator, None) from error


class BroadcastCheck:
    """Compares what workers say of the broadcast arguments with what they are here."""

    def __init__(self, scatter: Scatter) -> None:
        self.scatter = scatter
        self.prints: Optional[Prints] = None
        self.light: Optional[Prints] = None

    def check(self, batch: Batch) -> None:
        """Raises BroadcastMutated when the arguments are not what they were after the batch's items."""
        if not batch.prints:
            return
        names = changed(self.own(batch.prints), batch.prints)
        if names:
            raise mutated(self.scatter.label, names)

    def own(self, prints: Mapping[str, Any]) -> Prints:
        """The arguments' fingerprints here; big buffers are read only once a worker has written to one."""
        if self.prints is None:
            if all(crc is None for taken in prints.values() if taken is not None for crc in taken[1]):
                self.light = self.light or fingerprints(self.scatter.broadcast, lambda buffer: True)
                return self.light
            self.prints = fingerprints(self.scatter.broadcast)
        return self.prints


def mutated(label: str, names: List[str]) -> BroadcastMutated:
    """The error that names the arguments."""
    those = " and ".join(f"`{name}`" for name in names)
    return BroadcastMutated(f"An item of {label} changed {those}, which every item reads. Let it work on a copy.")


def order_dependent(scatter: Scatter, generator: str, index: Optional[int]) -> OrderDependentRNG:
    who = "An item" if index is None else f"Item {index}"
    return OrderDependentRNG(
        f"{who} of {scatter.label} drew from {generator}, whose state all items share. "
        "Give the call a seed, seed=0, so that every item has random numbers of its own."
    )
