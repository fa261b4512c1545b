"""Items on Ray: the cluster of `address`, the one that the program is connected to, or one of this machine."""

from __future__ import annotations

import os
import pathlib
import tempfile
import uuid
from typing import Any, Iterator

from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome, run_chunk
from .driving import drive, random_untouched, travelling
from .shipping import lent_path, write_folder

#: What a task of Ray may ask for, as in `use("ray", num_gpus=1)`.
RESOURCES = ("num_cpus", "num_gpus", "resources", "runtime_env", "memory", "accelerator_type", "scheduling_strategy")

ATTEMPTS = 3


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from Ray's workers; what all items read is put into its object store once."""
    with random_untouched():
        yield from drive(scatter, Ray(scatter, settings))


class Ray:
    """One scatter on a cluster of Ray, a chunk a task."""

    isolated = True

    def __init__(self, scatter: Scatter, settings: Settings) -> None:
        self.ray = connected(settings)
        wishes = {name: settings.options[name] for name in RESOURCES if name in settings.options}
        each = wishes.get("num_gpus") or wishes.get("num_cpus") or 1
        known = self.ray.cluster_resources().get("GPU" if wishes.get("num_gpus") else "CPU", 1)
        self.size = max(1, int(known / each))
        self.task = self.ray.remote(run_chunk).options(max_retries=0, **{"num_cpus": 1, **wishes})
        self.token = uuid.uuid4().hex
        self.parcel = self.ray.put(travelling(scatter))
        self.flying: dict[int, Any] = {}

    def submit(self, start: int, stop: int, items: bytes) -> None:
        self.flying[start] = self.task.remote(self.token, self.parcel, start, stop, items, False)

    def outcomes(self) -> list[tuple[int, Outcome]]:
        done, _ = self.ray.wait(list(self.flying.values()), num_returns=1)
        starts = [start for start, reference in self.flying.items() if reference in done]
        return [(start, self.outcome(self.flying.pop(start))) for start in starts]

    def outcome(self, reference: Any) -> Outcome:
        from ray.exceptions import OutOfMemoryError, RayTaskError, WorkerCrashedError

        try:
            result: Outcome = self.ray.get(reference)
            return result
        except (WorkerCrashedError, OutOfMemoryError) as error:
            return Lost(None, False, type(error).__name__)
        except RayTaskError as error:
            raise error.cause from error

    def cancel(self, start: int) -> None:
        reference = self.flying.pop(start, None)
        if reference is not None:
            self.ray.cancel(reference, force=True)

    def end(self) -> list[str]:
        return []

    def close(self) -> None:
        for start in list(self.flying):
            self.cancel(start)


def connected(settings: Settings) -> Any:
    """Ray, started or joined where this program has not done so."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Without a GPU asked for, a task is not to hide those that there are.
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    import ray

    if ray.is_initialized():
        return ray
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    address = settings.options.get("address")
    if address:
        with tempfile.TemporaryDirectory() as folder:
            modules = [str(write_folder(pathlib.Path(folder) / "cellweave"))]
            ray.init(address=address, runtime_env={"py_modules": modules}, **quiet)
    else:
        start(ray, num_cpus=settings.workers, include_dashboard=False, **quiet)
    return ray


def start(ray: Any, **options: Any) -> None:
    """Starts Ray on this machine. It gives itself 30 s, which a busy machine may need more than once."""
    for attempt in range(ATTEMPTS):
        try:
            with lent_path():
                ray.init(**options)
            return
        except Exception as error:
            ray.shutdown()
            if attempt + 1 == ATTEMPTS or "timed out" not in str(error):
                raise
