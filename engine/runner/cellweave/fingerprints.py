"""Fingerprints of broadcast arguments: whether they are what they were, without a copy of what is big."""

from __future__ import annotations

import pickle
import sys
import zlib
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

#: Buffers from here on are fingerprinted one by one, so that one known to be untouched need not be read.
BIG = 1 << 20

#: Checksum of the pickle with its small buffers, and one for each big buffer; None is one known to be untouched.
Print = Tuple[int, List[Optional[int]]]
Prints = Dict[str, Optional[Print]]


class Checksum:
    """A file that keeps only the checksum of what is written."""

    def __init__(self) -> None:
        self.value = 0
        self.length = 0

    def write(self, data: Any) -> int:
        self.value = zlib.crc32(data, self.value)
        self.length += len(data)
        return len(data)


def untouched_nowhere(buffer: memoryview) -> bool:
    return False


def fingerprint(value: Any, untouched: Callable[[memoryview], bool] = untouched_nowhere) -> Optional[Print]:
    """The fingerprint of a value, or None where it cannot be pickled and so is not watched."""
    checksum = Checksum()
    big: List[Optional[int]] = []

    def take(buffer: pickle.PickleBuffer) -> None:
        raw = buffer.raw()
        if raw.nbytes < BIG:
            checksum.write(raw)
        else:
            big.append(None if untouched(raw) else zlib.crc32(raw))

    try:
        pickle.Pickler(checksum, protocol=5, buffer_callback=take).dump(value)
    except Exception:
        return None
    return checksum.value, big


def fingerprints(broadcast: Mapping[str, Any], untouched: Callable[[memoryview], bool] = untouched_nowhere) -> Prints:
    """The fingerprint of each argument."""
    return {name: fingerprint(value, untouched) for name, value in broadcast.items() if not is_plain(value)}


def is_plain(value: Any) -> bool:
    """True for what nobody can change."""
    return value is None or type(value) in (bool, int, float, complex, str, bytes)


def changed(before: Mapping[str, Optional[Print]], after: Mapping[str, Optional[Print]]) -> List[str]:
    """Names of the arguments that are not what they were."""
    return [name for name, now in after.items() if now is not None and differs(before.get(name), now)]


def differs(before: Optional[Print], now: Print) -> bool:
    if before is None:
        return False
    if before[0] != now[0] or len(before[1]) != len(now[1]):
        return True
    return any(new is not None and new != old for old, new in zip(before[1], now[1]))


def buffer_bytes(broadcast: Mapping[str, Any]) -> int:
    """A quick estimate of how many bytes a fingerprint would read; nested values count as nothing."""
    return sum(getattr(value, "nbytes", None) or sys.getsizeof(value) for value in broadcast.values())
