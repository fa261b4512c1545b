"""The table of backends: name → module with `run(scatter, settings) -> iterator of Batch`."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Dict, Iterator

#: A module is imported when it is first used, since most need a package of their own.
backends: Dict[str, str] = {
    "sequential": "sequential",
    "local": "local",
    "dask": "dask",
    "ray": "ray",
    "mpi": "mpi",
    "joblib": "joblib",
}


def backend_named(name: str) -> Callable[..., Iterator[Any]]:
    """The `run` of a backend."""
    run: Callable[..., Iterator[Any]] = importlib.import_module(f"{__name__}.{backends.get(name, name)}").run
    return run
