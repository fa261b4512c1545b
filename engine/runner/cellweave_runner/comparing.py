"""Whether the variables that two runs left are equal, down to what shares objects with what."""

import copyreg
import io
import json
import os
import re
import sys
import types

from . import session
from .definitions import Definitions
from .objects import StoreError, open_object
from .pickling import load_group
from .scanning import BOOKKEEPING
from .summaries import summarize

ATOMS = frozenset((int, float, complex, bool, str, bytes, type(None), type(Ellipsis), range, types.BuiltinFunctionType))
# Where the same object stands in two places, a change in one is seen in the other.
SHARED = (list, dict, set, bytearray)
MOST_PLACES = 200
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}|\btmp[a-z0-9_]{8}\b")
# What only tells where a class was written.
PLACE = BOOKKEEPING + ("__firstlineno__", "__static_attributes__", "__module__")


class Side:
    """The session that the values of one run attach to."""

    def __init__(self, store):
        self.store = store
        self.namespace = {"__name__": "__main__"}
        self.definitions = Definitions()
        self.loaded = {}

    def source_of(self, filename):
        return None

    def know_source(self, filename, source):
        """No traceback will ask."""

    def value(self, name, digest):
        """The variable as the run left it."""
        if digest not in self.loaded:
            session.begin(self)
            self.loaded[digest] = load_group(*open_object(self.store, digest))
        return self.loaded[digest][name]


def compare_runs(request):
    """Where and how variables differ, name by name, and which could not be loaded."""
    left, right = (Side(store) for store in request["stores"])
    os.chdir(request["directory"])
    sys.path.insert(0, "")
    comparison = Comparison()
    differences, unknown = [], []
    for name, (mine, theirs) in request["names"].items():
        try:
            values = left.value(name, mine), right.value(name, theirs)
            differences += comparison.differences(*values, name)
        except (StoreError, MemoryError, RecursionError):
            raise
        except Exception as error:
            unknown.append({"name": name, "reason": f"{type(error).__name__}: {error}"})
    return {"differences": differences, "unknown": unknown}


def compare_files(request, result):
    """Reads what to compare from one file and writes what differs into another."""
    with open(request, encoding="utf-8") as file:
        asked = json.load(file)
    told = compare_runs(asked)
    with open(result, "w", encoding="utf-8") as file:
        json.dump(told, file)


class Comparison:
    """Compares values of two sides; objects that it met before must have met the same partner."""

    def __init__(self):
        self.partners = ({}, {})
        self.pairs = set()
        # What is made on the way must not give its identity to something else.
        self.kept = []

    def differences(self, left, right, name):
        """Where the two differ and how, the first places of many."""
        self.stack, found = [(left, right, (None, name))], []
        while self.stack and len(found) < MOST_PLACES:
            left, right, path = self.stack.pop()
            reason = self.look(left, right, path)
            if reason is not None:
                place = {"name": name, "place": place_of(path), "reason": reason}
                found.append({**place, "left": summarize(left), "right": summarize(right)})
        return found

    def look(self, left, right, path):
        kind = type(left)
        if name_of(kind) != name_of(type(right)):
            return "is of another type"
        if kind in ATOMS:
            return None if same_atom(left, right) else "has another value"
        if (id(left), id(right)) in self.pairs:
            return None
        if self.met(left, right) and shareable(left):
            return "is one object with something else on one side only"
        self.remember(left, right)
        return comparer_of(kind)(self, left, right, path)

    def met(self, left, right):
        return id(left) in self.partners[0] or id(right) in self.partners[1]

    def remember(self, left, right):
        self.pairs.add((id(left), id(right)))
        self.partners[0][id(left)] = self.partners[1][id(right)] = True
        self.kept.append((left, right))

    def push(self, pairs, path):
        """Puts parts on the stack so that the first is looked at first."""
        pairs = list(pairs)
        self.kept.append(pairs)
        self.stack.extend([(left, right, (path, step)) for step, left, right in reversed(pairs)])


def shareable(value):
    """True for objects whose changes are seen wherever they stand."""
    numpy = sys.modules.get("numpy")
    return isinstance(value, SHARED) or (numpy is not None and type(value) is numpy.ndarray) or (
        type(value).__module__ == "__main__" and not isinstance(value, type))


