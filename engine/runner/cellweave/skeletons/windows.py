"""What a stencil's function sees around a cell: indices past the edge, slabs of rows, and windows."""

from __future__ import annotations

from numbers import Number
from typing import Any, Callable, Iterator, Sequence, Union

Boundary = Union[str, Number, None]

#: Where a place outside of 0 … size - 1 looks instead, by the name NumPy's `pad` has for it.
MODES: dict[str, Callable[[int, int], int]] = {
    "edge": lambda place, size: min(max(place, 0), size - 1),
    "wrap": lambda place, size: place % size,
    "reflect": lambda place, size: folded(place % (2 * size - 2), 2 * size - 2) if size > 1 else 0,
    "symmetric": lambda place, size: folded(place % (2 * size), 2 * size - 1),
}


def folded(place: int, end: int) -> int:
    return min(place, end - place)


def is_constant(boundary: Boundary) -> bool:
    return isinstance(boundary, Number)


def sources(begin: int, end: int, size: int, boundary: Boundary) -> list[int]:
    """Which place each of begin … end - 1 is taken from; -1 is the constant."""
    if is_constant(boundary) or boundary == "keep":
        return [place if 0 <= place < size else -1 for place in range(begin, end)]
    look = MODES[str(boundary)]
    return [look(place, size) for place in range(begin, end)]


class ListGrid:
    """Nested lists, all rows of one length."""

    def __init__(self, rows: list[Any], shape: tuple[int, ...] | None = None) -> None:
        self.cells = rows
        self.shape = nested_shape(rows) if shape is None else shape

    @property
    def kind(self) -> type[ListGrid]:
        return ListGrid

    def copy(self) -> Any:
        return copied(self.cells)

    def slab(self, begin: int, end: int, radius: Sequence[int], boundary: Boundary) -> Any:
        """Rows begin … end with the cells around them."""
        return padded(self.cells, (begin, *(0 for _ in radius[1:])), (end, *self.shape[1:]), self.shape, radius, boundary)

    @staticmethod
    def window(slab: Any, corner: Sequence[int], radius: Sequence[int]) -> Any:
        """A new nested list: what is done to it touches nothing else."""
        rows = slab[corner[0] : corner[0] + 2 * radius[0] + 1]
        return [ListGrid.window(row, corner[1:], radius[1:]) for row in rows] if len(radius) > 1 else rows

    @staticmethod
    def middle(slab: Any, corner: Sequence[int], radius: Sequence[int]) -> Any:
        for begin, reach in zip(corner, radius):
            slab = slab[begin + reach]
        return slab

    @staticmethod
    def block(values: list[Any], shape: Sequence[int]) -> Any:
        """Values in row-major order as rows."""
        for length in shape[:0:-1]:
            values = [values[begin : begin + length] for begin in range(0, len(values), length)]
        return values

    @staticmethod
    def joined(blocks: Sequence[Any]) -> Any:
        return [row for block in blocks for row in block]


class ArrayGrid:
    """A NumPy array; windows are read-only views."""

    def __init__(self, array: Any, shape: tuple[int, ...] | None = None) -> None:
        self.cells = array
        self.shape = tuple(array.shape) if shape is None else shape

    @property
    def kind(self) -> type[ArrayGrid]:
        return ArrayGrid

    def copy(self) -> Any:
        return self.cells.copy()

    def slab(self, begin: int, end: int, radius: Sequence[int], boundary: Boundary) -> Any:
        import numpy

        spans = [(begin, end), *((0, size) for size in self.shape[1:])]
        slab = self.cells
        if is_constant(boundary):
            slab = slab.astype(numpy.result_type(slab, boundary), copy=False)
        for axis, ((low, high), reach, size) in enumerate(zip(spans, radius, self.shape)):
            taken = numpy.array(sources(low - reach, high + reach, size, boundary), dtype=numpy.intp)
            slab = slab.take(taken, axis=axis, mode="clip")
            if is_constant(boundary):
                slab[(slice(None),) * axis + (taken < 0,)] = boundary
        slab.flags.writeable = False
        return slab

    @staticmethod
    def window(slab: Any, corner: Sequence[int], radius: Sequence[int]) -> Any:
        return slab[tuple(slice(begin, begin + 2 * reach + 1) for begin, reach in zip(corner, radius))]

    @staticmethod
    def middle(slab: Any, corner: Sequence[int], radius: Sequence[int]) -> Any:
        return slab[tuple(begin + reach for begin, reach in zip(corner, radius))]

    @staticmethod
    def block(values: list[Any], shape: Sequence[int]) -> Any:
        import numpy

        block = numpy.array(values)
        if block.ndim != 1:
            raise ValueError(f"the stencil's function must give one value a cell, and gave shapes of {block.shape[1:]}")
        return block.reshape(shape)

    @staticmethod
    def joined(blocks: Sequence[Any]) -> Any:
        import numpy

        return numpy.concatenate(blocks)


def padded(
    rows: Any, begin: Sequence[int], end: Sequence[int], shape: Sequence[int], radius: Sequence[int], boundary: Boundary
) -> Any:
    """The rows from begin - radius to end + radius, along every axis; a row outside is made of the constant."""
    inner = begin[1:], end[1:], shape[1:], radius[1:], boundary
    taken = sources(begin[0] - radius[0], end[0] + radius[0], shape[0], boundary)
    if len(shape) == 1:
        return [rows[place] if place >= 0 else boundary for place in taken]
    outside = filled(boundary, [high - low + 2 * reach for low, high, reach in zip(inner[0], inner[1], inner[3])])
    return [padded(rows[place], *inner) if place >= 0 else outside for place in taken]


def filled(value: Any, shape: Sequence[int]) -> Any:
    return [filled(value, shape[1:]) for _ in range(shape[0])] if len(shape) > 1 else [value] * shape[0]


def copied(rows: Any) -> Any:
    return [copied(row) for row in rows] if isinstance(rows, list) else rows


def nested_shape(rows: Any) -> tuple[int, ...]:
    """Lengths along each axis; ValueError where rows differ in length."""
    if not isinstance(rows, list):
        return ()
    inner = {nested_shape(row) for row in rows}
    if len(inner) > 1:
        raise ValueError("the rows of the grid differ in length; a stencil needs a grid of one shape")
    return (len(rows), *(inner.pop() if inner else ()))


def cells(shape: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every place of the shape, the last axis running fastest."""
    if not shape:
        yield ()
        return
    for first in range(shape[0]):
        for rest in cells(shape[1:]):
            yield (first, *rest)
