"""On which machine, and among which processes of it, the numbers of processes mean something: folders of jobs may be shared."""

import functools
import os
import socket


@functools.lru_cache(None)
def whereabouts():
    """The machine's name, and what is another one after each start of it and inside each container; empty where nobody tells."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            boot = file.read().strip()
        return {"host": socket.gethostname(), "where": f"{boot} {os.readlink('/proc/self/ns/pid')}"}
    except OSError:
        return {}
