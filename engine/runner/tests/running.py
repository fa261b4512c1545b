"""Jobs for the tests: real folders, real processes."""

import atexit
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

RUNNER = pathlib.Path(__file__).resolve().parents[1]
PYTHON = os.environ.get("CELLWEAVE_TEST_PYTHON", sys.executable)
DEADLINE_SECONDS = 60

sys.path.insert(0, str(RUNNER))

from build import build  # noqa: E402

built = build(pathlib.Path(tempfile.mkdtemp(prefix="cellweave-runner-")) / "runner.pyz")


def has(module, python=PYTHON):
    """True when the Python under test can import `module`."""
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0


needs_ipython = unittest.skipUnless(has("IPython"), f"{PYTHON} has no IPython")
needs_numpy = unittest.skipUnless(has("numpy"), f"{PYTHON} has no numpy")
needs_pandas = unittest.skipUnless(has("pandas"), f"{PYTHON} has no pandas")
needs_matplotlib = unittest.skipUnless(has("matplotlib") and has("matplotlib_inline"), f"{PYTHON} has no matplotlib")


@functools.lru_cache(None)
def inline_backend():
    return "module://matplotlib_inline.backend_inline" if has("matplotlib_inline") else "Agg"


def environment():
    return dict(os.environ, PYTHONHASHSEED="0", MPLBACKEND=inline_backend())


def cell(source, **members):
    """A job's cell; `id` is its source's place unless given."""
    return {"source": source, **members}


def wait_for(look, what):
    """What `look` gives as soon as it is true."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.002)
    raise AssertionError(f"waited in vain for {what}")


def alive(process):
    """True while the process runs; a zombie does not."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


class WarmParent:
    """A warm parent that runs the jobs of all tests but those about starting."""

    def __init__(self, *modules, python=PYTHON, path=""):
        command = [python, str(built), "warm", "--preload", ",".join(modules)]
        variables = {**environment(), **({"PYTHONPATH": path} if path else {})}
        self.process = subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.ready = json.loads(self.process.stdout.readline())

    def start(self, folder):
        self.process.stdin.write(json.dumps({"job": str(folder)}) + "\n")
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(DEADLINE_SECONDS)


@functools.lru_cache(None)
def shared_parent():
    parent = WarmParent()
    atexit.register(parent.stop)
    return parent


class Done:
    """What a job told."""

    def __init__(self, folder, events):
        self.folder = folder
        self.events = events

    def of(self, event, cell=None):
        return [item for item in self.events if item["event"] == event and (cell is None or item.get("cell") == cell)]

    def text(self, cell=None, name="stdout"):
        return "".join(item["text"] for item in self.of("stream", cell) if item["name"] == name)

    def record(self, cell):
        return self.of("cell-finished", cell)[0]["record"]

    def state(self, cell):
        return self.of("cell-finished", cell)[0]["state"]

    def error(self, cell):
        return self.of("error", cell)[0]["output"]

    @property
    def finished(self):
        return self.of("finished")[0]["state"]

    @property
    def exit(self):
        return json.loads((self.folder / "exit.json").read_text())

    def groups(self):
        """The names of every stored group."""
        return sorted(sorted(item["artifact"]["names"]) for item in self.of("output"))

    def inputs(self, *names):
        """Stored groups as the inputs of another job; all of them, or those that hold a name."""
        return [
            {"digest": item["artifact"]["digest"], "origins": item["origins"]}
            for item in self.of("output")
            if not names or set(names) & set(item["artifact"]["names"])
        ]

    def origins(self):
        return {name: origin for item in self.of("output") for name, origin in item["origins"].items()}

    def stuck(self):
        return {name: item["reason"] for item in self.of("stuck") for name in item["names"]}


class RunnerTest(unittest.TestCase):
    """A test with a notebook folder, an object store and as many jobs as it asks for."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="cellweave-job-", dir=os.environ.get("CELLWEAVE_TEST_DIR")))
        self.notebook = self.root / "notebook"
        self.notebook.mkdir()
        self.store = self.root / "objects"
        self.count = 0
        self.started = []
        self.addCleanup(shutil.rmtree, self.root, True)
        self.addCleanup(self.stop)

    def stop(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def write(self, cells, prelude=(), wanted=("*",), guard=False, stop=True, **members):
        """The folder of a job that is not started."""
        self.count += 1
        folder = self.root / f"job-{self.count}"
        folder.mkdir()
        job = {
            "version": 1, "key": f"job-{self.count}", "run": "run", "step": f"step-{self.count}",
            "directory": str(self.notebook), "objects": str(self.store),
            "prelude": [{"cell": name, "source": source} for name, source in prelude],
            "cells": [self.complete(index, item) for index, item in enumerate(cells)],
            "wanted": list(wanted), "stopOnError": stop, "guard": guard, **members,
        }
        (folder / "job.json").write_text(json.dumps(job))
        return folder

    def complete(self, index, item):
        item = cell(item) if isinstance(item, str) else dict(item)
        first = chr(ord("a") + self.count - 1)
        return {
            "id": f"{first}{index + 1}", "executionCount": index + 1, "needs": [], "gate": False, "inputs": [], "preload": [],
            **item,
        }

    def start(self, folder, python=PYTHON, flags=(), **variables):
        process = subprocess.Popen([python, *flags, str(built), "job", str(folder)], env={**environment(), **variables})
        self.started.append(process)
        return process

    def run_job(self, cells, python=PYTHON, flags=(), variables=None, **members):
        """What a job told from start to end."""
        folder = self.write(cells, **members)
        if python == PYTHON and not flags and not variables:
            shared_parent().start(folder)
            wait_for((folder / "exit.json").exists, f"the end of {folder}")
        else:
            self.start(folder, python, flags, **(variables or {})).wait(DEADLINE_SECONDS)
        return self.done(folder)

    def done(self, folder):
        error = folder / "runner-error.txt"
        self.assertFalse(error.exists(), error.read_text() if error.exists() else "")
        return Done(folder, self.events(folder))

    def events(self, folder):
        try:
            text = (folder / "events.jsonl").read_text()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in text.splitlines(True) if line.endswith("\n")]

    def wait_event(self, folder, event):
        return wait_for(lambda: [item for item in self.events(folder) if item["event"] == event], f"{event} of {folder}")[0]

    def pids(self, folder):
        return json.loads(wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text(), "the pid file"))

    def interrupt(self, folder):
        os.kill(self.pids(folder)["worker"], signal.SIGINT)
