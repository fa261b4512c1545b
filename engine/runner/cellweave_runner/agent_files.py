"""Files and stored objects of a target, read, written and checked."""

import hashlib
import os
import stat
import uuid

from .agent_refusals import Refusal
from .objects import object_path, take

CHUNK = 4 << 20
LONGEST_READ = 8 << 20


def missing_objects(store, objects):
    """The digests of those `[digest, size]` that are not here; those that are count as used."""
    return [digest for digest, size in objects if not take(object_path(store, digest), size)]


def part_size(path):
    """How much of a file has arrived."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def free_bytes(folder):
    """The room that is left on the disk of a folder."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def read_piece(path, offset, length):
    """Some bytes of a file and its size."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(descriptor, min(length, LONGEST_READ), offset), os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def write_piece(path, offset, payload):
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        view = memoryview(payload)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view, offset = view[written:], offset + written
    except OSError as error:
        error.filename = error.filename or path
        raise
    finally:
        os.close(descriptor)


def write_whole(path, payload, mode=0o600):
    """Writes a file whole or not at all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{uuid.uuid4().hex}.part"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "wb") as file:
            file.write(payload)
        os.replace(temporary, path)
    except OSError as error:
        remove(temporary)
        error.filename = path
        raise


def place_part(part, path, digest, mode):
    """Puts a file that has arrived where it belongs, when every byte is what was sent."""
    try:
        found = digest_of(part)
    except FileNotFoundError:
        # Somebody who sent the same was quicker.
        if os.path.exists(path) and digest_of(path) == digest:
            return
        raise Refusal("corrupt", f"{path} has not arrived.") from None
    if found != digest:
        remove(part)
        raise Refusal("corrupt", f"{path} arrived damaged.")
    os.chmod(part, mode)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.replace(part, path)


def place_payload(payload, path, digest, mode):
    if hashlib.sha256(payload).hexdigest() != digest:
        raise Refusal("corrupt", f"{path} arrived damaged.")
    write_whole(path, payload, mode)


def digest_of(path):
    hasher = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(CHUNK), b""):
            hasher.update(piece)
    return hasher.hexdigest()


def remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


class Listing:
    """Sizes and digests of files; one that has not changed since is not read again."""

    def __init__(self):
        self.known = {}

    def of(self, paths):
        """For each path its size and digest; null where there is no such regular file, `directory` where it is one."""
        return [self.entry(path) for path in paths]

    def below(self, folder):
        """All regular files below a folder by their paths in it, hidden ones left out."""
        found = {}
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
            for name in sorted(names):
                path = os.path.join(place, name)
                entry = None if name.startswith(".") else self.entry(path)
                if entry and "digest" in entry:
                    found[os.path.relpath(path, folder)] = entry
        return found

    def entry(self, path):
        try:
            status = os.stat(path)
        except OSError:
            return None
        if stat.S_ISDIR(status.st_mode):
            return {"directory": True}
        if not stat.S_ISREG(status.st_mode):
            return None
        mark = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        known = self.known.get(path)
        if known is None or known[0] != mark:
            try:
                known = (mark, digest_of(path))
            except OSError:
                return None
            self.known[path] = known
        return {"size": status.st_size, "digest": known[1], "mode": stat.S_IMODE(status.st_mode)}
