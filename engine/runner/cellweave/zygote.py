"""A clean copy of the program that forks workers later, while the program itself goes on and changes."""

from __future__ import annotations

import functools
import socket
import struct
from typing import Any, List, Optional, Sequence, Tuple

from . import forking, transport
from .scatter import Scatter
from .worker import NOWHERE, Board, Worker, become_worker, end_process, serve

REQUEST = struct.Struct("<cqq")
FORK, REAP = b"f", b"w"
ANSWER = struct.Struct("<qq")
UNKNOWN = 1 << 20


class Zygote:
    """Forks workers as the program was when this was made. It and its workers end with the program."""

    def __init__(self, scatter: Scatter, board: Board, most: int) -> None:
        self.board = board
        #: Channels are made before the fork, so that both sides have them.
        with forking.making:
            self.pairs = [socket.socketpair() for _ in range(most)]
            self.control, theirs = socket.socketpair()
            self.pid = forking.fork(lambda: attend(scatter, board, theirs, self.control, self.pairs))
            for end in (theirs, *[theirs for _, theirs in self.pairs]):
                end.close()
        self.used = 0

    def start(self, scatter: Scatter, board: Board, slot: int, others: Sequence[Worker], nested: int) -> Worker:
        """A worker forked from the copy. Raises Gone when the copy is no more or has no channel left."""
        if self.used == len(self.pairs):
            raise transport.Gone
        board.note(slot)(NOWHERE)
        number, self.used = self.used, self.used + 1
        pid, _ = self.ask(FORK, number, slot << 16 | nested)
        return Worker(pid, self.pairs[number][0], slot, functools.partial(self.reap, pid))

    def ask(self, kind: bytes, one: int, other: int = 0) -> Tuple[int, int]:
        try:
            self.control.sendall(REQUEST.pack(kind, one, other))
        except OSError:
            raise transport.Gone from None
        first, second = ANSWER.unpack(transport.exactly(self.control, ANSWER.size))
        return first, second

    def reap(self, pid: int) -> Optional[int]:
        """Kills a worker and gives its exit code, negative for a signal."""
        try:
            _, code = self.ask(REAP, pid)
        except transport.Gone:
            return None
        return None if code == UNKNOWN else code

    def close(self) -> None:
        """Ends the copy, and with it the workers that are left."""
        self.control.close()
        for ours, _ in self.pairs:
            ours.close()
        end_process(self.pid)


def attend(scatter: Scatter, board: Board, control: socket.socket, parents: socket.socket, pairs: List[Any]) -> None:
    """What the copy does: forks and buries as it is told, until the program closes the channel."""
    parents.close()
    for ours, _ in pairs:
        ours.close()
    while True:
        try:
            kind, one, other = REQUEST.unpack(transport.exactly(control, REQUEST.size))
        except transport.Gone:
            return
        if kind == REAP:
            code = end_process(one)
            control.sendall(ANSWER.pack(one, UNKNOWN if code is None else code))
            continue
        child = functools.partial(worker, scatter, board, control, pairs, one, other >> 16, other & 0xFFFF)
        control.sendall(ANSWER.pack(forking.fork(child), 0))
        pairs[one][1].close()


def worker(
    scatter: Scatter, board: Board, control: socket.socket, pairs: List[Any], number: int, slot: int, nested: int
) -> None:
    control.close()
    for place, (_, end) in enumerate(pairs):
        if place != number:
            end.close()
    become_worker(nested)
    serve(scatter, pairs[number][1], board.note(slot))
