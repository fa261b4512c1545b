"""Cells run without IPython: plain Python with `_`, `Out`, rich display and tracebacks."""

import ast
import base64
import builtins
import getpass
import inspect
import linecache
import sys
import traceback

from .compiled_cells import TOP_LEVEL_AWAIT, Runtime, Text, compiled_tree, with_authors_names, without_runtime
from .main_module import make_main_module
from .namespace import MISSING
from .report import text_of

REPRESENTATIONS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
}
NO_INPUT = "%s was called, but this frontend does not support input requests."


class StdinNotImplementedError(NotImplementedError):
    """A job has nobody to ask."""


def represent(value):
    """The MIME bundle and metadata of a value, by the same methods that IPython asks."""
    data, metadata = {}, {}
    bundled = method_of(value, "_repr_mimebundle_")
    if bundled is not None:
        made = bundled(include=None, exclude=None)
        data, metadata = made if isinstance(made, tuple) else (made or {}, {})
        data = dict(data)
    for mime, method in REPRESENTATIONS.items():
        represented = method_of(value, method)
        made = represented() if represented is not None and mime not in data else None
        if made is not None:
            data[mime] = base64.b64encode(made).decode("ascii") if isinstance(made, bytes) else made
    data.setdefault("text/plain", repr(value))
    return data, metadata


def method_of(value, name):
    return None if isinstance(value, type) else getattr(value, name, None)


def refuse_input(prompt="", *rest, **options):
    raise StdinNotImplementedError(NO_INPUT % "raw_input")


def refuse_password(prompt="", *rest, **options):
    raise StdinNotImplementedError(NO_INPUT % "getpass")


class PlainRunner:
    """Runs cells of one job with nothing but the standard library."""

    def __init__(self, recorder, report, interrupts):
        self.interrupts = interrupts
        self.recorder = recorder
        self.report = report
        self.names = recorder.names
        recorder.show_source = self.show_source
        self.namespace = namespace = recorder.namespace
        self.shown = {"_": MISSING, "__": MISSING, "___": MISSING}
        self.results = Results()
        self.results.namespace = namespace
        self.inputs = [""]
        self.count = 0
        namespace.update(In=self.inputs, Out=self.results, _oh=self.results, _ih=self.inputs)
        sys.modules["__main__"] = make_main_module(namespace)
        sys.displayhook = self.show
        builtins.display = self.display
        builtins.input, getpass.getpass = refuse_input, refuse_password

    def define(self, definition):
        """Runs a prelude cell without showing anything."""
        try:
            name = self.remember(definition.source, definition.execution_count)
            exec(compile(definition.source, name, "exec"), self.namespace)
        except BaseException:
            # The cell that needs what is missing says so by its NameError.
            pass

    def remember(self, source, count):
        """The file name of a cell, under which tracebacks find its source."""
        name = f"Cell In[{count}]"
        self.recorder.sources[name] = (count, source)
        self.show_source(name, count, source)
        return name

    def show_source(self, filename, count, text):
        """Lets tracebacks find a cell."""
        linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)

    async def run(self, cell):
        """Runs one cell; gives None, or what it raised."""
        self.count = cell.execution_count
        self.inputs.extend([""] * (cell.execution_count + 1 - len(self.inputs)))
        self.inputs[cell.execution_count] = cell.source
        name = self.remember(cell.source, cell.execution_count)
        try:
            tree = ast.parse(cell.source, name)
            instead = None if cell.compiled is None else self.compiled_tree(cell, tree)
            if instead is None:
                await self.run_tree(tree, name, cell.source, self.prepared)
            else:
                with Runtime(self.names):
                    await self.run_tree(instead, name, cell.source, with_authors_names)
        except BaseException as error:
            self.tell(error, name)
            return error
        return None

    async def run_tree(self, tree, name, source, prepare):
        for code in self.compile_cell(tree, name, source):
            code = prepare(code)
            made = eval(code, self.namespace)
            if inspect.iscoroutine(made) and code.co_flags & inspect.CO_COROUTINE:
                await self.interrupts.awaited(made)

    def compiled_tree(self, cell, own):
        """What runs instead of the cell's own tree, whose names are looked at beforehand; None where nothing can."""
        # Python looks for the file of a text that it cannot read, which is not the cell's doing.
        code, tree = self.recorder.quietly(lambda: self.compile_instead(cell, own))
        if tree is not None:
            self.recorder.prepare(code)
        return tree

    def compile_instead(self, cell, own):
        compiled = cell.compiled
        try:
            code = compile(own, "<cell>", "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
        except (SyntaxError, ValueError):
            return None, None
        return code, compiled_tree(Text(cell.source, cell.source), Text(compiled.source, compiled.source), compiled.lines)

    def prepared(self, code):
        self.recorder.prepare(code)
        return code

    def compile_cell(self, tree, name, source):
        """The statements of a cell, and its last expression apart, so that its value is shown."""
        last = tree.body[-1:] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
        rest = tree.body[:-1] if last else tree.body
        flags = TOP_LEVEL_AWAIT
        if rest:
            yield compile(ast.Module(rest, []), name, "exec", flags)
        if last:
            quiet = source.rstrip().endswith(";")
            yield compile(ast.Module(last, []), name, "exec", flags) if quiet else compile(ast.Interactive(last), name, "single", flags)

    def show(self, value):
        if value is None:
            return
        data, metadata = represent(value)
        if value is not self.results:
            self.bind(value)
        self.report.result(self.count, data, metadata)

    def bind(self, value):
        ours = all(self.is_ours(name) for name in self.shown)
        self.namespace[f"_{self.count}"] = self.results[self.count] = value
        self.shown = {"_": value, "__": self.shown["_"], "___": self.shown["__"]}
        if ours:
            self.namespace.update({name: shown for name, shown in self.shown.items() if shown is not MISSING})

    def is_ours(self, name):
        value = self.names.peek(name)
        return value is MISSING or value is self.shown[name]

    def display(self, *values, display_id=None, **options):
        """The `display` that IPython puts among the builtins."""
        for value in values:
            data, metadata = represent(value)
            self.report.display(data, metadata, display_id, False)

    def tell(self, error, name):
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != name:
            frames = frames.tb_next
        try:
            lines = traceback.format_exception(type(error), error, without_runtime(frames))
        except BaseException:
            lines = [f"{type(error).__name__}"]
        self.report.error(type(error).__name__, text_of(error), [line.rstrip("\n") for line in lines])


class Results(dict):
    """`Out`: results of cells that ran elsewhere are asked for as `_5`."""

    namespace = None

    def __missing__(self, count):
        return self.namespace[f"_{count}"]
