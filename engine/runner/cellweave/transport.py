"""Messages between a program and the processes that it forked: what is big travels beside the pickle."""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any, List, Optional, Tuple

HEADER = struct.Struct("<QI")
#: Buffers below this stay in the pickle.
OUT_OF_BAND = 1 << 16
#: As many pieces as one system call takes.
PIECES = 512

ORDER = struct.Struct("<cqqQ")
RANGE, ITEMS, END = b"r", b"i", b"e"


class Gone(ConnectionError):
    """The other end is closed."""


def pickled(value: Any) -> Tuple[bytes, List[memoryview]]:
    """The pickle of a value and the big buffers that belong to it."""
    buffers: List[memoryview] = []

    def keep_in(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < OUT_OF_BAND:
            return True
        buffers.append(raw)
        return False

    return pickle.dumps(value, protocol=5, buffer_callback=keep_in), buffers


def send(channel: socket.socket, data: bytes, buffers: List[memoryview]) -> None:
    """Sends one message whole."""
    lengths = struct.pack(f"<{len(buffers)}Q", *[buffer.nbytes for buffer in buffers])
    pieces = [memoryview(HEADER.pack(len(data), len(buffers)) + lengths), memoryview(data), *buffers]
    if len(data) < OUT_OF_BAND and not buffers:
        channel.sendall(bytes(pieces[0]) + data)
        return
    for piece in pieces:
        channel.sendall(piece)


def receive(channel: socket.socket) -> Any:
    """The next message's value; its buffers are its own and may be written to. Raises Gone."""
    length, count = HEADER.unpack(exactly(channel, HEADER.size))
    lengths = struct.unpack(f"<{count}Q", exactly(channel, 8 * count)) if count else ()
    data = exactly(channel, length)
    return pickle.loads(data, buffers=[exactly(channel, size) for size in lengths])


def exactly(channel: socket.socket, length: int) -> bytearray:
    """So many bytes. Raises Gone at the end of what comes."""
    data = bytearray(length)
    view = memoryview(data)
    while view:
        try:
            got = channel.recv_into(view)
        except ConnectionError:
            got = 0
        if got == 0:
            raise Gone
        view = view[got:]
    return data


def order(channel: socket.socket, kind: bytes, start: int = 0, stop: int = 0, payload: bytes = b"") -> None:
    """Tells a worker what to do next. Raises Gone."""
    try:
        channel.sendall(ORDER.pack(kind, start, stop, len(payload)) + payload)
    except ConnectionError:
        raise Gone from None


def next_order(channel: socket.socket) -> Tuple[bytes, int, int, Optional[bytearray]]:
    """What a worker is told: kind, places, payload. Raises Gone when the program ended."""
    kind, start, stop, length = ORDER.unpack(exactly(channel, ORDER.size))
    return kind, start, stop, exactly(channel, length) if length else None
