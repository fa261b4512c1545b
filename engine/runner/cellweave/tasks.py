"""Decorators: what a function asks of the place where it runs. Called by name, it stays an ordinary function."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, TypeVar, Union, overload

from .durations import seconds_in

Function = TypeVar("Function", bound=Callable[..., Any])

ATTRIBUTE = "__cellweave_task__"


@dataclass(frozen=True)
class Task:
    """What a decorator said of a function."""

    pure: Optional[bool] = None
    cpus: Optional[int] = None
    gpus: Optional[int] = None
    #: As written: "2G".
    memory: Optional[str] = None
    #: Seconds for one call.
    time: Optional[float] = None
    retries: int = 0
    packages: Sequence[str] = ()
    image: Optional[str] = None
    #: A number, or "item": every item has random numbers of its own, by seed 0.
    seed: Union[int, str, None] = None

    def defaults(self) -> Dict[str, Any]:
        """Options of a skeleton that the task sets unless the call does."""
        said = {"time": self.time, "retries": self.retries or None, "seed": 0 if self.seed == "item" else self.seed}
        return {name: value for name, value in said.items() if value is not None}


@overload
def task(function: Function) -> Function: ...


@overload
def task(
    *,
    pure: Optional[bool] = None,
    cpus: Optional[int] = None,
    memory: Optional[str] = None,
    time: Union[str, float, None] = None,
    retries: int = 0,
    packages: Iterable[str] = (),
    image: Optional[str] = None,
    gpus: Optional[int] = None,
    seed: Union[int, str, None] = None,
) -> Callable[[Function], Function]: ...


def task(function: Any = None, **said: Any) -> Any:
    """Marks a function as the work of one item, with what it needs, and gives it `.map`.

    `time` is seconds or "10m", for one item; `retries` counts further attempts of an item that raised; `seed` is a
    number, or "item" for seed 0. The rest is what the step's environment should have. Raises ValueError for an option
    that means nothing.
    """
    if function is not None:
        return task()(function)
    marked = Task(**{**said, "time": seconds_in(said.get("time")), "packages": tuple(said.get("packages", ()))})
    if isinstance(marked.seed, str) and marked.seed != "item":
        raise ValueError(f'seed={marked.seed!r}: write a number, or "item".')
    return functools.partial(mark, marked)


def mark(marked: Task, function: Any) -> Any:
    """The function itself, with the attributes of a task."""
    setattr(function, ATTRIBUTE, marked)
    function.map = functools.partial(map_task, function)
    return function


def map_task(function: Callable[..., Any], items: Iterable[Any], **options: Any) -> List[Any]:
    """`cw.map(function, items, …)`."""
    from .skeletons.map import map as mapped

    return mapped(function, items, **options)


def task_of(function: Any) -> Task:
    """What a decorator said of a function; nothing where there is none."""
    found = getattr(function, ATTRIBUTE, None)
    return found if isinstance(found, Task) else Task()


def environment(
    *,
    packages: Iterable[str] = (),
    image: Optional[str] = None,
    cpus: Optional[int] = None,
    gpus: Optional[int] = None,
    memory: Optional[str] = None,
    time: Union[str, float, None] = None,
) -> Callable[[Function], Function]:
    """Says what the place needs where a function runs. In plain Python it changes nothing."""
    return task(packages=packages, image=image, cpus=cpus, gpus=gpus, memory=memory, time=time)
