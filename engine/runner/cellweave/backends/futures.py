"""A cluster whose chunks are futures that call back when they are done."""

from __future__ import annotations

import queue
from typing import Any

from .chunks import Outcome


class Futures:
    """Chunks by where they start. A backend says how one begins and what a future gives."""

    size = 1
    isolated = True

    def __init__(self) -> None:
        self.flying: dict[int, Any] = {}
        self.done: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()

    def begin(self, start: int, stop: int, items: bytes) -> Any:
        """A future for what becomes of the items."""
        raise NotImplementedError

    def outcome(self, future: Any) -> Outcome:
        """What a future that is done gives; raises what is wrong with the cluster itself."""
        raise NotImplementedError

    def submit(self, start: int, stop: int, items: bytes) -> None:
        future = self.begin(start, stop, items)
        self.flying[start] = future
        future.add_done_callback(lambda done: self.done.put((start, done)))

    def outcomes(self) -> list[tuple[int, Outcome]]:
        found: list[tuple[int, Outcome]] = []
        while not found or not self.done.empty():
            start, future = self.done.get()
            if self.flying.get(start) is future:
                del self.flying[start]
                found.append((start, self.outcome(future)))
        return found

    def cancel(self, start: int) -> None:
        future = self.flying.pop(start, None)
        if future is not None:
            future.cancel()

    def end(self) -> list[str]:
        return []

    def close(self) -> None:
        for start in list(self.flying):
            self.cancel(start)
