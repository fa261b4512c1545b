"""What a call does, as one value that two ways of running it can be compared by."""

import contextlib
import io
import random

import cellweave as cw
from cellweave.known import forget_durations


def outcome(call):
    """The value or exception of a call, what it printed, and the random numbers that follow it."""
    random.seed(5)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            result = ("value", call())
        except Exception as error:
            result = ("error", type(error).__name__, str(error))
    return {"result": result, "stdout": out.getvalue(), "stderr": err.getvalue(), "next": random.random()}


def in_sequence(call):
    with cw.use("sequential"):
        return outcome(call)


def in_pool(call, workers=2):
    """As `in_sequence`, by processes, however light the items are known to be."""
    forget_durations()
    with cw.use("local", workers=workers):
        return outcome(call)
