"""Names that compiled code reads past `__missing__`: in class bodies, before `del`, and through `globals()`."""

import dis
import inspect
import types
from dataclasses import dataclass, field

# Functions and magics that look at the dict as a whole.
WHOLE = frozenset(("globals", "locals", "who", "whos", "who_ls", "reset", "reset_selective", "store", "user_ns"))
CLASS_READS = ("LOAD_NAME", "LOAD_CLASSDEREF", "LOAD_FROM_DICT_OR_GLOBALS")
DELETIONS = frozenset((dis.opmap["DELETE_NAME"], dis.opmap["DELETE_GLOBAL"]))


@dataclass
class Uses:
    """Names that are read unseen, names that are deleted, and those of them that the code itself binds before."""

    read: list = field(default_factory=list)
    deleted: list = field(default_factory=list)
    bound_first: set = field(default_factory=set)


def hidden_uses(code):
    """What to pull before `code`, a cell's module-level code, runs; "*" is everything."""
    uses = Uses()
    if looks_at_all(code):
        uses.read.append("*")
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    for constant in inner:
        uses.read += inner_uses(constant)
    if not DELETIONS.isdisjoint(code.co_code[::2]):
        inner_names = {name for constant in inner for name in all_names(constant)}
        add_deletions(code, inner_names, uses)
    return uses


def looks_at_all(code):
    strings = [constant for constant in code.co_consts if isinstance(constant, str)]
    return not WHOLE.isdisjoint(code.co_names) or not WHOLE.isdisjoint(strings)


def add_deletions(code, inner_names, uses):
    loaded, stored, not_yet = set(), set(), set()
    for instruction in dis.get_instructions(code):
        name = instruction.argval
        if instruction.opname == "LOAD_NAME" and name not in stored:
            loaded.add(name)
        elif instruction.opname in ("STORE_NAME", "STORE_GLOBAL", "IMPORT_NAME"):
            stored.add(name)
        elif instruction.opname in ("DELETE_NAME", "DELETE_GLOBAL"):
            uses.deleted.append(name)
            if name in stored and name not in loaded and name not in inner_names:
                uses.bound_first.add(name)
            elif name not in stored:
                not_yet.add(name)
    uses.bound_first -= not_yet


def inner_uses(code):
    """What functions and class bodies inside a cell use unseen."""
    names = ["*"] if not WHOLE.isdisjoint(code.co_names) else []
    class_body = not code.co_flags & inspect.CO_OPTIMIZED
    if class_body or dis.opmap["DELETE_GLOBAL"] in code.co_code[::2]:
        for instruction in dis.get_instructions(code):
            if instruction.opname == "DELETE_GLOBAL" or (class_body and instruction.opname in CLASS_READS):
                names.append(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += inner_uses(constant)
    return [name for name in names if not name.startswith("__")]


def all_names(code):
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from all_names(constant)
