"""What the parameters of a sweep may be: lists and ranges as they are, and these."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Mapping, Sequence


@dataclass(frozen=True)
class Choice:
    """One of the values, each as likely as another."""

    values: tuple[Any, ...]

    def at(self, share: float) -> Any:
        return self.values[min(int(share * len(self.values)), len(self.values) - 1)]

    def grid(self, name: str) -> Sequence[Any]:
        return self.values


@dataclass(frozen=True)
class Interval:
    """A number between low and high; `log` draws its logarithm evenly, `whole` gives integers, both ends included."""

    low: float
    high: float
    log: bool = False
    whole: bool = False
    points: int | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"from {self.low} to {self.high}: the first must not be the larger")
        if self.log and self.low <= 0:
            raise ValueError(f"from {self.low}: a logarithmic range begins above 0")
        if self.points is not None and self.points < 1:
            raise ValueError(f"points={self.points}: a grid needs at least 1")

    def at(self, share: float) -> Any:
        """The value at a share of 0 … 1 of the way."""
        low, high = (self.low - 0.5, self.high + 0.5) if self.whole else (self.low, self.high)
        if self.log:
            # Half a step below 1 would be 0.5, which is above 0.
            value = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
        else:
            value = low + share * (high - low)
        return int(min(max(round(value), self.low), self.high)) if self.whole else min(max(value, self.low), self.high)

    def grid(self, name: str) -> Sequence[Any]:
        if self.points is None:
            if self.whole and not self.log:
                return range(int(self.low), int(self.high) + 1)
            raise ValueError(f"{name!r} has no end of values for a grid; say how many: points=5")
        if self.points == 1:
            return (self.at(0.5),)
        exact = Interval(self.low, self.high, self.log)
        between = [exact.at(step / (self.points - 1)) for step in range(1, self.points - 1)]
        values = [self.low, *between, self.high]
        return list(dict.fromkeys(round(value) for value in values)) if self.whole else values


def choice(*values: Any) -> Choice:
    """One of the values; a list says the same, and this takes lists as values."""
    if not values:
        raise ValueError("choice() needs at least one value")
    return Choice(values)


def uniform(low: float, high: float, *, points: int | None = None) -> Interval:
    """A number between low and high."""
    return Interval(low, high, points=points)


def loguniform(low: float, high: float, *, points: int | None = None) -> Interval:
    """A number between low and high, each order of magnitude as likely as another."""
    return Interval(low, high, log=True, points=points)


def integers(low: int, high: int, *, log: bool = False, points: int | None = None) -> Interval:
    """A whole number from low to high, both included."""
    return Interval(int(low), int(high), log=log, whole=True, points=points)


def dimensions(space: Mapping[str, Any]) -> dict[str, Choice | Interval]:
    """Each parameter as one of the two; a single value stands for itself."""
    return {name: dimension(name, values) for name, values in space.items()}


def dimension(name: str, values: Any) -> Choice | Interval:
    if isinstance(values, (Choice, Interval)):
        return values
    if isinstance(values, (list, tuple, range)) or hasattr(values, "tolist"):
        listed = tuple(values.tolist() if hasattr(values, "tolist") else values)
        if not listed:
            raise ValueError(f"the space of {name!r} is empty")
        return Choice(listed)
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        return Choice((values,))
    raise TypeError(f"the space of {name!r} is a {type(values).__name__}; give a list, a range, or cw.uniform and the like")
