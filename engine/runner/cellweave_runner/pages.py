"""Which pages of a mapped object were written: the kernel knows, so that a gigabyte need not be hashed."""

import ctypes
import os
import struct

from .objects import PAGE, mappings

PRESENT, SWAPPED, FILE = 1 << 63, 1 << 62, 1 << 61


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
    first, last = start // PAGE, (start + size - 1) // PAGE
    try:
        with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
            pagemap.seek(first * 8)
            entries = pagemap.read((last - first + 1) * 8)
    except OSError:
        return None
    if len(entries) != (last - first + 1) * 8:
        return None
    found = []
    for index, (entry,) in enumerate(struct.iter_unpack("<Q", entries)):
        if (entry & PRESENT and not entry & FILE) or entry & SWAPPED:
            found.append((first + index) * PAGE)
    return found


def unchanged(view, start, path, offset):
    """True when a mapped range still holds what its file holds."""
    pages = written_pages(start, view.nbytes)
    if pages is None:
        return None
    if not pages:
        return True
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        for page in pages:
            low, high = max(page, start), min(page + PAGE, start + view.nbytes)
            if bytes(view[low - start:high - start]) != os.pread(descriptor, high - low, offset + low - start):
                return False
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return True
