"""One function over many items: `map`, `zip` and `product`."""

from __future__ import annotations

import itertools
from typing import Any, Callable, Iterable, Iterator, List, Optional, Sequence, Tuple, TypeVar, Union

from ..durations import seconds_in
from ..scatter import Scatter, run
from ..tasks import task_of
from ..windows import windows

Result = TypeVar("Result")

ON_ERROR = ("raise", "collect")

#: Answers a call whose results are known already, or says None; see `chains`.
foreseen: Optional[Callable[..., Optional[List[Any]]]] = None


def map(
    f: Callable[..., Result],
    xs: Iterable[Any],
    /,
    *,
    seed: Optional[int] = None,
    on_error: Optional[str] = None,
    ordered: bool = True,
    chunk: Optional[int] = None,
    retries: Optional[int] = None,
    time: Union[str, float, None] = None,
    **broadcast: Any,
) -> List[Result]:
    """`[f(x, **broadcast) for x in xs]`, in input order unless `ordered=False`.

    `on_error="collect"` puts a Failure in the slot of an item that raised. With `seed`, item i has the random numbers of
    `SeedSequence(seed, spawn_key=(i,))`. `time` limits one item, `retries` counts its further attempts.

    Raises the exception of the lowest failing index; OrderDependentRNG for items that draw without a seed in a pool;
    BroadcastMutated when an item changed an argument; CannotTravel for a result that cannot leave its process.
    """
    options = dict(seed=seed, on_error=on_error, ordered=ordered, chunk=chunk, retries=retries, time=time)
    known = None if foreseen is None else foreseen(f, xs, options, broadcast)
    if known is not None:
        return known
    return mapped("map", f, xs, False, options, broadcast)


def zip(f: Callable[..., Result], /, *xs: Iterable[Any], **options: Any) -> List[Result]:
    """`[f(*x, **broadcast) for x in zip(*xs, strict=True)]`, with the options of `map`.

    Raises ValueError when the inputs differ in length.
    """
    return spread("zip", f, zipped(xs), options)


def product(f: Callable[..., Result], /, *xs: Iterable[Any], **options: Any) -> List[Result]:
    """`[f(a, b, **broadcast) for a in xs[0] for b in xs[1]]`, the last input fastest, with the options of `map`."""
    lists = [list(values) for values in xs]
    return spread("product", f, list(itertools.product(*lists)), options, tuple(len(values) for values in lists))


OPTIONS = ("seed", "on_error", "ordered", "chunk", "retries", "time")


def spread(
    label: str, f: Callable[..., Any], xs: Iterable[Any], options: Any, shape: Optional[Tuple[int, ...]] = None
) -> List[Any]:
    broadcast = {name: value for name, value in options.items() if name not in OPTIONS}
    said = {name: options.get(name) for name in OPTIONS if options.get(name) is not None}
    return mapped(label, f, xs, True, said, broadcast, shape)


def mapped(
    label: str,
    f: Any,
    xs: Iterable[Any],
    spread: bool,
    options: Any,
    broadcast: Any,
    shape: Optional[Tuple[int, ...]] = None,
) -> List[Any]:
    """Describes the call as a scatter, or as several where nobody knows how many items there are, and runs it."""
    said = {name: value for name, value in options.items() if value is not None}
    said = {**task_of(f).defaults(), **said}
    said["time"] = seconds_in(said.get("time"))
    check(said)
    results: List[Any] = []
    for items, first in windows(xs):
        indices = range(first, first + len(items)) if first else None
        name = getattr(f, "__name__", type(f).__name__)
        results += run(Scatter(f, items, broadcast, f"{label} {name}", spread=spread, shape=shape, indices=indices, **said))
    return results


def check(said: Any) -> None:
    if said.get("on_error", "raise") not in ON_ERROR:
        raise ValueError(f'on_error={said["on_error"]!r}: write "raise" or "collect".')
    for name in ("chunk", "retries"):
        least = 1 if name == "chunk" else 0
        if name in said and not (isinstance(said[name], int) and said[name] >= least):
            raise ValueError(f"{name}={said[name]!r}: write a whole number from {least} on.")
    if said.get("seed") is not None and (not isinstance(said["seed"], int) or said["seed"] < 0):
        raise ValueError(f"seed={said['seed']!r}: write a whole number from 0 on.")


def zipped(xs: Sequence[Iterable[Any]]) -> Iterator[Tuple[Any, ...]]:
    """`zip(*xs, strict=True)`, which Python 3.9 does not have."""
    missing = object()
    for place, row in enumerate(itertools.zip_longest(*xs, fillvalue=missing)):
        if any(value is missing for value in row):
            raise ValueError(f"zip needs inputs of one length; input {shorter(row, missing)} ends after {place} items.")
        yield row


def shorter(row: Sequence[Any], missing: Any) -> int:
    return next(place for place, value in enumerate(row) if value is missing)
