"""Sections of a cell that workers run while the program runs the first one."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, Mapping, Optional, Sequence

from . import running, settings
from .forking import can_fork
from .progress import Progress
from .scatter import Batch, Scatter
from .splitting import Driver, ordered, settled


class Sections:
    """The sections of one cell but its first, each a function that gives the names it binds."""

    def __init__(self, namespace: Dict[str, Any], functions: Sequence[Callable[[], Mapping[str, Any]]]) -> None:
        self.namespace = namespace
        self.count = len(functions)
        lent = settings.current()
        self.doubt = lent.workers < 2 or lent.backend != "local" or running.depth > 0 or not can_fork()
        self.driver: Optional[Driver] = None
        if not self.doubt:
            scatter = Scatter(run_section, list(functions), label="fork")
            self.progress = Progress(scatter, self.count, lent.workers)
            self.driver = Driver(scatter, lent.workers, functions)
        self.batches: Optional[Iterator[Batch]] = None

    def here(self, section: int) -> bool:
        """True when the program must run the section (counted from 1) itself; else its names are bound here."""
        place = section - 1
        if self.driver is None or self.doubt:
            return True
        own = self.driver.claim(place)
        if not own:
            self.driver.free_program()
            own = self.doubt = not self.bind(self.driver, place)
        if self.doubt or section == self.count:
            self.close()
        return own

    def bind(self, driver: Driver, place: int) -> bool:
        """Binds the names of a section that ran elsewhere; False when it did not, or not for sure."""
        if self.batches is None:
            self.batches = ordered(driver.batches(), place)
        batch = next(self.batches, None)
        if batch is None or not settled(batch) or not batch.values:
            return False
        self.progress.batch(batch)
        self.namespace.update(batch.values[0])
        return True

    def close(self) -> None:
        """Ends the workers."""
        if self.driver is not None:
            self.driver.close()
            self.driver = None
            self.progress.tell()


def run_section(function: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    return function()
