"""A loop that its author's text runs item by item, while workers go ahead with later items."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import Any, Dict, Generator, Iterator, List, Sequence, Union

from . import host, running, seeds, settings
from .backends import backend_named
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
#: So little work is done sooner than processes are forked for it.
LEAST_SECONDS = 0.1
#: Below this, bringing home what an item gave takes as long as the item.
LEAST_ITEM_SECONDS = 1e-5
#: So many light items the program runs before it looks at the clock again.
MOST_AT_ONCE = 16
QUICK_SECONDS = 0.0002
#: With so many items for each further worker, losing the first ones to the program alone is below 2 percent.
MANY = 50


@dataclass(frozen=True)
class Here:
    """The items at these places are the program's own to run."""

    start: int
    stop: int


@dataclass(frozen=True)
class There:
    """Items from this place on have run elsewhere and gave these values."""

    place: int
    values: List[Any]


Step = Union[Here, There]


def steps(scatter: Scatter) -> Generator[Step, None, None]:
    """All items in order, each in one step. The program does what a step says before it asks for the next one.

    After a doubt about an item, that one and all later ones are the program's own.
    """
    lent = settings.current()
    count = len(scatter.items)
    if lent.backend == "files":
        yield from in_order_of(backend_named("files")(scatter, lent), 0, count, Progress(scatter, count, lent.workers))
        return
    if count < 2 or lent.workers < 2 or lent.backend != "local" or running.depth or not can_fork():
        yield from here(0, count)
        return
    if count >= MANY * (lent.workers - 1):
        yield from begun_alone(scatter, lent.workers)
        return
    progress = Progress(scatter, count, lent.workers)
    try:
        yield from begun_together(scatter, lent.workers, progress)
    finally:
        progress.tell()


def here(start: int, stop: int) -> Iterator[Step]:
    if start < stop:
        yield Here(start, stop)


def begun_alone(scatter: Scatter, workers: int) -> Iterator[Step]:
    """Runs items until it shows that the rest is worth processes, and forks between two of them."""
    count = len(scatter.items)
    spent, place, size = 0.0, 0, 1
    while place < count:
        stop = min(count, place + size)
        began = time.perf_counter()
        yield Here(place, stop)
        took = time.perf_counter() - began
        spent, place = spent + took, stop
        # Few at a time where they take their time, as the next one may take longer.
        size = min(MOST_AT_ONCE, 2 * size) if took < QUICK_SECONDS else 1
        if spent > LIGHT_SECONDS and count - place > 2 and worth_processes(spent / place, count - place):
            break
    else:
        return
    progress = Progress(scatter, count, workers)
    progress.done = place
    host.current().before_fork([scatter.call, *scatter.items[:1]])
    pool = Pool(scatter, workers)
    pool.next = place
    pool.chunking.measured(place, spent)
    try:
        yield from in_order_of(while_alive(pool.batches()), place, count, progress)
    finally:
        pool.close()
        progress.tell()


def worth_processes(seconds: float, items: int) -> bool:
    """True where items of so many seconds take longer in sequence than it takes to run them elsewhere."""
    return seconds >= LEAST_ITEM_SECONDS and seconds * items >= LEAST_SECONDS


def begun_together(scatter: Scatter, workers: int, progress: Progress) -> Iterator[Step]:
    """Makes a copy of the program first: it forks workers if the first items take their time."""
    count = len(scatter.items)
    driver = Driver(scatter, workers)
    try:
        place = 0
        while place < count and driver.claim(place):
            began = time.perf_counter()
            yield Here(place, place + 1)
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
        seeds.ready()
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
