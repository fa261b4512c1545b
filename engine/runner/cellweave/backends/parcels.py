"""Values for another program: a pickle with what is big beside it, so that it is copied as seldom as can be."""

from __future__ import annotations

import mmap
import pathlib
import pickle
import struct
from typing import Any, Sequence

from ..pickling import dumps

#: Buffers below this stay in the pickle.
OUT_OF_BAND = 1 << 16
COUNT = struct.Struct("<Q")
ALIGNMENT = 64


class Parcel:
    """A pickled value. It is pickled again without a copy of its buffers, where who does so takes them apart."""

    def __init__(self, data: Any, buffers: Sequence[Any] = ()) -> None:
        self.data = data
        self.buffers = buffers

    def __reduce_ex__(self, protocol: Any) -> Any:
        if protocol < 5:
            return Parcel, (bytes(self.data), [bytes(buffer) for buffer in self.buffers])
        return Parcel, (bytes(self.data), [pickle.PickleBuffer(buffer) for buffer in self.buffers])

    def open(self) -> Any:
        """A value of its own, whose arrays may be written to."""
        return pickle.loads(self.data, buffers=[writable(buffer) for buffer in self.buffers])


class FileParcel:
    """A parcel in a file that every process sees."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path

    def open(self) -> Any:
        """A value of its own; arrays share the file's pages with the other processes of the machine until one writes."""
        return read(self.path).open()


def pack(value: Any) -> Parcel:
    """The parcel of a value; functions and classes of the program itself travel in it."""
    buffers: list[Any] = []

    def keep_in(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < OUT_OF_BAND:
            return True
        buffers.append(raw)
        return False

    data = dumps(value, buffer_callback=keep_in)
    return Parcel(data, buffers)


def writable(buffer: Any) -> Any:
    view = memoryview(buffer)
    return bytearray(view) if view.readonly else view


def write(path: pathlib.Path, parcel: Parcel) -> None:
    """Writes a parcel to a file, whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    pieces = [parcel.data, *parcel.buffers]
    with fresh.open("wb") as file:
        file.write(COUNT.pack(len(pieces)))
        file.write(b"".join(COUNT.pack(memoryview(piece).nbytes) for piece in pieces))
        for piece in pieces:
            file.seek(aligned(file.tell()))
            file.write(piece)
        file.truncate(aligned(file.tell()))
    fresh.replace(path)


def read(path: pathlib.Path) -> Parcel:
    """A parcel whose buffers are the file's pages, shared by all processes of a machine until they write to them."""
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    (count,) = COUNT.unpack_from(view, 0)
    place = COUNT.size * (1 + count)
    pieces = []
    for (size,) in COUNT.iter_unpack(view[COUNT.size : place]):
        place = aligned(place)
        pieces.append(view[place : place + size])
        place += size
    return Parcel(bytes(pieces[0]), pieces[1:])


def aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT
