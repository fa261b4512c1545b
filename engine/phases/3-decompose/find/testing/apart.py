"""Runs loops in sequence and item by item apart, and tells where the two differ. JSON lines in, one verdict a line out."""

import ast
import builtins
import contextlib
import io
import json
import os
import sys
import types


class Brought:
    """Stands for a gathered name inside an item: it takes, and shows nothing."""

    def __init__(self):
        self.parts = []

    def append(self, value):
        self.parts.append(("append", None, value))

    def extend(self, values):
        self.parts.append(("extend", None, list(values)))

    def __setitem__(self, key, value):
        self.parts.append(("set-item", key, value))

    def fold(self, operator, value):
        self.parts.append(("fold", operator, value))
        return self

    def __iadd__(self, value):
        return self.fold("+=", value)

    def __imul__(self, value):
        return self.fold("*=", value)

    def __ior__(self, value):
        return self.fold("|=", value)

    def __iand__(self, value):
        return self.fold("&=", value)

    def __add__(self, value):
        return self.fold("+", value)

    def __mul__(self, value):
        return self.fold("*", value)

    def __or__(self, value):
        return self.fold("|", value)

    def __and__(self, value):
        return self.fold("&", value)


FOLDS = {
    "+": lambda a, b: a + b,
    "*": lambda a, b: a * b,
    "|": lambda a, b: a | b,
    "&": lambda a, b: a & b,
    "max": max,
    "min": min,
}


def in_place(value, operator, part):
    names = {"value": value, "part": part}
    exec(f"value {operator} part", names)
    return names["value"]


def extreme(name):
    def call(*args, **options):
        if args and type(args[0]) is Brought:
            return args[0].fold(name, args[1])
        return getattr(builtins, name)(*args, **options)

    return call


class Noting(dict):
    """Names that a piece of code binds, written through to its globals."""

    def __init__(self, names):
        super().__init__()
        self.names = names
        self.bound = {}

    def __getitem__(self, name):
        return self.names[name]

    def __setitem__(self, name, value):
        self.names[name] = value
        self.bound[name] = True

    def __delitem__(self, name):
        del self.names[name]
        self.bound[name] = False


def fresh(prelude):
    os.environ.pop("CW_LOOP", None)
    names = {"__name__": "__main__", "__builtins__": builtins}
    exec(prelude, names)
    return names


def shown(value, depth=0):
    """A value as text, down to defaults, closures and the state of instances."""
    if depth > 8:
        return "..."
    inner = lambda one: shown(one, depth + 1)
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}[{', '.join(map(inner, value))}]"
    if isinstance(value, dict):
        return f"dict[{', '.join(f'{inner(k)}: {inner(v)}' for k, v in value.items())}]"
    if isinstance(value, (set, frozenset)):
        return f"set[{', '.join(sorted(map(inner, value)))}]"
    if isinstance(value, types.FunctionType):
        cells = [inner(cell.cell_contents) for cell in value.__closure__ or ()]
        return f"function {value.__name__} {inner(value.__defaults__)} {cells}"
    if isinstance(value, type):
        return f"class {value.__name__} {inner({k: v for k, v in vars(value).items() if not k.startswith('__')})}"
    if isinstance(value, (types.ModuleType, property, classmethod, io.IOBase)):
        return type(value).__name__
    if type(value).__module__ == "__main__":
        return f"{type(value).__name__} {inner(vars(value))}"
    if hasattr(value, "tolist"):
        return f"{type(value).__name__} {value.dtype} {value.tolist()!r}"
    return f"{type(value).__name__} {value!r}"


def state(names, printed, error):
    kept = {name: shown(value) for name, value in names.items() if not name.startswith("__")}
    return {"names": kept, "printed": printed, "error": error, "environment": os.environ.get("CW_LOOP")}


def run(code, names, local=None):
    printed = io.StringIO()
    error = None
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, names, names if local is None else local)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    return printed.getvalue(), error


def pieces(loop):
    """The loop's items, and the code of one item."""
    tree = ast.parse(loop)
    node = tree.body[0]
    one = ast.For(target=node.target, iter=ast.Name("__one__", ast.Load()), body=node.body, orelse=[], lineno=1, col_offset=0)
    module = ast.fix_missing_locations(ast.Module(body=[one], type_ignores=[]))
    return compile(ast.Expression(node.iter), "<items>", "eval"), compile(module, "<item>", "exec")


def in_sequence(prelude, loop):
    names = fresh(prelude)
    printed, error = run(compile(loop, "<loop>", "exec"), names)
    return state(names, printed, error)


def apart(prelude, loop, gather, last, until):
    """Each item from the state before the loop; what they bring is put together in order."""
    items_code, item_code = pieces(loop)
    whole = fresh(prelude)
    count = len(list(eval(items_code, whole)))
    whole = fresh(prelude)
    printed = ""
    for index in range(count):
        names = fresh(prelude)
        item = list(eval(items_code, names))[index]
        stand_ins = {name: Brought() for name, _by in gather}
        names.update(stand_ins)
        names.update(__one__=(item,), max=extreme("max"), min=extreme("min"))
        noting = Noting(names)
        text, error = run(item_code, names, noting)
        if error is not None:
            if until is None:
                return {"failed": f"item {index}: {error}"}
            # In sequence it failed, too: from here on the author's own text runs.
            whole.update(__one__=list(eval(items_code, whole))[index:])
            text, error = run(item_code, whole)
            whole.pop("__one__")
            return state(whole, printed + text, error)
        printed += text
        for name, by in gather:
            for kind, key, value in stand_ins[name].parts:
                bring(whole, name, kind, key, value)
        for name in last:
            if noting.bound.get(name):
                whole[name] = names[name]
            elif noting.bound.get(name) is False:
                whole.pop(name, None)
    return state(whole, printed, None)


def bring(whole, name, kind, key, value):
    if kind == "append":
        whole[name].append(value)
    elif kind == "extend":
        whole[name].extend(value)
    elif kind == "set-item":
        whole[name][key] = value
    elif key in FOLDS:
        whole[name] = FOLDS[key](whole[name], value)
    else:
        whole[name] = in_place(whole[name], key, value)


def verdict(case):
    expected = in_sequence(case["prelude"], case["loop"])
    got = apart(case["prelude"], case["loop"], case["gather"], case["last"], expected["error"])
    if got == expected:
        return None
    if "failed" in got:
        return got["failed"]
    for part in ("error", "printed", "environment"):
        if got[part] != expected[part]:
            return f"{part}: {got[part]!r} instead of {expected[part]!r}"
    a, b = expected["names"], got["names"]
    different = sorted(name for name in {*a, *b} if a.get(name) != b.get(name))
    return "; ".join(f"{name}: {b.get(name)} instead of {a.get(name)}" for name in different)


for line in sys.stdin:
    print(json.dumps(verdict(json.loads(line))), flush=True)
