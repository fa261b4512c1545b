"""Compiled cells: what runs is the compiled text, what people see are the author's lines."""

import ast
import builtins
import difflib
import types
from dataclasses import dataclass
from typing import Tuple

# Where compiled text finds what it calls. Never in the namespace, so that no cell sees it there.
RUNTIME = "__cellweave__"
PACKAGE = "cellweave"
# How names begin that the compiler made up.
MADE_UP = "_cw_"
# What the lambda around an author's comprehension is given.
COMPREHENSION_ITEMS = "_cw_items"
TOP_LEVEL_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True)
class Compiled:
    """What runs instead of a cell's source: its text, and for each of its lines the author's line, from 1."""

    source: str
    lines: Tuple[int, ...]


@dataclass(frozen=True)
class Text:
    """A cell as it was written, and as Python reads it once magics are translated."""

    written: str
    shown: str


def compiled_tree(author: Text, compiled: Text, lines):
    """The compiled text's tree with the author's line numbers; None where it cannot stand for the author's."""
    try:
        tree = ast.parse(compiled.shown)
        compile(tree, "<compiled>", "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    places = shown_lines(author, compiled, lines)
    move(tree, places, split(compiled.shown), split(author.shown))
    return tree


def split(text):
    return [line.encode("utf-8", "replace") for line in text.split("\n")]


def shown_lines(author: Text, compiled: Text, lines):
    """For each line of the compiled text as Python reads it, from 1, the author's line as Python reads it."""
    forward = line_table(author.written, author.shown)
    backward = line_table(compiled.shown, compiled.written)
    last = max(1, author.shown.rstrip("\n").count("\n") + 1)
    places = []
    for line in range(1, compiled.shown.count("\n") + 2):
        written = lines[min(backward[line], len(lines)) - 1] if lines else 1
        places.append(min(last, forward[min(written, len(forward) - 1)]))
    return places


def line_table(before, after):
    """Line of one text → line of the other, both from 1; a magic over several lines becomes one."""
    old, new = before.split("\n"), after.split("\n")
    table = [1] * (len(old) + 1)
    for _, low, high, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for offset in range(high - low):
            table[low + offset + 1] = min(start + min(offset, max(0, stop - start - 1)) + 1, len(new))
    return table


def move(tree, places, compiled_lines, author_lines):
    """Gives every node the author's line, and its column there where its text stands on that line too."""
    stand_ins = [(node, own, node.lineno, node.col_offset) for node in ast.walk(tree) for own in [authors_expression(node)] if own is not None]
    for node in ast.walk(tree):
        if not hasattr(node, "lineno"):
            continue
        first, last = node.lineno, node.end_lineno or node.lineno
        line, end_line = places[first - 1], places[last - 1]
        if end_line < line:
            end_line = line
        here, there = compiled_lines[first - 1], author_lines[line - 1]
        same_line = first == last and line == end_line
        start, end = columns(here, there, node.col_offset, node.end_col_offset if same_line else len(here))
        if not same_line:
            end = shifted(compiled_lines[last - 1], author_lines[end_line - 1], node.end_col_offset or 0)
        node.lineno, node.end_lineno = line, end_line
        node.col_offset, node.end_col_offset = start, max(end, start) if line == end_line else end
    for node, own, line, column in stand_ins:
        here, there = compiled_lines[line - 1], author_lines[places[line - 1] - 1]
        if node.func.attr == "listed" and here[:column] == there[:column]:
            # Copies of its parts stand between the start of the call and the comprehension itself.
            own.lineno, own.col_offset = places[line - 1], column
        ast.copy_location(node, own)


def authors_expression(node):
    """What the author wrote where a call of the runtime stands: what is iterated over, or the comprehension."""
    called = node.func if isinstance(node, ast.Call) else None
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name) or called.value.id != RUNTIME:
        return None
    if called.attr == "each" and node.args:
        return node.args[0]
    if called.attr == "listed" and len(node.args) > 3 and isinstance(node.args[3], ast.Lambda):
        return node.args[3].body
    return None


def columns(here, there, start, end):
    """Where a piece of one line stands on another that says the same; else the whole of that line."""
    if here.strip() == there.strip():
        return shifted(here, there, start), shifted(here, there, end)
    if end >= len(here) and there.rstrip().endswith(here[start:].rstrip()):
        return len(there.rstrip()) - len(here[start:].rstrip()), len(there.rstrip())
    found = there.find(here[start:end].rstrip())
    if found >= 0 and start < end:
        return found, found + len(here[start:end].rstrip())
    return indent(there), len(there.rstrip())


def shifted(here, there, column):
    """The column on a line that differs in its indent at most; its end where it says something else."""
    if here.strip() != there.strip():
        return len(there.rstrip())
    return min(len(there), max(0, column + indent(there) - indent(here)))


def indent(line):
    return len(line) - len(line.lstrip())


def with_authors_names(code):
    """The code with the qualified names that the author's own text gives: without the lambda put around a comprehension."""
    if not hasattr(code, "co_qualname"):
        return code
    constants = tuple(with_authors_names(item) if isinstance(item, types.CodeType) else item for item in code.co_consts)
    if code.co_varnames[:1] == (COMPREHENSION_ITEMS,):
        around = code.co_qualname + ".<locals>."
        outer = code.co_qualname.rpartition("<lambda>")[0]
        constants = tuple(renamed(item, around, outer) if isinstance(item, types.CodeType) else item for item in constants)
    return code.replace(co_consts=constants)


def renamed(code, before, after):
    constants = tuple(renamed(item, before, after) if isinstance(item, types.CodeType) else item for item in code.co_consts)
    name = after + code.co_qualname[len(before):] if code.co_qualname.startswith(before) else code.co_qualname
    return code.replace(co_consts=constants, co_qualname=name)


class Runtime:
    """Lets compiled text reach what it calls while it runs, and takes its made-up names away afterwards."""

    def __init__(self, names):
        self.names = names

    def __enter__(self):
        from cellweave import compiled

        setattr(builtins, RUNTIME, compiled)

    def __exit__(self, *_):
        runtime = builtins.__dict__.pop(RUNTIME, None)
        try:
            if runtime is not None:
                runtime.finish()
        finally:
            forget_made_up(self.names.live)


def forget_made_up(namespace):
    """Takes the names that the compiler made up out of a namespace."""
    for name in [name for name in list(namespace) if isinstance(name, str) and name.startswith(MADE_UP)]:
        dict.pop(namespace, name, None)


def without_runtime(traceback):
    """The traceback without the frames that run skeletons: they are others where items run apart."""
    while traceback is not None and is_runtime(traceback):
        traceback = traceback.tb_next
    entry = traceback
    while entry is not None:
        following = entry.tb_next
        while following is not None and is_runtime(following):
            following = following.tb_next
        entry.tb_next = following
        entry = following
    return traceback


def is_runtime(entry):
    """True for the package, and for the lambda that the compiler put around an author's comprehension."""
    frame = entry.tb_frame
    return str(frame.f_globals.get("__name__")).partition(".")[0] == PACKAGE or frame.f_code.co_varnames[:1] == (COMPREHENSION_ITEMS,)
