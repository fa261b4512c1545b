"""Runs one step of an exported notebook: takes its values from files, and leaves files for what it gives.

A value's file is a line of JSON, which says what it is, and the bytes in which Cellweave's runner stores it. Values that
share something which can change are stored together, in the file of each, so that they share it again where they are taken.
Needs Python 3.9 or later and the packages that the step imports; Cellweave itself need not be installed.
"""

import argparse
import base64
import json
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys

CONVERSIONS = {"int": int, "float": float, "str": str, "bool": lambda text: text == "true", "json": json.loads}
SHOWN = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "text/html": "html", "application/json": "json"}
# A piece that no item is in; see `cellweave.backends.files`.
NO_ITEMS = pickle.dumps(("cellweave-items-1", (0,), 0, 0, None))
NO_RESULTS = pickle.dumps(("cellweave-results-1", 0, []))
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def main(arguments=None):
    options = parser().parse_args(arguments)
    work = pathlib.Path(options.work).resolve()
    shutil.rmtree(work, ignore_errors=True)
    (work / "job").mkdir(parents=True)
    taken = [take(path, work / "objects") for path in options.take]
    step = read_step(options.step)
    paths = dict(pair.split("=", 1) for pair in options.file)
    stage(options.stage, paths)
    gives = dict(pair.split("=", 1) for pair in options.give)
    handed = handed_of(options)
    if options.piece and any(is_empty(path) for path in options.piece):
        pathlib.Path(options.result).write_bytes(NO_RESULTS)
        return
    write_job(work, step, inputs_of(taken), options, gives, handed)
    outcome = run(options.runner, work / "job", Shown(work / "shown" if handed and "results" not in handed else pathlib.Path(options.shown)))
    if handed and "results" not in handed:
        end_part(options, handed, outcome)
        shutil.rmtree(work, ignore_errors=True)
        return
    problem = outcome.problem or unexpected(outcome, options, gives)
    if problem:
        sys.exit(f"{options.name}: {problem}")
    for name, path in gives.items():
        give(name, pathlib.Path(path), outcome, work / "objects", options, {header["name"]: header for header in taken})
    keep_files(paths)
    shutil.rmtree(work, ignore_errors=True)


def parser():
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    reader.add_argument("--name", required=True, help="the step, for messages")
    reader.add_argument("--order", type=int, required=True, help="its place among the steps")
    reader.add_argument("--runner", required=True, help="runner.pyz")
    reader.add_argument("--step", required=True, help="the step's cells")
    reader.add_argument("--take", action="append", default=[], metavar="FILE", help="a value it is given")
    reader.add_argument("--give", action="append", default=[], metavar="NAME=FILE", help="a value it leaves, and where")
    reader.add_argument("--wanted", default="", metavar="NAMES", help="of these, what later steps need")
    reader.add_argument("--watched", default="", metavar="NAMES", help="what later steps take from elsewhere")
    reader.add_argument("--file", action="append", default=[], metavar="PORT=PATH", help="a file that it reads or writes")
    reader.add_argument("--stage", action="append", default=[], metavar="PORT=FILE", help="where such a file is now")
    reader.add_argument("--parameter", action="append", default=[], metavar="KIND:NAME=VALUE")
    reader.add_argument("--item", action="append", default=[], metavar="KIND:NAME=VALUE", help="of a list")
    reader.add_argument("--true", action="append", default=[], metavar="NAME", help="a parameter that is True")
    reader.add_argument("--false", action="append", default=[], metavar="NAME", help="a parameter that is False unless --true")
    reader.add_argument("--shown", default="shown", help="folder for what the cells show")
    reader.add_argument("--items", action="append", default=[], metavar="FOLDER", help="write down the items of its skeleton, a folder for each input")
    reader.add_argument("--pieces", type=int, default=16, help="in how many pieces at most")
    reader.add_argument("--piece", action="append", default=[], metavar="FILE", help="run only these items")
    reader.add_argument("--result", metavar="FILE", help="what became of them")
    reader.add_argument("--results", action="append", metavar="FILE", help="what became of all items, run elsewhere")
    reader.add_argument("--workers", type=int, default=1, help="processes that a skeleton may use")
    reader.add_argument("--work", default=".cellweave", help="a folder to work in; it is deleted")
    return reader


def take(path, objects):
    """What the file says of its value; the value's bytes go where the runner looks for them."""
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        if header.get("cellweave") != 1:
            sys.exit(f"{path} is no value that this harness can read. Export the notebook again.")
        if header["state"] == "stuck":
            sys.exit(f"`{header['name']}` cannot leave its process: {header['reason']} Keep its cells in one step.")
        if header["state"] == "present":
            target = objects / header["digest"][:2] / header["digest"][2:]
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with open(target, "wb") as copy:
                    shutil.copyfileobj(file, copy, 1 << 20)
    return header


