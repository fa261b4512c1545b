"""A loop that says how its names come out of its items."""

from __future__ import annotations

from typing import Any, Iterable, Iterator, Mapping, Optional, TypeVar

Item = TypeVar("Item")


def each(
    xs: Iterable[Item],
    *,
    gather: Optional[Mapping[str, Any]] = None,
    reduce: Optional[Mapping[str, str]] = None,
    **options: Any,
) -> Iterator[Item]:
    """The items, one after the other: a plain loop. A compiled cell may run them at once.

    `gather={"rows": list}` says that the body only appends to `rows`; `reduce={"total": "+"}` that it only adds to it.
    """
    return iter(xs)
