"""Items by programs that know of each other only files: one writes them down, others run them, one takes the results.

All of them run the same cell on the same values up to its first skeleton; `host.Host.handed` says which of them this is.
"""

from __future__ import annotations

import itertools
import math
import os
import pathlib
import pickle
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple

from .. import host
from ..forking import can_fork
from ..scatter import Batch, Doubt, Scatter
from ..settings import Settings

#: Places and items of a piece, and what became of the items of one.
PIECE, RESULT = "cellweave-items-1", "cellweave-results-1"


class HandedOver(BaseException):
    """Ends a cell whose items were written down, or run: the rest of it is for the program that takes the results."""


def run(scatter: Scatter, settings: Settings) -> Iterator[Batch]:
    """The batches that others have run; a program that only has to write the items down, or to run some, ends here."""
    handed = host.current().handed or {}
    # What the cell calls later is its own.
    host.current().handed = None
    role = handed.get("role")
    if role == "give":
        give(scatter, handed)
        raise HandedOver
    if role == "run":
        run_piece(scatter, handed, settings.workers)
        raise HandedOver
    return taken(scatter, handed.get("results", ()))


def give(scatter: Scatter, handed: Mapping[str, Any]) -> None:
    """Writes the items into folders, in at most so many pieces; those of a product into one for each of its inputs."""
    lengths = axes(scatter, len(handed["folders"]))
    most = max(1, int(handed["pieces"]))
    if scatter.chunk is not None and not is_product(scatter, lengths):
        most = max(1, math.ceil(lengths[0] / scatter.chunk))
    else:
        most = max(1, math.ceil(most ** (1 / len(lengths))))
    for axis, (length, folder) in enumerate(zip(lengths, handed["folders"])):
        target = pathlib.Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        ends = split(length, most)
        digits = len(str(len(ends)))
        for number, (start, stop) in enumerate(ends):
            values = [value_at(scatter, lengths, axis, place) for place in range(start, stop)]
            write(target / f"{number:0{digits}}.cwi", (PIECE, lengths, start, stop, pickled(values)))


def axes(scatter: Scatter, wanted: int) -> Tuple[int, ...]:
    """How many items there are; of a product, how many values each of its inputs has."""
    if wanted > 1 and scatter.shape is not None and len(scatter.shape) == wanted:
        return tuple(scatter.shape)
    return (len(scatter.items), *([1] * (wanted - 1)))


def is_product(scatter: Scatter, lengths: Sequence[int]) -> bool:
    return len(lengths) > 1 and scatter.shape is not None and tuple(scatter.shape) == tuple(lengths)


def split(length: int, most: int) -> List[Tuple[int, int]]:
    """Pieces of nearly one size: of nothing, one that is empty."""
    count = max(1, min(length, most))
    return [(length * piece // count, length * (piece + 1) // count) for piece in range(count)]


def value_at(scatter: Scatter, lengths: Sequence[int], axis: int, place: int) -> Any:
    if not is_product(scatter, lengths):
        return scatter.items[place] if axis == 0 else None
    if 0 in lengths:
        return None
    return scatter.items[place * math.prod(lengths[axis + 1 :])][axis]


def pickled(values: List[Any]) -> Any:
    """The pickle of values; None where they cannot travel, so that who runs them makes them again."""
    try:
        return pickle.dumps(values, protocol=5)
    except Exception:
        return None


def write(path: pathlib.Path, value: Any) -> None:
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(pickle.dumps(value, protocol=5))
    os.replace(fresh, path)


def run_piece(scatter: Scatter, handed: Mapping[str, Any], workers: int) -> None:
    """Runs the items of a piece in a process forked for it, and writes down what became of them."""
    places, items = items_of(scatter, handed["pieces"])
    batches: List[Any] = []
    if places and can_fork():
        from ..gathering import part, pieces
        from .local import run as run_local

        own = part(scatter, places)
        own = own if items is None else replace(own, items=items)
        for batch in run_local(own, Settings("local", max(1, workers))):
            for piece in pieces(opened(batch), places):
                if piece.values or piece.doubt is not None:
                    batches += written(piece)
    write(pathlib.Path(handed["result"]), (RESULT, len(scatter.items), batches))


def items_of(scatter: Scatter, paths: Sequence[str]) -> Tuple[List[int], Any]:
    """The places of the items that pieces stand for, and the items; None where they have to be the program's own."""
    read = [read_file(path, PIECE) for path in paths]
    lengths: Tuple[int, ...] = tuple(read[0][1])
    if math.prod(lengths) != len(scatter.items):
        raise RuntimeError(f"There are {len(scatter.items)} items where there were {math.prod(lengths)}: the cell does not give the same each time.")
    places = [
        sum(place * math.prod(lengths[axis + 1 :]) for axis, place in enumerate(at))
        for at in itertools.product(*(range(start, stop) for _, _, start, stop, _ in read))
    ]
    try:
        values = [pickle.loads(data) for *_, data in read]
    except Exception:
        return places, None
    return places, list(itertools.product(*values)) if is_product(scatter, lengths) else values[0]


def read_file(path: str, kind: str) -> Any:
    value = pickle.loads(pathlib.Path(path).read_bytes())
    if value[0] != kind:
        raise RuntimeError(f"{path} is not what this program reads.")
    return value


def opened(batch: Batch) -> Batch:
    try:
        return batch.opened()
    except Exception:
        # What pickled there but does not unpickle here.
        batch.values, batch.sealed, batch.doubt = [], None, Doubt("stuck", "value that cannot travel")
        return batch


def written(batch: Batch) -> List[Tuple[Any, ...]]:
    """A batch as plain values; what cannot be written is in doubt."""
    doubt = (batch.doubt.kind, batch.doubt.text) if batch.doubt else None
    data = pickled(batch.values)
    if data is None:
        data, doubt = pickled([]), ("stuck", "value that cannot travel")
    return [(batch.start, data, list(batch.seconds), list(batch.printed), batch.report, doubt)]


def taken(scatter: Scatter, paths: Sequence[str]) -> Iterator[Batch]:
    """What others made of the items, in their order; from what is missing on they are the program's own."""
    found: Dict[int, Tuple[Any, ...]] = {}
    for path in paths:
        _, count, batches = read_file(path, RESULT)
        if count == len(scatter.items):
            found.update((batch[0], batch) for batch in batches)
    place = 0
    while place < len(scatter.items):
        batch = read_batch(found.get(place))
        if batch is None:
            yield Batch(place, [], doubt=Doubt("apart", "It was not run elsewhere."))
            return
        yield batch
        if batch.doubt is not None or not batch.values:
            return
        place += len(batch.values)


def read_batch(written_down: Any) -> Any:
    if written_down is None:
        return None
    start, data, seconds, printed, report, doubt = written_down
    try:
        values = pickle.loads(data)
    except Exception:
        return None
    return Batch(start, values, seconds, [tuple(piece) for piece in printed], report, doubt and Doubt(*doubt))
