"""Several models of the same data, and what they give together."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from ..scatter import Scatter, run
from .labels import label_of


def ensemble(
    fits: Iterable[Callable[..., Any]],
    combine: Callable[[list[Any]], Any],
    *,
    seed: int | None = None,
    on_error: str = "raise",
    **broadcast: Any,
) -> Any:
    """`combine([fit(**broadcast) for fit in fits])`."""
    return combine(run(Scatter(fit_one, list(fits), broadcast, label_of("ensemble", combine), seed, on_error)))


def fit_one(fit: Callable[..., Any], **broadcast: Any) -> Any:
    return fit(**broadcast)
