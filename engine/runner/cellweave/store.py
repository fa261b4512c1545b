"""Results of single items, kept from one run to the next."""

from __future__ import annotations

import hashlib
import os
import pickle
import time
import uuid
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from . import host, running
from .errors import Failure
from .host import ItemStore
from .keys import base_key, item_key
from .known import known_seconds
from .scatter import Batch, Scatter
from .settings import Settings

#: Items below this are made again rather than kept.
WORTH_SECONDS = 0.01
#: Making a key may take no more than this share of an item's time.
KEY_SHARE = 0.1
#: So many items are looked up before all are.
PROBES = 24
#: Where keys take long and nothing was found, no more are made.
PROBE_SECONDS = 0.25
MOST_BYTES = 64 << 20
DIGEST_BYTES = 32


class FolderStore(ItemStore):
    """Files named by their key in a folder; what is damaged is as good as gone."""

    def __init__(self, folder: Any) -> None:
        self.folder = os.path.expanduser(os.fspath(folder))

    def get(self, key: str) -> Optional[bytes]:
        try:
            with open(self.path_of(key), "rb") as file:
                data = file.read()
            # Whoever keeps the folder small drops what was not used for longest.
            os.utime(self.path_of(key))
        except OSError:
            return None
        return data[DIGEST_BYTES:] if hashlib.sha256(data[DIGEST_BYTES:]).digest() == data[:DIGEST_BYTES] else None

    def put(self, key: str, data: bytes) -> None:
        path = self.path_of(key)
        fresh = f"{path}.{os.getpid()}-{uuid.uuid4().hex}"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(fresh, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            os.replace(fresh, path)
        except OSError:
            # A full disk costs a later run its time, not this one its result.
            return

    def path_of(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])


@dataclass(frozen=True)
class Kept:
    """A result that an earlier run made."""

    value: Any
    printed: List[Tuple[str, str]]
    seconds: float

    def batch(self, place: int) -> Batch:
        """The result as if it had been made just now."""
        return Batch(place, [self.value], [self.seconds], [(place, *piece) for piece in self.printed], reused=True)


class Memory:
    """What earlier runs of the same items gave, and where what this one gives is kept."""

    def __init__(self, scatter: Scatter, settings: Settings, look: bool = True) -> None:
        self.scatter = scatter
        self.found: Dict[int, Kept] = {}
        self.store = store_of(settings) if worth_it(scatter) else None
        self.base = base_key(scatter) if self.store else None
        self.key_seconds = 0.0
        if look and self.base is not None:
            self.look_up()

    def look_up(self) -> None:
        """Finds what is kept; where none of a few items is, the others are not looked for."""
        count = len(self.scatter.items)
        probes = sorted({0, *range(0, count, max(1, count // PROBES))}) if count > PROBES else list(range(count))
        began = time.perf_counter()
        looked = 0
        for looked, place in enumerate(probes, start=1):
            self.recall(place)
            if not self.found and time.perf_counter() - began > PROBE_SECONDS:
                break
        self.key_seconds = (time.perf_counter() - began) / max(1, looked)
        if self.found and len(probes) < count:
            for place in set(range(count)).difference(probes):
                self.recall(place)

    def recall(self, place: int) -> None:
        key = self.key(place)
        data = self.store.get(key) if key and self.store else None
        if data is not None:
            try:
                self.found[place] = Kept(*pickle.loads(data))
            except Exception:
                # Made by code that is gone since.
                return

    def key(self, place: int) -> Optional[str]:
        return item_key(self.base, self.scatter, place, self.scatter.items[place]) if self.base else None

    def keep(self, batch: Batch) -> None:
        """Keeps the results of a batch that are worth it, as soon as they are there."""
        if self.base is None or not host.current().repeatable(batch.report):
            return
        for offset, value in enumerate(batch.values):
            seconds = batch.seconds[offset] if offset < len(batch.seconds) else 0.0
            place = batch.start + offset
            if type(value) is not Failure:
                printed = [(name, text) for at, name, text in batch.printed if at == place]
                self.put(place, value, printed, seconds)

    def put(self, place: int, value: Any, printed: List[Tuple[str, str]], seconds: float) -> None:
        self.put_item(place, self.scatter.items[place], value, printed, seconds)

    def put_item(self, place: int, item: Any, value: Any, printed: List[Tuple[str, str]], seconds: float) -> None:
        """Keeps the result of an item, which may be another one than the scatter has."""
        if self.store is None or seconds < max(WORTH_SECONDS, self.key_seconds / KEY_SHARE):
            return
        key = item_key(self.base, self.scatter, place, item) if self.base else None
        try:
            data = pickle.dumps((value, printed, seconds), protocol=5)
        except Exception:
            return
        if key is not None and len(data) <= MOST_BYTES:
            self.store.put(key, data)


def store_of(settings: Settings) -> Optional[ItemStore]:
    """Where results of items are kept: what `use` was given, else the host's."""
    folder = settings.options.get("store")
    return FolderStore(folder) if folder is not None else host.current().items


def worth_it(scatter: Scatter) -> bool:
    """False for nested calls and for functions whose items are known to take no time."""
    seconds = known_seconds(scatter.call)
    return running.depth == 0 and (seconds is None or seconds >= WORTH_SECONDS)
