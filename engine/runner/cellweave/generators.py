"""Random generators that a function reaches without an argument: whether an item drew from one that all items share."""

from __future__ import annotations

import functools
import random
import sys
import types
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from . import seeds
from .scatter import Scatter

#: More functions than this are a library's.
MOST_FUNCTIONS = 200

Access = Tuple[Callable[[], Any], Callable[[Any], Any]]


class Guard:
    """The state of shared generators before some items: the global ones, unless items are seeded, and the author's own."""

    def __init__(self, scatter: Scatter) -> None:
        self.globals = seeds.states() if scatter.seed is None else {}
        self.seeded = scatter.seed is not None
        self.own = named_generators(scatter.call)
        self.states = {name: read() for name, (read, _) in self.own.items()}

    def drawn(self) -> Optional[str]:
        """The name of a generator that is not as it was, or None."""
        for name, (read, _) in self.own.items():
            if read() != self.states[name]:
                return f"`{name}`"
        return None if self.seeded else seeds.drawn(self.globals)

    def restore(self) -> None:
        """Puts the states back."""
        if not self.seeded:
            seeds.restore(self.globals)
        for name, (_, write) in self.own.items():
            write(self.states[name])


def named_generators(call: Any) -> Dict[str, Access]:
    """Generators in the globals, closures and defaults of the functions that a call runs, under their names there."""
    found: Dict[str, Access] = {}
    queue: List[Tuple[str, Any]] = [("", call)]
    seen: Set[int] = set()
    while queue and len(seen) < MOST_FUNCTIONS:
        name, value = queue.pop()
        if id(value) in seen:
            continue
        access = access_to(value)
        if access is not None:
            found[name] = access
            continue
        seen.add(id(value))
        queue += parts(value)
    return found


def parts(value: Any) -> Iterator[Tuple[str, Any]]:
    """What a function mentions, by name."""
    if isinstance(value, functools.partial):
        yield from (("", part) for part in (value.func, *value.args))
        yield from value.keywords.items()
    elif isinstance(value, types.MethodType):
        yield "", value.__func__
        yield from getattr(value.__self__, "__dict__", {}).items()
    elif isinstance(value, types.FunctionType) and value.__module__ not in LIBRARIES:
        yield from mentioned(value)


#: Where the global generators live, which are looked at anyway.
LIBRARIES = frozenset(("random", "numpy", "numpy.random", "torch"))


def mentioned(function: types.FunctionType) -> Iterator[Tuple[str, Any]]:
    for name in names_in(function.__code__):
        # Not asked for as code does: a namespace that loads its names only then knows of their draws by itself.
        value = dict.get(function.__globals__, name)
        if isinstance(value, types.FunctionType) or access_to(value) is not None:
            yield name, value
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        try:
            yield name, cell.cell_contents
        except ValueError:
            continue
    yield from (("", value) for value in function.__defaults__ or ())
    yield from (function.__kwdefaults__ or {}).items()


@functools.lru_cache(maxsize=500)
def names_in(code: types.CodeType) -> Tuple[str, ...]:
    names = list(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names += names_in(constant)
    return tuple(dict.fromkeys(names))


def access_to(value: Any) -> Optional[Access]:
    """How the state of a generator is read and put back; None for what is no generator."""
    if isinstance(value, random.Random):
        return value.getstate, value.setstate
    kind = type(value).__module__
    if kind.startswith("numpy.random"):
        if hasattr(value, "get_state"):
            return lambda: State(value.get_state(legacy=False)), value.set_state
        bits = getattr(value, "bit_generator", value)
        if hasattr(type(bits), "state"):
            return functools.partial(state_of, bits), functools.partial(setattr, bits, "state")
    if kind.startswith("torch") and type(value).__name__ == "Generator":
        torch: Any = sys.modules["torch"]
        return lambda: bytes(value.get_state().numpy()), lambda state: value.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))
    return None


class State(Dict[str, Any]):
    """The state of a NumPy generator, comparable with its arrays."""

    def __eq__(self, other: Any) -> bool:
        return repr(flat(self)) == repr(flat(other))

    def __ne__(self, other: Any) -> bool:
        return not self == other

    __hash__ = None


def state_of(bits: Any) -> State:
    return State(bits.state)


def flat(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: flat(part) for name, part in value.items()}
    return value.tobytes() if hasattr(value, "tobytes") else value
