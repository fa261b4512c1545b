"""What a cell does to the world, seen by an audit hook; irrevocable acts wait for permission."""

import os
import sys
import sysconfig
import tempfile
import threading

from .bundled import ROOT
from .queries import query_named

WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
IGNORED_SUFFIXES = (".pyc", ".pyo", ".so", ".py", ".pth", ".ttf", ".afm", ".otf", ".mplstyle", ".egg-info", ".pyd")
IGNORED_PARTS = ("/__pycache__", "/site-packages/", "/dist-packages/", "/.cache/", "/.ipython/", "/.config/matplotlib", "/.matplotlib/")
SYSTEM = ("/dev/", "/proc/", "/sys/", "/etc/", "/usr/share/", "/usr/lib/", "/lib/", "/usr/local/lib/python")


def library_folders():
    paths = {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix}
    return tuple(sorted({os.path.join(os.path.abspath(path), "lib") + os.sep if path in (sys.prefix, sys.base_prefix)
                         else os.path.abspath(path) + os.sep for path in paths if path and path != os.sep}))


class Guard:
    """Collects effects while a cell runs. `wait` is called once before the first irrevocable act."""

    def __init__(self, own_folders):
        self.effects = {}
        self.active = False
        self.wait = None
        self.busy = threading.local()
        self.asking = threading.RLock()
        self.owner = os.getpid()
        self.ignored = (*SYSTEM, *library_folders(), *(os.path.abspath(folder) + os.sep for folder in own_folders), ROOT)
        self.temporary = os.path.abspath(tempfile.gettempdir()) + os.sep
        self.own_files = set()
        sys.addaudithook(hook_of(self))

    def begin(self, wait):
        self.effects = {}
        self.wait = wait
        self.active = True

    def end(self):
        self.active = False
        return list(self.effects)

    def adopt(self, wait):
        """Goes on in a process forked from its own, with another answer to irrevocable acts."""
        self.owner = os.getpid()
        self.asking = threading.RLock()
        self.effects = {}
        self.wait = wait

    def ask(self, act):
        """Waits until an irrevocable act that another process wants to do is allowed."""
        self.busy.now = True
        try:
            self.note(act, True)
        finally:
            self.busy.now = False

    def hear(self, event, arguments):
        if not self.active or getattr(self.busy, "now", False) or os.getpid() != self.owner:
            return
        self.busy.now = True
        try:
            EVENTS[event](self, arguments)
        finally:
            self.busy.now = False

    def note(self, effect, irrevocable):
        if irrevocable and self.wait is not None:
            with self.asking:
                # Taken away only when permission came: a cell that catches the interrupt of its waiting still has none.
                if self.wait is not None:
                    self.wait(effect, self)
                    self.wait = None
        self.effects[effect] = True

    def file(self, path, writing, folder=-1):
        """Notes a file by its absolute path, but for libraries, caches and what the session itself needs."""
        path = absolute(path, folder)
        if path is None or path.startswith(self.ignored) or self.is_own(path) or any(part in path for part in IGNORED_PARTS):
            return
        if not writing and path.endswith(IGNORED_SUFFIXES):
            return
        self.note(f"fs:{'write' if writing else 'read'}:{path}", writing)

    def is_own(self, path):
        """True for what the cells made in the folder for temporary files: nobody else will ever look for it."""
        return path in self.own_files or (path.startswith(self.temporary) and any(path.startswith(own + os.sep) for own in self.own_files))

    def claim(self, path):
        path = absolute(path, -1)
        if path is not None and path.startswith(self.temporary):
            self.own_files.add(path)

    def opened(self, path, mode, flags):
        flags = flags or 0
        if isinstance(path, int):
            return
        writing = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool(flags & WRITING)
        if writing and (flags & os.O_EXCL or (isinstance(mode, str) and "x" in mode)):
            self.claim(path)
        if writing and os.path.isdir(path):
            # How tempfile asks for a file without a name.
            return
        self.file(path, writing)


def hook_of(guard):
    """What Python calls for every event, thousands a second: a function and no method, which it would search for attributes each time."""

    def hook(event, arguments, events=EVENTS, hear=guard.hear):
        if event in events:
            hear(event, arguments)

    return hook


def absolute(path, folder):
    """The absolute path of what an event names, `folder` being a descriptor or -1; None for what is no path."""
    if isinstance(path, int) or path is None:
        return None
    try:
        path = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:
            path = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), path)
        return os.path.abspath(path)
    except (TypeError, ValueError, OSError):
        return None


def heard_open(guard, arguments):
    guard.opened(*arguments[:3])


def heard_change(guard, arguments):
    guard.file(arguments[0], True, arguments[-1] if len(arguments) > 1 else -1)


def heard_truncation(guard, arguments):
    guard.file(arguments[0], True)


def heard_move(guard, arguments):
    guard.file(arguments[0], True, arguments[2] if len(arguments) > 2 else -1)
    guard.file(arguments[1], True, arguments[3] if len(arguments) > 3 else -1)


def heard_copy(guard, arguments):
    guard.file(arguments[0], False)
    guard.file(arguments[1], True)


def heard_list(guard, arguments):
    # The hook, hear, then the caller: the import system lists the folders that it looks for modules in.
    if "importlib" in sys._getframe(3).f_code.co_filename:
        return
    guard.file("." if arguments[0] is None else arguments[0], False)


def heard_mkdir(guard, arguments):
    if isinstance(arguments[0], (str, bytes)) and os.path.basename(os.fsdecode(arguments[0])).startswith("tmp"):
        guard.claim(arguments[0])
    guard.file(arguments[0], True, arguments[2] if len(arguments) > 2 else -1)


def heard_process(guard, arguments):
    query = query_named(arguments[0])
    guard.note(f"query:{query}" if query else "subprocess", query is None)


def heard_program(guard, arguments):
    """An event that names the program, then the words of its command line."""
    program, words = arguments[0], arguments[1]
    if isinstance(words, (str, bytes)):
        command = words
    else:
        command = [program or (words[0] if words else ""), *words[1:]]
    heard_process(guard, (command,))


def heard_network(guard, arguments):
    target = arguments[1] if len(arguments) > 1 else None
    if isinstance(target, (str, bytes)) and arguments[0].__class__.__name__ == "socket":
        # A UNIX socket: a process of the same machine, as multiprocessing uses.
        return
    guard.note("net", True)


def heard_database(guard, arguments):
    name = arguments[0]
    if isinstance(name, (str, bytes, os.PathLike)):
        name = os.fsdecode(name)
        if name and ":memory:" not in name:
            guard.note(f"sqlite3:{os.path.abspath(name)}", True)


EVENTS = {
    "open": heard_open,
    "os.remove": heard_change,
    "os.rmdir": heard_change,
    "os.mkdir": heard_mkdir,
    "os.truncate": heard_truncation,
    "os.chmod": heard_change,
    "os.chown": heard_change,
    "os.utime": heard_change,
    "os.rename": heard_move,
    "os.link": heard_copy,
    "os.symlink": heard_copy,
    "shutil.rmtree": heard_change,
    "shutil.move": heard_move,
    "shutil.copyfile": heard_copy,
    "os.listdir": heard_list,
    "os.scandir": heard_list,
    "subprocess.Popen": heard_program,
    "os.system": heard_process,
    "os.posix_spawn": heard_program,
    "os.exec": heard_program,
    "pty.spawn": heard_process,
    "socket.connect": heard_network,
    "socket.sendto": heard_network,
    "socket.getaddrinfo": heard_network,
    "socket.gethostbyname": heard_network,
    "sqlite3.connect": heard_database,
}
