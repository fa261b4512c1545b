"""What can be known of a loop before it runs: its items, and whether it is too light for any effort."""

from __future__ import annotations

import types
from typing import Any, Iterator, Optional, Sequence, Tuple

PLAIN = (list, tuple, range, str, bytes)
VIEWS: Tuple[type, ...] = (dict, set, frozenset, type({}.keys()), type({}.values()), type({}.items()))
GROWING = frozenset((list, *VIEWS))
TABLES = {("numpy", "ndarray"), ("pandas", "Series"), ("pandas", "Index"), ("pandas", "RangeIndex")}
ITERATORS: Tuple[type, ...] = (type(iter([])), type(iter(())), type(iter(range(0))), type(iter("")), type(iter({})))

#: Seconds that an instruction of Python may take, about.
INSTRUCTION_SECONDS = 2e-8
LIGHT_SECONDS = 0.002
#: Calls that take no time worth a process.
QUICK = frozenset(
    "abs append bool chr divmod endswith extend float format get int isinstance items keys len lower max min ord "
    "print replace round split startswith str strip tuple type upper values _cw_item __cellweave__ kept fold".split()
)


def items_ahead(iterable: Any) -> Optional[Sequence[Any]]:
    """The items, where looking at them all now is the same as taking one after the other; None elsewhere."""
    kind = type(iterable)
    if kind in PLAIN:
        return iterable  # type: ignore[no-any-return]
    if kind in VIEWS or (kind.__module__.partition(".")[0], kind.__name__) in TABLES:
        return list(iterable)
    if kind in (enumerate, zip) and all(safe(source) for source in sources(iterable)):
        return list(iterable)
    return None


def sources(iterable: Any) -> Sequence[Any]:
    """What an `enumerate` or `zip` goes over; one thing that is not safe where that is not told."""
    try:
        reduced = iterable.__reduce__()
    except TypeError:
        return (None,)
    if type(iterable) is enumerate:
        return (reduced[1][0],)
    # A strict zip may raise at its end.
    return (None,) if len(reduced) > 2 else tuple(reduced[1])


def safe(iterator: Any) -> bool:
    if type(iterator) in (enumerate, zip):
        return all(safe(source) for source in sources(iterator))
    return type(iterator) in ITERATORS or type(iterator).__name__ in (
        "dict_keyiterator", "dict_valueiterator", "dict_itemiterator", "set_iterator", "longrange_iterator",
        "str_ascii_iterator", "bytes_iterator",
    )  # fmt: skip


def seems_light(code: types.CodeType, count: int) -> bool:
    """True for code that calls nothing but quick builtins, so few times that no process is worth it."""
    if any(name not in QUICK for name in code.co_names):
        return False
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return len(code.co_code) * INSTRUCTION_SECONDS * count < LIGHT_SECONDS and not inner


def from_place(items: Sequence[Any], start: int, stop: Optional[int]) -> Iterator[Any]:
    """The items at places from `start` up to `stop`, as a loop over a list meets them that changes meanwhile."""
    place = start
    while place < (len(items) if stop is None else min(stop, len(items))):
        yield items[place]
        place += 1


def changed_size(items: Any, count: int) -> bool:
    """True when what a loop goes over has grown or shrunk since it had so many items."""
    return type(items) in GROWING and len(items) != count


def after_change(items: Any, place: int) -> Iterator[Any]:
    """The items from `place` on of a list that was changed meanwhile. Raises RuntimeError for what must not change."""
    if type(items) is list:
        return from_place(items, place, None)
    kind = "Set" if isinstance(items, (set, frozenset)) else "dictionary"
    raise RuntimeError(f"{kind} changed size during iteration")
