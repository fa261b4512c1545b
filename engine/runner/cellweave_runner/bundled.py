"""The `cellweave` package that the runner carries: what cells import by that name, with the runner as its host."""

import importlib.abc
import importlib.machinery
import os
import sys

PACKAGE = "cellweave"
# The zip application, or the folder of its sources.
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Bundled(importlib.abc.MetaPathFinder):
    """Finds the carried package, as `sys.path` of a job does not hold the runner."""

    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.PathFinder.find_spec(name, [ROOT]) if name == PACKAGE else None


def offer():
    """Lets every import of `cellweave` find the package that the runner carries."""
    if not any(isinstance(finder, Bundled) for finder in sys.meta_path):
        sys.meta_path.insert(0, Bundled())


def lend(make_host):
    """Makes `make_host()` the package's host, now or when the package is imported for the first time."""
    offer()
    if f"{PACKAGE}.host" in sys.modules:
        sys.modules[f"{PACKAGE}.host"].install(make_host())
    else:
        sys.meta_path.insert(0, AtImport(make_host))


class AtImport(importlib.abc.MetaPathFinder):
    """Installs the host right after the package's part that holds it was imported."""

    def __init__(self, make_host):
        self.make_host = make_host

    def find_spec(self, name, path=None, target=None):
        if name != f"{PACKAGE}.host":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return spec
        sys.meta_path.remove(self)
        spec.loader = Installing(spec.loader, self.make_host)
        return spec


class Installing(importlib.abc.Loader):
    """Loads a module, then puts the host in use."""

    def __init__(self, loader, make_host):
        self.loader = loader
        self.make_host = make_host

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        self.loader.exec_module(module)
        module.install(self.make_host())
