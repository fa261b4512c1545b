"""Items one after the other in the program's own process."""

from __future__ import annotations

from typing import Iterator

from ..running import run_batch
from ..scatter import Batch, Scatter
from ..settings import Settings


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """One batch for each item; what they print goes where it would go anyway."""
    for place in range(len(scatter.items)):
        yield run_batch(scatter, place, scatter.items[place : place + 1])
