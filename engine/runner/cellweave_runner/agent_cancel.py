"""Ends a job: first politely, then for good."""

import os
import signal
import time

from .agent_processes import end_left_behind, is_seen, phase_of, process_of, runs, send, worker_runs

LOOK_AGAIN_SECONDS = 0.02
# Longer than a supervisor takes from its start to its `pid` file.
BEGIN_SECONDS = 2.0


def cancel_job(watch, grace):
    """Interrupts the job; kills what has not ended after the grace period. A job that is not begun never will be."""
    mark(watch.folder)
    process = process_soon(watch)
    if process is None:
        # Its folder was deleted under it: a supervisor passes an interrupt on, and takes its worker along when it dies.
        forked = [pid for pid, started in watch.forked if runs(pid, started)]
        interrupt_then_kill(lambda: phase_of(watch) == "running", lambda number: [send(pid, number) for pid in forked], grace)
        return
    if is_seen(process):
        interrupt_then_kill(lambda: worker_runs(process), lambda number: signal_worker(process, number), grace)
        end_left_behind(watch)


def mark(folder):
    """A supervisor that comes later finds this and begins nothing."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, "cancelled"), "w", encoding="ascii"):
            pass
    except OSError:
        # A full disk: then what runs is stopped all the same.
        pass


def process_soon(watch):
    deadline = time.monotonic() + BEGIN_SECONDS
    while True:
        process = process_of(watch)
        if process is not None or time.monotonic() >= deadline or phase_of(watch) == "ended":
            return process
        time.sleep(LOOK_AGAIN_SECONDS)


def interrupt_then_kill(is_running, signal_it, grace):
    deadline = time.monotonic() + grace
    if not is_running():
        return
    signal_it(signal.SIGINT)
    while is_running():
        if time.monotonic() >= deadline:
            signal_it(signal.SIGKILL)
            return
        time.sleep(LOOK_AGAIN_SECONDS)


def signal_worker(process, number):
    send(process["worker"], number)
    if number == signal.SIGKILL:
        # The worker leads a group of its own, so that what the cells started ends with it.
        try:
            os.killpg(process["worker"], number)
        except ProcessLookupError:
            pass
