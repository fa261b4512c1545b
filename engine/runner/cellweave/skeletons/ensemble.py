"""Several models of the same data, and what they give together."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from ..scatter import run
from .described import described


def ensemble(
    fits: Iterable[Callable[..., Any]],
    combine: Callable[[list[Any]], Any],
    *,
    seed: int | None = None,
    on_error: str | None = None,
    **broadcast: Any,
) -> Any:
    """`combine([fit(**broadcast) for fit in fits])`."""
    return combine(run(described("ensemble", combine, Fit(), list(fits), broadcast, seed=seed, on_error=on_error)))


class Fit:
    """Calls one fit. Not a function, since what is known of a function's time would be taken for that of every fit."""

    def __call__(self, fit: Callable[..., Any], **broadcast: Any) -> Any:
        return fit(**broadcast)
