"""What this Python and its machine offer."""

import os
import platform
import sys
from importlib import metadata

PACKAGES = ("ipython", "numpy", "pandas", "matplotlib", "matplotlib-inline", "scikit-learn", "scipy", "torch", "transformers", "tqdm", "ipywidgets")


def facts():
    """Versions, cores and memory, as JSON can carry them."""
    versions = {name: version_of(name) for name in PACKAGES}
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "ipython": versions["ipython"],
        "packages": {name: version for name, version in versions.items() if version},
        "cores": cores(),
        "memoryBytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
    }


def version_of(package):
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def cores():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
