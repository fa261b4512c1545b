"""One process of a training: `torchrun … -m cellweave.backends.torchrun_process FOLDER`."""

from __future__ import annotations

import json
import os
import pathlib
import pickle
import sys
import time
from typing import Any

from ..errors import traceback_text
from ..pickling import dumps, dumps_error
from ..skeletons.train import Context


class Line:
    """A standard stream whose every write is one line of a file that the program around follows."""

    encoding = "utf-8"

    def __init__(self, name: str, file: Any) -> None:
        self.name = name
        self.file = file

    def write(self, text: str) -> int:
        if text:
            self.file.write(json.dumps([self.name, text]) + "\n")
        return len(text)

    def flush(self) -> None:
        self.file.flush()

    def isatty(self) -> bool:
        return False


def main(folder: pathlib.Path) -> None:
    rank = int(os.environ["RANK"])
    try:
        result = train(folder, rank)
    except BaseException as error:
        leave(folder / f"failure-{rank}.pkl", dumps((time.time(), *dumps_error(error), traceback_text(error))))
        raise
    if rank == 0:
        leave(folder / "result.pkl", result)


def train(folder: pathlib.Path, rank: int) -> bytes:
    path, fn, broadcast = load(folder)
    import torch
    import torch.distributed

    local = int(os.environ["LOCAL_RANK"])
    on_gpu = torch.cuda.is_available() and torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])
    if on_gpu:
        torch.cuda.set_device(local)
    torch.distributed.init_process_group("nccl" if on_gpu else "gloo")
    context = Context(rank, int(os.environ["WORLD_SIZE"]), local)
    with (folder / "printed.jsonl" if rank == 0 else pathlib.Path(os.devnull)).open("a", encoding="utf-8", buffering=1) as file:
        sys.stdout, sys.stderr = Line("stdout", file), Line("stderr", file)
        result = dumps(fn(context, **broadcast)) if rank == 0 else fn(context, **broadcast)
    # Nobody leaves while another still waits for it.
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()
    return result


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
