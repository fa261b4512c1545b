"""`__main__` of the session: a module whose members are the live namespace."""

import builtins
import types

DOCUMENTATION = "Automatically created module for IPython interactive environment"


def make_main_module(namespace):
    """A module that code finds as `sys.modules["__main__"]`."""
    # Class bodies look these up in the dict itself.
    namespace.update(__name__="__main__", __builtins__=builtins, __doc__=DOCUMENTATION, __loader__=None, __package__=None, __spec__=None)

    class MainModule(types.ModuleType):
        @property
        def __dict__(self):
            return namespace

        def __getattr__(self, name):
            try:
                return namespace[name]
            except KeyError:
                raise AttributeError(f"module '__main__' has no attribute '{name}'") from None

        def __setattr__(self, name, value):
            if name != "__dict__":
                namespace[name] = value

        def __delattr__(self, name):
            try:
                namespace[name]
                del namespace[name]
            except KeyError:
                raise AttributeError(name) from None

        def __dir__(self):
            return list(namespace)

    return MainModule("__main__")
