"""Cells run by IPython: magics, rich display, tracebacks and inline figures as in a Jupyter kernel."""

import ast
import base64
import builtins
import getpass
import importlib.util
import linecache
import os
import sys
import tempfile
import types
import zlib

from IPython.core import page
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from .compiled_cells import TOP_LEVEL_AWAIT, Compiled, Runtime, Text, compiled_tree, with_authors_names, without_runtime
from .main_module import make_main_module
from .namespace import MISSING
from .report import text_of

NO_INPUT = "%s was called, but this frontend does not support input requests."


class CellCompiler(CachingCompiler):
    """Names cells as ipykernel does, so that tracebacks and warnings read the same."""

    session = "0"
    recorder = None

    # Whether what is compiled is a compiled cell's tree, given by a magic.
    substituted = False

    def __call__(self, *given, **options):
        code = super().__call__(*given, **options)
        return with_authors_names(code) if self.substituted else code

    def get_code_name(self, raw_code, code, number):
        return code_name(self.session, raw_code)

    def cache(self, transformed_code, number=0, raw_code=None):
        name = super().cache(transformed_code, number, raw_code)
        if self.recorder is not None:
            self.recorder.sources[name] = (number, transformed_code)
        return name


def code_name(session, source):
    return os.path.join(tempfile.gettempdir(), f"ipykernel_{session}", f"{zlib.crc32(source.encode('utf-8', 'replace'))}.py")


def bundle(data):
    """A MIME bundle as JSON can carry it: binary content in base64."""
    return {mime: base64.b64encode(value).decode("ascii") if isinstance(value, (bytes, bytearray)) else value for mime, value in data.items()}


class Publisher(DisplayPublisher):
    """What `display`, `update_display` and `clear_output` reach."""

    report = None

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **extra):
        display_id = (transient or {}).get("display_id")
        self.report.display(bundle(data), metadata or {}, display_id, update)

    def clear_output(self, wait=False):
        self.report.clear(bool(wait))


class ResultHook(DisplayHook):
    """Shows the value of a cell's last expression."""

    report = None

    def write_output_prompt(self):
        """The prompt is the event's own member."""

    def write_format_data(self, format_dict, md_dict=None):
        if format_dict:
            self.report.result(self.prompt_count, bundle(format_dict), md_dict or {})

    def update_user_ns(self, result):
        names = self.shell.names
        kept = {}
        for index, under in enumerate(("_", "__", "___")):
            value = names.peek(under) if names is not None else MISSING
            kept[under] = value is MISSING or value is getattr(self, under)
        if result is self.shell.user_ns["_oh"]:
            return
        self.___, self.__, self._ = self.__, self._, result
        bound = {f"_{self.prompt_count}": result}
        if all(kept.values()) and "_" not in builtins.__dict__:
            bound.update({"_": self._, "__": self.__, "___": self.___})
        self.shell.user_ns.update(bound)
        self.shell.user_ns["_oh"][self.prompt_count] = result


class Results(dict):
    """`Out`: results of cells that ran elsewhere are asked for as `_5`."""

    namespace = None

    def __missing__(self, count):
        return self.namespace[f"_{count}"]


class ZMQInteractiveShell(InteractiveShell):
    """An IPython shell that tells what it shows instead of printing it, named as libraries know a notebook by."""

    report = None
    names = None
    recorder = None
    # What the running cell may not be asked for again, statement by statement: its own text was looked at as a whole.
    looked_at = False
    # The running cell's text and what it was transformed into: it is asked for twice.
    transformed = (None, None)
    compiler_class = CellCompiler

    def init_environment(self):
        # As ipykernel sets them, so that tools run by cells print the same.
        os.environ.update(TERM="xterm-color", CLICOLOR="1", FORCE_COLOR="1", CLICOLOR_FORCE="1", PAGER="cat", GIT_PAGER="cat")
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

    def init_hooks(self):
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(lambda *shown, **options: None), 99)

    def init_completer(self):
        """Nobody completes in a job."""

    def init_virtualenv(self):
        """The runner is started with the environment's own Python."""

    def enable_gui(self, gui=None):
        """No event loop of a window system runs in a job."""

    def ask_exit(self):
        """In a notebook run from start to end `exit()` does not stop the cells that follow."""

    def transform_cell(self, raw_cell):
        if self.transformed[0] != raw_cell:
            self.transformed = raw_cell, super().transform_cell(raw_cell)
        return self.transformed[1]

    def _showtraceback(self, etype, evalue, stb):
        self.report.error(etype.__name__, text_of(evalue), list(stb))

    def _get_exc_info(self, exc_tuple=None):
        kind, value, traceback = super()._get_exc_info(exc_tuple)
        return kind, value, without_runtime(traceback)

    def _format_exception_for_storage(self, *given, **options):
        """Nobody looks into the history of a job; formatting an error twice costs and can fail."""

    async def run_code(self, code_obj, result=None, *, async_=False):
        if self.recorder is not None and not self.looked_at:
            self.recorder.prepare(code_obj)
        if self.looked_at:
            code_obj = with_authors_names(code_obj)
        return await super().run_code(code_obj, result, async_=async_)


