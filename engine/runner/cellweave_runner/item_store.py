"""Results of single items of a skeleton, kept on disk from one run to the next."""

import hashlib
import os
import uuid

from cellweave.host import ItemStore

# sha256 of the data, then the data: what is damaged is as good as gone.
DIGEST_BYTES = 32
# A result as large as this is faster made again than kept many times.
MOST_BYTES = 64 << 20


class StoredItems(ItemStore):
    """Files named by their key under one folder, which whoever keeps it small may empty at any time."""

    def __init__(self, folder):
        self.folder = folder

    def get(self, key):
        path = self.path_of(key)
        try:
            with open(path, "rb") as file:
                data = file.read()
            os.utime(path)
        except OSError:
            return None
        return data[DIGEST_BYTES:] if hashlib.sha256(data[DIGEST_BYTES:]).digest() == data[:DIGEST_BYTES] else None

    def put(self, key, data):
        if len(data) > MOST_BYTES:
            return
        path = self.path_of(key)
        temporary = os.path.join(self.folder, f".new-{os.getpid()}-{uuid.uuid4().hex}")
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(temporary, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            os.replace(temporary, path)
        except OSError:
            # A full disk costs a later run its time, not this one its result.
            try:
                os.unlink(temporary)
            except OSError:
                pass

    def path_of(self, key):
        return os.path.join(self.folder, key[:2], key[2:])
