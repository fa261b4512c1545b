"""Work of a known size, the same for every side of a comparison."""

import time


def spin(loops):
    """Takes processor time in proportion to `loops`."""
    total = 0
    for step in range(loops):
        total += step & 3
    return total


def loops_for(seconds):
    """Loops that take so much time on a free processor: the fastest of many tries."""
    loops = 2000
    fastest = min(timed(lambda: spin(loops)) for _ in range(200))
    return max(1, round(loops * seconds / fastest))


def timed(call):
    """Seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
