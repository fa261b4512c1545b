"""The first rank: hands chunks to the others, and what becomes of them back to the program."""

from __future__ import annotations

import os
import pathlib
import socket
import threading
from typing import Any

from .. import transport
from .chunks import Outcome, run_chunk
from .lifeline import remove_folder
from .parcels import FileParcel, pack

TOKEN = "CELLWEAVE_MPI_TOKEN"


def relay(executor: Any, host: str, port: int) -> None:
    """Serves the program at the address until it is gone."""
    channel = socket.create_connection((host, port))
    channel.sendall(os.environ[TOKEN].encode())
    lock = threading.Lock()
    futures: dict[tuple[str, int], Any] = {}
    while True:
        try:
            (path, start, stop), items, _ = transport.receive(channel)
        except transport.Gone:
            break
        if start < 0:
            drop(futures, path)
            continue
        future = executor.submit(run_on_rank, path, start, stop, bytes(items))
        futures[path, start] = future
        future.add_done_callback(teller(channel, lock, futures, (path, start)))
    for future in futures.values():
        future.cancel()
    remove_folder()


def run_on_rank(path: str, start: int, stop: int, items: bytes) -> Outcome:
    """What becomes of a chunk, in the rank's own process: a fork could break what the network does for MPI."""
    return run_chunk(path, FileParcel(pathlib.Path(path)), start, stop, items, False)


def drop(futures: dict[tuple[str, int], Any], path: str) -> None:
    """Cancels what of a scatter has not begun."""
    for key, future in list(futures.items()):
        if key[0] == path:
            future.cancel()


def teller(channel: socket.socket, lock: threading.Lock, futures: dict[Any, Any], key: tuple[str, int]) -> Any:
    """Tells the program of a future that is done."""

    def tell(future: Any) -> None:
        futures.pop(key, None)
        told = pack(None if future.cancelled() else future.exception() or future.result())
        with lock:
            transport.send(channel, key, told.data, list(told.buffers))

    return tell
