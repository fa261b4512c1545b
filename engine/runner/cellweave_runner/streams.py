"""stdout and stderr of a cell: what Python prints and what its process and children write, as stream events."""

import codecs
import fcntl
import io
import os
import select
import sys
import threading
import time

from .events import keep_high

COALESCE_SECONDS = 0.02
COALESCE_CHARACTERS = 64 * 1024
LIMIT_BYTES = 64 * 1024 * 1024
PIPE_BYTES = 1024 * 1024
NAMES = ("stdout", "stderr")


class OutStream(io.TextIOBase):
    """What `sys.stdout` is while cells run, named as in a kernel. Closing it flushes it, as the next cell still prints."""

    def __init__(self, outputs, name, descriptor):
        self.outputs = outputs
        self.name = f"<{name}>"
        self.stream = name
        self.descriptor = descriptor
        self.mode = "w"

    encoding = "UTF-8"
    errors = "replace"

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.write(self.stream, text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        self.outputs.flush()

    def close(self):
        self.flush()

    def fileno(self):
        return self.descriptor

    def isatty(self):
        return False

    def writable(self):
        return True


class Outputs:
    """Joins what is printed into few events; tells it under the cell that runs."""

    def __init__(self, events):
        self.events = events
        self.lock = threading.RLock()
        self.parts = []
        self.length = 0
        self.since = 0.0
        self.cell = None
        self.silent = True
        self.told = 0
        self.owner = os.getpid()
        self.child = None
        self.lines = {}
        # Where a process that runs items of a skeleton writes to instead.
        self.sinks = None
        self.streams = {}
        self.pipes = {}
        self.flush_c_library = None
        self.wake_read, self.wake_write = (keep_high(end) for end in os.pipe())
        os.set_blocking(self.wake_read, False)
        os.set_blocking(self.wake_write, False)

    def begin(self, cell, silent):
        """From here on what is printed belongs to `cell`; a silent one's is dropped."""
        with self.lock:
            self.flush()
            self.cell, self.silent, self.told = cell, silent, 0

    def write(self, name, text):
        if os.getpid() != self.owner:
            self.write_as_child(name, text)
            return
        if not text:
            return
        with self.lock:
            if not self.parts:
                self.since = time.monotonic()
                self.wake()
            self.parts.append((name, text))
            self.length += len(text)
            if self.length >= COALESCE_CHARACTERS:
                self.flush()

    def write_as_child(self, name, text):
        """From a process that the cell forked, line by line through the pipe that its parent reads."""
        if self.sinks is not None:
            self.sinks[name](text)
            return
        if self.child != os.getpid():
            self.child, self.lines = os.getpid(), dict.fromkeys(NAMES, "")
        text = self.lines[name] + text
        end = text.rfind("\n") + 1
        self.lines[name] = text[end:]
        if end:
            write_whole(NAMES.index(name) + 1, text[:end])

    def flush_child(self):
        for name, text in self.lines.items():
            write_whole(NAMES.index(name) + 1, text)
            self.lines[name] = ""

    def wake(self):
        try:
            os.write(self.wake_write, b"w")
        except OSError:
            pass

    def flush(self):
        if os.getpid() != self.owner:
            self.flush_child()
            return
        with self.lock:
            parts, self.parts, self.length = self.parts, [], 0
            run = []
            for index, (name, text) in enumerate(parts):
                run.append(text)
                if index + 1 == len(parts) or parts[index + 1][0] != name:
                    self.tell(name, "".join(run))
                    run = []

    def tell(self, name, text):
        if self.silent or self.told > LIMIT_BYTES:
            return
        self.told += len(text)
        if self.told > LIMIT_BYTES:
            self.events.emit("stream", cell=self.cell, name=name, text=text[:max(0, LIMIT_BYTES - self.told + len(text))])
            text, name = f"\n[The cell printed more than {LIMIT_BYTES >> 20} MB; the rest is not kept.]\n", "stderr"
        for start in range(0, len(text), 1 << 20):
            self.events.emit("stream", cell=self.cell, name=name, text=text[start:start + (1 << 20)])

    def capture(self):
        """Points `sys.stdout`, `sys.stderr` and descriptors 0, 1 and 2 here and starts the reader."""
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        for descriptor, name in enumerate(NAMES, start=1):
            read, write = os.pipe()
            read, write = keep_high(read), keep_high(write)
            os.set_blocking(read, False)
            try:
                fcntl.fcntl(write, 1031, PIPE_BYTES)
            except OSError:
                pass
            os.dup2(write, descriptor)
            self.pipes[read] = (name, descriptor, write, codecs.getincrementaldecoder("utf-8")("replace"))
            self.streams[name] = OutStream(self, name, descriptor)
        sys.stdin = open(os.devnull)
        self.restore()
        threading.Thread(target=self.watch, name="cellweave-output", daemon=True).start()

    def restore(self):
        """Undoes what a cell did to the standard streams."""
        sys.stdout, sys.stderr = self.streams["stdout"], self.streams["stderr"]
        for _, descriptor, write, _ in self.pipes.values():
            try:
                same = os.path.sameopenfile(descriptor, write)
            except OSError:
                same = False
            if not same:
                os.dup2(write, descriptor)

    def watch(self):
        poll = select.poll()
        for read in (*self.pipes, self.wake_read):
            poll.register(read, select.POLLIN)
        while True:
            for read, _ in poll.poll():
                if read == self.wake_read:
                    self.rest()
                else:
                    with self.lock:
                        self.drain(read)

    def rest(self):
        """Waits for more to come, then tells it all."""
        try:
            os.read(self.wake_read, 4096)
        except OSError:
            pass
        time.sleep(max(0.0, self.since + COALESCE_SECONDS - time.monotonic()))
        self.flush()

    def drain(self, read):
        """Moves what is in one pipe behind what was printed before."""
        name, _, _, decoder = self.pipes[read]
        # Bounded, so that a child that never stops writing cannot hold the lock.
        for _ in range(16):
            try:
                data = os.read(read, PIPE_BYTES)
            except OSError:
                return
            if not data:
                return
            self.write(name, decoder.decode(data))

    def settle(self):
        """Tells everything that was written up to now."""
        if os.getpid() != self.owner:
            return
        with self.lock:
            self.flush_libraries()
            for read in self.pipes:
                self.drain(read)
            self.flush()

    def flush_libraries(self):
        """Empties C's own stdout buffer, where a library printed into it."""
        if self.flush_c_library is None:
            ctypes = sys.modules.get("ctypes")
            if ctypes is None:
                return
            self.flush_c_library = getattr(ctypes.CDLL(None), "fflush", lambda nothing: 0)
        self.flush_c_library(None)


def write_whole(descriptor, text):
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(descriptor, data):]
