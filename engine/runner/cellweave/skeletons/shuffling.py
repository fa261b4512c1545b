"""NumPy's legacy shuffle without NumPy, so that a seed gives the folds that scikit-learn gives."""

from __future__ import annotations

import random
import sys
from typing import Any

WORDS = 624


class Shuffler:
    """Shuffles as `numpy.random.RandomState(seed)` does, one list after the other."""

    def __init__(self, seed: int) -> None:
        if not 0 <= seed < 2**32:
            raise ValueError(f"seed={seed} is outside of 0 … 2**32 - 1")
        # The same numbers either way; NumPy's own are fifty times as fast where somebody imported it already.
        self.numpy: Any = numpy_generator(seed) if "numpy" in sys.modules else None
        self.python = mersenne_twister(seed)

    def shuffled(self, values: list[Any]) -> list[Any]:
        """A new list with the values in another order."""
        if self.numpy is not None:
            return [values[place] for place in self.numpy.permutation(len(values)).tolist()]
        order = list(range(len(values)))
        for last in range(len(order) - 1, 0, -1):
            other = below(self.python, last)
            order[last], order[other] = order[other], order[last]
        return [values[place] for place in order]


def numpy_generator(seed: int) -> Any:
    from numpy.random import RandomState

    return RandomState(seed)


def below(generator: random.Random, largest: int) -> int:
    """A number of 0 … largest, drawn as NumPy draws it: words under a mask, again while too large."""
    mask = (1 << largest.bit_length()) - 1
    while True:
        number = generator.getrandbits(32) & mask
        if number <= largest:
            return number


def mersenne_twister(seed: int) -> random.Random:
    """Python's generator in the state that NumPy gives its own for a plain number."""
    words = [seed]
    for place in range(1, WORDS):
        words.append((1812433253 * (words[-1] ^ (words[-1] >> 30)) + place) & 0xFFFFFFFF)
    generator = random.Random()
    generator.setstate((3, (*words, WORDS), None))
    return generator
