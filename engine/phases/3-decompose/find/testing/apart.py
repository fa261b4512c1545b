"""Runs cells in sequence and with their pieces apart, and tells where the two differ: JSON lines in, a verdict a line out."""

import ast
import builtins
import contextlib
import io
import json
import os
import re
import sys
import types

# The package, for what is written with it.
sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[os.pardir] * 4, "runner"))


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
    printed = re.sub(r"0x[0-9a-f]{6,}", "0x", printed)
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


def elements_apart(prelude, source, start, end, until):
    """A comprehension at a place of a cell, each of its elements from the state before the cell."""
    whole = fresh(prelude)
    text = source[start:end]
    node = ast.parse(text, mode="eval").body
    items_code = compile(ast.Expression(node.generators[0].iter), "<items>", "eval")
    count = len(list(eval(items_code, fresh(prelude))))
    node.generators[0].iter = ast.Name("__one__", ast.Load())
    one = compile(ast.fix_missing_locations(ast.Expression(node)), "<element>", "eval")
    parts = []
    printed = io.StringIO()
    for index in range(count):
        names = fresh(prelude)
        names["__one__"] = [list(eval(items_code, names))[index]]
        try:
            with contextlib.redirect_stdout(printed):
                parts.append(eval(one, names))
        except Exception as raised:
            # In sequence it fails there, too, and the author's own text runs.
            return in_sequence(prelude, source) if until else {"failed": f"element {index}: {raised!r}"}
    whole["__result__"] = joined(parts, type(node))
    text, error = run(compile(f"{source[:start]}__result__{source[end:]}", "<cell>", "exec"), whole)
    return state(whole, printed.getvalue() + text, error)


def joined(parts, kind):
    if kind is ast.ListComp:
        return [value for part in parts for value in part]
    if kind is ast.SetComp:
        return {value for part in parts for value in part}
    return {key: value for part in parts for key, value in part.items()}


def sections_apart(prelude, before, sections, after):
    """The first section in its place, each other from the state before the first."""
    whole = fresh(prelude)
    printed, error = run(before, whole)
    if error is None:
        text, error = run(sections[0]["text"], whole)
        printed += text
    for section in sections[1:]:
        if error is not None:
            break
        names = fresh(prelude)
        run(before, names)
        noting = Noting(names)
        text, error = run(section["text"], names, noting)
        if error is not None:
            # What fails apart is run again in its place.
            text, error = run(section["text"], whole)
            printed += text
            continue
        printed += text
        for name in section["binds"]:
            if noting.bound.get(name):
                whole[name] = names[name]
    if error is None:
        text, error = run(after, whole)
        printed += text
    return state(whole, printed, error)


def verdict(case):
    prelude = case["prelude"]
    expected = in_sequence(prelude, case["source"])
    if "sections" in case:
        got = sections_apart(prelude, case["before"], case["sections"], case["after"])
    elif "written" in case:
        got = in_sequence(prelude, case["written"])
    elif "gather" in case:
        got = apart(prelude, case["source"], case["gather"], case["last"], expected["error"])
    else:
        got = elements_apart(prelude, case["source"], case["start"], case["end"], expected["error"])
    return difference(expected, got)


def difference(expected, got):
    if "failed" in got:
        return got["failed"]
    for part in ("error", "printed", "environment"):
        if got[part] != expected[part]:
            return f"{part}: {got[part]!r} instead of {expected[part]!r}"
    a, b = expected["names"], got["names"]
    different = sorted(name for name in {*a, *b} - {"cw", "__result__"} if a.get(name) != b.get(name))
    return "; ".join(f"{name}: {b.get(name)} instead of {a.get(name)}" for name in different) or None


for line in sys.stdin:
    print(json.dumps(verdict(json.loads(line))), flush=True)
