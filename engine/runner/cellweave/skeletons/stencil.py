"""Each cell of a grid from the cells around it, all from the same old grid, as often as asked."""

from __future__ import annotations

import math
import sys
import time
import weakref
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Sequence

from ..known import code_of
from ..scatter import run
from ..settings import use
from .described import described
from .windows import MODES, ArrayGrid, Boundary, ListGrid, cells, is_constant

# How many pieces a grid is cut into, whatever the number of workers, so that no result depends on it.
BLOCKS = 64
#: A sweep below this is not worth a fork.
LIGHT_SECONDS = 0.005

_seconds_of_cell: weakref.WeakKeyDictionary[Any, float] = weakref.WeakKeyDictionary()


def stencil(
    f: Callable[..., Any],
    grid: Any,
    radius: int | Sequence[int] = 1,
    boundary: Boundary = "edge",
    iters: int = 1,
    *,
    vectorized: bool = False,
    **broadcast: Any,
) -> Any:
    """A new grid: f of the window around each cell, `iters` times, each time from the finished grid before.

    grid      NumPy array, or nested lists of one shape; it is not changed
    radius    how far the window reaches: 1 is 3 × 3 on a plane; one number, or one an axis
    boundary  what lies outside: "edge", "wrap", "reflect", "symmetric" (as numpy.pad), or a number;
              "keep" leaves the cells whose window would reach outside as they are
    vectorized  f takes rows with the cells around them and gives the rows: `lambda a: a[:-2, 1:-1] + a[2:, 1:-1]`
    """
    if not isinstance(iters, int) or iters < 0:
        raise ValueError(f"iters={iters!r} must be 0 or a positive whole number")
    if not is_constant(boundary) and boundary != "keep" and boundary not in MODES:
        raise ValueError(f"boundary={boundary!r} must be a number, 'keep' or one of {', '.join(map(repr, MODES))}")
    form = as_grid(grid)
    reach = reaches(radius, len(form.shape))
    if vectorized and isinstance(form, ListGrid):
        raise TypeError("vectorized=True needs a NumPy array as the grid")
    step = Rows(f, form.kind, form.shape, reach, boundary, vectorized)
    if iters == 0 or 0 in form.shape:
        return form.copy()
    for _ in range(iters):
        slabs = [(begin, end, form.slab(begin, end, reach, boundary)) for begin, end in blocks(form.shape[0])]
        with use("sequential") if is_light(f, form.shape) else nullcontext():
            swept = run(described("stencil", f, step, slabs, broadcast))
        learn(f, form.shape, sum(seconds for _, seconds in swept))
        form = form.kind(form.joined([rows for rows, _ in swept]), form.shape)
    return form.cells


def is_light(f: Callable[..., Any], shape: Sequence[int]) -> bool:
    """True for a grid whose cells took next to nothing before."""
    code = code_of(f)
    return code is not None and _seconds_of_cell.get(code, math.inf) * math.prod(shape) < LIGHT_SECONDS


def learn(f: Callable[..., Any], shape: Sequence[int], seconds: float) -> None:
    code = code_of(f)
    if code is not None:
        _seconds_of_cell[code] = seconds / math.prod(shape)


def as_grid(grid: Any) -> ArrayGrid | ListGrid:
    numpy = sys.modules.get("numpy")
    is_array = numpy is not None and isinstance(grid, numpy.ndarray)
    if not (isinstance(grid, list) or is_array) or (is_array and not grid.ndim):
        raise TypeError(f"a stencil needs a NumPy array or nested lists, not {type(grid).__name__}")
    return ArrayGrid(grid) if is_array else ListGrid(grid)


def reaches(radius: int | Sequence[int], axes: int) -> tuple[int, ...]:
    """One radius an axis."""
    given = (radius,) * axes if isinstance(radius, int) else tuple(radius)
    if len(given) != axes or any(not isinstance(reach, int) or reach < 0 for reach in given):
        raise ValueError(f"radius={radius!r} must be 0 or a positive whole number, or one for each of the {axes} axes")
    return given


def blocks(rows: int) -> list[tuple[int, int]]:
    count = min(rows, BLOCKS)
    ends = [rows * block // count for block in range(count + 1)]
    return list(zip(ends, ends[1:]))


@dataclass(frozen=True)
class Rows:
    """Makes the new rows begin … end of the grid, and says how long that took."""

    f: Callable[..., Any]
    kind: type[ArrayGrid] | type[ListGrid]
    shape: tuple[int, ...]
    reach: tuple[int, ...]
    boundary: Boundary
    vectorized: bool

    def __call__(self, item: tuple[int, int, Any], **broadcast: Any) -> tuple[Any, float]:
        began = time.perf_counter()
        rows = self.whole(*item, broadcast) if self.vectorized else self.by_cell(*item, broadcast)
        return rows, time.perf_counter() - began

    def whole(self, begin: int, end: int, slab: Any, broadcast: Mapping[str, Any]) -> Any:
        rows = self.f(slab, **broadcast)
        wanted, given = (end - begin, *self.shape[1:]), getattr(rows, "shape", None)
        if given != wanted:
            raise ValueError(f"the stencil's function gave the shape {given} in place of {wanted}")
        return rows if self.boundary != "keep" else kept_edge(rows, slab, begin, self.shape, self.reach)

    def by_cell(self, begin: int, end: int, slab: Any, broadcast: Mapping[str, Any]) -> Any:
        wanted, values = (end - begin, *self.shape[1:]), []
        for place in cells(wanted):
            if self.boundary == "keep" and on_edge((begin + place[0], *place[1:]), self.shape, self.reach):
                values.append(self.kind.middle(slab, place, self.reach))
            else:
                values.append(self.f(self.kind.window(slab, place, self.reach), **broadcast))
        return self.kind.block(values, wanted)


def on_edge(place: Sequence[int], shape: Sequence[int], reach: Sequence[int]) -> bool:
    """True for a cell whose window reaches outside."""
    return any(not far <= at < size - far for at, size, far in zip(place, shape, reach))


def kept_edge(rows: Any, slab: Any, begin: int, shape: Sequence[int], reach: Sequence[int]) -> Any:
    import numpy

    inner = numpy.ones(rows.shape, dtype=bool)
    for axis, (size, far) in enumerate(zip(shape, reach)):
        at = numpy.arange(rows.shape[axis]) + (begin if axis == 0 else 0)
        inside = (far <= at) & (at < size - far)
        inner &= inside.reshape([-1 if other == axis else 1 for other in range(rows.ndim)])
    old = slab[tuple(slice(far, far + length) for far, length in zip(reach, rows.shape))]
    return numpy.where(inner, rows, old)
