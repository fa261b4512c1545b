"""Federated averaging: every client trains on its own data, only what it learnt is put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Mapping, Sequence

from ..errors import Failure
from ..scatter import run
from .averages import weighted_mean
from .described import described


def fedavg(
    train_fn: Callable[..., Any],
    clients: Sequence[Any],
    rounds: int,
    init: Mapping[str, Any],
    min_clients: int | None = None,
    *,
    seed: int | None = None,
    **broadcast: Any,
) -> Mapping[str, Any]:
    """The state after so many rounds: each round the mean of what the clients give, added up in their order.

    train_fn     train_fn(state, client, **broadcast) gives the client's new state, or (state, weight) with the
                 number of rows that it trained on; the state it gets is not to be changed
    clients      what tells a client where its data are: a path, a name. The data themselves are opened by `train_fn`
    init         name → NumPy array, torch tensor or number
    min_clients  a client that raises is left out of the round, as long as so many remain; without it none may raise
    """
    everyone = list(clients)
    if not everyone:
        raise ValueError("fedavg() needs at least one client")
    if rounds < 0:
        raise ValueError(f"rounds={rounds} must not be below 0")
    if min_clients is not None and not 1 <= min_clients <= len(everyone):
        raise ValueError(f"min_clients={min_clients} must be between 1 and the number of clients, {len(everyone)}")
    on_error = "raise" if min_clients is None else "collect"
    scatter = described("fedavg", train_fn, Client(train_fn), everyone, {}, seed=seed, on_error=on_error)
    state = init
    for turn in range(rounds):
        first = turn * len(everyone)
        indices = range(first, first + len(everyone))
        trained = run(replace(scatter, broadcast={"state": state, **broadcast}, indices=indices))
        state = weighted_mean(*remaining(trained, min_clients or len(everyone), turn))
    return state


class Client:
    """The author's function with the client as its second argument."""

    def __init__(self, train_fn: Callable[..., Any]) -> None:
        self.train_fn = train_fn

    def __call__(self, client: Any, state: Mapping[str, Any], **broadcast: Any) -> Any:
        return self.train_fn(state, client, **broadcast)


def remaining(trained: Sequence[Any], enough: int, turn: int) -> tuple[list[Mapping[str, Any]], list[float]]:
    """States and weights of the clients that did not fail; raises where too few are left."""
    failures = [result for result in trained if isinstance(result, Failure)]
    kept = [result for result in trained if not isinstance(result, Failure)]
    if len(kept) < enough:
        first = failures[0]
        raise RuntimeError(
            f"Only {len(kept)} of {len(trained)} clients were left in round {turn}, and min_clients is {enough}. "
            f"The first that failed raised {type(first.exc).__name__}: {first.exc}"
        ) from first.exc
    pairs = [result if is_weighted(result) else (result, 1.0) for result in kept]
    return [state for state, _ in pairs], [float(weight) for _, weight in pairs]


def is_weighted(result: Any) -> bool:
    return isinstance(result, tuple) and len(result) == 2
