"""What a skeleton's items are called while they run."""

from __future__ import annotations

from typing import Any


def label_of(skeleton: str, function: Any) -> str:
    """`map fit`, as a person would say it; a function without a name of its own is left out."""
    name = getattr(function, "__name__", "")
    return skeleton if not name or name == "<lambda>" else f"{skeleton} {name}"