def comparer_of(kind):
    if issubclass(kind, type):
        return classes
    found = exact.get(name_of(kind))
    if found is not None:
        return found
    for base in kind.__mro__:
        library = base.__module__.partition(".")[0]
        found = families.get(f"{library}.{base.__qualname__}")
        if found is not None:
            return found
    return parts_of_figure if kind.__module__.partition(".")[0] == "matplotlib" else by_state


def parts_of_figure(comparison, left, right, path):
    """They count themselves and their listeners in ways that no cell sees; what they draw is compared as an output."""


def by_state(comparison, left, right, path):
    """Compares what pickling would take from the two."""
    mine, theirs = state_of(left), state_of(right)
    if isinstance(mine, str) or isinstance(theirs, str):
        return None if mine == theirs else "is another object"
    if len(mine) != len(theirs):
        return "has another state"
    comparison.push([(step, a, b) for step, a, b in zip(STEPS, mine, theirs)], path)
    return None


# Of what `__reduce_ex__` gives: maker, arguments, state, items, entries.
STEPS = (" made by", " made of", ".__dict__", " items", " entries")


def name_of(kind):
    return f"{kind.__module__}.{kind.__qualname__}"


def place_of(path):
    steps = []
    while path is not None:
        path, step = path
        steps.append(step)
    return "".join(reversed(steps))


def same_atom(left, right):
    if left == right or (left != left and right != right):
        return True
    if isinstance(left, str):
        return ADDRESS.sub("", left) == ADDRESS.sub("", right)
    if isinstance(left, complex):
        return same_atom(left.real, right.real) and same_atom(left.imag, right.imag)
    return False


def state_of(value):
    reduce = copyreg.dispatch_table.get(type(value))
    reduced = reduce(value) if reduce is not None else value.__reduce_ex__(4)
    if isinstance(reduced, str):
        return reduced
    return [list(part) if index > 2 and part is not None else part for index, part in enumerate(reduced[:5])]


def sequences(comparison, left, right, path):
    if len(left) != len(right):
        return f"has {len(left)} and {len(right)} items"
    left, right = list(left), list(right)
    kinds = list(map(type, left))
    if kinds == list(map(type, right)) and ATOMS.issuperset(kinds) and left == right:
        return None
    comparison.push([(f"[{index}]", a, b) for index, (a, b) in enumerate(zip(left, right))], path)
    return None


def mappings(comparison, left, right, path):
    if len(left) != len(right):
        return f"has {len(left)} and {len(right)} keys"
    if all(type(key) in ATOMS for key in left):
        if list(left) != list(right):
            return "has other keys" if set(left) != set(right) else "has its keys in another order"
        comparison.push([(f"[{key!r}]", left[key], right[key]) for key in left], path)
        return None
    comparison.push([(f" item {index}", a, b) for index, (a, b) in enumerate(zip(left.items(), right.items()))], path)
    return None


def sets(comparison, left, right, path):
    if len(left) != len(right):
        return f"has {len(left)} and {len(right)} members"
    if all(type(item) in ATOMS for item in left):
        return None if left == right else "has other members"
    comparison.push([(" member", a, b) for a, b in zip(sorted(left, key=stable), sorted(right, key=stable))], path)
    return None


def stable(value):
    return ADDRESS.sub("", repr(value))


def modules(comparison, left, right, path):
    return None if left.__name__ == right.__name__ else "is another module"


def functions(comparison, left, right, path):
    if code_parts(left.__code__) != code_parts(right.__code__):
        return "is another function"
    contents = [[cell_contents(cell) for cell in function.__closure__ or ()] for function in (left, right)]
    comparison.push([
        (".__defaults__", left.__defaults__, right.__defaults__),
        (".__kwdefaults__", left.__kwdefaults__, right.__kwdefaults__),
        (".__closure__", *contents),
        (".__dict__", left.__dict__, right.__dict__),
    ], path)
    return None


def cell_contents(cell):
    try:
        return cell.cell_contents
    except ValueError:
        return ...


