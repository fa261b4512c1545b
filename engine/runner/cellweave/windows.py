"""Items whose number is not known, read a growing window at a time."""

from __future__ import annotations

from itertools import islice
from typing import Any, Iterable, Iterator, List, Sequence, Tuple

FIRST = 1024
GROWTH = 4
LARGEST = 1 << 20


def windows(xs: Iterable[Any]) -> Iterator[Tuple[Sequence[Any], int]]:
    """Parts of the input with the index of their first item: all of it where its length is known.

    What the input raises is raised after the items before it have been given out.
    """
    if hasattr(xs, "__len__"):
        yield sequence(xs), 0
        return
    stream = iter(xs)
    size, first = FIRST, 0
    while True:
        items: List[Any] = []
        error = None
        try:
            for item in islice(stream, size):
                items.append(item)
        except Exception as raised:
            error = raised
        if items or (first == 0 and error is None):
            yield items, first
        if error is not None:
            raise error
        if len(items) < size:
            return
        first += len(items)
        size = min(size * GROWTH, LARGEST)


def sequence(xs: Any) -> Sequence[Any]:
    """The items as a sequence: one that slices like a list stays as it is."""
    return xs if type(xs) in (list, tuple, range) else list(xs)
