"""`train` in processes of its own: torchrun starts them, the first one's result counts."""

from __future__ import annotations

import json
import os
import pathlib
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
from typing import Any, Callable, Mapping

from ..errors import RemoteTraceback, WorkerDied
from ..pickling import dumps
from ..printed import replay
from .shipping import python_path

POLL_SECONDS = 0.05


def run_processes(fn: Callable[..., Any], broadcast: Mapping[str, Any], nproc: int, nnodes: int) -> Any:
    """What the process of rank 0 gives; what it prints is printed here as it comes.

    Raises the exception of the process that failed first, or WorkerDied when one was killed.
    """
    with tempfile.TemporaryDirectory(prefix="cellweave-train-") as name:
        folder = pathlib.Path(name)
        (folder / "task.pkl").write_bytes(dumps((fn, dict(broadcast))))
        address = f"127.0.0.1:{free_port()}"
        agents = [start(command(folder, nproc, nnodes, node, address), folder, nproc) for node in range(nnodes)]
        try:
            follow(agents, folder, nproc * nnodes)
        finally:
            for agent in agents:
                end(agent)
        return outcome(folder, nproc * nnodes)


def command(folder: pathlib.Path, nproc: int, nnodes: int, node: int, address: str) -> list[str]:
    """The torchrun of one node; the same on every node of a cluster but for `node`, with a folder that all of them see."""
    rendezvous = ["--rdzv-backend=c10d", f"--rdzv-endpoint={address}", f"--rdzv-conf=is_host={node == 0}"]
    return [
        *(sys.executable, "-m", "torch.distributed.run"),
        *(f"--nnodes={nnodes}", f"--nproc-per-node={nproc}", f"--rdzv-id={folder.name}", *rendezvous),
        *("--local-addr=127.0.0.1", "--max-restarts=0", "-m", f"{__name__}_process", str(folder)),
    ]


def start(line: list[str], folder: pathlib.Path, nproc: int) -> subprocess.Popen[bytes]:
    threads = os.environ.get("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // nproc)))
    environment = {**os.environ, "PYTHONPATH": python_path(), "OMP_NUM_THREADS": threads}
    with (folder / "torchrun.log").open("ab") as log:
        # A session of its own, so that all of it can be ended together.
        return subprocess.Popen(
            line, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def follow(agents: list[subprocess.Popen[bytes]], folder: pathlib.Path, processes: int) -> None:
    """Prints what rank 0 prints until every process has its result or every agent has ended."""
    printed = folder / "printed.jsonl"
    printed.touch()
    with printed.open(encoding="utf-8") as lines:
        running = True
        while running:
            running = any(agent.poll() is None for agent in agents) and len(results(folder)) < processes
            told = lines.read()
            replay((0, *json.loads(line)) for line in told.splitlines())
            if running and not told:
                wait_a_moment(agents)


def wait_a_moment(agents: list[subprocess.Popen[bytes]]) -> None:
    try:
        agents[0].wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        pass


def end(agent: subprocess.Popen[bytes]) -> None:
    """Ends what is left of an agent's processes, as after an interrupt."""
    try:
        os.killpg(agent.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    agent.wait()


def results(folder: pathlib.Path) -> list[pathlib.Path]:
    return sorted(folder.glob("result-*.pkl"))


def outcome(folder: pathlib.Path, processes: int) -> Any:
    failures = [pickle.loads(path.read_bytes()) for path in folder.glob("failure-*.pkl")]
    if failures:
        # The others only lost the one that they were waiting for.
        _, exc, text = min(failures, key=lambda failure: failure[0])
        raise exc from RemoteTraceback(text)
    if len(results(folder)) < processes:
        log = (folder / "torchrun.log").read_text(encoding="utf-8", errors="replace")
        raise WorkerDied(f"A process of the training ended before its result was there. torchrun said:\n{log[-4000:]}")
    return pickle.loads((folder / "result-0.pkl").read_bytes())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
