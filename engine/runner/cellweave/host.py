"""What the program around this package gives it: workers, a place for progress and results, and its doubts."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from .printed import replay


class NeedsPermission(BaseException):
    """Raised in a child before an act that cannot be taken back; the item ends there."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


class ItemStore:
    """Results of single items, kept from one run to the next. Keys are hexadecimal digests."""

    def get(self, key: str) -> Optional[bytes]:
        """What was put under the key, or None."""
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keeps the bytes under the key; may drop them again at any time."""


class Host:
    """Plain Python or Jupyter: no workers of its own, no doubts."""

    #: Processes that may work at once; 1 is none but the program's own.
    workers: int = 1
    #: Runs what is doubtful again in the program's own process, so that even tracebacks are those of a sequential run.
    exact: bool = False
    items: Optional[ItemStore] = None
    #: Which part of the next skeleton call is this program's, where others have the rest; see `backends.files`.
    handed: Optional[Mapping[str, Any]] = None
    #: Skeleton calls so far: the number of the next one. A host that counts them for each cell sets it to 0 there.
    calls: int = 0

    def before_fork(self, calls: Sequence[Any], broadcast: Sequence[Any] = (), meanwhile: bool = False) -> None:
        """Called before processes are forked that will call these functions: loads what they will ask for, once for all.

        `meanwhile` says that the program itself goes on with items that belong before theirs.
        """

    def in_child(self) -> None:
        """Called in a forked process before its first item."""

    def before_items(self, items: Sequence[Any]) -> None:
        """Called in a forked process before each batch of items."""

    def child_report(self, values: Sequence[Any], last: bool = False) -> bytes:
        """Called in a forked process after each batch: what its items read, changed and did, and share with their results.

        `last` says that there is no further batch.
        """
        return b""

    def unchecked(self, report: bytes) -> bool:
        """True while it is not known what the batch changed: a later report of the same process will tell."""
        return False

    def joined(self, report: bytes, verdict: bytes) -> bytes:
        """The report of a batch that was not checked, and what a later one of its process told."""
        return report

    def absorb(self, report: bytes) -> Optional[str]:
        """Takes a batch's report into the parent, in item order; a sentence is a reason to run these items here again."""
        return None

    def replay(self, printed: Sequence[Tuple[int, str, str]]) -> None:
        """Prints what the items of the batch that was absorbed last have printed, in their order."""
        replay(printed)

    def repeatable(self, report: bytes) -> bool:
        """True when the batch's results hang on nothing but code, item and broadcast, so that they may be stored."""
        return True

    def permission(self, act: str) -> bool:
        """Waits until an irrevocable act is allowed. True when children may now do it, False when it must happen here, in order."""
        return False

    def progress(self, progress: Dict[str, Any]) -> None:
        """Takes an `ItemProgress` (see engine/model/job.ts) as a dict."""


_current: Host = Host()


def current() -> Host:
    """The host in use."""
    return _current


def install(host: Host) -> Host:
    """Puts a host in use and gives the one before."""
    global _current
    before, _current = _current, host
    return before
