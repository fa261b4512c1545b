"""Items through one function after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Callable, Iterable, Sequence, Union

from .. import seeds
from ..errors import Failure, failure_of
from ..scatter import Scatter, run
from .described import label_of
from .map import check
from .printing import Printing, printed_while, show
from .sequence import ABOUT_THE_POOL, is_sequential


@dataclass(frozen=True)
class Stage:
    """A function of an item and a state that all items share, one after the other."""

    call: Callable[[Any, Any], Any]
    state: Callable[[], Any]


@dataclass(frozen=True)
class Composed:
    """Functions without a state, as one: nothing travels between them."""

    calls: tuple[Callable[[Any], Any], ...]

    def __call__(self, item: Any) -> Any:
        return through(*self.calls, item)


def through(*calls_and_item: Any) -> Any:
    *calls, item = calls_and_item
    for call in calls:
        item = call(item)
    return item


Segment = Union[Composed, Stage]


def stage(call: Callable[[Any, Any], Any], *, state: Callable[[], Any]) -> Stage:
    """A stage of a `pipe` that one worker does for all items in their order: `call(item, state)`.

    `state()` makes the state, anew for every pipe: `cw.stage(number, state=itertools.count)`.
    """
    if not callable(state):
        raise TypeError(f"state={state!r} must be a function that makes the state, such as state=dict")
    return Stage(call, state)


def pipe(*stages_and_items: Any, seed: int | None = None, on_error: str = "raise") -> list[Any]:
    """`pipe(s1, s2, …, xs)` is `[…s2(s1(x)) for x in xs]`: every item through all stages, then the next.

    Stages without a state are fused and run for many items at the same time; one made by `stage` runs for one item
    after the other. With a seed, every item has random numbers of its own, from the start again behind a `stage`.
    """
    if len(stages_and_items) < 2:
        raise TypeError("pipe() takes its stages and then the items: cw.pipe(parse, clean, lines)")
    *stages, xs = stages_and_items
    segments = fused(stages)
    label = label_of("pipe", stages[0])
    check({"seed": seed, "on_error": on_error})
    scatter = Scatter(Composed(()), items_of(xs), label=label, seed=seed, on_error=on_error)
    if len(segments) == 1 and isinstance(segments[0], Composed):
        return run(replace(scatter, call=partial(through, *segments[0].calls)))
    if is_sequential():
        return one_after_the_other(segments, scatter)
    before = seeds.states()
    outcomes, error, _ = printed_while(by_segments, segments, scatter)
    if error is None and seeds.drawn(before) is None and not any(isinstance(value, Failure) for value, _ in outcomes):
        for _, pieces in outcomes:
            show(pieces)
        return [value for value, _ in outcomes]
    if isinstance(error, ABOUT_THE_POOL):
        raise error
    # Item by item, so that what an item raises comes before anything of the next one.
    seeds.restore(before)
    return one_after_the_other(segments, scatter)


def items_of(xs: Iterable[Any]) -> Sequence[Any]:
    return xs if isinstance(xs, (list, tuple, range)) else list(xs)


def fused(stages: Sequence[Any]) -> list[Segment]:
    """Stages without a state that follow each other as one, in turn with those that have one."""
    segments: list[Segment] = []
    for each in stages:
        if isinstance(each, Stage):
            segments.append(each)
        elif not callable(each):
            raise TypeError(f"a stage of pipe() must be a function, not {type(each).__name__}")
        elif segments and isinstance(segments[-1], Composed):
            segments[-1] = Composed((*segments[-1].calls, each))
        else:
            segments.append(Composed((each,)))
    return segments


def one_after_the_other(segments: Sequence[Segment], scatter: Scatter) -> list[Any]:
    """The plain loop."""
    calls = [bound(segment) for segment in segments]
    results: list[Any] = []
    with seeds.Seeded(scatter.seed) as plant:
        for index, item in enumerate(scatter.items):
            try:
                for call in calls:
                    if plant is not None:
                        plant(index)
                    item = call(item)
            except Exception as error:
                if scatter.on_error == "raise":
                    raise
                item = failure_of(index, error)
            results.append(item)
    return results


def bound(segment: Segment) -> Callable[[Any], Any]:
    """A function of the item alone, with a fresh state."""
    if isinstance(segment, Composed):
        return segment
    call, state = segment.call, segment.state()
    return lambda item: call(item, state)


def by_segments(segments: Sequence[Segment], scatter: Scatter) -> list[tuple[Any, list[Any]]]:
    """Each value with what was printed on its way, segment by segment; raises as soon as anything does."""
    values = list(scatter.items)
    printed: list[list[Any]] = [[] for _ in values]
    for segment in segments:
        call = Printing(bound(segment))
        if isinstance(segment, Composed):
            pairs = run(replace(scatter, call=call, items=values, on_error="raise"))
        else:
            with seeds.Seeded(scatter.seed) as plant:
                pairs = [in_turn(call, plant, index, value) for index, value in enumerate(values)]
        for index, (value, pieces) in enumerate(pairs):
            values[index] = value
            printed[index] += pieces
    return list(zip(values, printed))


def in_turn(call: Printing, plant: Any, index: int, value: Any) -> tuple[Any, list[Any]]:
    if plant is not None:
        plant(index)
    return call(value)