def stage(staged, paths):
    """Puts files where the notebook looks for them; one that is not there is the cell's to miss."""
    for pair in staged:
        port, source = pair.split("=", 1)
        target = pathlib.Path(paths[port])
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() and pathlib.Path(source).exists():
            shutil.copyfile(source, target)


def keep_files(paths):
    """Copies of the files that the step read or wrote, under names that every engine takes."""
    kept = pathlib.Path("files")
    for port, path in paths.items():
        if pathlib.Path(path).is_file():
            kept.mkdir(exist_ok=True)
            shutil.copyfile(path, kept / port)


def inputs_of(headers):
    """For each object the names to take from it: of a value that came several times, what the last step left."""
    newest = {}
    for header in headers:
        if header["state"] != "present" and header["order"] >= newest.get(header["name"], (-1,))[0]:
            newest[header["name"]] = (header["order"], None, None)
        for name, (order, cell) in header.get("members", {}).items():
            if order >= newest.get(name, (-1,))[0]:
                newest[name] = (order, header["digest"], cell)
    asked = {header["name"] for header in headers}
    objects = {}
    for name, (_, digest, cell) in newest.items():
        if digest is not None and name in asked:
            objects.setdefault(digest, {})[name] = cell
    return [{"digest": digest, "origins": origins} for digest, origins in objects.items()]


def read_step(path):
    """The step's definitions and cells: (kind, about, source) in order."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    marker = text.split("\n", 1)[0].rsplit(" ", 1)[1]
    pieces = []
    for piece in text.split(f"\n{marker} ")[1:]:
        head, _, source = piece.partition("\n")
        kind, _, about = head.partition(" ")
        pieces.append((kind, json.loads(about), source[:-1] if source.endswith("\n") else source))
    return pieces


def handed_of(options):
    """Which part of the step's skeleton this program has, where others have the rest."""
    place = lambda path: str(pathlib.Path(path).resolve())
    if options.items:
        return {"role": "give", "folders": [place(folder) for folder in options.items], "pieces": options.pieces}
    if options.piece:
        return {"role": "run", "pieces": [place(path) for path in options.piece], "result": place(options.result)}
    return {"role": "take", "results": [place(path) for path in options.results]} if options.results is not None else None


def is_empty(piece):
    with open(piece, "rb") as file:
        _, _, start, stop, _ = pickle.load(file)
    return start >= stop


def end_part(options, handed, outcome):
    """Sees that what the others wait for is there; that the cell ended early is as it should be."""
    if handed["role"] == "run":
        if not pathlib.Path(handed["result"]).is_file():
            sys.exit(f"{options.name}: {outcome.problem or 'It gave no items a second time.'}")
        return
    if any(not pathlib.Path(folder).is_dir() for folder in handed["folders"]):
        # No item, or an error before the first one: the program that takes the results meets the same.
        for folder in handed["folders"]:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            (pathlib.Path(folder) / "0.cwi").write_bytes(NO_ITEMS)


def write_job(work, step, inputs, options, gives, handed):
    parameters = parameter_lines(options)
    cells = []
    for _, about, source in (piece for piece in step if piece[0] == "cell"):
        cells.append(cell_of(about["cell"], source, about["count"], [] if cells else inputs, about.get("compiled")))
        if about.get("parameters") and parameters:
            cells.append(cell_of(f"{about['cell']}-given", "\n".join(parameters), about["count"], [], None))
    job = {
        "version": 1,
        "key": options.name,
        "run": "export",
        "step": options.name,
        "directory": os.getcwd(),
        "objects": str(work / "objects"),
        "prelude": [
            {"cell": about["cell"], "source": source, "executionCount": about["count"]}
            for kind, about, source in step
            if kind == "definitions"
        ],
        "cells": cells,
        "wanted": list(gives),
        "stopOnError": True,
        "guard": False,
        "workers": options.workers,
        "handed": handed,
    }
    (work / "objects").mkdir(exist_ok=True)
    (work / "job" / "job.json").write_text(json.dumps(job), encoding="utf-8")


def cell_of(cell, source, count, inputs, compiled):
    about = {"id": cell, "source": source, "executionCount": count, "needs": [], "gate": False, "inputs": inputs, "preload": []}
    return {**about, "compiled": compiled} if compiled else about


def parameter_lines(options):
    given = {name: False for name in options.false}
    given.update({name: True for name in options.true})
    for kind, name, value in map(parameter, options.parameter):
        given[name] = CONVERSIONS[kind](value)
    for kind, name, value in map(parameter, options.item):
        given.setdefault(name, []).append(CONVERSIONS[kind](value))
    return [f"{name} = {value!r}" for name, value in given.items()]


