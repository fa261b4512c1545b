"""What stands in an outlined loop body for names that the loop gathers: it records what each item brings to them."""

from __future__ import annotations

import operator
from typing import Any, Callable, Dict, List, Mapping, Tuple

#: How a value is brought to a name: by the operator that the author wrote.
FOLDS: Dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "*": operator.mul,
    "|": operator.or_,
    "&": operator.and_,
    "min": min,
    "max": max,
    "+=": operator.iadd,
    "*=": operator.imul,
    "|=": operator.ior,
    "&=": operator.iand,
}


class StandIn:
    """Takes what one item appends, sets or adds, and keeps it in order."""

    __slots__ = ("brought", "rule")

    def __init__(self, rule: str = "fold +") -> None:
        self.rule = rule
        self.brought: List[Any] = []

    def append(self, value: Any) -> None:
        self.brought.append(value)

    def extend(self, values: Any) -> None:
        self.brought.extend(values)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.brought.append((key, value))

    def fold(self, sign: str, value: Any) -> "StandIn":
        self.brought.append((sign, value))
        return self

    def __iadd__(self, value: Any) -> "StandIn":
        if self.rule in ("append", "extend"):
            self.brought.extend(value)
            return self
        return self.fold("+=", value)

    def __imul__(self, value: Any) -> "StandIn":
        return self.fold("*=", value)

    def __ior__(self, value: Any) -> "StandIn":
        return self.fold("|=", value)

    def __iand__(self, value: Any) -> "StandIn":
        return self.fold("&=", value)


def fits(rule: str, value: Any) -> bool:
    """True when what the name holds takes contributions as a stand-in does."""
    if rule in ("append", "extend"):
        return type(value) is list
    if rule == "set-item":
        return type(value) in (dict, list) or type(value).__name__ == "ndarray"
    return True


def bring(namespace: Dict[str, Any], rules: Mapping[str, str], item: Tuple[List[Any], ...]) -> None:
    """Brings what one item recorded to the names, folds first. When something raises, nothing is changed."""
    undo: List[Callable[[], None]] = []
    try:
        for name, brought in sorted(zip(rules, item), key=lambda pair: not rules[pair[0]].startswith("fold")):
            if brought:
                BRINGERS[rules[name].partition(" ")[0]](namespace, name, brought, undo)
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def bring_extend(namespace: Dict[str, Any], name: str, brought: List[Any], undo: List[Callable[[], None]]) -> None:
    target = namespace[name]
    length = len(target)
    undo.append(lambda: target.__delitem__(slice(length, None)))
    target.extend(brought)


def bring_items(namespace: Dict[str, Any], name: str, brought: List[Any], undo: List[Callable[[], None]]) -> None:
    target = namespace[name]
    for key, value in brought:
        # The item runs again after an undo and writes the same places of a list or an array, so only a dict needs one.
        if type(target) is dict:
            undo.append(restore_item(target, key))
        target[key] = value


def restore_item(target: Dict[Any, Any], key: Any) -> Callable[[], None]:
    if key in target:
        before = target[key]
        return lambda: target.__setitem__(key, before)
    return lambda: target.__delitem__(key) if key in target else None


def bring_fold(namespace: Dict[str, Any], name: str, brought: List[Any], undo: List[Callable[[], None]]) -> None:
    before = value = namespace[name]
    undo.append(lambda: namespace.__setitem__(name, before))
    for sign, part in brought:
        value = FOLDS[sign](value, part)
    namespace[name] = value


BRINGERS: Dict[str, Callable[..., None]] = {
    "append": bring_extend,
    "extend": bring_extend,
    "set-item": bring_items,
    "fold": bring_fold,
}
