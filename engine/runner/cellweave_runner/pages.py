"""Which pages of a mapped object were written: the kernel knows, so that a gigabyte need not be hashed."""

import ctypes
import mmap
import os
import struct

from .objects import PAGE, mappings

# Beyond this, hashing the whole is no slower than comparing page by page.
MOST_COMPARED = 64 << 20
PRESENT, SWAPPED, FILE, EXCLUSIVE = 1 << 63, 1 << 62, 1 << 61, 1 << 56


def address(view):
    """Where the bytes of a contiguous memoryview are, or None where it cannot be asked."""
    if view.readonly:
        numpy = numpy_module()
        if numpy is None:
            return None
        return numpy.frombuffer(view, dtype="u1").__array_interface__["data"][0]
    return ctypes.addressof(ctypes.c_char.from_buffer(view))


def numpy_module():
    import sys

    return sys.modules.get("numpy")


def mapped_at(start, size):
    """The path and file offset behind an address range that lies in a mapped object, or None."""
    for entry in list(mappings):
        reference, path = entry
        mapping = reference()
        if mapping is None:
            mappings.remove(entry)
            continue
        base = ctypes.addressof(ctypes.c_char.from_buffer(mapping))
        if base <= start and start + size <= base + len(mapping):
            return path, start - base
    return None


def written_pages(start, size):
    """Addresses of the pages in the range that are no longer the file's, or None where the kernel does not say."""
    first = start // PAGE
    entries = entries_of(first, (start + size - 1) // PAGE + 1)
    return None if entries is None else [(first + index) * PAGE for index in written_entries(entries)]


def entries_of(first, stop):
    """What the kernel says of the pages from `first` up to `stop`, eight bytes each; None where it says nothing."""
    try:
        with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
            pagemap.seek(first * 8)
            entries = pagemap.read((stop - first) * 8)
    except OSError:
        return None
    return entries if len(entries) == (stop - first) * 8 else None


def written_entries(entries):
    numpy = numpy_module()
    if numpy is not None:
        table = numpy.frombuffer(entries, dtype="<u8")
        written = ((table & PRESENT) != 0) & ((table & FILE) == 0) | ((table & SWAPPED) != 0)
        return numpy.flatnonzero(written).tolist()
    return [index for index, (entry,) in enumerate(struct.iter_unpack("<Q", entries))
            if (entry & PRESENT and not entry & FILE) or entry & SWAPPED]


def changed_pages(view, start, path, offset):
    """Address and content of the pages of a mapped range that are not what its file holds; None where that is not known."""
    pages = written_pages(start, view.nbytes)
    if pages is None or len(pages) * PAGE > MOST_COMPARED:
        return None
    if not pages:
        return []
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        changed = []
        for page in pages:
            low, high = max(page, start), min(page + PAGE, start + view.nbytes)
            content = bytes(view[low - start:high - start])
            if content != os.pread(descriptor, high - low, offset + low - start):
                changed.append((low, content))
        return changed
    except OSError:
        return None
    finally:
        os.close(descriptor)


class ForkProbe:
    """Tells in a forked process whether the kernel says which pages it still shares with its parent."""

    def __init__(self):
        self.memory = mmap.mmap(-1, 2 * PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.memory[0] = self.memory[PAGE] = 1

    def tells(self):
        start = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        self.memory[PAGE] = 2
        return bool(unwritten(start, PAGE)) and not unwritten(start + PAGE, PAGE)


def unwritten(start, size):
    """True when this process wrote to none of these whole pages since it was forked."""
    entries = entries_of(start // PAGE, (start + size) // PAGE)
    if entries is None:
        return False
    numpy = numpy_module()
    if numpy is None:
        return not any(entry & SWAPPED or (entry & PRESENT and entry & EXCLUSIVE and not entry & FILE) for (entry,) in struct.iter_unpack("<Q", entries))
    table = numpy.frombuffer(entries, dtype="<u8")
    own = ((table & PRESENT) != 0) & ((table & EXCLUSIVE) != 0) & ((table & FILE) == 0)
    return not bool((own | ((table & SWAPPED) != 0)).any())


def edges(start, size):
    """The whole pages in a range, as start and size, and the offsets up to and from which it shares pages with others."""
    first, last = -(-start // PAGE) * PAGE, (start + size) // PAGE * PAGE
    return (first, last - first, first - start, last - start) if last > first else None
