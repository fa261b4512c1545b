"""Pickling of session values: functions on the live namespace, views on their base, definitions by their cell."""

import ctypes
import datetime
import decimal
import functools
import hashlib
import io
import pickle
import sys
import types
import weakref

from . import session
from .vendor.cloudpickle import cloudpickle

# Buffers below a page go into the pickle: a page of their own would be mostly padding.
OUT_OF_BAND = 4096


class SessionPickler(cloudpickle.Pickler):
    """Pickles one value or group. `seen` collects the memory of the arrays it meets."""

    def __init__(self, file, buffer_callback, seen=None, contended=frozenset()):
        super().__init__(file, protocol=5, buffer_callback=buffer_callback)
        self.seen = seen
        self.contended = contended
        self.blocks = set()
        # What a scan takes by identity, which has to live as long as the scan does; None where content is asked for.
        self.kept = None
        # Owners of small arrays that others look into, where a scan asks for them.
        self.viewed = set()

    def reducer_override(self, value):
        try:
            reduce = ways[type(value)]
        except KeyError:
            reduce = ways[type(value)] = way_of(type(value))
        return NotImplemented if reduce is None else reduce(self, value)

    def reduce_definition(self, value):
        definition = session.current.definitions.reduce(value)
        return super().reducer_override(value) if definition is None else definition

    def reduce_pandas(self, value):
        self.note_pandas(value)
        if "_cache" in getattr(value, "__dict__", ()):
            reduced = reduce_without_cache(value)
            if reduced is not None:
                return reduced
        return NotImplemented

    def note_pandas(self, value):
        """Marks arrays that pandas shares in secret: those of frames are copied before a write, those of indexes never written."""
        kind = type(value).__name__
        if kind.endswith("BlockManager"):
            for block in value.blocks:
                self.mark(block.values)
        elif kind.endswith("Index"):
            self.mark(value._data)
        else:
            # A member of the class that every frame hands out.
            self.blocks.add(id(getattr(value, "_metadata", None)))

    def mark(self, values):
        self.blocks.add(id(values))
        self.blocks.update(id(getattr(values, member, None)) for member in ("_ndarray", "_data", "_mask"))

    def _dynamic_function_reduce(self, function):
        if function.__globals__ is not session.current.namespace:
            return super()._dynamic_function_reduce(function)
        return make_function, (function.__code__, function.__closure__), function_state(function), None, None, set_function_state


def way_of(kind):
    """How values of a type are pickled, None where pickle knows it. Asked once for each: large values are made of many of a few types."""
    if issubclass(kind, (type, types.FunctionType)):
        return SessionPickler.reduce_definition
    reduce = reducers.get(f"{kind.__module__}.{kind.__qualname__}")
    if reduce is not None:
        return reduce
    return SessionPickler.reduce_pandas if kind.__module__.partition(".")[0] == "pandas" else None


ways = {}


def reduce_without_cache(value):
    """What pandas computed from a value on the way and keeps is no part of it: looking at a table is no change."""
    if isinstance(value, type):
        return None
    reduced = value.__reduce_ex__(5)
    if len(reduced) < 3 or not isinstance(reduced[2], tuple):
        return None
    state = []
    for part in reduced[2]:
        if isinstance(part, dict):
            part = {key: kept for key, kept in part.items() if key != "_cache"}
            if not part:
                continue
        state.append(part)
    return (*reduced[:2], tuple(state), *reduced[3:])


def function_state(function):
    slots = {
        "__name__": function.__name__,
        "__qualname__": function.__qualname__,
        "__kwdefaults__": function.__kwdefaults__,
        "__defaults__": function.__defaults__,
        "__module__": function.__module__,
        "__doc__": function.__doc__,
        "__annotations__": function.__annotations__,
    }
    filename = function.__code__.co_filename
    contents = tuple(map(contents_of, function.__closure__ or ()))
    return dict(function.__dict__), slots, contents, filename, session.current.source_of(filename)


def contents_of(cell):
    """What a closure's cell holds, as a tuple; an empty one while the variable is not bound."""
    try:
        return (cell.cell_contents,)
    except ValueError:
        return ()


def make_function(code, closure):
    """A function of the session: it reads the globals of the process it is in, not copies of those it left."""
    return types.FunctionType(code, session.current.namespace, None, None, closure)


def set_function_state(function, state):
    members, slots, contents, filename, source = state
    if source is not None:
        session.current.know_source(filename, source)
    function.__dict__.update(members)
    for name, value in slots.items():
        setattr(function, name, value)
    for cell, content in zip(function.__closure__ or (), contents):
        if content:
            cell.cell_contents = content[0]


def reduce_cell(pickler, cell):
    """Empty: the functions that share it fill it, so that one which refers to itself ends."""
    return types.CellType, ()


