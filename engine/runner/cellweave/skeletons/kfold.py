"""Cross-validation: the rows split once, one call a fold."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from ..scatter import Scatter, run
from .folds import Fold, folds
from .labels import label_of


def kfold(
    fn: Callable[..., Any],
    X: Any,
    y: Any = None,
    k: int = 5,
    stratify: bool = False,
    groups: Any = None,
    seed: int | None = None,
    *,
    on_error: str = "raise",
    **broadcast: Any,
) -> list[Any]:
    """`[fn(fold, X, y, **broadcast) for fold in folds]`, without y where there is none; rows are `fold.train`, `fold.test`.

    The folds are those of scikit-learn's KFold, with `stratify` StratifiedKFold and with `groups` GroupKFold; a seed
    shuffles them as `random_state` does, and seeds the random numbers in every fold.
    """
    splits = folds(X, y, k=k, stratify=stratify, groups=groups, seed=seed)
    broadcast = {"X": X, "y": y, **broadcast}
    return run(Scatter(partial(fit_fold, fn, y is not None), splits, broadcast, label_of("kfold", fn), seed, on_error))


def fit_fold(fn: Callable[..., Any], labelled: bool, fold: Fold, X: Any, y: Any, **broadcast: Any) -> Any:
    return fn(fold, X, y, **broadcast) if labelled else fn(fold, X, **broadcast)
