"""A dict whose subclasses look items up as fast as a dict does."""

import ctypes

SUBSCRIPT = 5
BASE_TYPE = 1 << 10


class Slot(ctypes.Structure):
    _fields_ = [("slot", ctypes.c_int), ("function", ctypes.c_void_p)]


class Spec(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_char_p), ("basicsize", ctypes.c_int), ("itemsize", ctypes.c_int),
        ("flags", ctypes.c_uint), ("slots", ctypes.POINTER(Slot)),
    ]


def make_items():
    """
    The type, and what it must not outlive. A class written in Python would take the way through `__getitem__` for every
    global variable that a cell uses, which makes loops of a cell a third slower; one with dict's own slot does not.
    """
    get_slot = ctypes.pythonapi.PyType_GetSlot
    get_slot.restype, get_slot.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_int]
    make_type = ctypes.pythonapi.PyType_FromSpecWithBases
    make_type.restype, make_type.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.py_object]
    slots = (Slot * 2)(Slot(SUBSCRIPT, get_slot(dict, SUBSCRIPT)), Slot(0, None))
    spec = Spec(b"cellweave_runner.items.Items", 0, 0, BASE_TYPE, slots)
    return make_type(ctypes.addressof(spec), (dict,)), spec


try:
    Items, spec = make_items()
except Exception:
    # Before Python 3.10, and where Python is not CPython, nobody tells dict's slot.
    Items = dict
