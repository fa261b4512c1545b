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
import uuid
from typing import Any, Iterator

from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome, end_job, run_chunk
from .driving import drive, travelling
from .futures import Futures
from .shipping import python_path, write_archive

#: Items beyond this travel as data of their own, since what a task is made of passes through the scheduler.
BIG = 1 << 20
START_SECONDS = 120

_clients: dict[Any, Any] = {}


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from the cluster of `use("dask", address=…)`, `use("dask", client=…)` or `use("dask", workers=N)`."""
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
    """A client of a scheduler in this program, whose workers are programs of their own.

    Dask's own would start them by importing this program's script again.
    """
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=0, dashboard_address=None, silence_logs=40)
    client = Client(cluster, set_as_default=False)
    # The cluster lives as long as its client.
    client.cellweave_workers = LocalWorkers(cluster, workers)
    client.wait_for_workers(workers, timeout=START_SECONDS)
    return client


class LocalWorkers:
    """Dask workers of this machine."""

    def __init__(self, cluster: Any, count: int) -> None:
        self.cluster = cluster
        self.folder = tempfile.mkdtemp(prefix="cellweave-dask-")
        self.programs = [self.start(cluster.scheduler_address) for _ in range(count)]

    def start(self, address: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "distributed.cli.dask_worker", address]
        options = ["--nthreads=1", "--no-dashboard", "--memory-limit=0", "--death-timeout=60"]
        environment = {**os.environ, "PYTHONPATH": python_path()}
        with open(os.path.join(self.folder, "log"), "ab") as log:
            return subprocess.Popen(
                [*line, *options, f"--local-directory={self.folder}"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def close(self) -> None:
        for program in self.programs:
            program.terminate()
        self.cluster.close()
        for program in self.programs:
            program.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def close_all() -> None:
    """Leaves every cluster, and ends those of this machine."""
    while _clients:
        _, client = _clients.popitem()
        workers = getattr(client, "cellweave_workers", None)
        with contextlib.suppress(Exception):
            client.close(timeout=5)
        if workers is not None:
            workers.close()
