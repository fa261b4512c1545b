"""Running totals, by blocks whose size hangs on nothing but an argument."""

from __future__ import annotations

import functools
from itertools import accumulate
from typing import Any, Callable, Iterable, List

from ..scatter import Scatter, run

BLOCK = 256


def scan(op: Callable[[Any, Any], Any], xs: Iterable[Any], /, *, block: int = BLOCK) -> List[Any]:
    """`list(itertools.accumulate(xs, op))` for an associative `op`, as long as the input.

    Each block of `block` values is accumulated alone; then what all blocks before it come to is joined to the left of its
    values. The shape is the same with any number of workers and with none. Raises ValueError for a block below 1.
    """
    if block < 1:
        raise ValueError(f"block={block}: a block has at least one value.")
    values = list(xs)
    blocks = [values[start : start + block] for start in range(0, len(values), block)]
    if len(blocks) < 2:
        return list(accumulate(values, op))
    name = getattr(op, "__name__", type(op).__name__)
    totals = run(Scatter(functools.partial(accumulated, op), blocks, label=f"scan {name}"))
    before = list(accumulate((block[-1] for block in totals), op))
    shifted = run(Scatter(functools.partial(joined, op), list(zip(before, totals[1:])), label=f"scan {name}"))
    return [value for part in (totals[0], *shifted) for value in part]


def accumulated(op: Callable[[Any, Any], Any], values: List[Any]) -> List[Any]:
    return list(accumulate(values, op))


def joined(op: Callable[[Any, Any], Any], pair: Any) -> List[Any]:
    before, values = pair
    return [op(before, value) for value in values]
