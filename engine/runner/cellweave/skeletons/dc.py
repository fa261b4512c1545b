"""Divide and conquer: a problem split until it is small, and the solutions merged."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Iterator

from .. import seeds
from ..scatter import Scatter, run
from ..settings import current
from .described import label_of
from .printing import Printing, printed_while, show
from .sequence import ABOUT_THE_POOL, is_sequential

# Enough parts that a slow one does not keep the others waiting.
PARTS_PER_WORKER = 8


@dataclass(frozen=True)
class Recursion:
    """The four functions of a divide and conquer."""

    is_base: Callable[[Any], Any]
    base: Callable[[Any], Any]
    split: Callable[[Any], Iterable[Any]]
    merge: Callable[[list[Any]], Any]

    def solve(self, problem: Any) -> Any:
        """The plain recursion."""
        if self.is_base(problem):
            return self.base(problem)
        return self.merge([self.solve(part) for part in self.split(problem)])


@dataclass
class Part:
    """A problem and what it was split into; nothing yet or a base where it has no parts."""

    problem: Any
    parts: list[Part] = field(default_factory=list)
    is_split: bool = False


def dc(
    is_base: Callable[[Any], Any],
    base: Callable[[Any], Any],
    split: Callable[[Any], Iterable[Any]],
    merge: Callable[[list[Any]], Any],
    problem: Any,
    *,
    cutoff: Callable[[Any], Any] | int | None = None,
) -> Any:
    """`base(p) if is_base(p) else merge([solve(part) for part in split(p)])`, from the whole problem down.

    The first levels are split here and their parts solved at the same time, each by the plain recursion. `cutoff` says
    when to stop splitting here: a depth, or a function that is true for a problem not worth a process of its own.
    """
    recursion = Recursion(is_base, base, split, merge)
    if is_sequential():
        return recursion.solve(problem)
    before = seeds.states()
    tree = divided(recursion, problem, cutoff, current().workers * PARTS_PER_WORKER)
    if tree is None or not tree.is_split:
        return recursion.solve(problem)
    scatter = Scatter(Printing(recursion.solve), [part.problem for part in leaves(tree)], label=label_of("dc", base))
    solved, error, pieces = printed_while(run, scatter)
    if error is not None or seeds.drawn(before) is not None:
        if isinstance(error, ABOUT_THE_POOL):
            raise error
        # The recursion itself raises in its own order, from the author's own lines.
        seeds.restore(before)
        return recursion.solve(problem)
    show(pieces)
    return conquered(recursion, tree, iter(solved))


def divided(recursion: Recursion, problem: Any, cutoff: Callable[[Any], Any] | int | None, enough: int) -> Part | None:
    """The top of the recursion, split level by level into enough parts.

    None where a function printed, raised or drew a random number, since level by level is not the order of the recursion.
    """
    tree = Part(problem)
    before = seeds.states()
    _, error, pieces = printed_while(divide, recursion, tree, cutoff, enough)
    if error is None and not pieces and seeds.drawn(before) is None:
        return tree
    seeds.restore(before)
    return None


def divide(recursion: Recursion, tree: Part, cutoff: Callable[[Any], Any] | int | None, enough: int) -> None:
    queue, count = deque([(tree, 0)]), 1
    while queue and count < enough:
        part, depth = queue.popleft()
        if recursion.is_base(part.problem) or (cutoff is not None and is_below(cutoff, part.problem, depth)):
            continue
        part.parts = [Part(problem) for problem in recursion.split(part.problem)]
        part.is_split = True
        queue.extend((smaller, depth + 1) for smaller in part.parts)
        count += len(part.parts) - 1


def is_below(cutoff: Callable[[Any], Any] | int, problem: Any, depth: int) -> bool:
    return bool(cutoff(problem)) if callable(cutoff) else depth >= cutoff


def leaves(part: Part) -> Iterator[Part]:
    """What was not split, from left to right."""
    if not part.is_split:
        yield part
    for smaller in part.parts:
        yield from leaves(smaller)


def conquered(recursion: Recursion, part: Part, solved: Iterator[Any]) -> Any:
    """The solution of a part, its own parts from left to right."""
    if part.is_split:
        return recursion.merge([conquered(recursion, smaller, solved) for smaller in part.parts])
    value, pieces = next(solved)
    show(pieces)
    return value