def reduce_array(pickler, array):
    """An array notes its memory; one that shares it with another travels as a view of their base."""
    if type(array) is not sys.modules["numpy"].ndarray:
        return NotImplemented
    if pickler.kept is not None and array.nbytes < OUT_OF_BAND and not array.dtype.hasobject:
        return small_content(pickler, array)
    if pickler.kept is not None and array.dtype == object:
        constant = constant_elements(array)
        if constant is not None:
            if array.base is not None:
                note_memory(pickler, array)
            identities, elements = constant
            pickler.kept.append(elements)
            return identities_of, (array.shape, array.strides, identities)
    if array.dtype.hasobject and array.base is None:
        return NotImplemented
    if pickler.seen is not None:
        note_memory(pickler, array)
    owner = owner_of(array)
    if owner is array or id(owner) not in pickler.contended:
        return NotImplemented
    return rebuild_view, (owner, address_of(array) - address_of(owner), array.shape, array.strides, array.dtype, array.flags.writeable)


def small_content(pickler, array):
    """What a scan takes of a small array: pickle's own way would cost several times as much, and figures are made of thousands."""
    if not stands_alone(array) or (pickler.blocks and id(array) in pickler.blocks):
        note_memory(pickler, array)
        owner = owner_of(array)
        if owner is not array and stands_alone(owner):
            pickler.viewed.add(id(owner))
    return identities_of, (array.dtype, array.shape, array.strides, array.tobytes("A"))


def stands_alone(array):
    """True for small arrays whose memory others can look into only as views of them: their identity tells as much as a span."""
    return array.base is None and array.nbytes < OUT_OF_BAND and array.flags.owndata


# Beyond atoms of Python's own, what tables hold and no code can change in place.
CONSTANT_KINDS = frozenset((str, int, float, bool, bytes, type(None), complex, datetime.date, datetime.datetime, datetime.timedelta, decimal.Decimal))
# The fewer elements, the less there is to gain.
MANY = 64


# Those that were looked at and are still kept, by the hash of the identities that they hold.
known_constant = weakref.WeakValueDictionary()


def constant_elements(array):
    """A hash of the identities in an array of many objects, and what keeps them alive, when each is of a kind that cannot change: then the same objects are the same content."""
    if array.size < MANY:
        return None
    whole = array if array.flags.forc else array.copy()
    identities = hashlib.sha256((ctypes.c_char * whole.nbytes).from_address(address_of(whole))).digest()
    elements = known_constant.get(identities)
    if elements is None:
        if not CONSTANT_KINDS.issuperset(map(type, whole.ravel(order="K").tolist())):
            return None
        elements = known_constant[identities] = array.copy(order="K")
    return identities, elements


def identities_of(*parts):
    raise pickle.UnpicklingError("A fingerprint holds no values.")


def note_memory(pickler, array):
    if array.nbytes == 0:
        return
    low = high = address_of(array)
    for length, stride in zip(array.shape, array.strides):
        if stride > 0:
            high += (length - 1) * stride
        else:
            low += (length - 1) * stride
    pickler.seen.append((low, high + array.itemsize, id(array) in pickler.blocks, id(owner_of(array))))


def owner_of(array):
    numpy = sys.modules["numpy"]
    while type(array.base) is numpy.ndarray:
        array = array.base
    return array


def address_of(array):
    return array.__array_interface__["data"][0]


def rebuild_view(owner, offset, shape, strides, dtype, writeable):
    numpy = sys.modules["numpy"]
    view = numpy.ndarray(shape, dtype, buffer=owner.reshape(1) if owner.ndim == 0 else owner, offset=offset, strides=strides)
    if not writeable:
        view.flags.writeable = False
    return view


def reduce_cached(pickler, function):
    """An `lru_cache` travels empty: what it remembered is computed again."""
    wrapped = getattr(function, "__wrapped__", None)
    if wrapped is None or getattr(wrapped, "__module__", None) != "__main__":
        return NotImplemented
    parameters = function.cache_parameters()
    return make_cached, (wrapped, parameters["maxsize"], parameters["typed"])


def make_cached(function, maxsize, typed):
    return functools.lru_cache(maxsize=maxsize, typed=typed)(function)


reducers = {
    f"{types.CellType.__module__}.{types.CellType.__qualname__}": reduce_cell,
    "numpy.ndarray": reduce_array,
    "functools._lru_cache_wrapper": reduce_cached,
}


def out_of_band(collect):
    """A buffer callback that gives `collect` the large contiguous buffers and leaves the others in the pickle."""

    def callback(buffer):
        try:
            raw = buffer.raw()
        except BufferError:
            return True
        if raw.nbytes < OUT_OF_BAND:
            return True
        collect(raw)
        return False

    return callback


def dump_group(values, contended):
    """The pickle of a group as bytes, and its large buffers, which are not copied."""
    buffers = []
    file = io.BytesIO()
    SessionPickler(file, out_of_band(buffers.append), contended=contended).dump(values)
    return file.getbuffer(), buffers


def load_group(pickled, buffers):
    """The members of a group, on the live namespace."""
    return pickle.loads(pickled, buffers=buffers)
