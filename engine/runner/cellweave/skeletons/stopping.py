"""Trials that end early, because others were better at the same step."""

from __future__ import annotations

import math
import mmap
import statistics
import struct
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional, Union

#: Steps of a trial that are compared; later ones run on.
STEPS = 1000
#: So many others must have got as far before a trial is compared with them.
ENOUGH = 3
NUMBER = struct.Struct("<d")

#: "median", or a function of the value told last and those that others told at that step; true ends the trial.
Rule = Union[str, Callable[[float, "list[float]"], Any]]


class TrialStopped(Exception):
    """Raised by `report` in a trial that is not worth going on with."""


class Board:
    """What each trial told at each step, in memory that forked processes share. Elsewhere it begins empty."""

    def __init__(self, trials: int) -> None:
        self.trials = trials
        self.memory = mmap.mmap(-1, max(1, trials) * STEPS * NUMBER.size)

    def __reduce__(self) -> Any:
        return Board, (self.trials,)

    def write(self, trial: int, step: int, value: float) -> None:
        # No value looks like memory that nobody wrote to: a true 0.0 is told as the smallest number there is.
        NUMBER.pack_into(self.memory, self.place(trial, step), value or 5e-324)

    def others(self, trial: int, step: int) -> list[float]:
        values = [NUMBER.unpack_from(self.memory, self.place(other, step))[0] for other in range(self.trials) if other != trial]
        return [value for value in values if value != 0 and not math.isnan(value)]

    def place(self, trial: int, step: int) -> int:
        return (trial * STEPS + step) * NUMBER.size


@dataclass
class Running:
    """The trial that runs in this process, and what it told last."""

    board: Board
    rule: Rule
    mode: str
    trial: int
    step: int = 0
    value: Optional[float] = None


@dataclass(frozen=True)
class Stopped:
    """What a trial gave that ended early: the value that it told last."""

    value: float


_running: Optional[Running] = None


def report(value: float) -> None:
    """Tells how good a trial of a `sweep` is after one more step. Does nothing elsewhere.

    Raises TrialStopped where the sweep has a `stop` and the trial is not worth going on with; let it pass.
    """
    if _running is not None:
        told(_running, float(value))


def told(running: Running, value: float) -> None:
    step = running.step
    running.step += 1
    running.value = value
    if step >= STEPS:
        return
    running.board.write(running.trial, step, value)
    others = running.board.others(running.trial, step)
    if is_hopeless(running.rule, running.mode, value, others):
        raise TrialStopped(f"Trial {running.trial} was stopped after {running.step} steps.")


def is_hopeless(rule: Rule, mode: str, value: float, others: list[float]) -> bool:
    if callable(rule):
        return bool(rule(value, others))
    if len(others) < ENOUGH:
        return False
    median = statistics.median(others)
    return value > median if mode == "min" else value < median


class Stopping:
    """A function of one trial that may end early."""

    def __init__(self, fn: Callable[..., Any], rule: Rule, mode: str, trials: int) -> None:
        if not callable(rule) and rule != "median":
            raise ValueError(f'stop={rule!r} must be "median" or a function of a value and those of others')
        self.fn = fn
        self.rule = rule
        self.mode = mode
        self.board = Board(trials)

    def __call__(self, item: tuple[int, Mapping[str, Any]], **broadcast: Any) -> Any:
        global _running
        index, parameters = item
        before, _running = _running, Running(self.board, self.rule, self.mode, index)
        running = _running
        try:
            return self.fn(**parameters, **broadcast)
        except TrialStopped:
            return Stopped(running.value if running.value is not None else math.nan)
        finally:
            _running = before
