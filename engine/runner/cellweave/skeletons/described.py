"""The scatter of a skeleton other than map, with what its function's decorator says."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

from ..scatter import Scatter
from ..tasks import task_of
from .map import check


def described(
    skeleton: str,
    function: Any,
    call: Callable[..., Any],
    items: Sequence[Any],
    broadcast: Mapping[str, Any],
    **said: Any,
) -> Scatter:
    """`call` for each item; what the call leaves open is as `function` was marked by `task`. Raises ValueError."""
    options = {**task_of(function).defaults(), **{name: value for name, value in said.items() if value is not None}}
    check(options)
    return Scatter(call, items, broadcast, label_of(skeleton, function), **options)


def label_of(skeleton: str, function: Any) -> str:
    """`kfold fit`, as a person would say it; a function without a name of its own is left out."""
    name = getattr(function, "__name__", "")
    return skeleton if not name or name == "<lambda>" else f"{skeleton} {name}"
