"""Items on the ranks of MPI: `mpiexec -n N python -m mpi4py.futures main.py`, one session for all calls of a program."""

from __future__ import annotations

import atexit
import hmac
import os
import pathlib
import pickle
import queue
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any, Iterator, Optional

from .. import transport
from ..errors import WorkerDied
from ..scatter import Batch, Scatter
from ..settings import Settings
from .chunks import Lost, Outcome
from .driving import drive, random_untouched, travelling
from .lifeline import FOLDER
from .parcels import Parcel, write
from .shipping import python_path

#: What every rank runs.
MAIN = '''"""Runs chunks of items on the ranks of MPI: mpiexec -n N python -m mpi4py.futures main.py HOST PORT"""

import sys

from mpi4py import MPI
from mpi4py.futures import MPICommExecutor

from cellweave.backends.mpi_root import relay

if __name__ == "__main__":
    with MPICommExecutor(MPI.COMM_WORLD, root=0) as executor:
        if executor is not None:
            relay(executor, sys.argv[1], int(sys.argv[2]))
'''
TOKEN = "CELLWEAVE_MPI_TOKEN"
START_SECONDS = 120
#: How long a chunk that no longer counts may still run before the session is ended with it.
PATIENCE_SECONDS = 2

_sessions: dict[tuple[str, int], Session] = {}


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """Batches from `use("mpi", workers=N)`, which starts N + 1 ranks: the first one hands out.

    `launcher="srun --mpi=pmix"` starts them with something else than mpiexec, `folder=` is where all nodes see files.
    """
    where = tempfile.TemporaryDirectory(prefix="cellweave-mpi-", dir=settings.options.get("folder"))
    with random_untouched(), where as folder:
        yield from drive(scatter, Ranks(scatter, settings, pathlib.Path(folder)))


class Ranks:
    """One scatter on the ranks of a session."""

    isolated = False

    def __init__(self, scatter: Scatter, settings: Settings, folder: pathlib.Path) -> None:
        self.settings = settings
        self.size = settings.workers
        self.path = folder / "scatter"
        write(self.path, travelling(scatter))
        self.session = session_of(settings)
        self.flying: set[int] = set()

    def submit(self, start: int, stop: int, items: bytes) -> None:
        if not self.session.alive():
            self.session = session_of(self.settings)
        self.flying.add(start)
        self.session.send((str(self.path), start, stop), items)

    def outcomes(self) -> list[tuple[int, Outcome]]:
        found: list[tuple[int, Outcome]] = []
        while not found:
            told = self.session.hear()
            if told is None:
                found = [(start, Lost(None, False, self.session.last_words())) for start in sorted(self.flying)]
            elif told[0][0] == str(self.path) and told[0][1] in self.flying:
                found = [(told[0][1], outcome_of(told[1]))]
        self.flying.difference_update(start for start, _ in found)
        return found

    def cancel(self, start: int) -> None:
        """Nothing: a rank cannot be interrupted, and `close` waits for it."""

    def end(self) -> list[str]:
        return []

    def close(self) -> None:
        if not self.flying or not self.session.alive():
            return
        self.session.send((str(self.path), -1, -1), b"")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.flying and self.session.alive():
            told = self.session.hear(max(0.0, deadline - time.monotonic()))
            if told is None:
                self.session.close()
                return
            if told[0][0] == str(self.path):
                self.flying.discard(told[0][1])


def outcome_of(told: Any) -> Outcome:
    """What became of a chunk; raises what went wrong beside its items."""
    if isinstance(told, BaseException):
        raise told
    outcome: Outcome = told
    return outcome


