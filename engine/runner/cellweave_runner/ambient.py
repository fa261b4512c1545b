"""State that every cell shares without a name: random generators, directory, environment, options."""

import importlib.abc
import importlib.util
import os
import random
import sys
import sysconfig
import warnings

MISSING = object()


def numpy_random():
    # Not as an attribute of numpy, which asks for the module again while it is being imported.
    state = sys.modules["numpy.random"].get_state()
    return (state[0], state[1].tobytes(), *state[2:])


def restore_numpy_random(state):
    numpy = sys.modules["numpy"]
    sys.modules["numpy.random"].set_state((state[0], numpy.frombuffer(state[1], dtype=numpy.uint32), *state[2:]))


def torch_random():
    return sys.modules["torch"].get_rng_state().numpy().tobytes()


def restore_torch_random(state):
    torch = sys.modules["torch"]
    torch.set_rng_state(torch.tensor(list(state), dtype=torch.uint8))


def directory():
    try:
        return os.getcwd()
    except OSError:
        return ""


def environment():
    # The raw table: decoding every variable for every cell would be most of the recorder's time.
    data = getattr(os.environ, "_data", None)
    return dict(os.environ) if data is None else dict(data)


def pandas_options():
    table = sys.modules["pandas"]._config.config._global_config
    return dict(leaves("", table))


def leaves(prefix, table):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def restore_pandas_options(options):
    pandas = sys.modules["pandas"]
    now = pandas_options()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for key, value in options.items():
            if key in now and now[key] != value:
                pandas.set_option(key, value)


def matplotlib_options():
    options = dict(dict.items(sys.modules["matplotlib"].rcParams))
    for key in ("backend", "backend_fallback", "interactive"):
        options.pop(key, None)
    return options


def restore_matplotlib_options(options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.modules["matplotlib"].rcParams.update(options)


def restore_filters(filters):
    warnings.filters[:] = filters
    changed = getattr(warnings, "_filters_mutated", None) or getattr(warnings, "_filters_mutated_lock_held", None)
    if changed is not None:
        try:
            changed()
        except RuntimeError:
            with warnings._lock:
                changed()


def restore_path(path):
    sys.path[:] = path


# Name → the module it needs, how to read it, how to set it.
KINDS = {
    "rng.py": (None, random.getstate, random.setstate),
    "rng.np": ("numpy.random", numpy_random, restore_numpy_random),
    "rng.torch": ("torch", torch_random, restore_torch_random),
    "cwd": (None, directory, os.chdir),
    "env": (None, environment, None),
    "warnings": (None, lambda: list(warnings.filters), restore_filters),
    "sys.path": (None, lambda: list(sys.path), restore_path),
    "pandas.options": ("pandas", pandas_options, restore_pandas_options),
    "mpl.rc": ("matplotlib", matplotlib_options, restore_matplotlib_options),
}
RANDOM = ("rng.py", "rng.np", "rng.torch")
NEEDS = {needs: kind for kind, (needs, _, _) in KINDS.items() if needs}


def reserved(kind):
    return f"<{kind}>"


def kind_of(name):
    """The kind a reserved name stands for, or None for a variable."""
    kind = name[1:-1] if name.startswith("<") and name.endswith(">") else ""
    return kind if kind in KINDS else None


class Ambient:
    """What the ambient state was when the last cell ended, and what waits for a module to be imported."""

    def __init__(self):
        self.seen = {}
        self.waiting = {}
        self.first_environment = environment()
        for kind in KINDS:
            self.note(kind)
        sys.meta_path.insert(0, AfterImport(self))

    def note(self, kind):
        needs = KINDS[kind][0]
        if needs is None or loaded(needs):
            self.read(kind)

    def read(self, kind):
        try:
            self.seen[kind] = KINDS[kind][1]()
        except Exception:
            # A library that keeps its state elsewhere: it is not watched.
            self.seen.pop(kind, None)

    def note_all(self):
        for kind in KINDS:
            self.note(kind)

    def imported(self, module):
        """Right after the first import of a module that has ambient state: nothing was changed yet."""
        kind = NEEDS[module]
        if kind in self.waiting:
            KINDS[kind][2](self.waiting.pop(kind))
        self.read(kind)

    def unchanged(self):
        """Settings that are as they were at the last look, among those that imports may touch."""
        return [kind for kind in SET_BY_IMPORTS if kind in self.seen and self.seen[kind] == KINDS[kind][1]()]

    def changed(self):
        """Kinds that are not as they were at the last look."""
        found = []
        for kind, (needs, read, _) in KINDS.items():
            if needs is not None and kind not in self.seen:
                continue
            try:
                now = read()
                same = bool(now == self.seen.get(kind, MISSING))
            except Exception:
                continue
            if not same:
                self.seen[kind] = now
                found.append(kind)
        return found

    def value(self, kind):
        """What is stored of a kind. Of the environment only what the session changed, so that no secret is copied."""
        if kind != "env":
            return self.seen[kind]
        now = environment()
        first = self.first_environment
        return {key: now.get(key) for key in {*now, *first} if now.get(key) != first.get(key)}

    def restore(self, kind, value):
        """Makes the ambient state what an earlier cell left, now or when its module is imported."""
        needs, _, write = KINDS[kind]
        if kind == "env":
            restore_environment(value)
        elif needs is not None and not loaded(needs):
            self.waiting[kind] = value
            return
        else:
            write(value)
        self.note(kind)


def loaded(module):
    found = sys.modules.get(module)
    spec = getattr(found, "__spec__", None)
    return found is not None and not getattr(spec, "_initializing", False)


def restore_environment(changes):
    for key, value in changes.items():
        key = os.fsdecode(key)
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = os.fsdecode(value)


class AfterImport(importlib.abc.MetaPathFinder):
    """Calls back around the import of a library, whose own settings are not the cell's doing."""

    def __init__(self, ambient):
        self.ambient = ambient
        self.looking = False
        self.depth = 0

    def find_spec(self, name, path=None, target=None):
        if self.looking or ("." in name and name not in NEEDS):
            return None
        self.looking = True
        try:
            spec = importlib.util.find_spec(name)
        except Exception:
            return None
        finally:
            self.looking = False
        loader = spec and spec.loader
        if loader is None or isinstance(loader, type) or not hasattr(loader, "exec_module"):
            return None
        loader.exec_module = self.around(name, spec.origin or "", loader.exec_module)
        return spec

    def around(self, name, origin, execute):
        outermost_library = origin.startswith(LIBRARIES)

        def exec_module(module):
            self.depth += 1
            before = self.ambient.unchanged() if outermost_library and self.depth == 1 else ()
            try:
                execute(module)
            finally:
                self.depth -= 1
                for kind in before:
                    self.ambient.note(kind)
            if name in NEEDS:
                self.ambient.imported(name)

        return exec_module


def library_folders():
    """Where installed modules lie."""
    paths = sysconfig.get_paths()
    return tuple(os.path.abspath(paths[key]) + os.sep for key in ("stdlib", "platstdlib", "purelib", "platlib"))


LIBRARIES = library_folders()
# Settings that libraries make when they are imported, in every process alike.
SET_BY_IMPORTS = ("warnings", "env", "pandas.options", "mpl.rc")
