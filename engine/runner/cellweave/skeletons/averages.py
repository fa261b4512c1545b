"""The weighted mean of states: names → arrays, tensors or numbers, each in its own type."""

from __future__ import annotations

import sys
from typing import Any, Mapping, Sequence


def weighted_mean(states: Sequence[Mapping[str, Any]], weights: Sequence[float]) -> dict[str, Any]:
    """Member by member, added in order in double precision. Whole numbers are rounded, what is no number must be the same everywhere."""
    if any(not weight >= 0 for weight in weights) or not sum(weights) > 0:
        raise ValueError(f"the weights {list(weights)} must not be below 0, nor all 0")
    names = list(states[0])
    for index, state in enumerate(states):
        if set(state) != set(names):
            odd = ", ".join(sorted(map(repr, set(state) ^ set(names))))
            raise ValueError(f"the states differ in their names: {odd} (state {index} and state 0)")
    shares = [weight / sum(weights) for weight in weights]
    return {name: mean_of(name, [state[name] for state in states], shares) for name in names}


def mean_of(name: str, values: Sequence[Any], shares: Sequence[float]) -> Any:
    first = values[0]
    if isinstance(first, Mapping):
        return weighted_mean(values, shares)
    if is_tensor(first):
        return tensor_mean(values, shares)
    if "numpy" in sys.modules and isinstance(first, (sys.modules["numpy"].ndarray, sys.modules["numpy"].generic)):
        return array_mean(values, shares)
    if isinstance(first, (int, float, complex)) and not isinstance(first, bool):
        total = added(values, shares)
        return round(total) if all(isinstance(value, int) for value in values) else total
    if any(value != first for value in values):
        raise TypeError(f"{name!r} is a {type(first).__name__}, which has no mean, and differs between the clients")
    return first


def added(values: Sequence[Any], shares: Sequence[float]) -> Any:
    """A left fold, so that the sum does not hang on who was ready first."""
    total = values[0] * shares[0]
    for value, share in zip(values[1:], shares[1:]):
        total = total + value * share
    return total


def array_mean(values: Sequence[Any], shares: Sequence[float]) -> Any:
    numpy = sys.modules["numpy"]
    kind = values[0].dtype
    wide = numpy.complex128 if kind.kind == "c" else numpy.float64
    total = added([numpy.asarray(value, dtype=wide) for value in values], shares)
    mean = (numpy.rint(total) if kind.kind in "iub" else total).astype(kind)
    return mean if isinstance(values[0], numpy.ndarray) else mean[()]


def tensor_mean(values: Sequence[Any], shares: Sequence[float]) -> Any:
    torch = sys.modules["torch"]
    kind = values[0].dtype
    wide = torch.complex128 if kind.is_complex else torch.float64
    total = added([value.detach().to(wide) for value in values], shares)
    return (total if kind.is_floating_point or kind.is_complex else total.round()).to(kind)


def is_tensor(value: Any) -> bool:
    return "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor)