def make_shell(namespace):
    """A shell on `namespace`, ready to be forked."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    # tqdm and others recognise a Jupyter kernel by this.
    config.IPKernelApp.tqdm = "as in a kernel"
    ZMQInteractiveShell.displayhook_class = ResultHook
    ZMQInteractiveShell.display_pub_class = Publisher
    shell = ZMQInteractiveShell.instance(config=config, user_module=make_main_module(namespace), user_ns=namespace)
    if importlib.util.find_spec("ipywidgets") is None:
        # tqdm then says, as in Jupyter, that it draws no widget, and prints.
        sys.modules.setdefault("ipykernel.zmqshell", types.ModuleType("ipykernel.zmqshell"))
    results = Results()
    results.namespace = namespace
    shell.history_manager.output_hist = results
    for name in ("Out", "_oh"):
        namespace[name] = shell.user_ns_hidden[name] = results
    return shell


def refuse_input(prompt="", *rest, **options):
    __tracebackhide__ = True
    raise StdinNotImplementedError(NO_INPUT % "raw_input")


def refuse_password(prompt="", *rest, **options):
    __tracebackhide__ = True
    raise StdinNotImplementedError(NO_INPUT % "getpass")


class ShellRunner:
    """Runs cells in the shell for one job."""

    def __init__(self, shell, recorder, report, interrupts):
        self.shell = shell
        self.interrupts = interrupts
        self.recorder = recorder
        shell.recorder = recorder
        shell.names = recorder.names
        shell.report = shell.displayhook.report = shell.display_pub.report = report
        shell.separate_out = ""
        shell.compile.session = recorder.session
        shell.compile.recorder = recorder
        recorder.show_source = self.show_source
        builtins.input, getpass.getpass = refuse_input, refuse_password

    def show_source(self, filename, count, text):
        """Lets tracebacks find a cell that another process ran."""
        linecache.cache[filename] = (len(text), None, text.splitlines(True), filename)
        self.shell.compile._filename_map[filename] = count

    def define(self, definition):
        """Runs a prelude cell without showing anything."""
        shell = self.shell
        try:
            source = shell.transform_cell(definition.source)
            name = shell.compile.cache(source, definition.execution_count, raw_code=definition.source)
            code = compile(shell.compile.ast_parse(source, filename=name), name, "exec")
            with shell.builtin_trap:
                exec(code, shell.user_global_ns, shell.user_ns)
        except BaseException:
            # The cell that needs what is missing says so by its NameError.
            pass

    async def run(self, cell):
        """Runs one cell; gives None, or what it raised."""
        shell = self.shell
        shell.execution_count = cell.execution_count
        # Of an earlier cell with the same text, which a magic may have given another meaning since.
        shell.transformed = (None, None)
        history = shell.history_manager
        for inputs in (history.input_hist_parsed, history.input_hist_raw):
            inputs.extend([""] * (cell.execution_count - len(inputs)))
        broken = None
        try:
            source = shell.transform_cell(cell.source)
        except Exception:
            source, broken = cell.source, sys.exc_info()
        if broken is not None or (cell.compiled is None and not is_governed(cell.source)):
            return await self.run_text(cell, source, broken)
        if cell.compiled is None:
            with Preparation(shell):
                return await self.run_text(cell, source, broken)
        with Runtime(self.recorder.names), substitution(shell, cell, source):
            return await self.run_text(cell, source, broken)

    async def run_text(self, cell, source, broken):
        shell, result = self.shell, None
        try:
            if shell.should_run_async(cell.source, transformed_cell=source, preprocessing_exc_tuple=broken):
                result = await self.run_async(cell, source, broken)
            else:
                result = shell.run_cell(cell.source, store_history=True, silent=False)
        except BaseException as error:
            shell.showtraceback(running_compiled_code=True)
            return error
        return result.error_before_exec or result.error_in_exec

    async def run_async(self, cell, source, broken):
        shell, result = self.shell, None
        try:
            result = await self.interrupts.awaited(
                shell.run_cell_async(cell.source, store_history=True, transformed_cell=source, preprocessing_exc_tuple=broken)
            )
            return result
        finally:
            shell.events.trigger("post_execute")
            if result is not None:
                shell.events.trigger("post_run_cell", result)


def substitution(shell, cell, source):
    """What puts a cell's compiled tree in place, also where a magic such as `%%time` runs what stands under it."""
    if not is_governed(cell.source):
        return Substitution(shell, Text(cell.source, source), cell.compiled)
    head = heading_lines(cell.source)
    body = below(cell.source, head)
    lines = tuple(max(1, line - head) for line in cell.compiled.lines[head:])
    return SubstitutionBelow(shell, Text(body, shell.transform_cell(body)), Compiled(below(cell.compiled.source, head), lines))


