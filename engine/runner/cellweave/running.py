"""Runs consecutive items in the present process and says what became of them."""

from __future__ import annotations

import time
from array import array
from typing import Any, Callable, List, Optional, Sequence, Tuple

from . import seeds
from .errors import Failure, failure_of
from .generators import Guard
from .host import NeedsPermission
from .printed import Recording
from .scatter import Batch, Doubt, Scatter
from .time_limit import limited

#: Items from here on have their descriptors looked at one by one; shorter ones only together.
LONG_SECONDS = 0.001

#: How deep in items this process is: a skeleton called by an item is nested.
depth = 0


def run_batch(
    scatter: Scatter,
    start: int,
    items: Sequence[Any],
    note: Callable[[int], None] = lambda place: None,
    recording: Optional[Recording] = None,
) -> Batch:
    """What becomes of the items, the first of which has the place `start`.

    `note` is called with the place of each item before it starts; `recording` collects what they print.
    """
    guard = Guard(scatter)
    batch = ran(scatter, start, items, note, recording)
    generator = guard.drawn()
    return batch if generator is None else first_that_drew(scatter, batch, items, guard, generator)


def ran(
    scatter: Scatter,
    start: int,
    items: Sequence[Any],
    note: Callable[[int], None],
    recording: Optional[Recording],
) -> Batch:
    values: List[Any] = []
    seconds = array("d")
    printed: List[Tuple[int, str, str]] = []
    batch = Batch(start, values, seconds, printed)
    call = direct_call(scatter)
    clock = time.perf_counter
    with seeds.Seeded(scatter.seed) as plant, inside_item():
        for place, item in enumerate(items, start):
            note(place)
            if plant is not None:
                plant(scatter.index(place))
            began = clock()
            try:
                value = call(item)
            except BaseException as error:
                value = try_again(scatter, call, place, item, plant, error)
            took = clock() - began
            if type(value) is Doubt:
                batch.doubt = value
                break
            values.append(value)
            seconds.append(took)
            if recording is not None and (recording.kept or took >= LONG_SECONDS):
                printed += [(place, *piece) for piece in recording.take()]
                if took >= LONG_SECONDS:
                    printed += [(place, *piece) for piece in recording.take_descriptors()]
            if type(value) is Failure and ends(scatter, value, place):
                break
    if recording is not None and values:
        last = start + len(values) - 1
        printed += [(last, *piece) for piece in (*recording.take(), *recording.take_descriptors())]
    return batch


def direct_call(scatter: Scatter) -> Callable[[Any], Any]:
    """The function of one item, as short a way as there is."""
    call: Callable[[Any], Any] = scatter.call if not (scatter.spread or scatter.broadcast) else scatter.call_item
    if scatter.time is None:
        return call

    def in_time(item: Any) -> Any:
        with limited(scatter.time):
            return call(item)

    return in_time


def try_again(
    scatter: Scatter, call: Callable[[Any], Any], place: int, item: Any, plant: Any, error: BaseException
) -> Any:
    """The value of an item that raised, the Failure of its last attempt, or a Doubt where it may not go on."""
    index = scatter.index(place)
    for _ in range(scatter.retries):
        if not isinstance(error, Exception):
            break
        if plant is not None:
            plant(index)
        try:
            return call(item)
        except BaseException as again:
            error = again
    if isinstance(error, NeedsPermission):
        return Doubt("permission", error.act)
    return failure_of(index, error)


def ends(scatter: Scatter, failure: Failure, place: int) -> bool:
    """True when no further item counts. A Failure that the function itself gave is a value."""
    return failure.index == scatter.index(place) and (scatter.on_error == "raise" or not isinstance(failure.exc, Exception))


def first_that_drew(scatter: Scatter, batch: Batch, items: Sequence[Any], guard: Guard, generator: str) -> Batch:
    """The batch up to the first item that drew from a shared generator, found by running the items once more."""
    first = 0
    for offset in range(len(batch.values)):
        guard.restore()
        ran(scatter, batch.start + offset, items[offset : offset + 1], lambda place: None, None)
        if guard.drawn() is not None:
            first = offset
            break
    batch.doubt = Doubt("random", generator)
    cut(batch, first)
    return batch


def cut(batch: Batch, count: int) -> None:
    """Keeps only the first items of a batch."""
    last = batch.start + count
    batch.values = batch.values[:count]
    batch.seconds = batch.seconds[:count]
    batch.printed = [piece for piece in batch.printed if piece[0] < last]


class inside_item:
    """Marks what is called within as nested."""

    def __enter__(self) -> None:
        global depth
        depth += 1

    def __exit__(self, *reason: object) -> None:
        global depth
        depth -= 1
