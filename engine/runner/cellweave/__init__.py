"""Skeletons of parallelism with a plain sequential meaning: decorated code runs unchanged in plain Python."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .errors import BroadcastMutated, CannotTravel, Failure, OrderDependentRNG, TimeLimit, WorkerDied
from .settings import use

if TYPE_CHECKING:
    from .seeds import item_seed
    from .skeletons.dc import dc
    from .skeletons.each import each
    from .skeletons.ensemble import ensemble
    from .skeletons.farm import farm
    from .skeletons.fedavg import fedavg
    from .skeletons.folds import folds
    from .skeletons.fork import branch, fork
    from .skeletons.iterate import iterate
    from .skeletons.kfold import kfold
    from .skeletons.map import map, product, zip
    from .skeletons.pipe import pipe, stage
    from .skeletons.reduce import mapreduce, reduce
    from .skeletons.scan import scan
    from .skeletons.space import choice, integers, loguniform, uniform
    from .skeletons.stencil import stencil
    from .skeletons.stopping import report
    from .skeletons.sweep import sweep
    from .skeletons.train import train
    from .tasks import environment, task

__version__ = "0.1.0"

#: Name → the module that has it, imported when it is first asked for.
_places = {
    "task": "tasks",
    "environment": "tasks",
    "item_seed": "seeds",
    "map": "skeletons.map",
    "zip": "skeletons.map",
    "product": "skeletons.map",
    "farm": "skeletons.farm",
    "reduce": "skeletons.reduce",
    "mapreduce": "skeletons.reduce",
    "scan": "skeletons.scan",
    "each": "skeletons.each",
    "fork": "skeletons.fork",
    "branch": "skeletons.fork",
    "stencil": "skeletons.stencil",
    "pipe": "skeletons.pipe",
    "stage": "skeletons.pipe",
    "dc": "skeletons.dc",
    "iterate": "skeletons.iterate",
    "sweep": "skeletons.sweep",
    "report": "skeletons.stopping",
    "choice": "skeletons.space",
    "uniform": "skeletons.space",
    "loguniform": "skeletons.space",
    "integers": "skeletons.space",
    "kfold": "skeletons.kfold",
    "folds": "skeletons.folds",
    "ensemble": "skeletons.ensemble",
    "train": "skeletons.train",
    "fedavg": "skeletons.fedavg",
}

__all__ = [
    "BroadcastMutated",
    "CannotTravel",
    "Failure",
    "OrderDependentRNG",
    "TimeLimit",
    "WorkerDied",
    "use",
    *_places,
]


def __getattr__(name: str) -> Any:
    place = _places.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{place}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