def parameter(text):
    about, value = text.split("=", 1)
    kind, name = about.split(":", 1)
    return kind, name, value


class Outcome:
    """What a job left and changed, and what went wrong, in words."""

    def __init__(self):
        self.problem = None
        self.stored = {}
        self.changed = set()
        self.stuck = {}


def run(runner, job, shown):
    variables = dict(os.environ, PYTHONHASHSEED="0", MPLBACKEND=backend())
    ended = subprocess.run([sys.executable, str(runner), "job", str(job)], env=variables)
    outcome = Outcome()
    log = job / "events.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    for event in map(json.loads, lines):
        follow(event, outcome, shown)
    shown.close()
    if outcome.problem is None and ended.returncode != 0:
        outcome.problem = f"Python ended with code {ended.returncode}."
    return outcome


def backend():
    found = subprocess.run([sys.executable, "-c", "import matplotlib_inline"], capture_output=True).returncode == 0
    return "module://matplotlib_inline.backend_inline" if found else "Agg"


def follow(event, outcome, shown):
    kind = event["event"]
    if kind in ("stream", "display", "result"):
        shown.add(event)
    elif kind == "error":
        shown.add_text(event["cell"], "\n".join(event["output"]["traceback"]) + "\n")
        outcome.problem = f"{event['output']['ename']}: {event['output']['evalue']}"
    elif kind == "cell-finished":
        record = event["record"]
        outcome.changed.update(record["writes"], record["mutates"], record["deletes"])
    elif kind == "output":
        artifact = event["artifact"]
        for name in artifact["names"]:
            outcome.stored[name] = (artifact["digest"], event["origins"])
    elif kind == "stuck":
        for name in event["names"]:
            outcome.stuck[name] = event["reason"]


class Shown:
    """What cells show, as files: text as it comes, pictures by number."""

    def __init__(self, folder):
        self.folder = folder
        self.pictures = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.text = open(folder / "text.txt", "w", encoding="utf-8")

    def add(self, event):
        if event["event"] == "stream":
            self.add_text(event["cell"], event["text"])
            return
        data = event["output"]["data"]
        for mime, ending in SHOWN.items():
            if mime in data:
                self.add_file(ending, mime, data[mime])
        plain = data.get("text/plain")
        if plain is not None:
            self.add_text(event["cell"], ("".join(plain) if isinstance(plain, list) else plain) + "\n")

    def add_text(self, _cell, text):
        self.text.write(ESCAPES.sub("", text))
        sys.stderr.write(text)

    def add_file(self, ending, mime, content):
        self.pictures += 1
        path = self.folder / f"{self.pictures:03}.{ending}"
        if mime in ("image/png", "image/jpeg"):
            path.write_bytes(base64.b64decode("".join(content)))
        elif ending == "json":
            path.write_text(json.dumps(content), encoding="utf-8")
        else:
            path.write_text("".join(content), encoding="utf-8")

    def close(self):
        self.text.close()


def unexpected(outcome, options, gives):
    """A change of a value that later steps take from elsewhere: they would compute with the old one."""
    watched = set(filter(None, options.watched.split(",")))
    surprising = sorted((outcome.changed & watched) - set(gives))
    if not surprising:
        stuck = [name for name in filter(None, options.wanted.split(",")) if name in outcome.stuck]
        return f"`{stuck[0]}` cannot leave its process: {outcome.stuck[stuck[0]]}" if stuck else None
    names = ", ".join(f"`{name}`" for name in surprising)
    return f"changes {names}, which the export did not foresee. Run the notebook once in Cellweave and export it again."


def give(name, path, outcome, objects, options, taken):
    """Writes a value's file: what the step stored, what it was given and left as it was, or that there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = {"cellweave": 1, "name": name, "state": "absent", "order": options.order}
    source = None
    if name in outcome.stored:
        digest, origins = outcome.stored[name]
        members = {member: (options.order, cell) for member, cell in origins.items()}
        header.update(state="present", digest=digest, members=members)
        source = objects / digest[:2] / digest[2:]
    elif name in outcome.stuck:
        header.update(state="stuck", reason=outcome.stuck[name])
    elif name in taken and name not in outcome.changed and taken[name]["state"] == "present":
        header = taken[name]
        source = objects / header["digest"][:2] / header["digest"][2:]
    with open(path, "wb") as file:
        file.write(json.dumps(header).encode() + b"\n")
        if source is not None:
            with open(source, "rb") as stored:
                shutil.copyfileobj(stored, file, 1 << 20)


if __name__ == "__main__":
    main()
