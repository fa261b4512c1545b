"""Warm parents that the agent keeps: one for each Python that jobs of this target run in."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future

from .agent_refusals import Refusal

# So many deaths in a row without one fork are no accident.
MOST_DEATHS = 5
# Hash seeds are fixed so that sets come out in one order in every process of a run.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1"}


def runner_path():
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class WarmParents:
    """The warm parent of a command and its variables, started when it is first asked for."""

    def __init__(self):
        self.parents = {}
        self.lock = threading.Lock()

    def of(self, command=None, variables=None):
        command = list(command or [sys.executable])
        key = json.dumps([command, variables or {}], sort_keys=True)
        with self.lock:
            if key not in self.parents:
                self.parents[key] = WarmParent(command, variables or {})
            return self.parents[key]


class WarmParent:
    """Forks jobs. One that is killed is replaced, and what it was asked for is asked again of the next."""

    def __init__(self, command, variables):
        self.command = command
        self.variables = variables
        self.waiting = {}
        self.modules = []
        self.deaths = 0
        self.failure = None
        self.child = None
        self.lock = threading.RLock()
        with self.lock:
            self.start()

    def fork(self, folder):
        """The number of the job's supervisor, which outlives this agent. Beginning again what was begun does no harm."""
        future = Future()
        with self.lock:
            if self.failure:
                # Tried anew: what was missing may have been installed in the meantime.
                self.failure, self.deaths = None, 0
            self.waiting.setdefault(folder, []).append(future)
            if self.child is None:
                self.start()
            else:
                self.ask({"job": folder})
        return future.result()

    def preload(self, modules):
        with self.lock:
            self.modules = list(modules)
            self.ask({"preload": self.modules})

    def start(self):
        try:
            self.child = subprocess.Popen(
                [*self.command, runner_path(), "warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env={**os.environ, **ENVIRONMENT, **self.variables}, start_new_session=True,
            )
        except OSError as error:
            self.child = None
            self.fail(f"{self.command[0]}: {error.strerror}.")
            return
        threading.Thread(target=self.listen, args=(self.child,), daemon=True).start()
        if self.modules:
            self.ask({"preload": self.modules})
        for folder in self.waiting:
            self.ask({"job": folder})

    def ask(self, line):
        try:
            if self.child is not None:
                self.child.stdin.write(json.dumps(line).encode() + b"\n")
                self.child.stdin.flush()
        except OSError:
            # It has ended, which `listen` sees too.
            pass

    def listen(self, child):
        complaint = []
        complaining = threading.Thread(target=keep_last, args=(child.stderr, complaint), daemon=True)
        complaining.start()
        ready = False
        for line in child.stdout:
            answer = read_answer(line)
            ready = ready or "ready" in answer
            if "job" in answer:
                self.settle(answer)
        code = child.wait()
        complaining.join(1)
        self.ended(child, ready or code < 0, complaint[-1] if complaint else f"it ended with code {code}.")

    def settle(self, answer):
        with self.lock:
            futures = self.waiting.pop(answer["job"], [])
            if "pid" in answer:
                self.deaths = 0
        for future in futures:
            if "pid" in answer:
                future.set_result(answer["pid"])
            else:
                future.set_exception(Refusal("unstarted", answer.get("error", "It has no process.")))

    def ended(self, child, accident, reason):
        with self.lock:
            if self.child is not child:
                return
            self.child = None
            self.deaths += 1
            if not accident or self.deaths >= MOST_DEATHS:
                self.fail(reason)
            elif self.waiting:
                self.start()

    def fail(self, reason):
        self.failure = reason
        futures = [future for waiting in self.waiting.values() for future in waiting]
        self.waiting.clear()
        for future in futures:
            future.set_exception(Refusal("python", f"{' '.join(self.command)} could not be started: {reason}"))


def keep_last(stream, kept):
    for line in stream:
        text = line.decode(errors="replace").strip()
        if text:
            kept[:] = [text[-2000:]]


def read_answer(line):
    try:
        answer = json.loads(line)
    except ValueError:
        # A sitecustomize may print at start; only JSON lines are ours.
        return {}
    return answer if isinstance(answer, dict) else {}
