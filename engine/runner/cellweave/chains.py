"""Maps whose items are another map's results: each item goes through all functions in one process.

A compiled cell says by `foretell` that the next map is the first of a chain. What its workers find out about the later
maps waits until these are called, so that results, output and errors come as in sequence. Where anything is in doubt, it
is thrown away and the maps run one after the other.
"""

from __future__ import annotations

import functools
import inspect
import sys
import time
import types
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from . import host, running, settings
from .errors import Failure
from .fingerprints import changed, fingerprints
from .forking import can_fork
from .gathering import LIGHT_SECONDS, Gathering
from .known import known_seconds, learn
from .naming import reads_name
from .printed import Recorder, joined, replay
from .progress import Progress
from .scatter import Batch, Scatter
from .skeletons import map as maps
from .store import WORTH_SECONDS, Memory
from .tasks import task_of
from .windows import sequence

#: A value, its seconds, and what was printed.
Outcome = Tuple[Any, float, List[Tuple[str, str]]]
#: Whether all values are there and as they were made, and those of each map.
Row = Tuple[bool, List[Outcome]]


@dataclass(frozen=True)
class Later:
    """A later map of a chain, and the name that the results of the one before it get; None where they get none."""

    function: Callable[..., Any]
    broadcast: Mapping[str, Any]
    after: Optional[str] = None


@dataclass
class Found:
    """Results of a map that was not called yet, with what its items printed."""

    later: Later
    values: List[Any]
    printed: List[Any]


def foretell(*links: Callable[[], Tuple[Any, Mapping[str, Any], Optional[str]]]) -> None:
    """Says that maps with these functions and arguments come next, each of what the one before it gave."""
    maps.foreseen = Chain(links, sys._getframe(1).f_code.co_filename)


def forget() -> None:
    """Lets go of what nobody asked for."""
    maps.foreseen = None


class Chain:
    """Answers the maps of a chain, one call after the other; None for a call that has to be made."""

    def __init__(self, links: Sequence[Callable[[], Any]], filename: str) -> None:
        self.links = links
        self.filename = filename
        self.began = False
        self.items: Any = None
        self.waiting: List[Found] = []

    def __call__(self, f: Any, xs: Any, options: Mapping[str, Any], broadcast: Mapping[str, Any]) -> Optional[List[Any]]:
        code = sys._getframe(2).f_code
        if code.co_filename != self.filename or code.co_flags & inspect.CO_NEWLOCALS:
            # A map that something called meanwhile.
            return None
        found = self.next(f, xs, broadcast) if self.began else self.first(f, xs, broadcast)
        if found is None:
            forget()
            return None
        replay((0, *piece) for piece in found.printed)
        self.items = found.values
        if not self.waiting:
            forget()
        return found.values

    def first(self, f: Any, xs: Any, broadcast: Mapping[str, Any]) -> Optional[Found]:
        self.began = True
        calls = calls_of(xs, self.links)
        if calls is None or not is_same(calls[0], f, broadcast):
            return None
        found = chained(calls, sequence(xs))
        if not found:
            return None
        first, *self.waiting = found
        return first

    def next(self, f: Any, xs: Any, broadcast: Mapping[str, Any]) -> Optional[Found]:
        found = self.waiting.pop(0) if xs is self.items else None
        return found if found is not None and is_same(found.later, f, broadcast) else None


def is_same(later: Later, f: Any, broadcast: Mapping[str, Any]) -> bool:
    own = later.broadcast
    same = own.keys() == broadcast.keys() and all(own[name] is broadcast[name] for name in own)
    return same and (later.function is f or are_copies(later.function, f))


def are_copies(f: Any, g: Any) -> bool:
    """True for two functions made of the same text in the same place, which hold nothing."""
    if not isinstance(f, types.FunctionType) or not isinstance(g, types.FunctionType):
        return False
    if any(one.__closure__ or one.__defaults__ or one.__kwdefaults__ for one in (f, g)):
        return False
    return f.__globals__ is g.__globals__ and said(f.__code__) == said(g.__code__)


def said(code: types.CodeType) -> Any:
    constants = [said(one) if isinstance(one, types.CodeType) else repr(one) for one in code.co_consts]
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_flags & ~inspect.CO_NESTED, code.co_argcount


def calls_of(xs: Any, links: Sequence[Callable[[], Any]]) -> Optional[List[Later]]:
    """The maps of a chain over the items, where all of them may run at once."""
    lent = settings.current()
    if lent.backend != "local" or lent.workers < 2 or running.depth or not can_fork() or not hasattr(xs, "__len__"):
        return None
    try:
        calls = [Later(*tell()) for tell in links]
    except Exception:
        # The call itself will raise it, in its turn.
        return None
    functions = [call.function for call in calls]
    if len(xs) < 2 or any(task_of(function).defaults() for function in functions):
        return None
    names = [call.after for call in calls if call.after is not None]
    if any(reads_name(function, name) for function in functions[1:] for name in names):
        return None
    seconds = [known_seconds(function) for function in functions]
    light = all(one is not None for one in seconds) and sum(filter(None, seconds)) * len(xs) <= LIGHT_SECONDS
    return None if light else calls


