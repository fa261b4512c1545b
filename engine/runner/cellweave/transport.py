"""Messages between a program and the processes that it forked: what is big travels beside the pickle."""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any, Callable, List, Optional, Tuple

HEADER = struct.Struct("<I")
#: Buffers below this stay in the pickle.
OUT_OF_BAND = 1 << 16
ORDER = struct.Struct("<cqqQ")
RANGE, ITEMS, END = b"r", b"i", b"e"

#: Pickles values. A process that is no copy of the program takes cloudpickle's, as it lacks the program's own classes.
dumps: Callable[..., bytes] = pickle.dumps


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

    return dumps(value, protocol=5, buffer_callback=keep_in), buffers


def send(channel: socket.socket, head: Any, data: bytes, buffers: List[memoryview]) -> None:
    """Sends one message whole: a head of plain values, and a pickle with its buffers."""
    top = pickle.dumps(head, protocol=5)
    lengths = struct.pack(f"<{2 + len(buffers)}Q", len(top), len(data), *[buffer.nbytes for buffer in buffers])
    first = HEADER.pack(len(buffers)) + lengths + top
    if len(data) < OUT_OF_BAND and not buffers:
        channel.sendall(first + data)
        return
    channel.sendall(first)
    channel.sendall(data)
    for buffer in buffers:
        channel.sendall(buffer)


def receive(channel: socket.socket) -> Tuple[Any, bytearray, List[bytearray]]:
    """The next message: its head, and a pickle with its buffers, which may be written to. Raises Gone."""
    (count,) = HEADER.unpack(exactly(channel, HEADER.size))
    top, length, *lengths = struct.unpack(f"<{2 + count}Q", exactly(channel, 8 * (2 + count)))
    head = pickle.loads(exactly(channel, top))
    return head, exactly(channel, length), [exactly(channel, size) for size in lengths]


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
