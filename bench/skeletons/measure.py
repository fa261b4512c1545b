"""`measure.py PACKAGE ROW SIDE [SIZE]` prints what one side of a row takes: seconds, or bytes for memory.

Every side is warm before the clock starts: pools made, clusters started, packages imported.
"""

import atexit
import functools
import os
import sys
import threading

sys.path.insert(0, sys.argv[1])

import cellweave as cw
from work import loops_for, spin, timed

WORKERS = 2
BROADCAST_BYTES = 500_000_000
PARTS = 40


def work(loops, item):
    return spin(loops) + item


def part_sum(item, data):
    """Reads one of the parts of the broadcast array."""
    return float(data[item::PARTS][:250_000].sum())


# How each side maps a function over items: made warm, then called.


def sequential(function, **broadcast):
    return lambda items: [function(item, **broadcast) for item in items]


def cellweave(function, **broadcast):
    cw.use("local", workers=WORKERS)
    return lambda items: cw.map(function, items, **broadcast)


def joblib(function, **broadcast):
    from joblib import Parallel, delayed
    from joblib.externals.loky import get_reusable_executor

    # Its workers outlive the program for minutes, and whoever reads what it prints waits for them.
    atexit.register(lambda: get_reusable_executor().shutdown(wait=False, kill_workers=True))
    parallel = Parallel(n_jobs=WORKERS)
    parallel(delayed(abs)(item) for item in range(8))
    return lambda items: parallel(delayed(function)(item, **broadcast) for item in items)


def pool(function, **broadcast):
    from multiprocessing import get_context

    workers = get_context("fork").Pool(WORKERS)
    workers.map(abs, range(8))
    return lambda items: workers.map(functools.partial(function, **broadcast), items)


def dask(function, **broadcast):
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None)
    client = Client(cluster)
    client.gather(client.map(abs, range(8), pure=False))
    return lambda items: client.gather(client.map(function, items, pure=False, **broadcast))


SIDES = {side.__name__: side for side in (sequential, cellweave, joblib, pool, dask)}


def tasks(side, seconds, count):
    """Seconds of `count` tasks of a fixed amount of processor work."""
    run = SIDES[side](functools.partial(work, loops_for(seconds)))
    run(range(2 * WORKERS))
    return timed(lambda: run(range(count)))


def ideal(seconds, count):
    """Seconds of the same tasks, were all workers busy all the time: half of what one takes when both cores work."""
    loops = loops_for(seconds)
    cw.use("local", workers=WORKERS)
    both = cw.map(lambda _: timed(lambda: [work(loops, item) for item in range(count // WORKERS)]), range(WORKERS))
    return sum(both) / WORKERS


def broadcast(side):
    """Seconds of short tasks that all read one array of 500 MB."""
    return timed(functools.partial(prepared(side), range(PARTS)))


def memory(side):
    """Bytes of memory that the program and its workers hold at most, beyond the bare program; what they share counts once."""
    before = held()
    run = prepared(side)
    peak = [0]
    done = threading.Event()

    def watch():
        while not done.wait(0.01):
            peak[0] = max(peak[0], held())

    watcher = threading.Thread(target=watch)
    watcher.start()
    run(range(PARTS))
    done.set()
    watcher.join()
    return peak[0] - before


def prepared(side):
    import numpy

    data = numpy.ones(BROADCAST_BYTES // 8)
    return SIDES[side](part_sum, data=data)


def held():
    """Bytes of the program, and of its workers what they do not share with it."""
    first, *others = family(os.getpid())
    return rolled(first, "Rss:") + sum(rolled(pid, "Private_Dirty:") + rolled(pid, "Private_Clean:") for pid in others)


def family(pid):
    yield pid
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def rolled(pid, line):
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next(int(text.split()[1]) * 1024 for text in file if text.startswith(line))
    except (OSError, StopIteration):
        return 0


ROWS = {
    "cpu": lambda side: ideal(0.05, 200) if side == "ideal" else tasks(side, 0.05, 200),
    "many": lambda side: tasks(side, 20e-6, 100_000),
    "broadcast": broadcast,
    "memory": memory,
}

if __name__ == "__main__":
    print(ROWS[sys.argv[2]](sys.argv[3]), flush=True)
    os._exit(0)
