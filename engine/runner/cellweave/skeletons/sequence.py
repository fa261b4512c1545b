"""When a skeleton is the plain loop that it means."""

from __future__ import annotations

from ..errors import BroadcastMutated, CannotTravel, OrderDependentRNG, WorkerDied
from ..settings import current

#: What is wrong with running apart, and would not come up again in sequence.
ABOUT_THE_POOL = (OrderDependentRNG, BroadcastMutated, CannotTravel, WorkerDied)


def is_sequential() -> bool:
    """True where nothing runs apart."""
    settings = current()
    return settings.backend == "sequential" or (settings.backend == "local" and settings.workers < 2)
