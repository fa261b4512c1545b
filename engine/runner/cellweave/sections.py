"""Sections of a cell that run while the program runs the first one."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, Sequence

from . import running, settings
from .forking import can_fork
from .progress import Progress
from .scatter import Batch, Scatter
from .splitting import Driver, ordered, settled


class Sections:
    """The sections of one cell: the first is the program's own, the others are functions that give the names they bind."""

    def __init__(
        self, namespace: Dict[str, Any], names: Sequence[str], functions: Sequence[Callable[[], Mapping[str, Any]]]
    ) -> None:
        self.namespace = namespace
        self.count = len(functions)
        lent = settings.current()
        self.doubt = lent.workers < 2 or lent.backend != "local" or running.depth > 0 or not can_fork()
        self.driver: Optional[Driver] = None
        self.progress: Optional[Progress] = None
        if not self.doubt:
            scatter = Scatter(run_section, list(functions), label="fork")
            self.progress = Progress(scatter, self.count + 1, lent.workers)
            self.progress.names = names
            self.driver = Driver(scatter, lent.workers, functions)
        self.batches: Optional[Iterator[Batch]] = None
        #: The section that the program itself is in, and since when.
        self.own: Optional[int] = 0
        self.began = time.perf_counter()

    def here(self, section: int) -> bool:
        """True when the program must run the section (the first is 0) itself; else its names are bound here."""
        self.passed()
        own = self.is_own(section - 1)
        if own:
            self.own, self.began = section, time.perf_counter()
        return own

    def passed(self) -> None:
        """Notes that the program is through with the section that it was in."""
        if self.own is not None and self.progress is not None:
            self.progress.item(self.own, time.perf_counter() - self.began, None)
        self.own = None

    def is_own(self, place: int) -> bool:
        if self.driver is None or self.doubt:
            return True
        own = self.driver.claim(place)
        if not own:
            self.driver.free_program()
            own = self.doubt = not self.bind(self.driver, place)
        if self.doubt or place + 1 == self.count:
            self.end_workers()
        return own

    def bind(self, driver: Driver, place: int) -> bool:
        """Binds the names of a section that ran elsewhere; False when it did not, or not for sure."""
        if self.batches is None:
            self.batches = ordered(driver.batches(), place)
        batch = next(self.batches, None)
        if batch is None or not settled(batch) or not batch.values:
            return False
        if self.progress is not None:
            self.progress.batch(batch, 1)
        self.namespace.update(batch.values[0])
        return True

    def close(self) -> None:
        """Ends the workers, and tells the last of the sections."""
        self.end_workers()
        if self.progress is not None:
            self.progress.tell()
            self.progress = None

    def end_workers(self) -> None:
        if self.driver is not None:
            self.driver.close()
            self.driver = None


def run_section(function: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    return function()
