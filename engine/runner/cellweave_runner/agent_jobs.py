"""Jobs of a target: written down, begun, looked at, told and forgotten."""

import json
import os
import shutil

from .agent_files import write_whole
from .agent_paths import absolute, inside, plain_name
from .agent_processes import Watch, exit_of_job, is_elsewhere, phase_of, process_of, resident_bytes, started_of, supervisor_runs, worker_runs
from .agent_warm import runner_path

PATHS_OF_A_JOB = ("directory", "objects", "items")


class Jobs:
    """The jobs below a root, whoever began them."""

    def __init__(self, root, warm):
        self.root = root
        self.warm = warm
        self.watches = {}

    def watch(self, folder):
        return self.watches.setdefault(folder, Watch(folder))

    def lay(self, folder, files, command, variables):
        """Writes a job down, unless it has begun; gives its state before that."""
        state = self.state(folder)
        if state["state"] != "waiting":
            return state
        os.makedirs(folder, mode=0o700, exist_ok=True)
        try:
            os.symlink(runner_path(), os.path.join(folder, "runner"))
        except FileExistsError:
            # Laid by another agent, perhaps in this moment.
            pass
        write_whole(os.path.join(folder, "begin.json"), json.dumps({"command": command, "env": variables}).encode())
        for name, text in files.items():
            write_whole(os.path.join(folder, plain_name(name)), self.settled(name, text).encode())
        return state

    def settled(self, name, text):
        """`job.json` with paths of this machine, its working directory made."""
        if name != "job.json":
            return text
        job = json.loads(text)
        for member in PATHS_OF_A_JOB:
            if isinstance(job.get(member), str):
                job[member] = absolute(self.root, job[member])
        for member in ("directory", "objects"):
            if isinstance(job.get(member), str):
                os.makedirs(job[member], exist_ok=True)
        return json.dumps(job)

    def begin(self, folder):
        """Forks the supervisor of a job that was written down. Beginning it again runs nothing twice."""
        with open(os.path.join(folder, "begin.json"), encoding="utf-8") as file:
            told = json.load(file)
        command = [absolute(self.root, word) if word.startswith(("$ROOT/", "~/")) else word for word in told["command"] or ()]
        pid = self.warm.of(command, told["env"]).fork(folder)
        started = started_of(pid)
        if started is not None:
            self.watch(folder).forked.append((pid, started))
        return pid

    def state(self, folder, elsewhere="running"):
        """`waiting`, `running`, `ended` with its exit, or `lost`."""
        ended = exit_of_job(folder)
        if ended is not None:
            return {"state": "ended", "exit": ended}
        process = process_of(Watch(folder))
        if process is None:
            return {"state": "waiting"}
        if is_elsewhere(process):
            return {"state": elsewhere, "elsewhere": process.get("host")}
        return {"state": "running" if worker_runs(process) or supervisor_runs(process) else self.at_last(folder)}

    def at_last(self, folder):
        # It may have ended between the two looks.
        return "running" if exit_of_job(folder) is not None else "lost"

    def held(self, folder):
        process = process_of(self.watch(folder))
        return resident_bytes(process["worker"]) if process and phase_of(self.watch(folder)) == "running" else 0

    def tell(self, folder, name, text):
        """Writes what a waiting job looks for; its cells may have deleted its folder."""
        os.makedirs(folder, mode=0o700, exist_ok=True)
        write_whole(os.path.join(folder, plain_name(name)), text.encode())

    def dispose(self, folder):
        self.watches.pop(folder, None)
        if os.path.lexists(folder):
            shutil.rmtree(inside(self.root, folder), ignore_errors=True)
