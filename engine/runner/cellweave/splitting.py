"""A loop that its author's text runs item by item, while workers go ahead with later items."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Sequence, Union

from . import host, running, settings
from .backends.local import Pool
from .errors import Failure, WorkerDied
from .forking import can_fork
from .progress import Progress
from .scatter import Batch, Scatter
from .transport import Gone
from .worker import Board
from .zygote import Zygote

#: The program goes on alone for so long before workers begin: most loops end sooner.
PATIENCE_SECONDS = 0.02
#: So long a loop with many items runs before anything is forked for it.
LIGHT_SECONDS = 0.004
#: With so many items for each further worker, losing the first ones to the program alone is below 2 percent.
MANY = 50


@dataclass(frozen=True)
class Here:
    """The item at this place is the program's own to run."""

    place: int


@dataclass(frozen=True)
class There:
    """Items from this place on have run elsewhere and gave these values."""

    place: int
    values: List[Any]


Step = Union[Here, There]


def steps(scatter: Scatter) -> Iterator[Step]:
    """All items in order, each by one step. The program does what a step says before it asks for the next one.

    After a doubt about an item, that one and all later ones are the program's own.
    """
    lent = settings.current()
    count = len(scatter.items)
    if count < 2 or lent.workers < 2 or lent.backend != "local" or running.depth or not can_fork():
        yield from here(0, count)
        return
    progress = Progress(scatter, count, lent.workers)
    try:
        if count >= MANY * (lent.workers - 1):
            yield from begun_alone(scatter, lent.workers, progress)
        else:
            yield from begun_together(scatter, lent.workers, progress)
    finally:
        progress.tell()


def here(start: int, stop: int) -> Iterator[Step]:
    return (Here(place) for place in range(start, stop))


def begun_alone(scatter: Scatter, workers: int, progress: Progress) -> Iterator[Step]:
    """Runs items until the loop turns out to be no light one, and forks between two of them."""
    count = len(scatter.items)
    began = last = time.perf_counter()
    for place in range(count):
        yield Here(place)
        now = time.perf_counter()
        progress.item(place, now - last, None)
        last = now
        if now - began > LIGHT_SECONDS and count - place > 2:
            break
    else:
        return
    first = place + 1
    host.current().before_fork([scatter.call, *scatter.items[:1]])
    pool = Pool(scatter, workers)
    pool.next = first
    pool.chunking.measured(first, last - began)
    try:
        yield from in_order_of(while_alive(pool.batches()), first, count, progress)
    finally:
        pool.close()


def begun_together(scatter: Scatter, workers: int, progress: Progress) -> Iterator[Step]:
    """Makes a copy of the program first: it forks workers if the first items take their time."""
    count = len(scatter.items)
    driver = Driver(scatter, workers)
    try:
        place = 0
        while place < count and driver.claim(place):
            began = time.perf_counter()
            yield Here(place)
            progress.item(place, time.perf_counter() - began, None)
            place += 1
        if place < count:
            driver.free_program()
            yield from in_order_of(driver.batches(), place, count, progress)
    finally:
        driver.close()


class Driver:
    """Workers that run ahead of the program, and the thread that attends to them meanwhile."""

    def __init__(self, scatter: Scatter, workers: int, calls: Sequence[Any] = ()) -> None:
        host.current().before_fork([scatter.call, *(calls or scatter.items[:1])], meanwhile=True)
        self.workers = workers
        board = Board(workers)
        self.zygote = Zygote(scatter, board, 3 * workers)
        self.pool = Pool(scatter, workers, self.zygote.start, board)
        # The program itself is busy with the first item.
        self.pool.size = max(1, workers - 1)
        self.lock = threading.Lock()
        self.claimed = 0
        self.began = False
        self.ended = threading.Event()
        self.came: "queue.SimpleQueue[Union[Batch, BaseException, None]]" = queue.SimpleQueue()
        self.thread = threading.Thread(target=self.drive, name="cellweave-ahead", daemon=True)
        self.thread.start()

    def claim(self, place: int) -> bool:
        """Takes an item for the program itself; False when workers have it, and all behind it."""
        with self.lock:
            if self.began:
                return False
            self.claimed = place + 1
            return True

    def drive(self) -> None:
        if self.ended.wait(PATIENCE_SECONDS):
            return
        with self.lock:
            self.began = True
            self.pool.next = self.claimed
        try:
            for batch in self.pool.batches():
                self.came.put(batch)
            self.came.put(None)
        except BaseException as error:
            self.came.put(error)

    def free_program(self) -> None:
        """The program waits from here on, so that another worker has its place."""
        self.pool.size = max(1, min(self.workers, len(self.pool.scatter.items) - self.claimed))
        self.pool.wake()

    def batches(self) -> Iterator[Batch]:
        while True:
            batch = self.came.get()
            if not isinstance(batch, Batch):
                return
            yield batch

    def close(self) -> None:
        """Ends the workers and what attends to them."""
        self.ended.set()
        self.pool.stop()
        self.thread.join()
        self.pool.close()
        self.zygote.close()


def in_order_of(batches: Iterator[Batch], first: int, count: int, progress: Progress) -> Iterator[Step]:
    """Steps over batches in the order of their items; from the first doubt on, the program's own."""
    done = first
    for batch in ordered(batches, first):
        sure = settled(batch)
        done = batch.start + len(batch.values)
        if batch.values:
            progress.batch(batch)
            yield There(batch.start, batch.values)
        if not sure:
            break
    yield from here(done, count)


def settled(batch: Batch) -> bool:
    """Takes in what a batch did, and prints what it printed; False when what follows its values is in doubt."""
    if host.current().absorb(batch.report) is not None:
        batch.values, batch.sealed = [], None
        return False
    try:
        batch.opened()
    except Exception:
        # What pickled there but does not unpickle here.
        batch.values, batch.sealed = [], None
        return False
    sure = batch.doubt is None
    if batch.values and type(batch.values[-1]) is Failure:
        batch.values.pop()
        sure = False
    last = batch.start + len(batch.values)
    host.current().replay([piece for piece in batch.printed if piece[0] < last])
    return sure


def ordered(batches: Iterator[Batch], first: int) -> Iterator[Batch]:
    """The batches in the order of their items, as soon as each one's turn has come."""
    waiting: Dict[int, Batch] = {}
    for batch in batches:
        if batch.sealed is None and not batch.values and batch.doubt is None:
            continue
        waiting[batch.start] = batch
        while first in waiting:
            batch = waiting.pop(first)
            yield batch
            first = batch.start + len(batch.values)


def while_alive(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches, up to where the pool fails."""
    try:
        yield from batches
    except (WorkerDied, Gone, OSError):
        return
