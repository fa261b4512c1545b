"""What can go wrong with the items of a skeleton, as a program sees it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any

FOLDER = __file__.rpartition("errors.py")[0]


class OrderDependentRNG(RuntimeError):
    """An item drew from a random generator that all items share, so its result would hang on who draws first."""


class BroadcastMutated(RuntimeError):
    """An item changed an argument that every item reads."""


class WorkerDied(RuntimeError):
    """The process that ran an item ended twice before the item did."""


class TimeLimit(TimeoutError):
    """An item took longer than its `time`."""


class CannotTravel(TypeError):
    """What an item gave cannot leave the process that made it."""


class RemoteTraceback(Exception):
    """The traceback of the process that ran an item: the cause of the exception that is raised here."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f'\n"""\n{self.text}"""'


@dataclass(frozen=True)
class Failure:
    """What stands in the place of an item that failed, under `on_error="collect"`."""

    index: int
    exc: BaseException
    tb: str

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Failure):
            return NotImplemented
        mine, theirs = self.exc, other.exc
        return (self.index, type(mine), mine.args, self.tb) == (other.index, type(theirs), theirs.args, other.tb)

    def __hash__(self) -> int:
        return hash((self.index, type(self.exc), self.tb))


def failure_of(index: int, exc: BaseException) -> Failure:
    """The failure of an item, its traceback from the item's own call on."""
    return Failure(index, exc, traceback_text(exc))


def traceback_text(exc: BaseException) -> str:
    """The traceback without the frames of this package before the item's own."""
    trace = exc.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(FOLDER):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(exc), exc, trace))
