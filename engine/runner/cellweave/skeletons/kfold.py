"""Cross-validation: the rows split once, one call a fold."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from ..scatter import run
from .described import described
from .folds import Fold, folds


def kfold(
    fn: Callable[..., Any],
    X: Any,
    y: Any = None,
    k: int = 5,
    stratify: bool = False,
    groups: Any = None,
    seed: int | None = None,
    *,
    on_error: str | None = None,
    **broadcast: Any,
) -> list[Any]:
    """`[fn(fold, X, y, **broadcast) for fold in folds]`, without y where there is none; rows are `fold.train`, `fold.test`.

    The folds are those of scikit-learn's KFold, with `stratify` StratifiedKFold and with `groups` GroupKFold; a seed
    shuffles them as `random_state` does, and seeds the random numbers in every fold.
    """
    splits = folds(X, y, k=k, stratify=stratify, groups=groups, seed=seed)
    broadcast = {"X": X, "y": y, **broadcast}
    call = partial(fit_fold, fn, y is not None)
    return run(described("kfold", fn, call, splits, broadcast, seed=seed, on_error=on_error))


def fit_fold(fn: Callable[..., Any], labelled: bool, fold: Fold, X: Any, y: Any, **broadcast: Any) -> Any:
    return fn(fold, X, y, **broadcast) if labelled else fn(fold, X, **broadcast)
