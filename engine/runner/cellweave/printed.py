"""What items print: taken down in the process that runs them, and printed again in the order of the items."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from typing import Any, Iterable, List, Tuple

Printed = List[Tuple[int, str, str]]
NAMES = ("stdout", "stderr")


class Recorder(io.TextIOBase):
    """A standard stream that keeps what is written, in one list with the other one."""

    def __init__(self, name: str, kept: List[Tuple[str, str]], descriptor: int) -> None:
        self._stream = name
        self.kept = kept
        self._descriptor = descriptor

    encoding = "utf-8"
    errors = "replace"

    @property
    def name(self) -> str:
        return f"<{self._stream}>"

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.kept.append((self._stream, text))
        return len(text)

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        self.flush()


class Recording:
    """Both standard streams of a child, Python's own and the descriptors that other programs write to."""

    def __init__(self) -> None:
        self.kept: List[Tuple[str, str]] = []
        self.files: List[Tuple[str, Any]] = []
        #: A cell may have kept one of them, as a logger does.
        self.originals = (sys.stdout, sys.stderr)
        for descriptor, name in enumerate(NAMES, start=1):
            self.files.append((name, captured(descriptor)))
            setattr(sys, name, Recorder(name, self.kept, descriptor))

    def take(self) -> List[Tuple[str, str]]:
        """What Python code printed since the last call."""
        kept = joined(self.kept)
        self.kept.clear()
        return kept

    def take_descriptors(self) -> List[Tuple[str, str]]:
        """What was written to the descriptors since the last call."""
        flush_c_library()
        flush(*self.originals)
        return [(name, text) for name, file in self.files for text in [emptied(file)] if text]


def captured(descriptor: int) -> Any:
    """A file without a name that the descriptor now writes to."""
    # A file in memory is made in a tenth of the time.
    make = getattr(os, "memfd_create", None)
    file = tempfile.TemporaryFile(buffering=0) if make is None else open(make("cellweave"), "w+b", buffering=0)
    os.dup2(file.fileno(), descriptor)
    return file


def emptied(file: Any) -> str:
    # The offset is shared with the descriptor, so it tells how much was written.
    length = os.lseek(file.fileno(), 0, os.SEEK_CUR)
    if length == 0:
        return ""
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    data = file.read(length)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    os.ftruncate(file.fileno(), 0)
    return str(data.decode("utf-8", "replace"))


def joined(pieces: Iterable[Tuple[str, str]]) -> List[Tuple[str, str]]:
    """Pieces of one stream that follow each other, as one."""
    whole: List[Tuple[str, str]] = []
    for name, text in pieces:
        if whole and whole[-1][0] == name:
            whole[-1] = (name, whole[-1][1] + text)
        elif text:
            whole.append((name, text))
    return whole


def replay(printed: Iterable[Tuple[int, str, str]]) -> None:
    """Prints what items printed where they would have printed it."""
    for _, name, text in printed:
        stream = getattr(sys, name)
        if stream is not None:
            stream.write(text)


def flush_standard_streams() -> None:
    """Empties the buffers, so that a fork does not hold their text twice."""
    flush(sys.stdout, sys.stderr)


def flush(*streams: Any) -> None:
    """Empties the buffers of streams, of which one may be closed or None."""
    for stream in streams:
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass


def flush_c_library() -> None:
    """Empties C's own stdout buffer, where a library printed into it."""
    ctypes = sys.modules.get("ctypes")
    if ctypes is not None:
        fflush = getattr(ctypes.CDLL(None), "fflush", None)
        if fflush is not None:
            fflush(None)
