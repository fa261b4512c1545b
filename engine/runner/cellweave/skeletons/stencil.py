"""Each cell of a grid from the cells around it, all from the same old grid, as often as asked."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any, Callable, Sequence

from ..scatter import run
from .described import described
from .windows import MODES, ArrayGrid, Boundary, ListGrid, cells, is_constant

# How many pieces a grid is cut into, whatever the number of workers, so that no result depends on it.
BLOCKS = 64


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
    step = partial(sweep_rows, f, form.kind, form.shape, reach, boundary, vectorized)
    if iters == 0 or 0 in form.shape:
        return form.copy()
    for _ in range(iters):
        slabs = [(begin, end, form.slab(begin, end, reach, boundary)) for begin, end in blocks(form.shape[0])]
        form = form.kind(form.joined(run(described("stencil", f, step, slabs, broadcast))), form.shape)
    return form.cells


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


def sweep_rows(
    f: Callable[..., Any],
    kind: type[ArrayGrid] | type[ListGrid],
    shape: tuple[int, ...],
    reach: tuple[int, ...],
    boundary: Boundary,
    vectorized: bool,
    item: tuple[int, int, Any],
    **broadcast: Any,
) -> Any:
    """The new rows begin … end of the grid."""
    begin, end, slab = item
    wanted = (end - begin, *shape[1:])
    if vectorized:
        rows = f(slab, **broadcast)
        if getattr(rows, "shape", None) != wanted:
            raise ValueError(f"the stencil's function gave the shape {getattr(rows, 'shape', None)} in place of {wanted}")
        return rows if boundary != "keep" else kept_edge(rows, slab, begin, shape, reach)
    values = []
    for place in cells(wanted):
        at = (begin + place[0], *place[1:])
        if boundary == "keep" and on_edge(at, shape, reach):
            values.append(kind.middle(slab, place, reach))
        else:
            values.append(f(kind.window(slab, place, reach), **broadcast))
    return kind.block(values, wanted)


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
