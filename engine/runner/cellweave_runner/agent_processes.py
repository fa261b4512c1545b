"""The processes of jobs, found by number and start time: no clock is compared with another."""

import json
import os
import signal
from dataclasses import dataclass, field
from typing import Dict, List, NamedTuple, Optional, Tuple

from .whereabouts import whereabouts


class Stat(NamedTuple):
    state: str
    group: int
    session: int
    started: int


@dataclass
class Watch:
    """What is known of one job's processes, even after its cells have deleted its folder."""

    folder: str
    process: Optional[Dict[str, object]] = None
    # Supervisors that this agent saw forked, with their start times.
    forked: List[Tuple[int, int]] = field(default_factory=list)


def read_json(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        # Absent, or its writer has not renamed it into place yet.
        return None


def exit_of_job(folder):
    return read_json(os.path.join(folder, "exit.json"))


def process_of(watch):
    if watch.process is None:
        watch.process = read_json(os.path.join(watch.folder, "pid"))
    return watch.process


def phase_of(watch, elsewhere="running"):
    """`unbegun`, `running` or `ended`; what runs on another machine is `elsewhere` until it has written how it ended."""
    if exit_of_job(watch.folder) is not None:
        return "ended"
    process = process_of(watch)
    if process is not None:
        if is_elsewhere(process):
            return "running" if elsewhere == "running" else "ended"
        return "running" if worker_runs(process) or supervisor_runs(process) else "ended"
    if any(runs(pid, started) for pid, started in watch.forked):
        return "running"
    return "unbegun" if os.path.exists(os.path.join(watch.folder, "job.json")) else "ended"


def is_elsewhere(process):
    """True when its numbers mean nothing here: it was begun on another machine that shares this folder."""
    where = process.get("where")
    return bool(where) and where != whereabouts().get("where") and process.get("host") != whereabouts().get("host")


def is_seen(process):
    return not process.get("where") or process["where"] == whereabouts().get("where")


def worker_runs(process):
    return is_seen(process) and runs(process["worker"], process["started"])


def supervisor_runs(process):
    return is_seen(process) and runs(process["supervisor"], process["supervisorStarted"])


def runs(pid, started):
    found = stat_of(pid)
    return found is not None and found.state != "Z" and found.started == started


def started_of(pid):
    """When the process began, in clock ticks since boot; None when it is gone."""
    found = stat_of(pid)
    return None if found is None or found.state == "Z" else found.started


def stat_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return Stat(fields[0], int(fields[2]), int(fields[3]), int(fields[19]))
    except (OSError, ValueError, IndexError):
        return None


def end_left_behind(watch):
    """Ends what the worker of a lost job had started: its supervisor, who would have, is gone too."""
    process = watch.process
    if process is None or not is_seen(process):
        return
    for name in os.listdir("/proc"):
        found = stat_of(name) if name.isdigit() else None
        # The session too: a group's number alone may by now belong to somebody else.
        if found and found.group == process["worker"] and found.session == process["supervisor"]:
            send(int(name), signal.SIGKILL)


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        # It ended by itself in the meantime, which is what was wanted.
        pass


def resident_bytes(pid):
    """What the process holds in memory; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return 0
