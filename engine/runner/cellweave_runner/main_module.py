"""`__main__` of the session: a module whose members are the live namespace."""

import types


def make_main_module(namespace):
    """A module that code finds as `sys.modules["__main__"]`."""

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
