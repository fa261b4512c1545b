"""Training over several processes: every process runs the same function on its share of each batch."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, Callable, Iterator

from ..settings import current
from .folds import split_evenly
from .shuffling import Shuffler


@dataclass(frozen=True)
class Batch:
    """This process's rows of one global batch, and what its mean loss is to be multiplied by."""

    rows: list[int]
    weight: float


@dataclass(frozen=True)
class Context:
    """Which of how many processes this is: 0 of 1 in plain Python."""

    rank: int = 0
    world_size: int = 1
    local_rank: int = 0

    @property
    def is_main(self) -> bool:
        """True in the one process that prints, saves and whose result counts."""
        return self.rank == 0

    @property
    def device(self) -> str:
        """`cuda:N` where there is one for this process, else `cpu`."""
        torch = sys.modules.get("torch")
        on_gpu = torch is not None and torch.cuda.is_available() and self.local_rank < torch.cuda.device_count()
        return f"cuda:{self.local_rank}" if on_gpu else "cpu"

    def batches(self, count: int, size: int, seed: int | None = None) -> Iterator[Batch]:
        """This process's share of the batches of `size` rows out of `count`, shuffled where a seed is given.

        The batches are the same for any number of processes. `(mean loss * batch.weight).backward()` on a model from
        `wrap` gives the gradient of the mean over the whole batch, though shares may differ in length.
        """
        if size < 1:
            raise ValueError(f"size={size}: a batch has at least 1 row")
        rows = list(range(count))
        if seed is not None:
            rows = Shuffler(seed).shuffled(rows)
        for begin in range(0, count, size):
            batch = rows[begin : begin + size]
            share = split_evenly(batch, self.world_size)[self.rank]
            # Every process must take part in every step; one without rows computes on one that counts nothing.
            yield Batch(share or batch[:1], self.world_size * len(share) / len(batch))

    def wrap(self, model: Any) -> Any:
        """The model on this process's device; with several processes in DistributedDataParallel, which averages gradients."""
        model = model.to(self.device)
        if self.world_size == 1:
            return model
        from torch.nn.parallel import DistributedDataParallel

        return DistributedDataParallel(model, device_ids=None if self.device == "cpu" else [self.local_rank])

    def unwrap(self, model: Any) -> Any:
        """The author's model again, with the names of its parameters as they were."""
        return model.module if self.world_size > 1 else model

    def total(self, value: Any) -> Any:
        """The sum of a number or tensor over all processes, the same in each."""
        if self.world_size == 1:
            return value
        import torch

        kind = torch.float64 if isinstance(value, float) else None
        given = value if isinstance(value, torch.Tensor) else torch.tensor(value, dtype=kind, device=self.device)
        summed = given.detach().clone()
        torch.distributed.all_reduce(summed)
        return summed if isinstance(value, torch.Tensor) else summed.item()


def train(fn: Callable[..., Any], nproc: int = 1, nnodes: int = 1, **broadcast: Any) -> Any:
    """What `fn(ctx, **broadcast)` gives: in plain Python in this one process, else what the first of
    nproc × nnodes processes gives, started by torchrun. See `Context` for what ctx offers.

    The gradients of the same batches are added in another order, so results agree within the precision of floats.
    Raises the exception of the process that failed first.
    """
    if nproc < 1 or nnodes < 1:
        raise ValueError(f"nproc={nproc}, nnodes={nnodes}: there must be at least one of each")
    if nproc * nnodes == 1 or current().backend == "sequential":
        return fn(Context(), **broadcast)
    from ..backends import torchrun

    return torchrun.run_processes(fn, broadcast, nproc, nnodes)
