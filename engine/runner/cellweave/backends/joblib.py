"""Items by the processes of joblib; and the same as text, for scripts that leave us."""

from __future__ import annotations

import pathlib
import tempfile
from concurrent.futures import wait
from typing import Any, Iterable, Iterator

from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome, run_chunk
from .driving import drive, random_untouched, travelling
from .futures import Futures
from .parcels import FileParcel, write
from .shipping import lent_path

#: How long a chunk that no longer counts may still run before its process is ended.
PATIENCE_SECONDS = 2


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from joblib's reusable pool; what all items read is mapped from one file, as by `mmap_mode="c"`."""
    with random_untouched(), tempfile.TemporaryDirectory(prefix="cellweave-joblib-") as folder:
        yield from drive(scatter, Loky(scatter, settings.workers, pathlib.Path(folder)))


def source(
    call: str,
    items: str,
    result: str | None = None,
    broadcast: Iterable[str] = (),
    *,
    seed: int | None = None,
    workers: int | None = None,
) -> str:
    """A script's text for `result = map(call, items, **broadcast)` with joblib alone, as a person would write it.

    With a seed it has the helper that gives every item the random numbers that cellweave gives it.
    """
    given = "".join(f", {name}={name}" for name in broadcast)
    opening = f"Parallel(n_jobs={-1 if workers is None else workers}, mmap_mode=\"c\")"
    assigned = f"{result} = " if result else ""
    if seed is None:
        task = f"delayed({call})(item{given}) for item in {items}"
        return f"from joblib import Parallel, delayed\n\n{assigned}{opening}({task})\n"
    task = f"delayed(seeded)({call}, index, item{given}) for index, item in enumerate({items})"
    return f"{SEEDED.format(seed=seed)}\n\n{assigned}{opening}({task})\n"


SEEDED = '''import random

import numpy
from joblib import Parallel, delayed


def seeded(call, index, item, **broadcast):
    """The call with random numbers of its own."""
    words = numpy.random.SeedSequence({seed}, spawn_key=(index,)).generate_state(4).tolist()
    random.seed(sum(word << 32 * place for place, word in enumerate(words)))
    numpy.random.seed(words)
    return call(item, **broadcast)
'''


class Loky(Futures):
    """The pool that `joblib.Parallel` uses."""

    # One process that ends takes the pool with it.
    isolated = False

    def __init__(self, scatter: Scatter, workers: int, folder: pathlib.Path) -> None:
        super().__init__()
        self.size = workers
        self.executor: Any = None
        #: Chunks that run although they no longer count.
        self.dropped: list[Any] = []
        self.token = folder.name
        self.parcel = FileParcel(folder / "scatter")
        write(self.parcel.path, travelling(scatter))

    def begin(self, start: int, stop: int, items: bytes) -> Any:
        from joblib.externals.loky import get_reusable_executor

        # Processes are started when they are needed, with the environment of that moment.
        with lent_path():
            self.executor = get_reusable_executor(max_workers=self.size)
            return self.executor.submit(run_chunk, self.token, self.parcel, start, stop, items, False)

    def outcome(self, future: Any) -> Outcome:
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        try:
            result: Outcome = future.result()
            return result
        except TerminatedWorkerError as error:
            return Lost(None, False, str(error).splitlines()[0])

    def cancel(self, start: int) -> None:
        future = self.flying.pop(start, None)
        if future is not None and not future.cancel():
            self.dropped.append(future)

    def close(self) -> None:
        super().close()
        if wait(self.dropped, PATIENCE_SECONDS).not_done:
            self.executor.shutdown(wait=False, kill_workers=True)