def code_parts(code):
    constants = [code_parts(item) if isinstance(item, types.CodeType) else repr(item) for item in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_argcount, code.co_kwonlyargcount, code.co_flags, constants


def classes(comparison, left, right, path):
    if name_of(left) != name_of(right):
        return "is another class"
    if left is right or left.__module__ != "__main__":
        return None
    mine, theirs = members_of(left), members_of(right)
    if set(mine) != set(theirs):
        return f"has other members: {', '.join(sorted(set(mine) ^ set(theirs)))}"
    comparison.push([(f".{name}", mine[name], theirs[name]) for name in mine], path)
    return None


def members_of(kind):
    hidden = (types.GetSetDescriptorType, types.MemberDescriptorType)
    return {name: value for name, value in vars(kind).items() if name not in PLACE and not isinstance(value, hidden)}


def wrapped_functions(comparison, left, right, path):
    comparison.push([("", left.__func__, right.__func__)], path)


def properties(comparison, left, right, path):
    comparison.push([(f".{name}", getattr(left, name), getattr(right, name)) for name in ("fget", "fset", "fdel")], path)


def arrays(comparison, left, right, path):
    numpy = sys.modules["numpy"]
    if left.dtype != right.dtype or left.shape != right.shape:
        return f"is {left.shape} {left.dtype} and {right.shape} {right.dtype}"
    if left.dtype.names:
        # Between fields there may be bytes that nobody set.
        fields = [(left[name], right[name]) for name in left.dtype.names]
        comparison.push([(f"[{name!r}]", *pair) for name, pair in zip(left.dtype.names, fields)], path)
        return None
    if left.dtype.hasobject:
        values = left.ravel().tolist(), right.ravel().tolist()
        comparison.push([("", *values)], path)
        return None
    unequal = left != right
    if left.dtype.kind in "fcmM":
        unequal &= ~((left != left) & (right != right))
    count = int(numpy.count_nonzero(unequal))
    return None if count == 0 else f"differs in {count} of {left.size} elements"


def array_scalars(comparison, left, right, path):
    numpy = sys.modules["numpy"]
    return arrays(comparison, numpy.asarray(left), numpy.asarray(right), path)


def frames(comparison, left, right, path):
    if left.shape != right.shape:
        return f"has {left.shape} and {right.shape} rows and columns"
    pairs = [(".columns", left.columns, right.columns), (".index", left.index, right.index)]
    pairs += [(f"[{name!r}]", left.iloc[:, index], right.iloc[:, index]) for index, name in enumerate(left.columns)]
    comparison.push(pairs + [(".attrs", dict(left.attrs), dict(right.attrs))], path)
    return None


def series(comparison, left, right, path):
    if left.dtype != right.dtype:
        return f"is {left.dtype} and {right.dtype}"
    if left.equals(right):
        comparison.push([(".name", left.name, right.name)] + ([(".index", left.index, right.index)] if hasattr(left, "index") else []), path)
        return None
    values = left.tolist(), right.tolist()
    if len(values[0]) != len(values[1]):
        return f"has {len(values[0])} and {len(values[1])} rows"
    count = sum(not (a is b or same_item(a, b)) for a, b in zip(*values))
    return f"differs in {count} of {len(values[0])} rows" if count else None


def indexes(comparison, left, right, path):
    comparison.push([(".names", list(left.names), list(right.names))], path)
    return None if left.dtype == right.dtype and left.equals(right) else "has other labels"


def same_item(left, right):
    try:
        return bool(left == right) or bool(left != left and right != right)
    except Exception:
        return stable(left) == stable(right)


def tensors(comparison, left, right, path):
    if left.dtype != right.dtype or left.shape != right.shape or left.device.type != right.device.type:
        return f"is {tuple(left.shape)} {left.dtype} and {tuple(right.shape)} {right.dtype}"
    mine, theirs = left.detach(), right.detach()
    return None if bool(((mine == theirs) | ((mine != mine) & (theirs != theirs))).all()) else "has other values"


def figures(comparison, left, right, path):
    drawn = []
    for figure in (left, right):
        file = io.BytesIO()
        figure.savefig(file, format="png")
        drawn.append(file.getvalue())
    return None if drawn[0] == drawn[1] else "draws another picture"


exact = {
    "builtins.list": sequences,
    "builtins.tuple": sequences,
    "collections.deque": sequences,
    "builtins.dict": mappings,
    "collections.OrderedDict": mappings,
    "builtins.set": sets,
    "builtins.frozenset": sets,
    "builtins.module": modules,
    "builtins.function": functions,
    "builtins.staticmethod": wrapped_functions,
    "builtins.classmethod": wrapped_functions,
    "builtins.property": properties,
    "numpy.ndarray": arrays,
}
families = {
    "numpy.generic": array_scalars,
    "pandas.DataFrame": frames,
    "pandas.Series": series,
    "pandas.Index": indexes,
    "torch.Tensor": tensors,
    "matplotlib.Figure": figures,
}
