"""`simulate.py PACKAGE` prints the seconds of 2,000 tasks of 120 s on 500 workers, by the costs measured here.

One program gives out chunks by the package's own rule and takes in results, one message after the other; what a message
costs it, what it costs a worker, and what starting a worker costs are measured with real processes before.
"""

import heapq
import os
import sys
import time

sys.path.insert(0, sys.argv[1])

import cellweave as cw
from cellweave.backends.local import Pool
from cellweave.chunking import Chunking
from cellweave.scatter import Scatter

TASKS, TASK_SECONDS, WORKERS = 2000, 120.0, 500
MESSAGES = 3000


def message_seconds():
    """Wall seconds of one round of a chunk: given out, run, taken in; the program's and the worker's part together."""
    with cw.use("local", workers=2):
        began = time.perf_counter()
        cw.map(abs, range(MESSAGES), chunk=1)
        return (time.perf_counter() - began) / MESSAGES


def start_seconds():
    """Seconds until one more worker runs."""
    pool = Pool(Scatter(abs, range(8)), 8)
    began = time.perf_counter()
    for _ in range(8):
        pool.start()
    took = (time.perf_counter() - began) / 8
    pool.close()
    return took


def simulated(message, start):
    """When the last result is in. The program does one thing at a time, in the order in which they come up."""
    chunking = Chunking(TASKS, WORKERS)
    events = [(start * (worker + 1), 0, worker, 0) for worker in range(WORKERS)]
    heapq.heapify(events)
    left, free_at, end, done = TASKS, 0.0, 0.0, 0
    while events:
        at, _, worker, finished = heapq.heappop(events)
        free_at = max(free_at, at) + message
        if finished:
            chunking.measured(finished, finished * TASK_SECONDS)
            done += finished
            end = free_at
        if left:
            chunk = chunking.next(left)
            left -= chunk
            heapq.heappush(events, (free_at + message + chunk * TASK_SECONDS, 1, worker, chunk))
    assert done == TASKS
    return end


if __name__ == "__main__":
    print(simulated(message_seconds(), start_seconds()), flush=True)
    os._exit(0)
