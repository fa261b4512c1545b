"""Lengths of time as people write them."""

from __future__ import annotations

import re
from typing import Optional, Union

SECONDS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d|)\s*$")


def seconds_in(written: Union[str, float, int, None]) -> Optional[float]:
    """Seconds in `90`, "90s", "10m", "1.5h" or "2d". Raises ValueError for anything else."""
    if written is None:
        return None
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        if written <= 0:
            raise ValueError(f"time={written}: a limit is more than 0 seconds.")
        return float(written)
    found = WRITTEN.match(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f'time={written!r}: write seconds, or "90s", "10m", "2h".')
    return seconds_in(float(found[1]) * SECONDS[found[2]])
