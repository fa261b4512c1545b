"""Train and test rows of each fold: those of scikit-learn's KFold, StratifiedKFold and GroupKFold, without it."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from typing import Any, Sequence

from .shuffling import Shuffler


@dataclass(frozen=True)
class Fold:
    """One split: `X[fold.train]`, `X[fold.test]`. The rows are NumPy arrays where X is an array or a table, else lists."""

    index: int
    train: Any
    test: Any


def folds(
    X: Any, y: Any = None, *, k: int = 5, stratify: bool = False, groups: Any = None, seed: int | None = None
) -> list[Fold]:
    """The k folds of the rows of X, shuffled where a seed is given.

    `stratify` keeps the share of each value of y in every fold; `groups` keeps rows of one group in one fold.
    """
    count = row_count(X)
    if k < 2 or k != int(k):
        raise ValueError(f"k={k!r}: a k-fold split needs at least 2 folds")
    if stratify and groups is not None:
        raise ValueError("stratify and groups cannot be had together; leave one out")
    shuffler = None if seed is None else Shuffler(seed)
    if groups is not None:
        fold_of_row = by_group(labels(groups, count, "groups"), k, shuffler)
    elif stratify:
        if y is None:
            raise ValueError("stratify=True needs y")
        fold_of_row = by_class(labels(y, count, "y"), k, shuffler)
    else:
        fold_of_row = by_place(count, k, shuffler)
    return gathered(fold_of_row, k, as_array=is_array(X))


def by_place(count: int, k: int, shuffler: Shuffler | None) -> list[int]:
    if k > count:
        raise ValueError(f"k={k} folds of {count} rows: there are fewer rows than folds")
    rows = list(range(count)) if shuffler is None else shuffler.shuffled(list(range(count)))
    fold_of_row = [0] * count
    for fold, part in enumerate(split_evenly(rows, k)):
        for row in part:
            fold_of_row[row] = fold
    return fold_of_row


def by_class(classes: list[Any], k: int, shuffler: Shuffler | None) -> list[int]:
    rows_of: dict[Any, list[int]] = {}
    for row, label in enumerate(classes):
        rows_of.setdefault(label, []).append(row)
    smallest = min(map(len, rows_of.values()), default=0)
    if all(k > len(rows) for rows in rows_of.values()):
        raise ValueError(f"k={k} folds: no class has so many rows")
    if k > smallest:
        warnings.warn(f"The rarest class has {smallest} rows, fewer than the {k} folds", UserWarning, stacklevel=4)
    fold_of_row = [0] * len(classes)
    begin = 0
    # Classes in order of first appearance, their rows dealt in turn over all classes: no fold gets two more than another.
    for rows in rows_of.values():
        dealt = sorted(place % k for place in range(begin, begin + len(rows)))
        begin += len(rows)
        for row, fold in zip(rows, dealt if shuffler is None else shuffler.shuffled(dealt)):
            fold_of_row[row] = fold
    return fold_of_row


def by_group(groups: list[Any], k: int, shuffler: Shuffler | None) -> list[int]:
    sizes: dict[Any, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    if k > len(sizes):
        raise ValueError(f"k={k} folds of {len(sizes)} groups: there are fewer groups than folds")
    names = sorted(sizes)
    if shuffler is not None:
        parts = split_evenly(shuffler.shuffled(names), k)
        fold_of_group = {group: fold for fold, part in enumerate(parts) for group in part}
        return [fold_of_group[group] for group in groups]
    fold_of_group, filled = {}, [0] * k
    # The largest group first, each to the lightest fold; of equal groups the later name first, as scikit-learn has it.
    for group in sorted(names, key=sizes.__getitem__)[::-1]:
        lightest = filled.index(min(filled))
        fold_of_group[group] = lightest
        filled[lightest] += sizes[group]
    return [fold_of_group[group] for group in groups]


def split_evenly(values: list[Any], k: int) -> list[list[Any]]:
    """k parts in order; the first ones take one more where it does not divide."""
    size, larger = divmod(len(values), k)
    ends = [part * size + min(part, larger) for part in range(k + 1)]
    return [values[begin:end] for begin, end in zip(ends, ends[1:])]


def gathered(fold_of_row: list[int], k: int, as_array: bool) -> list[Fold]:
    rows_of: list[list[int]] = [[] for _ in range(k)]
    for row, fold in enumerate(fold_of_row):
        rows_of[fold].append(row)
    if not as_array:
        return [Fold(fold, [row for row, of in enumerate(fold_of_row) if of != fold], rows_of[fold]) for fold in range(k)]
    numpy = sys.modules["numpy"]
    owner = numpy.array(fold_of_row)
    return [Fold(fold, numpy.flatnonzero(owner != fold), numpy.flatnonzero(owner == fold)) for fold in range(k)]


def is_array(value: Any) -> bool:
    """True for what takes a NumPy array of rows: arrays, pandas and torch; never without NumPy."""
    return "numpy" in sys.modules and (hasattr(value, "__array__") or hasattr(value, "iloc") or hasattr(value, "tocsr"))


def row_count(X: Any) -> int:
    return int(X.shape[0]) if hasattr(X, "shape") else len(X)


def labels(values: Any, count: int, name: str) -> list[Any]:
    """One plain Python value a row."""
    plain: Sequence[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    if len(plain) != count:
        raise ValueError(f"{name} has {len(plain)} values for {count} rows")
    if plain and isinstance(plain[0], list):
        if any(len(row) != 1 for row in plain):
            raise ValueError(f"{name} must hold one value a row")
        plain = [row[0] for row in plain]
    return list(plain)
