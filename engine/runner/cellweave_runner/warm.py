"""A parent that has the imports loaded and forks a job's processes in milliseconds."""

import gc
import importlib
import io
import json
import os
import signal
import sys
import threading
import time
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from .namespace import Names
from .supervisor import supervise
from .worker import reseed

# They start threads or take the accelerator when imported; a fork of that is not sound.
NEVER = ("tensorflow", "jax", "cupy", "ray", "grpc", "pyspark", "dask", "distributed")


@dataclass
class Prepared:
    """What a forked worker finds ready."""

    names: Names
    shell: object


def prepare():
    """The namespace and, where IPython is installed, the shell on it."""
    import asyncio  # noqa: F401

    names = Names()
    try:
        from .shell import make_shell
    except ImportError:
        return None
    return Prepared(names, make_shell(names.live))


def preload(modules):
    """Imports what can be imported without a sound; gives what was loaded, what is missing and what was noisy."""
    loaded, missing, noisy = [], [], []
    for module in modules:
        if module.partition(".")[0] in NEVER:
            noisy.append(module)
            continue
        outcome = import_quietly(module)
        {"loaded": loaded, "missing": missing, "noisy": noisy}[outcome].append(module)
    return loaded, missing, noisy


def import_quietly(module):
    told = io.StringIO()
    threads = threading.active_count()
    with warnings.catch_warnings(record=True) as caught, redirect_stdout(told), redirect_stderr(told):
        warnings.simplefilter("default")
        try:
            importlib.import_module(module)
        except BaseException:
            return "missing"
    return "noisy" if told.getvalue() or shown(caught) or threading.active_count() > threads else "loaded"


def shown(caught):
    """Warnings that a cell would show: those that the default filters let through."""
    return [item for item in caught if not issubclass(item.category, (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning))]


def serve(modules, silenced=()):
    """Answers `{"job": DIR}` lines with the forked supervisor's process and loads what `{"preload": [NAME]}` asks for; ends with its input."""
    started = time.monotonic()
    prepared = prepare()
    loaded, missing, noisy = load([], modules, silenced)
    signal.signal(signal.SIGCHLD, collect)
    tell({
        "ready": True, "pid": os.getpid(), "loaded": loaded, "missing": missing, "noisy": noisy,
        "seconds": round(time.monotonic() - started, 3),
    })
    for line in lines():
        request = read_request(line)
        if "job" in request:
            answer(request["job"], prepared)
        elif "preload" in request:
            loaded, _, noisy = load(loaded, request["preload"], noisy)
        else:
            tell({"error": "A line must be {\"job\": DIR} or {\"preload\": [NAME]}."})
    # Nothing is left to be put in order, and taking down the loaded libraries one by one takes its time.
    os._exit(0)


def load(loaded, modules, silenced):
    """Imports what is not loaded yet; gives all that is loaded, what is missing and what was noisy. Ready to be forked after it."""
    fresh, missing, noisy = preload([module for module in modules if module not in silenced and module not in loaded])
    loaded, silenced = [*loaded, *fresh], [*silenced, *noisy]
    if noisy and not all(module.partition(".")[0] in NEVER for module in noisy):
        # Started anew without them, so that the cell that imports them shows what Jupyter would show.
        os.execv(sys.executable, [sys.executable, *interpreter_flags(), sys.argv[0], "warm", "--preload", ",".join(loaded), "--silenced", ",".join(silenced)])
    # A collection in a fork would copy every page of what is loaded here, to find that all of it is in use.
    gc.collect()
    gc.freeze()
    gc.enable()
    return loaded, missing, silenced


def interpreter_flags():
    return [f"-X{key}" for key in sys._xoptions]


def lines():
    """Lines of the input up to its end, read a byte at a time: what was read ahead would be lost when this starts anew."""
    line = b""
    while True:
        byte = os.read(0, 1)
        if byte in (b"\n", b""):
            if line.strip():
                yield line
            line = b""
        if not byte:
            return
        line += byte


def read_request(line):
    try:
        request = json.loads(line)
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


def tell(members):
    os.write(1, json.dumps(members).encode() + b"\n")


def collect(*_):
    """Takes note of ended supervisors, so that none stays as a zombie."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def answer(folder, prepared):
    try:
        child = os.fork()
    except OSError as error:
        tell({"job": folder, "error": f"No process could be forked: {error.strerror}."})
        return
    if child == 0:
        become_supervisor(folder, prepared)
    tell({"job": folder, "pid": child})


def become_supervisor(folder, prepared):
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        let_go()
        reseed()
        code = supervise(folder, prepared)
    finally:
        os._exit(code)


def let_go():
    """Closes what was inherited: whoever reads the parent's answers must not wait for the job."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            try:
                os.close(int(name))
            except OSError:
                pass
