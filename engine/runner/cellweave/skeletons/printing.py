"""What a call prints, kept until its turn."""

from __future__ import annotations

import contextlib
from typing import Any, Callable, Tuple

from ..printed import Recorder, joined, replay

Piece = Tuple[str, str]


def printed_while(call: Callable[..., Any], *arguments: Any, **named: Any) -> tuple[Any, Exception | None, list[Piece]]:
    """The value or the exception of a call, and what Python code printed meanwhile."""
    kept: list[Piece] = []
    with contextlib.redirect_stdout(Recorder("stdout", kept, 1)), contextlib.redirect_stderr(Recorder("stderr", kept, 2)):
        try:
            return call(*arguments, **named), None, joined(kept)
        except Exception as error:
            return None, error, joined(kept)


class Again(Exception):
    """An item raised: all is to be done again in sequence, which prints and raises by itself."""


class Printing:
    """A function that gives, beside its value, what it printed. Raises Again, with nothing printed, where it raises."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self.call = call

    def __call__(self, item: Any, **broadcast: Any) -> tuple[Any, list[Piece]]:
        value, error, pieces = printed_while(self.call, item, **broadcast)
        if error is not None:
            raise Again from error
        return value, pieces


def show(pieces: list[Piece]) -> None:
    """Prints what was kept."""
    replay((0, *piece) for piece in pieces)
