"""Which memory a forked process still shares with its parent: what it never wrote to need not be read again."""

from __future__ import annotations

import mmap
import os
from typing import Optional

PAGE = mmap.PAGESIZE
#: Flags in the last byte of a page's entry in /proc/self/pagemap: only this process has the page; it is in memory.
EXCLUSIVE, SWAPPED, PRESENT = 0x01, 0x40, 0x80


class Probe:
    """Two pages made before a fork, by which a child learns whether the kernel tells what it shares."""

    def __init__(self) -> None:
        self.memory = mmap.mmap(-1, 2 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.memory[0] = self.memory[PAGE] = 1

    def tells(self) -> bool:
        """True in a child whose kernel tells written pages from those it has never written to."""
        start = address_of(memoryview(self.memory))
        if start is None:
            return False
        self.memory[PAGE] = 2
        return unwritten(start, PAGE) and not unwritten(start + PAGE, PAGE)


_probe: Optional[Probe] = None


def prepare() -> None:
    """For the parent, before it forks."""
    global _probe
    if _probe is None and os.path.exists("/proc/self/pagemap"):
        _probe = Probe()


def untouched(buffer: memoryview) -> bool:
    """True when this forked process has not written to the buffer; False also where nobody can tell."""
    if _probe is None or not _probe.tells():
        return False
    start = address_of(buffer)
    return start is not None and unwritten(start, buffer.nbytes)


def unwritten(start: int, size: int) -> bool:
    first, last = start // PAGE, -(-(start + size) // PAGE)
    try:
        with open("/proc/self/pagemap", "rb", buffering=0) as file:
            file.seek(8 * first)
            entries = file.read(8 * (last - first))
    except OSError:
        return False
    if len(entries) != 8 * (last - first):
        return False
    # Every entry ends with its flags: a page that is this process's alone, or swapped out, may have been written to.
    return not any(flags & (EXCLUSIVE | SWAPPED) and flags & (PRESENT | SWAPPED) for flags in set(entries[7::8]))


def address_of(buffer: memoryview) -> Optional[int]:
    """Where a buffer begins; None for one that is read-only and so hides it."""
    try:
        import ctypes

        return ctypes.addressof(ctypes.c_char.from_buffer(buffer))
    except (ImportError, TypeError, ValueError):
        return None
