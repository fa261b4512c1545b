"""The one form of data parallelism: n items, each through one function, put together again in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, List, Mapping, Optional, Sequence, Tuple


@dataclass(frozen=True)
class Scatter:
    """What is to be done. Every skeleton describes itself so, and every backend runs it."""

    call: Callable[..., Any]
    items: Sequence[Any]
    #: Arguments that every item reads and none changes.
    broadcast: Mapping[str, Any] = field(default_factory=dict)
    #: `map fit`, as a person would say it.
    label: str = "map"
    #: Item i draws from `SeedSequence(seed, spawn_key=(i,))`; None leaves random generators alone, and guards them.
    seed: Optional[int] = None
    #: "raise" raises the exception of the lowest failing index, "collect" puts a Failure in its slot.
    on_error: str = "raise"
    ordered: bool = True
    #: Items in one message; None is chosen from measured item times.
    chunk: Optional[int] = None
    #: How often an item that raised is tried again.
    retries: int = 0
    #: Seconds that one item may take.
    time: Optional[float] = None
    #: Each item is a tuple of positional arguments.
    spread: bool = False
    #: Lengths of the inputs, where the items are their product.
    shape: Optional[Tuple[int, ...]] = None
    #: True index of each item, where the items are a part of a longer sequence: seeds and failures go by it.
    indices: Optional[Sequence[int]] = None
    #: Leaves out of a batch's values what nobody will ask for, before they travel.
    pack: Optional[Callable[[List[Any]], List[Any]]] = None
    #: Leaves out more where they cannot travel and more items follow; None when there is nothing.
    lighten: Optional[Callable[[List[Any]], Optional[List[Any]]]] = None

    def index(self, place: int) -> int:
        """The true index of the item at a place."""
        return place if self.indices is None else self.indices[place]

    def call_item(self, item: Any) -> Any:
        """What the function gives for one item."""
        if self.spread:
            return self.call(*item, **self.broadcast)
        return self.call(item, **self.broadcast)


@dataclass
class Batch:
    """What became of consecutive items, by their places in `Scatter.items`. A backend gives these, in any order.

    With `on_error="raise"` a batch ends with its first Failure; otherwise failures stand among the values.
    """

    start: int
    values: List[Any]
    #: One for each value.
    seconds: Sequence[float] = ()
    #: Place, "stdout" or "stderr", and text.
    printed: Sequence[Tuple[int, str, str]] = ()
    #: What the host noted in the process that ran the items; see `host.Host.child_report`.
    report: bytes = b""
    #: Why the item behind the last value must run in the program's own process, if it must.
    doubt: Optional["Doubt"] = None
    #: Reads the values, where they are still as they came from another process; see `opened`.
    sealed: Optional[Callable[[], List[Any]]] = None
    #: Fingerprints of the broadcast arguments after the last item, where they were taken; see `fingerprints`.
    prints: Optional[Mapping[str, Any]] = None
    #: An earlier run made it.
    reused: bool = False

    def opened(self) -> "Batch":
        """The batch with its values read."""
        if self.sealed is not None:
            self.values, self.sealed = self.sealed(), None
        return self


@dataclass(frozen=True)
class Doubt:
    """A reason why an item that ran elsewhere may not give what it gives in sequence."""

    #: "random", "broadcast", "stuck" (a result that cannot travel), "shared", "host" or "permission".
    kind: str
    text: str


def run(scatter: Scatter) -> List[Any]:
    """The results of all items in input order, by the backend in use.

    Raises the exception of the lowest failing index, OrderDependentRNG, BroadcastMutated or CannotTravel.
    """
    from .gathering import gather

    return gather(scatter)
