"""What compiled cells call: their loops, comprehensions and sections, with workers that go ahead of the author's text.

What a cell leaves behind is what its author's text leaves behind, run in sequence: whatever is in doubt runs there.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple

from . import foresight
from .chains import forget, foretell
from .scatter import Scatter
from .sections import Sections
from .splitting import Here, steps
from .standins import FOLDS, StandIn, bring, fits

Names = Dict[str, Any]


def each(
    items: Iterable[Any],
    body: Callable[..., Mapping[str, Any]],
    rules: Mapping[str, str],
    last: Sequence[str],
    namespace: Names,
) -> Iterator[Any]:
    """The items that the author's loop must run itself. What `body` did to others elsewhere is brought to the names.

    `rules` says for each gathered name "append", "extend", "set-item" or "fold +"; `last` names what a run of the body
    binds.
    """
    ahead = foresight.items_ahead(items)
    if ahead is None or foresight.seems_light(body.__code__, len(ahead)) or not all_fit(rules, namespace, items):
        yield from items if ahead is None else ahead
        return
    count = len(ahead)
    call = functools.partial(item_of, body, tuple(rules.values()))
    label = f"each {last[0] if last else ''}".strip()
    turns = steps(Scatter(call, ahead, label=label, pack=packed, lighten=lightened))
    for step in turns:
        if isinstance(step, Here):
            for place in range(step.start, step.stop):
                yield ahead[place]
                if foresight.changed_size(items, count):
                    turns.close()
                    yield from foresight.after_change(items, place + 1)
                    return
            continue
        done = bring_all(namespace, rules, step.values)
        if foresight.changed_size(items, count):
            turns.close()
            yield from foresight.after_change(items, step.place + done)
            return
        if done < len(step.values):
            turns.close()
            yield from ahead[step.place + done :]
            return


def all_fit(rules: Mapping[str, str], namespace: Names, items: Any) -> bool:
    """True where what the names hold takes contributions as stand-ins do, and is not what the loop goes over."""
    try:
        return all(fits(rule, namespace[name]) and namespace[name] is not items for name, rule in rules.items())
    except KeyError:
        return False


def item_of(body: Callable[..., Mapping[str, Any]], rules: Sequence[str], item: Any) -> Tuple[Any, ...]:
    """What an item brings to each gathered name, and the names that it binds."""
    stand_ins = [StandIn(rule) for rule in rules]
    bound = body(item, *stand_ins)
    return (*[stand_in.brought for stand_in in stand_ins], bound)


class Sometimes(Dict[str, Any]):
    """Names that not every item of a batch has bound, so that the last binding of each counts."""


def packed(values: List[Any]) -> List[Any]:
    """Items of a batch with the names that they leave bound at its end, at its last one only."""
    if not values:
        return values
    left: Names = {}
    for *_, bound in values:
        left.update(bound)
    steady = all(len(bound) == len(left) for *_, bound in values)
    lighter = [(*brought, {}) for *brought, _ in values]
    lighter[-1] = (*lighter[-1][:-1], left if steady else Sometimes(left))
    return lighter


def lightened(values: List[Any]) -> Optional[List[Any]]:
    """The items without names that later items bind again; None where it is not sure that they do."""
    if not values or type(values[-1]) is not tuple or type(values[-1][-1]) is Sometimes:
        return None
    return [*values[:-1], (*values[-1][:-1], {})]


def bring_all(namespace: Names, rules: Mapping[str, str], values: Sequence[Tuple[Any, ...]]) -> int:
    """Brings items to the names; how many, as one may raise."""
    for place, (*brought, bound) in enumerate(values):
        try:
            bring(namespace, rules, tuple(brought))
        except Exception:
            return place
        namespace.update(bound)
    return len(values)


def fold(value: Any, sign: str, part: Any) -> Any:
    """`value + part` and the like in an outlined body, where `value` may stand in for the name."""
    return value.fold(sign, part) if type(value) is StandIn else FOLDS[sign](value, part)


def kept(names: Mapping[str, Any], wanted: Sequence[str]) -> Names:
    """Those of the names that are bound."""
    return {name: names[name] for name in wanted if name in names}


def listed(
    items: Iterable[Any],
    element: Callable[[Any], Any],
    condition: Optional[Callable[[Any], Any]],
    plain: Callable[[Iterable[Any]], Any],
    kind: str,
) -> Any:
    """What the author's comprehension `plain` gives over the items: a list, set or dict, by `kind`."""
    ahead = foresight.items_ahead(items)
    if ahead is None:
        return plain(items)
    codes = [part.__code__ for part in (element, condition) if part is not None]
    if all(foresight.seems_light(code, len(ahead)) for code in codes):
        return plain(ahead)
    count = len(ahead)
    whole, add = JOINED[kind]
    result = whole()
    for step in steps(Scatter(functools.partial(one_item, plain), ahead, label=kind)):
        if isinstance(step, Here):
            last = step.stop == count
            add(result, plain(foresight.from_place(ahead, step.start, None if last else step.stop)))
            if type(items) is not list and foresight.changed_size(items, count):
                foresight.after_change(items, step.stop)
            continue
        for part in step.values:
            add(result, part)
    return result


def one_item(plain: Callable[[Iterable[Any]], Any], item: Any) -> Any:
    return plain((item,))


def add_each(result: Any, part: Any) -> None:
    # One after the other, as a set's order hangs on how it grew.
    for value in part:
        result.add(value)


JOINED: Dict[str, Tuple[Callable[[], Any], Callable[[Any, Any], None]]] = {
    "list": (list, list.extend),
    "set": (set, add_each),
    "dict": (dict, dict.update),
}

_sections: List[Sections] = []


def ahead(namespace: Names, names: Sequence[str], *sections: Callable[[], Mapping[str, Any]]) -> None:
    """Lets workers begin with all sections but the first while the program runs that; `here` asks for each in turn.

    `names` are what a person calls the sections, the first one too.
    """
    finish()
    _sections.append(Sections(namespace, names, sections))


def here(section: int) -> bool:
    """True when the program must run the section's text itself; else its names are bound."""
    return _sections[-1].here(section)


def passed() -> None:
    """Says that the program is through with the last of the sections."""
    _sections[-1].passed()
    finish()


def finish() -> None:
    """Ends what was begun ahead and is not asked for any more. For the runner, after each cell."""
    forget()
    while _sections:
        _sections.pop().close()
