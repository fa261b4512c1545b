"""`job.json` and `go-<cell id>`, as values."""

import json
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple

from .compiled_cells import Compiled


@dataclass(frozen=True)
class Input:
    """A stored group: its object, and for each member the cell whose version it is."""

    digest: str
    origins: Dict[str, Optional[str]]


@dataclass(frozen=True)
class Definition:
    cell: str
    source: str
    execution_count: int


@dataclass(frozen=True)
class Cell:
    id: str
    source: str
    execution_count: int
    needs: Tuple[str, ...]
    gate: bool
    inputs: Tuple[Input, ...]
    preload: Tuple[str, ...]
    compiled: Optional[Compiled]


@dataclass(frozen=True)
class Job:
    key: str
    run: str
    directory: str
    objects: str
    prelude: Tuple[Definition, ...]
    cells: Tuple[Cell, ...]
    wanted: Tuple[str, ...]
    stop_on_error: bool
    guard: bool
    workers: int
    lingers: bool
    items: Optional[str]
    handed: Optional[Dict[str, Any]] = None


def read_job(path):
    """The job that `path` holds."""
    with open(path, encoding="utf-8") as file:
        text = json.load(file)
    if text["version"] != 1:
        raise ValueError(f"{path} is a job of version {text['version']}; this runner reads version 1.")
    return Job(
        key=text["key"],
        run=text.get("run", ""),
        directory=text["directory"],
        objects=text["objects"],
        prelude=definitions_of(text.get("prelude", ())),
        cells=tuple(cell_of(item) for item in text["cells"]),
        wanted=tuple(text.get("wanted", ())),
        stop_on_error=text.get("stopOnError", True),
        guard=text.get("guard", False),
        lingers=text.get("lingers", False),
        workers=max(1, text.get("workers") or 1),
        items=text.get("items"),
        handed=text.get("handed"),
    )


def definitions_of(items):
    return tuple(Definition(item["cell"], item["source"], item.get("executionCount", 0)) for item in items)


def cell_of(item):
    return Cell(
        id=item["id"],
        source=item["source"],
        execution_count=item["executionCount"],
        needs=tuple(item.get("needs", ())),
        gate=item.get("gate", False),
        inputs=inputs_of(item.get("inputs", ())),
        preload=tuple(item.get("preload", ())),
        compiled=compiled_of(item.get("compiled")),
    )


def compiled_of(item):
    return None if item is None else Compiled(item["source"], tuple(item["lines"]))


def inputs_of(items):
    return tuple(Input(item["digest"], dict(item["origins"])) for item in items)


@dataclass(frozen=True)
class Go:
    """Permission for a cell that waits; with `stop` the job ends before it and stores `wanted`."""

    inputs: Tuple[Input, ...] = ()
    stop: bool = False
    wanted: Tuple[str, ...] = ()


def read_go(path):
    """What a waiting cell is told, or None while it has to wait."""
    go = read_told(path)
    return None if go is None else Go(inputs_of(go.get("inputs", ())), go.get("stop", False), tuple(go.get("wanted", ())))


@dataclass(frozen=True)
class More:
    """What a job that lingers runs next, and what it stores then; with no cells it ends."""

    prelude: Tuple[Definition, ...] = ()
    cells: Tuple[Cell, ...] = ()
    wanted: Tuple[str, ...] = ()


def read_more(path):
    """What a job that lingers is told, or None while it has to wait."""
    more = read_told(path)
    if more is None:
        return None
    return More(definitions_of(more.get("prelude", ())), tuple(cell_of(item) for item in more.get("cells", ())), tuple(more.get("wanted", ())))


def read_told(path):
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return None
    try:
        return json.loads(text or "{}")
    except ValueError:
        # Half written: the next look sees the whole.
        return None
