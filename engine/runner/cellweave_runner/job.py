"""`job.json` and `go-<cell id>`, as values."""

import json
from dataclasses import dataclass
from typing import Dict, Optional, Tuple


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
    silent: bool
    gate: bool
    inputs: Tuple[Input, ...]
    preload: Tuple[str, ...]


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
        prelude=tuple(
            Definition(item["cell"], item["source"], item.get("executionCount", 0)) for item in text.get("prelude", ())
        ),
        cells=tuple(cell_of(item) for item in text["cells"]),
        wanted=tuple(text.get("wanted", ())),
        stop_on_error=text.get("stopOnError", True),
        guard=text.get("guard", False),
    )


def cell_of(item):
    return Cell(
        id=item["id"],
        source=item["source"],
        execution_count=item["executionCount"],
        silent=item.get("silent", False),
        gate=item.get("gate", False),
        inputs=inputs_of(item.get("inputs", ())),
        preload=tuple(item.get("preload", ())),
    )


def inputs_of(items):
    return tuple(Input(item["digest"], dict(item["origins"])) for item in items)


def read_go(path):
    """The inputs a gated cell starts with, or None while permission is not given."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return None
    try:
        return inputs_of(json.loads(text or "{}").get("inputs", ()))
    except ValueError:
        # Half written: the next look sees the whole.
        return None
