"""The store of stored groups: files named by the sha256 of their bytes, mapped copy-on-write by who reads them.

Layout: magic, a table (length of the pickle; offset and length of every buffer), the pickle, then the buffers, each
on a page of its own.
"""

import errno
import hashlib
import mmap
import os
import struct
import threading
import uuid
import weakref

MAGIC = b"CWOBJ1\0\0"
PAGE = mmap.PAGESIZE if mmap.PAGESIZE >= 4096 else 4096
HEAD = struct.Struct("<8sQQ")
BUFFER = struct.Struct("<QQ")
# Below this, hashing first and writing only what is new is cheaper than two threads.
SMALL = 1 << 20
CHUNK = 8 << 20


class StoreError(Exception):
    """The store could not take or give an object; the message says what to do."""


class LostError(StoreError):
    """An object is gone or not what was stored; it has been removed, so that it can be stored again."""


class Mapping(mmap.mmap):
    """A private, writable view of an object: what the cell writes stays with the cell."""


mappings = []


def object_path(store, digest):
    return os.path.join(store, digest[:2], digest[2:])


def layout(pickled, buffers):
    """Head and pickle as one piece, and the padding that goes before every buffer."""
    position = HEAD.size + BUFFER.size * len(buffers) + len(pickled)
    table, paddings = [], []
    for buffer in buffers:
        start = -(-position // PAGE) * PAGE
        paddings.append(bytes(start - position))
        table.append(BUFFER.pack(start, buffer.nbytes))
        position = start + buffer.nbytes
    head = HEAD.pack(MAGIC, len(pickled), len(buffers)) + b"".join(table)
    return head, paddings, position


def store_object(store, pickled, buffers):
    """Stores one object; gives its digest and size. One that is there already is not written again."""
    buffers = [memoryview(buffer).cast("B") for buffer in buffers]
    head, paddings, size = layout(pickled, buffers)
    pieces = [head, pickled]
    for padding, buffer in zip(paddings, buffers):
        pieces += [padding, buffer]
    if size <= SMALL:
        digest = hashlib.sha256(b"".join(pieces)).hexdigest()
        if not take(object_path(store, digest), size):
            place(store, digest, write_pieces(store, pieces))
        return digest, size
    hasher = hashlib.sha256()
    hashing = threading.Thread(target=hash_pieces, args=(hasher, pieces))
    hashing.start()
    try:
        temporary = write_pieces(store, pieces)
    finally:
        hashing.join()
    digest = hasher.hexdigest()
    if take(object_path(store, digest), size):
        discard(temporary)
    else:
        place(store, digest, temporary)
    return digest, size


def take(path, size):
    """True when the object is there already, of the right length; it is noted as used, so that it stays."""
    try:
        os.utime(path)
        return os.stat(path).st_size == size
    except OSError:
        return False


def hash_pieces(hasher, pieces):
    for piece in pieces:
        hasher.update(piece)


def write_pieces(store, pieces):
    temporary = os.path.join(store, f".new-{os.getpid()}-{uuid.uuid4().hex}")
    try:
        os.makedirs(store, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            for piece in pieces:
                write_whole(descriptor, piece)
        finally:
            os.close(descriptor)
    except OSError as error:
        discard(temporary)
        raise StoreError(store_message(store, error)) from error
    return temporary


def write_whole(descriptor, piece):
    view = memoryview(piece).cast("B") if not isinstance(piece, bytes) else memoryview(piece)
    while view.nbytes:
        view = view[os.write(descriptor, view[:CHUNK]):]


def place(store, digest, temporary):
    path = object_path(store, digest)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.replace(temporary, path)
    except OSError as error:
        discard(temporary)
        raise StoreError(store_message(store, error)) from error


def discard(path):
    try:
        os.unlink(path)
    except OSError:
        pass


def store_message(store, error):
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {store} is full, so the variables could not be stored. Free space and run again."
    return f"The variables could not be stored under {store}: {error.strerror or error}."


def is_intact(store, digest):
    """Whether the object is there and every byte is what was stored."""
    hasher = hashlib.sha256()
    try:
        with open(object_path(store, digest), "rb") as file:
            for piece in iter(lambda: file.read(CHUNK), b""):
                hasher.update(piece)
    except OSError:
        return False
    return hasher.hexdigest() == digest


def open_object(store, digest):
    """The pickle of an object and its buffers, mapped copy-on-write."""
    path = object_path(store, digest)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise StoreError(f"The object {digest[:12]}… is not in {store}: {error.strerror}. Run the cells that make it again.") from error
    try:
        mapping = Mapping(descriptor, 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    except (OSError, ValueError) as error:
        raise StoreError(f"The object {digest[:12]}… could not be read: {error}.") from error
    finally:
        os.close(descriptor)
    magic, length, count = HEAD.unpack_from(mapping) if len(mapping) >= HEAD.size else (b"", 0, 0)
    if magic != MAGIC:
        raise StoreError(f"The object {digest[:12]}… is damaged. Run the cells that make it again.")
    whole = memoryview(mapping)
    start = HEAD.size + BUFFER.size * count
    table = [BUFFER.unpack_from(mapping, HEAD.size + BUFFER.size * index) for index in range(count)]
    if count:
        mappings.append((weakref.ref(mapping), path))
    return whole[start:start + length], [whole[offset:offset + size] for offset, size in table]
