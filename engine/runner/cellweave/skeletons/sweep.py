"""Trials of a function over a space of parameters, and the best of them."""

from __future__ import annotations

import itertools
import math
import random
import warnings
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Callable, Iterable, Mapping, Sequence, Union

from ..errors import Failure
from ..scatter import run
from .described import described
from .space import dimensions
from .stopping import Rule, Stopped, Stopping

Parameters = Mapping[str, Any]
Sampler = Union[str, Sequence[Parameters], Callable[..., Iterable[Parameters]]]


@dataclass(frozen=True)
class Trial:
    """One call of the function: what it was given, what it gave, and the number it is judged by."""

    index: int
    parameters: dict[str, Any]
    result: Any
    value: float | None
    failure: Failure | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Sweep:
    """All trials in the order in which they were drawn, and the best of them; None when every one failed."""

    trials: list[Trial]
    mode: str
    deterministic: bool = True
    best: Trial | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "best", best_of(self.trials, self.mode))

    def table(self) -> list[dict[str, Any]]:
        """One row a trial: `trial`, its parameters, `value`, `error` where any failed, `stopped` with early stopping. `pandas.DataFrame(…)` takes it."""
        failed = any(trial.failure for trial in self.trials)
        return [row(trial, failed, not self.deterministic) for trial in self.trials]

    def __len__(self) -> int:
        return len(self.trials)

    def __repr__(self) -> str:
        if self.best is None:
            return f"Sweep of {len(self.trials)} trials, none succeeded"
        given = ", ".join(f"{name}={value!r}" for name, value in self.best.parameters.items())
        return f"Sweep of {len(self.trials)} trials, best {self.best.value!r} with {given} (trial {self.best.index})"


def sweep(
    fn: Callable[..., Any],
    space: Mapping[str, Any],
    *,
    mode: str,
    metric: str | Callable[[Any], float] | None = None,
    sampler: Sampler = "grid",
    n: int | None = None,
    seed: int = 0,
    stop: Rule | None = None,
    on_error: str | None = None,
    **broadcast: Any,
) -> Sweep:
    """Calls fn(**parameters, **broadcast) for each trial and says which gave the "min" or "max"; of equal ones the first.

    space    name → list, range or one of `uniform`, `loguniform`, `integers`, `choice`; a single value stands for itself
    metric   what to judge by: a key of the result, or a function of it; without one the result itself is the number
    sampler  "grid" takes every combination, the last name changing fastest; "random" draws n; a list gives the trials
             themselves; a function of (space, n, random.Random) gives them, too
    seed     of the draws and of the random numbers in every trial
    stop     "median" ends a trial that tells, by `cw.report(value)`, less at a step than the median of the others; or a
             function of a value and those of the others. What ends hangs on what runs at the same time, so the sweep
             is marked as not deterministic, and warns
    on_error "collect" keeps failed trials, which are never the best
    """
    if mode not in ("min", "max"):
        raise ValueError(f'mode={mode!r} must be "min" or "max"')
    trials = drawn(space, sampler, n, seed)
    taken = sorted({name for trial in trials for name in trial} & set(broadcast))
    if taken:
        raise TypeError(f"sweep() got {', '.join(map(repr, taken))} both in the space and beside it")
    call: Any = partial(attempt, fn)
    items: list[Any] = list(trials)
    if stop is not None:
        warnings.warn("Which trials end early hangs on which run at the same time.", NotDeterministic, stacklevel=2)
        call, items = Stopping(fn, stop, mode, len(trials)), list(enumerate(trials))
    results = run(described("sweep", fn, call, items, broadcast, seed=seed, on_error=on_error))
    return Sweep([judged(index, *pair, metric) for index, pair in enumerate(zip(trials, results))], mode, stop is None)


class NotDeterministic(UserWarning):
    """Another run may give another result."""


def attempt(fn: Callable[..., Any], parameters: Parameters, **broadcast: Any) -> Any:
    return fn(**parameters, **broadcast)


def drawn(space: Mapping[str, Any], sampler: Sampler, n: int | None, seed: int) -> list[dict[str, Any]]:
    """Every trial's parameters, before the first one runs."""
    if callable(sampler):
        trials = sampler(dimensions(space), n, random.Random(seed))
    elif isinstance(sampler, str):
        if sampler not in SAMPLERS:
            raise ValueError(f"sampler={sampler!r} must be one of {', '.join(map(repr, SAMPLERS))}, a list or a function")
        trials = SAMPLERS[sampler](space, n, random.Random(seed))
    else:
        trials = sampler
    return [dict(trial) for trial in trials]


def grid(space: Mapping[str, Any], n: int | None, generator: random.Random) -> Iterable[Parameters]:
    if n is not None:
        raise ValueError('the sampler "grid" takes every combination; leave n out, or take sampler="random"')
    values = [dimension.grid(name) for name, dimension in dimensions(space).items()]
    return (dict(zip(space, combination)) for combination in itertools.product(*values))


def random_draws(space: Mapping[str, Any], n: int | None, generator: random.Random) -> Iterable[Parameters]:
    if n is None or n < 1:
        raise ValueError('the sampler "random" needs n, the number of trials')
    table = dimensions(space)
    # Only random() is promised to stay the same in every version of Python.
    return ({name: dimension.at(generator.random()) for name, dimension in table.items()} for _ in range(n))


SAMPLERS: dict[str, Callable[[Mapping[str, Any], Any, random.Random], Iterable[Parameters]]] = {
    "grid": grid,
    "random": random_draws,
}


def judged(index: int, parameters: dict[str, Any], result: Any, metric: str | Callable[[Any], float] | None) -> Trial:
    if isinstance(result, Failure):
        return Trial(index, parameters, None, None, result)
    if isinstance(result, Stopped):
        return Trial(index, parameters, None, result.value, stopped=True)
    return Trial(index, parameters, result, measure(result, metric, index))


def measure(result: Any, metric: str | Callable[[Any], float] | None, index: int) -> float:
    value = metric(result) if callable(metric) else result if metric is None else member(result, metric, index)
    try:
        return float(value)
    except (TypeError, ValueError):
        shown = type(value).__name__
        raise TypeError(f"trial {index} gave a {shown}, which is no number to judge by; say metric=") from None


def member(result: Any, metric: str, index: int) -> Any:
    try:
        return result[metric]
    except (TypeError, KeyError, IndexError):
        raise TypeError(f"trial {index} gave no {metric!r}; the function must return a dict that has it") from None


def best_of(trials: Sequence[Trial], mode: str) -> Trial | None:
    """The first trial that no other beats; one that failed, ended early or gave NaN never wins."""
    sign = 1.0 if mode == "min" else -1.0
    counted = [
        trial for trial in trials if trial.value is not None and not math.isnan(trial.value) and not trial.stopped
    ]
    return min(counted, key=lambda trial: (sign * (trial.value or 0.0), trial.index), default=None)


def row(trial: Trial, failed: bool, ended: bool) -> dict[str, Any]:
    error = {"error": said(trial.failure) if trial.failure else None} if failed else {}
    return {"trial": trial.index, **trial.parameters, "value": trial.value, **error, **({"stopped": trial.stopped} if ended else {})}


def said(failure: Failure) -> str:
    return f"{type(failure.exc).__name__}: {failure.exc}"
