"""The process that outlives the worker: it tells how the worker ended."""

import ctypes
import fcntl
import json
import os
import signal

from .whereabouts import whereabouts
from .worker import CANCELLED, FAILED, work

PR_SET_PDEATHSIG = 1
RESERVED = 256
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def supervise(folder, prepared=None):
    """Forks the worker of the job in `folder`, waits for it and writes `exit.json`; gives the exit code."""
    folder = os.path.abspath(folder)
    claim = claim_job(folder)
    if claim is None:
        return 0
    reserve(folder, "exit.json")
    if os.path.exists(os.path.join(folder, "cancelled")):
        # Taken back before it began.
        write_json(folder, "exit.json", {"code": CANCELLED, "signal": None, "oom": False})
        return CANCELLED
    log = keep_log(folder)
    kills = oom_kills()
    libc = ctypes.CDLL(None, use_errno=True)
    ready, go = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(go)
        os.setpgid(0, 0)
        # A job whose supervisor is gone could end unseen, so it ends with it.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.read(ready, 1) != b"g":
            # The supervisor died before it wrote down that the job began, so it must not begin.
            os._exit(FAILED)
        os.close(ready)
        work(folder, prepared)
    os.close(ready)
    for number in FORWARDED:
        signal.signal(number, lambda number, _: forward(worker, number))
    write_json(folder, "pid", {"supervisor": os.getpid(), "worker": worker, "started": started_at(worker), "supervisorStarted": started_at(os.getpid()), **whereabouts()})
    os.write(go, b"g")
    os.close(go)
    status = wait_for(worker)
    restore_log(folder, log)
    ended = exit_of(status, kills)
    write_json(folder, "exit.json", ended)
    return ended["code"] if ended["code"] is not None else 128 + os.WTERMSIG(status)


def claim_job(folder):
    """A lock held for as long as the job runs; None when the job runs already or has run: nothing runs twice."""
    claim = os.open(os.path.join(folder, "claim"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(claim)
        return None
    if os.path.exists(os.path.join(folder, "pid")):
        os.close(claim)
        return None
    return claim


def forward(worker, number):
    try:
        os.kill(worker, number)
    except ProcessLookupError:
        pass


def wait_for(worker):
    """The worker's wait status. What a crashed or cancelled worker had started ends with it."""
    ended = os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
    if ended.si_code != os.CLD_EXITED or ended.si_status not in (0, FAILED):
        # Before the worker is reaped: until then nobody else can get its group's number.
        try:
            os.killpg(worker, signal.SIGKILL)
        except OSError:
            pass
    return os.waitpid(worker, 0)[1]


def exit_of(status, kills_before):
    """How the worker ended, as JobExit."""
    if not os.WIFSIGNALED(status):
        return {"code": os.WEXITSTATUS(status), "signal": None, "oom": False}
    number = os.WTERMSIG(status)
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"SIG{number}"
    return {"code": None, "signal": name, "oom": number == signal.SIGKILL and oom_kills() > kills_before}


def oom_kills():
    """How often the kernel killed for memory: in this control group where it is told, else on the machine."""
    return sum(count_in(path, word) for path, word in (
        ("/sys/fs/cgroup/memory.events", "oom_kill"),
        ("/sys/fs/cgroup/memory/memory.oom_control", "oom_kill"),
        ("/proc/vmstat", "oom_kill"),
    ))


def count_in(path, word):
    try:
        with open(path, encoding="ascii") as file:
            for line in file:
                name, _, value = line.partition(" ")
                if name == word:
                    return int(value)
    except (OSError, ValueError):
        pass
    return 0


def started_at(process):
    """Field 22 of the process's stat: with the number it names a process for good."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        return None


def reserve(folder, name):
    """Makes room for what `write_json` will write, so that it finds some on a disk that the job filled."""
    try:
        with open(os.path.join(folder, f".{name}.new"), "w", encoding="ascii") as file:
            file.write(" " * RESERVED)
    except OSError:
        pass


def write_json(folder, name, value):
    """Writes a file whole or not at all; a folder that the cells deleted is made again."""
    temporary = os.path.join(folder, f".{name}.new")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT, 0o644), "w", encoding="utf-8") as file:
            file.write(json.dumps(value).ljust(RESERVED))
        os.replace(temporary, os.path.join(folder, name))
    except OSError:
        # A full disk: who waits sees that the processes are gone.
        pass


def keep_log(folder):
    """The log, open, so that it survives a cell that deletes the job's folder."""
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    return os.open(os.path.join(folder, "events.jsonl"), flags, 0o644)


def restore_log(folder, log):
    path = os.path.join(folder, "events.jsonl")
    if os.path.exists(path):
        return
    try:
        os.makedirs(folder, exist_ok=True)
        with open(path, "wb") as file:
            position = 0
            while True:
                data = os.pread(log, 1 << 20, position)
                if not data:
                    break
                file.write(data)
                position += len(data)
    except OSError:
        pass
