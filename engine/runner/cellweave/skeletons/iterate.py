"""A step again and again, until it is enough."""

from __future__ import annotations

from typing import Any, Callable, TypeVar

State = TypeVar("State")


def iterate(
    step: Callable[..., State],
    state: State,
    until: Callable[[State], Any] | None = None,
    max_iter: int | None = None,
    **broadcast: Any,
) -> State:
    """`while not until(state): state = step(state)`, at most `max_iter` times; the state when it is enough.

    `until` is asked before the first step, too. What runs at once is what a step asks for: its own maps and reduces.
    """
    if until is None and max_iter is None:
        raise ValueError("iterate() would never end: give until, max_iter or both")
    if max_iter is not None and max_iter < 0:
        raise ValueError(f"max_iter={max_iter} must not be below 0")
    steps = 0
    while (max_iter is None or steps < max_iter) and not (until is not None and until(state)):
        state = step(state, **broadcast)
        steps += 1
    return state
