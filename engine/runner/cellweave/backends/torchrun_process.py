"""One process of a training: `torchrun … -m cellweave.backends.torchrun_process FOLDER`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pathlib
import pickle
import sys
import time
from typing import Any

from ..errors import traceback_text
from ..pickling import dumps, survives
from ..skeletons.train import Context


class Line(io.TextIOBase):
    """A standard stream whose every write is one line of a file that the program around follows."""

    def __init__(self, name: str, file: Any) -> None:
        self._stream = name
        self.file = file

    def write(self, text: str) -> int:
        if text:
            self.file.write(json.dumps([self._stream, text]) + "\n")
        return len(text)

    def flush(self) -> None:
        self.file.flush()

    def writable(self) -> bool:
        return True


def main(folder: pathlib.Path) -> None:
    rank = int(os.environ["RANK"])
    try:
        import torch.distributed

        result = train(folder, rank)
    except BaseException as error:
        raised = error if survives(error) else RuntimeError(f"{type(error).__name__}: {error}")
        leave(folder / f"failure-{rank}.pkl", dumps((time.time(), raised, traceback_text(error))))
        raise SystemExit(1) from error
    leave(folder / f"result-{rank}.pkl", result)
    # Nobody leaves while another still needs it. The program ends all processes when every result is there.
    torch.distributed.barrier()
    os._exit(0)


def train(folder: pathlib.Path, rank: int) -> bytes:
    """The pickle of what the author's function gives in the first process; nothing in the others."""
    import torch.distributed

    local = int(os.environ["LOCAL_RANK"])
    on_gpu = torch.cuda.is_available() and torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])
    if on_gpu:
        torch.cuda.set_device(local)
    torch.distributed.init_process_group("nccl" if on_gpu else "gloo")
    context = Context(rank, int(os.environ["WORLD_SIZE"]), local)
    with open(folder / "printed.jsonl" if rank == 0 else os.devnull, "a", encoding="utf-8", buffering=1) as file:
        with contextlib.redirect_stdout(Line("stdout", file)), contextlib.redirect_stderr(Line("stderr", file)):
            fn, broadcast = pickle.loads((folder / "task.pkl").read_bytes())
            value = fn(context, **broadcast)
            result = dumps(value) if rank == 0 else b""
    return result


def leave(path: pathlib.Path, data: bytes) -> None:
    """Writes a file that is there whole or not at all."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(path)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
