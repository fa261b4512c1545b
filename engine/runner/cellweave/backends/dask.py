"""Items on a Dask cluster: an existing one by its address or client, or one of this machine."""

from __future__ import annotations

import atexit
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from typing import Any, Iterator

from ..errors import WorkerDied
from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome, end_job, run_chunk
from .driving import drive, random_untouched, travelling
from .futures import Futures
from .lifeline import FOLDER
from .shipping import python_path, write_archive

#: Items beyond this travel as data of their own, since what a task is made of passes through the scheduler.
BIG = 1 << 20
START_SECONDS = 120
POLL_SECONDS = 0.02

_clients: dict[Any, Any] = {}


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from the cluster of `use("dask", address=…)`, `use("dask", client=…)` or `use("dask", workers=N)`."""
    with random_untouched():
        yield from drive(scatter, Dask(client_of(settings), scatter))


class Dask(Futures):
    """One scatter on a cluster: what all items read is on every worker, and a chunk is a task."""

    def __init__(self, client: Any, scatter: Scatter) -> None:
        super().__init__()
        self.client = client
        self.token = uuid.uuid4().hex
        # Never hashed: a random key is as good, and costs nothing.
        [self.parcel] = client.scatter([travelling(scatter)], broadcast=True, hash=False)
        self.size = max(1, sum(client.nthreads().values()))
        self.begun = 0

    def begin(self, start: int, stop: int, items: bytes) -> Any:
        given = self.client.scatter([items], hash=False)[0] if len(items) > BIG else items
        self.begun += 1
        return self.client.submit(
            *(run_chunk, self.token, self.parcel, start, stop, given, True),
            key=f"cellweave-{self.token}-{self.begun}",
            pure=False,
        )

    def outcome(self, future: Any) -> Outcome:
        from distributed.scheduler import KilledWorker

        try:
            result: Outcome = future.result()
            return result
        except KilledWorker as error:
            return Lost(None, False, str(error))

    def end(self) -> list[str]:
        told = self.client.run(end_job, self.token, on_error="ignore")
        return sorted({name for names in (told or {}).values() if isinstance(names, list) for name in names})

    def close(self) -> None:
        super().close()
        self.client.run(end_job, self.token, on_error="ignore")


def client_of(settings: Settings) -> Any:
    """A client, kept for the next call with the same settings."""
    given, address = settings.options.get("client"), settings.options.get("address")
    if given is not None:
        return given
    key = address or settings.workers
    client = _clients.get(key)
    if client is None or client.status not in ("running", "connecting"):
        if not _clients:
            atexit.register(close_all)
        client = _clients[key] = connected(address) if address else local_cluster(settings.workers)
    return client


def connected(address: str) -> Any:
    """A client of a running cluster, whose workers get this package where they do not have it."""
    from distributed import Client

    client = Client(address, set_as_default=False)
    if not all(client.run(eval, "__import__('importlib.util').util.find_spec('cellweave') is not None").values()):
        with tempfile.TemporaryDirectory() as folder:
            client.upload_file(str(write_archive(pathlib.Path(folder) / "cellweave.zip")))
    return client


def local_cluster(workers: int) -> Any:
    """A client of a cluster of this machine, every part of it a program of its own.

    Dask's LocalCluster draws from the program's random generators, and starts workers by importing its script again.
    """
    from distributed import Client

    programs = Programs(workers)
    client = Client(scheduler_file=str(programs.address), set_as_default=False, timeout=START_SECONDS)
    # They live as long as the client.
    client.cellweave_programs = programs
    client.wait_for_workers(workers, timeout=START_SECONDS)
    return client


class Programs:
    """A scheduler and workers of this machine, which end with this program."""

    def __init__(self, workers: int) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cellweave-dask-"))
        self.address = self.folder / "scheduler.json"
        where = f"--scheduler-file={self.address}"
        self.running = [self.start("dask_scheduler", where, "--host=127.0.0.1", "--port=0", "--no-dashboard")]
        self.wait_for_address()
        options = [where, "--host=127.0.0.1", "--nthreads=1", "--no-dashboard", "--memory-limit=0", "--death-timeout=60"]
        folder = f"--local-directory={self.folder}"
        self.running += [self.start("dask_worker", *options, folder) for _ in range(workers)]

    def start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "cellweave.backends.lifeline", f"distributed.cli.{program}", *options]
        with (self.folder / "log").open("ab") as log:
            environment = {**os.environ, "PYTHONPATH": python_path(), FOLDER: str(self.folder)}
            return subprocess.Popen(line, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log)

    def wait_for_address(self) -> None:
        scheduler = self.running[0]
        deadline = time.monotonic() + START_SECONDS
        while not self.address.exists():
            with contextlib.suppress(subprocess.TimeoutExpired):
                scheduler.wait(POLL_SECONDS)
            if scheduler.poll() is not None or time.monotonic() > deadline:
                raise WorkerDied(f"Dask did not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")

    def close(self) -> None:
        for program in reversed(self.running):
            program.kill()
            program.wait()
            if program.stdin is not None:
                program.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def close_all() -> None:
    """Leaves every cluster, and ends those of this machine."""
    while _clients:
        _, client = _clients.popitem()
        programs = getattr(client, "cellweave_programs", None)
        with contextlib.suppress(Exception):
            client.close(timeout=5)
        if programs is not None:
            programs.close()
