"""Where skeletons run: `use("local", workers=4)`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from . import host


@dataclass(frozen=True)
class Settings:
    """A backend's name, how many processes it may use, and its own options."""

    backend: str
    workers: int = 1
    options: Mapping[str, Any] = field(default_factory=dict)


SEQUENTIAL = Settings("sequential")

_chosen: Optional[Settings] = None


class Use:
    """The choice of a backend. It holds from the call on, or only inside a `with` block."""

    def __init__(self, before: Optional[Settings]) -> None:
        self._before = before

    def __enter__(self) -> Settings:
        return current()

    def __exit__(self, *reason: object) -> None:
        choose(self._before)


def use(backend: str = "local", workers: Optional[int] = None, **options: Any) -> Use:
    """Runs the skeletons from here on by a backend: "sequential", "local", "dask", "ray", "mpi", "joblib".

    `workers` is the number of processor cores unless given. `store=FOLDER` keeps the results of items for the next run.
    The value is a context manager that puts the former backend back. Raises ValueError for an unknown backend.
    """
    from .backends import backends

    if backend not in backends:
        raise ValueError(f'There is no backend "{backend}": use one of {", ".join(sorted(backends))}.')
    if workers is not None and workers < 1:
        raise ValueError(f"workers={workers}: there must be at least one.")
    before = _chosen
    choose(Settings(backend, workers or available(), options))
    return Use(before)


def choose(settings: Optional[Settings]) -> None:
    """Puts settings in use; None leaves the choice to the host."""
    global _chosen
    _chosen = settings


def current() -> Settings:
    """The settings in use: those of a call that others share in, else those chosen, else a local pool where the host lends workers, else sequential."""
    if host.current().handed is not None:
        return Settings("files", host.current().workers)
    if _chosen is not None:
        return _chosen
    workers = host.current().workers
    return Settings("local", workers) if workers > 1 else SEQUENTIAL


def available() -> int:
    """Processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