def chained(calls: Sequence[Later], items: Sequence[Any]) -> Optional[List[Found]]:
    """The results of all maps of a chain; None where they have to run one after the other."""
    lent = settings.current()
    scatters = [Scatter(one.function, items, one.broadcast, f"map {name_of(one.function)}") for one in calls]
    memory = ChainMemory(scatters, lent)
    if memory.first.found:
        # What earlier runs of the first map gave need not go through it again.
        return None
    bound = [call.after is not None for call in calls[1:]]
    call = Through([one.function for one in calls], [*bound, True], memory.keeps)
    named = {f"{place}_{name}": value for place, one in enumerate(calls) for name, value in one.broadcast.items()}
    progress = ChainProgress(scatters, lent.workers)
    try:
        rows = Gathering(Scatter(call, items, named, scatters[0].label), lent, progress, memory).results()
    except Exception:
        # The maps themselves raise what is raised, after all that comes before it.
        return None
    finally:
        progress.tell()
    found = [Found(one, [], []) for one in calls]
    for _, row in rows:
        for (value, _, pieces), one in zip(row, found):
            one.values.append(value)
            one.printed += pieces
    for place, one in enumerate(calls):
        learn(one.function, sum(row[place][1] for _, row in rows) / len(rows))
    return found


def name_of(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


class Again(Exception):
    """An item did what has its place in an order."""


class Through:
    """Calls functions one after the other: of each its value, its seconds, and what it printed."""

    #: Never run in the program's own process, where items would run in another order.
    apart = True

    def __init__(self, functions: Sequence[Callable[..., Any]], wanted: Sequence[bool], keeps: bool) -> None:
        self.functions = functions
        #: Where whoever looks for the author's functions finds them.
        self.__wrapped__ = functools.partial(*functions)
        #: Whose results the program asks for; the others are needed only where they are kept for the next run.
        self.wanted = wanted
        self.keeps = keeps
        #: Whether items take so long that they are kept; of the last one, in each process.
        self.long = True

    def __call__(self, item: Any, **broadcast: Any) -> Row:
        row: List[Outcome] = []
        guarded = self.keeps and self.long
        for place, function in enumerate(self.functions):
            named = {name.partition("_")[2]: value for name, value in broadcast.items() if name.startswith(f"{place}_")}
            before = fingerprints({"": item}) if guarded and place > 0 else None
            began = time.perf_counter()
            value = function(item, **named)
            seconds = time.perf_counter() - began
            if before is not None and changed(before, fingerprints({"": item})):
                raise Again("It changed its item.")
            row.append((value, seconds, printed_now()))
            item = value
        self.long = max(seconds for _, seconds, _ in row) >= WORTH_SECONDS
        whole = guarded and self.long
        return whole, [(value if whole or wanted else None, *told) for (value, *told), wanted in zip(row, self.wanted)]


def printed_now() -> List[Tuple[str, str]]:
    """What was printed since it was asked for last, taken out of what is taken down. Raises Again for more than text."""
    if type(sys.stdout) is not Recorder:
        raise Again("Nobody takes down what is printed.")
    if not sys.stdout.kept:
        return []
    pieces = joined(sys.stdout.kept)
    sys.stdout.kept.clear()
    if any(name != "stdout" or "\x02" in text for name, text in pieces):
        raise Again("It showed more than text.")
    return pieces


class ChainMemory:
    """Keeps what each map of a chain gave, as the map itself would."""

    def __init__(self, scatters: Sequence[Scatter], lent: settings.Settings) -> None:
        self.scatters = scatters
        self.settings = lent
        self.first = Memory(scatters[0], lent)
        self.found: Dict[int, Any] = {}
        self.keeps = self.first.store is not None
        self.later = [Memory(scatter, lent, look=False) for scatter in scatters[1:]]

    def keep(self, batch: Batch) -> None:
        """Keeps the results of a batch, each map's under its own key."""
        if not self.keeps or not host.current().repeatable(batch.report):
            return
        for offset, value in enumerate(batch.values):
            if type(value) is Failure or not value[0]:
                continue
            place = batch.start + offset
            item = self.scatters[0].items[place]
            for memory, (result, seconds, pieces) in zip((self.first, *self.later), value[1]):
                memory.put_item(place, item, result, pieces, seconds)
                item = result


class ChainProgress(Progress):
    """Tells of every map of a chain as if it ran by itself."""

    def __init__(self, scatters: Sequence[Scatter], workers: int) -> None:
        super().__init__(scatters[0], len(scatters[0].items), workers)
        self.maps = [Progress(scatter, len(scatter.items), workers) for scatter in scatters[1:]]

    def batch(self, batch: Batch, first: int = 0) -> None:
        for offset, (_, row) in enumerate(batch.values):
            for progress, (_, seconds, pieces) in zip((super(), *self.maps), row):
                text = "".join(text for _, text in pieces)
                progress.item(batch.start + offset, seconds, None, text)

    def tell(self) -> None:
        super().tell()
        for progress in self.maps:
            progress.tell()
