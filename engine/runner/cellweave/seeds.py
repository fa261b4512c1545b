"""Random generators around an item: what `SeedSequence(seed, spawn_key=(i,))` means for random, NumPy and torch."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import random
import sys
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

MASK = 0xFFFFFFFF
POOL = 4

_running: List[Tuple[int, int]] = []


def item_seed() -> Any:
    """The SeedSequence of the running item, for `numpy.random.default_rng`; without NumPy a list of four 32-bit words.

    Raises RuntimeError outside an item with a seed.
    """
    if not _running:
        raise RuntimeError("item_seed() has a value only inside an item of a skeleton that was given a seed.")
    seed, index = _running[-1]
    numpy_random = loaded("numpy.random")
    return numpy_random.SeedSequence(seed, spawn_key=(index,)) if numpy_random else words_of(seed, index, POOL)


def plant(seed: int, index: int) -> None:
    """Seeds every loaded global generator for one item."""
    words = words_of(seed, index, POOL)
    random.seed(words[0] | words[1] << 32 | words[2] << 64 | words[3] << 96)
    numpy_random = loaded("numpy.random")
    if numpy_random is not None:
        numpy_random.seed(words)
    torch = loaded("torch")
    if torch is not None:
        torch.manual_seed(words[0] | words[1] << 32)


class Seeded:
    """Around items: `at(i)` seeds for item i; on leaving, the generators are as they were before."""

    def __init__(self, seed: Optional[int], first: int = 0) -> None:
        self.seed = seed
        self.first = first

    def __enter__(self) -> Optional[Callable[[int], None]]:
        if self.seed is None:
            return None
        ready()
        self.before = states()
        _running.append((self.seed, self.first))
        self.finder = SeedAtImport()
        sys.meta_path.insert(0, self.finder)
        return self.at

    def at(self, index: int) -> None:
        seed = self.seed
        assert seed is not None
        _running[-1] = (seed, self.first + index)
        plant(seed, self.first + index)

    def __exit__(self, *reason: object) -> None:
        if self.seed is not None:
            sys.meta_path.remove(self.finder)
            _running.pop()
            restore(self.before)


class SeedAtImport(importlib.abc.MetaPathFinder):
    """Seeds a library that an item imports: it comes with a random state that nobody could repeat."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in ("numpy.random", "torch"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            spec.loader = Seeding(spec.loader)
        return spec


class Seeding(importlib.abc.Loader):
    """Loads a module, then seeds it for the running item."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: Any) -> Any:
        return self.loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self.loader.exec_module(module)
        seed, index = _running[-1]
        words = words_of(seed, index, POOL)
        if module.__name__ == "torch":
            module.manual_seed(words[0] | words[1] << 32)
        else:
            module.seed(words)


def ready() -> None:
    """Completes a NumPy that loads its generators only when they are asked for."""
    if loaded("numpy") is not None and "numpy.random" not in sys.modules:
        importlib.import_module("numpy.random")


def loaded(name: str) -> Any:
    """A module that is wholly imported, or None."""
    module = sys.modules.get(name)
    spec = getattr(module, "__spec__", None)
    return None if module is None or getattr(spec, "_initializing", False) else module


def torch_state() -> bytes:
    state: bytes = sys.modules["torch"].get_rng_state().numpy().tobytes()
    return state


def restore_torch(state: bytes) -> None:
    torch: Any = sys.modules["torch"]
    torch.set_rng_state(torch.frombuffer(bytearray(state), dtype=torch.uint8))


def numpy_state() -> Tuple[Any, ...]:
    kind, key, *rest = sys.modules["numpy.random"].get_state()
    return (kind, key.tobytes(), *rest)


def restore_numpy(state: Tuple[Any, ...]) -> None:
    numpy: Any = sys.modules["numpy"]
    sys.modules["numpy.random"].set_state((state[0], numpy.frombuffer(state[1], numpy.uint32), *state[2:]))


#: Name → the module that it needs, how to read its state, how to put it back.
GENERATORS: Dict[str, Tuple[str, Callable[[], Any], Callable[[Any], None]]] = {
    "random": ("random", random.getstate, random.setstate),
    "numpy.random": ("numpy.random", numpy_state, restore_numpy),
    "torch": ("torch", torch_state, restore_torch),
}


def states() -> Dict[str, Any]:
    """The state of every loaded global generator."""
    ready()
    return {name: read() for name, (module, read, _) in GENERATORS.items() if loaded(module) is not None}


def restore(before: Dict[str, Any]) -> None:
    """Puts the states back. A generator that was loaded since keeps its own."""
    for name, state in before.items():
        GENERATORS[name][2](state)


def drawn(before: Dict[str, Any]) -> Optional[str]:
    """The name of a generator that is not as it was, or None.

    NumPy's, when it was imported since, counts once it was drawn from: it had no state that could be the same elsewhere.
    """
    for name, state in states().items():
        if name in before:
            if before[name] != state:
                return name
        elif name == "numpy.random" and (state[2] != 624 or state[3]):
            return name
    return None


def words_of(seed: int, index: int, count: int) -> List[int]:
    """`SeedSequence(seed, spawn_key=(index,)).generate_state(count)`: M. E. O'Neill's seed_seq, as in NumPy."""
    entropy = words_in(seed)
    entropy += [0] * (POOL - len(entropy))
    return generated(mixed(entropy + words_in(index)), count)


def words_in(number: int) -> List[int]:
    if number < 0:
        raise ValueError(f"A seed is not negative, as {number} is.")
    words = [number & MASK]
    while number > MASK:
        number >>= 32
        words.append(number & MASK)
    return words


def mixed(entropy: Sequence[int]) -> List[int]:
    constant = 0x43B0D7E5

    def hashed(value: int) -> int:
        nonlocal constant
        value ^= constant
        constant = constant * 0x931E8875 & MASK
        value = value * constant & MASK
        return value ^ value >> 16

    def mix(left: int, right: int) -> int:
        value = (0xCA01F9DD * left - 0x4973F715 * right) & MASK
        return value ^ value >> 16

    pool = [hashed(word) for word in entropy[:POOL]]
    for source in range(POOL):
        for place in range(POOL):
            if source != place:
                pool[place] = mix(pool[place], hashed(pool[source]))
    for word in entropy[POOL:]:
        for place in range(POOL):
            pool[place] = mix(pool[place], hashed(word))
    return pool


def generated(pool: Sequence[int], count: int) -> List[int]:
    constant = 0x8B51F9DD
    words = []
    for place in range(count):
        value = pool[place % POOL] ^ constant
        constant = constant * 0x58F38DED & MASK
        value = value * constant & MASK
        words.append(value ^ value >> 16)
    return words
