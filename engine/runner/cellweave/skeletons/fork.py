"""Independent sections of one cell: `fork` and `branch`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, Iterator, Optional


@contextmanager
def fork(**options: Any) -> Iterator[None]:
    """Says that the branches within do not need each other: in plain Python they run in text order."""
    yield


@contextmanager
def branch(name: Optional[str] = None, **options: Any) -> Iterator[None]:
    """One section of a `fork`; in plain Python it runs where it stands."""
    yield