class Session:
    """The running ranks, and the channel to the first of them."""

    def __init__(self, settings: Settings) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="cellweave-mpi-", dir=settings.options.get("folder"))
        folder = pathlib.Path(self.folder.name)
        (folder / "main.py").write_text(MAIN)
        self.log = folder / "log"
        self.words: Optional[str] = None
        self.told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        token = secrets.token_hex(32)
        with socket.create_server((settings.options.get("host", "127.0.0.1"), 0)) as server:
            self.program = self.start(command(settings, folder / "main.py", server.getsockname()), token)
            try:
                self.channel = self.accepted(server, token)
            except BaseException:
                self.end_program()
                raise
        threading.Thread(target=self.listen, name="cellweave-mpi", daemon=True).start()

    def start(self, line: list[str], token: str) -> subprocess.Popen[bytes]:
        environment = {**OVERSUBSCRIBED, **os.environ, "PYTHONPATH": python_path(), TOKEN: token, FOLDER: self.folder.name}
        with self.log.open("wb") as log:
            return subprocess.Popen(
                line, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def accepted(self, server: socket.socket, token: str) -> socket.socket:
        server.settimeout(0.1)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.program.poll() is None:
            try:
                channel, _ = server.accept()
            except socket.timeout:
                continue
            channel.settimeout(START_SECONDS)
            if hmac.compare_digest(bytes(transport.exactly(channel, len(token))), token.encode()):
                channel.settimeout(None)
                return channel
            channel.close()
        raise WorkerDied(f"The ranks of MPI did not start: {self.last_words()}")

    def listen(self) -> None:
        """Takes in what the first rank tells, until it is gone."""
        try:
            while True:
                head, data, buffers = transport.receive(self.channel)
                self.told.put((head, Parcel(data, buffers)))
        except (transport.Gone, OSError):
            self.told.put(None)

    def send(self, head: Any, data: bytes) -> None:
        try:
            transport.send(self.channel, head, data, [])
        except OSError:
            # Who listens is told so, too.
            pass

    def hear(self, seconds: Optional[float] = None) -> Any:
        """What is told next: its head and an outcome; None when the session is over or nothing came in time."""
        try:
            told = self.told.get(timeout=seconds)
        except queue.Empty:
            return None
        if told is None:
            self.close()
            return None
        key, parcel = told
        return key, parcel.open()

    def alive(self) -> bool:
        return self.program.poll() is None and self.channel.fileno() >= 0

    def last_words(self) -> str:
        """What mpiexec said, in short."""
        if self.words is not None:
            return self.words
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip(" -")]
        return " ".join(lines[:6])[:1000] if lines else f"exit code {self.program.poll()}"

    def close(self) -> None:
        """Ends the ranks."""
        if self.words is not None:
            return
        self.channel.close()
        self.end_program()

    def end_program(self) -> None:
        self.words = self.last_words()
        self.program.terminate()
        try:
            self.program.wait(5)
        except subprocess.TimeoutExpired:
            self.program.kill()
            self.program.wait()
        self.folder.cleanup()


#: More ranks than cores is what is asked for: the first one only waits. Variables of Open MPI 5 and 4.
OVERSUBSCRIBED = {
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
}


def command(settings: Settings, main: pathlib.Path, address: tuple[Any, ...]) -> list[str]:
    """The line that starts the ranks."""
    launcher = shlex.split(settings.options.get("launcher") or mpiexec())
    host, port = address[:2]
    return [*launcher, "-n", str(settings.workers + 1), sys.executable, "-m", "mpi4py.futures", str(main), host, str(port)]


def mpiexec() -> str:
    """The mpiexec beside this Python, where PyPI's packages put it, else that of the system."""
    beside = shutil.which("mpiexec", path=os.path.dirname(sys.executable))
    return shlex.quote(beside or shutil.which("mpiexec") or "mpiexec")


def session_of(settings: Settings) -> Session:
    """The session with as many workers, started when there is none."""
    key = (settings.options.get("launcher") or "", settings.workers)
    if key not in _sessions or not _sessions[key].alive():
        if not _sessions:
            atexit.register(close_all)
        _sessions[key] = Session(settings)
    return _sessions[key]


def close_all() -> None:
    """Ends every session."""
    while _sessions:
        _sessions.popitem()[1].close()
