"""Items by the processes of joblib; and the same as text, for scripts that leave us."""

from __future__ import annotations

import pathlib
import tempfile
from typing import Any, Iterator

from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome, run_chunk
from .driving import drive, random_untouched, travelling
from .futures import Futures
from .parcels import FileParcel, write


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from joblib's reusable pool; what all items read is mapped from one file, as by `mmap_mode="c"`."""
    with random_untouched(), tempfile.TemporaryDirectory(prefix="cellweave-joblib-") as folder:
        yield from drive(scatter, Loky(scatter, settings.workers, pathlib.Path(folder)))


class Loky(Futures):
    """The pool that `joblib.Parallel` uses."""

    # One process that ends takes the pool with it.
    isolated = False

    def __init__(self, scatter: Scatter, workers: int, folder: pathlib.Path) -> None:
        super().__init__()
        self.size = workers
        self.token = folder.name
        self.parcel = FileParcel(folder / "scatter")
        write(self.parcel.path, travelling(scatter))

    def begin(self, start: int, stop: int, items: bytes) -> Any:
        from joblib.externals.loky import get_reusable_executor

        executor = get_reusable_executor(max_workers=self.size)
        return executor.submit(run_chunk, self.token, self.parcel, start, stop, items, False)

    def outcome(self, future: Any) -> Outcome:
        from joblib.externals.loky.process_executor import BrokenProcessPool

        try:
            result: Outcome = future.result()
            return result
        except BrokenProcessPool as error:
            return Lost(None, False, str(error).splitlines()[0])
