"""Tells the host how far the items of one call are."""

from __future__ import annotations

import time
from typing import Any, Dict, List, Optional, Sequence

from . import host
from .errors import Failure
from .scatter import Batch, Scatter

EVERY_SECONDS = 0.25
#: Items named one by one in one message; the rest is only counted.
NAMED = 2000
SHOWN_CHARACTERS = 2000


class Progress:
    """The items of one skeleton call, told a few times a second and at the end."""

    def __init__(self, scatter: Scatter, total: Optional[int], workers: int) -> None:
        self.host = host.current()
        self.listened = type(self.host).progress is not host.Host.progress
        self.scatter = scatter
        self.total = total
        self.workers = workers
        self.done = self.reused = 0
        self.finished: List[Dict[str, Any]] = []
        self.told = time.monotonic()
        #: What a person calls each item, where they have names.
        self.names: Sequence[str] = ()
        self.call = self.host.calls
        self.host.calls += 1

    def item(self, place: int, seconds: float, value: Any, printed: str = "") -> None:
        """Notes one item that ended."""
        self.done += 1
        if not self.listened:
            return
        if len(self.finished) < NAMED:
            run = item_run(self.scatter.index(place), seconds, value, printed)
            self.finished.append({**run, "name": self.names[place]} if place < len(self.names) else run)
        if time.monotonic() - self.told > EVERY_SECONDS:
            self.tell()

    def batch(self, batch: Batch, first: int = 0) -> None:
        """Notes the items of a batch, the first of whose scatter is the item `first` of the call."""
        if batch.reused:
            self.reused += len(batch.values)
        if not self.listened:
            self.done += len(batch.values)
            return
        texts: Dict[int, str] = {}
        for place, _, text in batch.printed:
            texts[place] = texts.get(place, "") + text
        for offset, value in enumerate(batch.values):
            place = batch.start + offset
            self.item(first + place, batch.seconds[offset], value, texts.get(place, ""))

    def tell(self) -> None:
        if not self.listened:
            return
        self.told = time.monotonic()
        finished, self.finished = self.finished, []
        self.host.progress({
            "call": self.call,
            "label": self.scatter.label,
            "total": self.total,
            "done": self.done,
            "reused": self.reused,
            "finished": finished,
            "workers": self.workers,
        })


def item_run(index: int, seconds: float, value: Any, printed: str) -> Dict[str, Any]:
    run: Dict[str, Any] = {"index": index, "seconds": round(seconds, 6)}
    if type(value) is Failure:
        run["error"] = f"{type(value.exc).__name__}: {value.exc}".splitlines()[0][:500]
    if printed:
        run["output"] = printed[:SHOWN_CHARACTERS]
    return run
