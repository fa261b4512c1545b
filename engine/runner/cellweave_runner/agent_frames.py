"""What the agent and its caller send each other: a line of JSON, then as many raw bytes as its `bytes` says."""

import json
import os
import threading

# A frame is answered from memory, so nobody may ask for one that does not fit.
LARGEST_PAYLOAD = 16 << 20


class Frames:
    """Frames read from one open file and written to another; who writes may be any thread."""

    def __init__(self, source, sink):
        self.source = source
        self.sink = sink
        self.lock = threading.Lock()

    def read(self):
        """The next head and payload; None when nobody will send any more."""
        line = self.source.readline()
        if not line.endswith(b"\n"):
            return None
        head = json.loads(line)
        size = head.get("bytes", 0)
        if size > LARGEST_PAYLOAD:
            raise ValueError(f"A frame of {size} bytes is too large.")
        payload = self.source.read(size) if size else b""
        return (head, payload) if len(payload) == size else None

    def write(self, head, payload=b""):
        if payload:
            head = dict(head, bytes=len(payload))
        line = json.dumps(head, separators=(",", ":")).encode() + b"\n"
        with self.lock:
            try:
                self.put(line)
                self.put(payload)
            except OSError:
                # Nobody listens any more. Jobs live on.
                os._exit(0)

    def put(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(self.sink, view):]