def is_governed(source):
    """Whether a magic has the whole cell, which it may give to IPython once more."""
    return source.lstrip().startswith("%%")


def heading_lines(source):
    """Lines up to the one of the magic that governs a cell."""
    return source[: len(source) - len(source.lstrip())].count("\n") + 1


def below(source, head):
    return "\n".join(source.split("\n")[head:])


class Preparation:
    """While a cell runs: looks at the names of all text that its magic gives to IPython."""

    def __init__(self, shell):
        self.shell = shell

    def __enter__(self):
        self.shell.ast_transformers.insert(0, self)

    def __exit__(self, *_):
        if self in self.shell.ast_transformers:
            self.shell.ast_transformers.remove(self)

    def visit(self, own):
        try:
            code = compile(own, "<cell>", "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
        except Exception:
            return own
        self.shell.recorder.prepare(code)
        return own


class Substitution:
    """While a cell runs: puts its compiled tree in place of the one that IPython makes of the author's text."""

    def __init__(self, shell, author, compiled):
        self.shell = shell
        self.author = author
        self.compiled = compiled
        self.done = False

    def __enter__(self):
        self.shell.ast_transformers.insert(0, self)

    def __exit__(self, *_):
        self.shell.looked_at = False
        if self in self.shell.ast_transformers:
            self.shell.ast_transformers.remove(self)

    def visit(self, own):
        """The tree to run; the author's own where the compiled one cannot stand for it."""
        if self.done:
            # What a magic of the cell compiles by itself.
            return own
        self.done = True
        # Python looks for the file of a text that it cannot read, which is not the cell's doing.
        code, tree = self.shell.recorder.quietly(lambda: self.compile(own))
        if tree is None:
            return own
        self.shell.recorder.prepare(code)
        self.shell.looked_at = True
        return tree

    def compile(self, own):
        """The author's code, whose names are looked at beforehand, and the tree that runs instead, or None."""
        try:
            code = compile(own, "<cell>", "exec", TOP_LEVEL_AWAIT, dont_inherit=True)
            shown = self.shell.transform_cell(self.compiled.source)
        except Exception:
            return None, None
        return code, compiled_tree(self.author, Text(self.compiled.source, shown), self.compiled.lines)


class SubstitutionBelow(Substitution):
    """The same for the text under a cell's magic, which the magic gives to IPython once more."""

    def visit(self, own):
        if self.done or not self.is_body(own):
            return Preparation(self.shell).visit(own)
        self.shell.compile.substituted = True
        return super().visit(own)

    def __exit__(self, *reason):
        self.shell.compile.substituted = False
        super().__exit__(*reason)

    def is_body(self, own):
        try:
            return ast.dump(own) == ast.dump(ast.parse(self.author.shown))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
