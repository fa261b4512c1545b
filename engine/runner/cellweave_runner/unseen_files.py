"""Files that were written without an audit event: by programs that a cell ran, and inside compiled libraries."""

import os
import sys
import time

# They read and write files themselves.
LIBRARIES = (
    "cv2", "duckdb", "fiona", "h5py", "lightgbm", "netCDF4", "osgeo", "polars", "pyarrow", "rasterio", "soundfile", "tables", "torch", "xgboost",
)
# A shorter cell wrote nothing that way.
LEAST_SECONDS = 0.005
# File systems note times by the tick of a clock.
TICK_NANOSECONDS = 20_000_000
MOST_ENTRIES = 4000
MOST_SECONDS = 0.05
DEEPEST = 4
LEFT_ASIDE = ("__pycache__", "node_modules", "venv")


def with_unseen(effects, began, ended=None):
    """`effects`, and what else in the working directory changed since `began` (nanoseconds since the epoch)."""
    now = time.time_ns() if ended is None else ended
    ran_programs = "subprocess" in effects
    if not ran_programs and ((now - began) / 1e9 < LEAST_SECONDS or not any(name in sys.modules for name in LIBRARIES)):
        return effects
    known = set(effects)
    found = (f"fs:write:{path}" for path in changed_since(began - TICK_NANOSECONDS))
    return [*effects, *(effect for effect in found if effect not in known)]


def changed_since(moment):
    """Absolute paths of the files under the working directory that changed since, as far as a short look goes."""
    deadline = time.perf_counter() + MOST_SECONDS
    try:
        folders = [(os.getcwd(), 0)]
    except OSError:
        # The working directory was deleted.
        return
    looked = 0
    while folders:
        folder, depth = folders.pop()
        for entry in entries_of(folder):
            looked += 1
            if looked > MOST_ENTRIES or time.perf_counter() > deadline:
                return
            if entry.name.startswith(".") or entry.name in LEFT_ASIDE:
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < DEEPEST:
                        folders.append((entry.path, depth + 1))
                elif entry.is_file(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_mtime_ns >= moment and not entry.name.endswith(".ipynb"):
                    yield entry.path
            except OSError:
                # Gone in the meantime.
                continue


def entries_of(folder):
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []
