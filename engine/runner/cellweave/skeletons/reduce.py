"""Many values into one, by a tree whose shape hangs on their number alone: `reduce` and `mapreduce`."""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, Hashable, Iterable, List, Optional, TypeVar

from ..scatter import Scatter, run
from .map import map as mapped

Value = TypeVar("Value")

MISSING: Any = object()
FANIN = 32
ORDERS = ("tree", "left")


def reduce(
    op: Callable[[Any, Any], Any],
    xs: Iterable[Any],
    init: Any = MISSING,
    *,
    fanin: int = FANIN,
    order: str = "tree",
) -> Any:
    """All values joined by `op`, an associative function of two.

    Values are folded from the left in groups of `fanin`, what comes out again, and so on: the same shape with any number
    of workers and with none, so that sums of floats are the same, too. `init` stands to the left of it all.
    `order="left"` is a strict left fold. Raises TypeError for no values and no `init`.
    """
    if order not in ORDERS:
        raise ValueError(f'order={order!r}: write "tree" or "left".')
    if fanin < 2:
        raise ValueError(f"fanin={fanin}: a group has at least two values.")
    values = list(xs)
    if order == "left":
        return functools.reduce(op, values) if init is MISSING else functools.reduce(op, values, init)
    while len(values) > 1:
        values = level(op, values, fanin)
    if init is MISSING:
        return functools.reduce(op, values)
    return functools.reduce(op, values, init)


def level(op: Callable[[Any, Any], Any], values: List[Any], fanin: int) -> List[Any]:
    """One level of the tree: each group of `fanin` values folded from the left."""
    groups = [values[start : start + fanin] for start in range(0, len(values), fanin)]
    name = getattr(op, "__name__", type(op).__name__)
    return run(Scatter(functools.partial(functools.reduce, op), groups, label=f"reduce {name}"))


def mapreduce(
    f: Callable[..., Any],
    op: Callable[[Any, Any], Any],
    xs: Iterable[Any],
    /,
    *,
    key: Optional[Callable[[Any], Hashable]] = None,
    init: Any = MISSING,
    fanin: int = FANIN,
    **options: Any,
) -> Any:
    """`reduce(op, map(f, xs))`; with `key`, a dict of it for each `key(x)`, keys in the order in which they are first seen.

    The other options are those of `map`.
    """
    items = list(xs)
    values = mapped(f, items, **options)
    if key is None:
        return reduce(op, values, init, fanin=fanin)
    groups: Dict[Hashable, List[Any]] = {}
    for item, value in zip(items, values):
        groups.setdefault(key(item), []).append(value)
    return {name: reduce(op, group, init, fanin=fanin) for name, group in groups.items()}
