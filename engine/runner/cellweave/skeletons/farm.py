"""Workers on a stream: `farm`."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import chain
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple, Union

from .. import host, running, seeds, settings
from ..durations import seconds_in
from ..errors import Failure
from ..forking import can_fork
from ..gathering import Gathering, doubtful, remote
from ..in_order import BroadcastCheck, settled
from ..progress import Progress
from ..scatter import Batch, Scatter
from ..streaming import Stream
from ..tasks import task_of
from .map import check

#: Items that are read ahead of the results taken, for each worker.
AHEAD = 64

#: Backends that are given whole calls, or no call at all.
ALONE = ("sequential", "files")


def farm(
    f: Callable[..., Any],
    stream: Iterable[Any],
    /,
    *,
    ordered: bool = True,
    state: Optional[Callable[[], Any]] = None,
    buffer: Optional[int] = None,
    seed: Optional[int] = None,
    on_error: Optional[str] = None,
    retries: Optional[int] = None,
    time: Union[str, float, None] = None,
    **broadcast: Any,
) -> Iterator[Any]:
    """Yields `f(x, **broadcast)` for each x of a stream that may have no end, in its order unless `ordered=False`.

    With `state`, workers call `f(x, state(), **broadcast)`, the state made once in each worker, as a cache or a
    connection that no result may hang on. In a pool at most `buffer` items are read ahead, and items are pickled.

    Raises what `map` raises, when its turn comes.
    """
    said: Dict[str, Any] = dict(seed=seed, on_error=on_error, retries=retries, time=time)
    said = {**task_of(f).defaults(), **{name: value for name, value in said.items() if value is not None}}
    said["time"] = seconds_in(said.get("time"))
    check(said)
    call = f if state is None else WithState(f, state)
    scatter = Scatter(call, (), broadcast, f"farm {getattr(f, '__name__', type(f).__name__)}", ordered=ordered, **said)
    lent = settings.current()
    if lent.backend in ALONE or running.depth or (lent.backend == "local" and (lent.workers < 2 or not can_fork())):
        return in_turn(scatter, enumerate(stream))
    if buffer is not None and buffer < 1:
        raise ValueError(f"buffer={buffer}: at least one item is read.")
    ahead = buffer or AHEAD * lent.workers
    if lent.backend == "local":
        return farmed(scatter, iter(stream), lent.workers, ahead)
    return in_windows(scatter, iter(stream), lent, ahead)


class WithState:
    """A function with a second argument that every process makes for itself."""

    def __init__(self, function: Callable[..., Any], init: Callable[[], Any]) -> None:
        self.function = function
        self.init = init
        self.made: Dict[int, Any] = {}

    def __call__(self, item: Any, **broadcast: Any) -> Any:
        process = os.getpid()
        if process not in self.made:
            self.made = {process: self.init()}
        return self.function(item, self.made[process], **broadcast)


def in_turn(scatter: Scatter, items: Iterable[Tuple[int, Any]]) -> Iterator[Any]:
    """One item after the other, each with its index, in this process."""
    call = running.direct_call(scatter)
    for index, item in items:
        with seeds.Seeded(scatter.seed) as plant, running.inside_item():
            value = settled(scatter, call, index, item, plant)
        yield value


def in_windows(scatter: Scatter, stream: Iterator[Any], lent: settings.Settings, most: int) -> Iterator[Any]:
    """Results from a backend that takes items together: more from one time to the next, so that the first come soon."""
    progress = Progress(scatter, None, lent.workers)
    first, size = 0, min(most, lent.workers)
    error: Optional[Exception] = None
    while error is None:
        items, error = read_ahead(stream, size)
        part = replace(scatter, items=items, indices=range(first, first + len(items)))
        progress.scatter = part
        window = Gathering(part, lent, progress)
        failed: Optional[Exception] = None
        try:
            values = window.results()
        except Exception as raised:
            values, failed = window.values, raised
            if values and type(values[-1]) is Failure:
                values.pop()
        yield from values
        if failed is not None:
            raise failed
        first, size = first + len(items), min(most, 2 * size)
    progress.tell()
    if type(error) is not StopIteration:
        raise error


def read_ahead(stream: Iterator[Any], count: int) -> Tuple[List[Any], Optional[Exception]]:
    """So many items, or those before what the stream raised; StopIteration stands for its end."""
    items: List[Any] = []
    try:
        while len(items) < count:
            items.append(next(stream))
    except Exception as error:
        return items, error
    return items, None


def farmed(scatter: Scatter, items: Iterator[Any], workers: int, buffer: int) -> Iterator[Any]:
    """Results from a pool, as soon as their turn comes."""
    host.current().before_fork([scatter.call], list(scatter.broadcast.values()))
    pool = Stream(scatter, items, workers, buffer)
    waiting: Dict[int, Batch] = {}
    taken = 0
    broadcast = BroadcastCheck(scatter)
    try:
        for batch in pool.batches():
            broadcast.check(batch)
            if batch.sealed is None and not batch.values and batch.doubt is None:
                continue
            waiting[batch.start] = batch
            while waiting and (not scatter.ordered or taken in waiting):
                batch = waiting.pop(taken) if scatter.ordered else waiting.popitem()[1]
                doubt, error = taken_over(scatter, batch)
                taken = batch.start + len(batch.values)
                pool.release(batch.start, taken)
                yield from batch.values
                if error is not None:
                    raise error
                if doubt:
                    pool.close()
                    yield from in_turn(scatter, chain(sorted(pool.held.items(), key=first), enumerate(items, pool.read)))
                    return
        if pool.error is not None:
            raise pool.error
    finally:
        pool.close()


def first(pair: Tuple[int, Any]) -> int:
    return pair[0]


def taken_over(scatter: Scatter, batch: Batch) -> Tuple[bool, Optional[BaseException]]:
    """Prints what a batch printed and leaves the values that are sure; True when what follows must run here, and what it raises."""
    if host.current().absorb(batch.report) is not None:
        batch.values, batch.sealed, batch.doubt = [], None, None
        return True, None
    values = batch.opened().values
    last = values[-1] if values else None
    place = batch.start + len(values) - 1
    failure: Optional[Failure] = None
    if type(last) is Failure and running.ends(scatter, last, place):
        failure = last
        values.pop()
    again = failure is not None and host.current().exact
    shown = place if again else place + 1
    host.current().replay([piece for piece in batch.printed if piece[0] < shown])
    if failure is not None and not again:
        return False, remote(failure)
    if batch.doubt is not None:
        try:
            doubtful(scatter, batch.doubt, place + 1)
        except Exception as error:
            return False, error
    return again or batch.doubt is not None, None
