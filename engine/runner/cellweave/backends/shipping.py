"""This package for programs that do not have it."""

from __future__ import annotations

import contextlib
import os
import pathlib
import sys
import zipfile
from typing import Iterator

PACKAGE = pathlib.Path(__file__).parents[1]


def python_path() -> str:
    """PYTHONPATH with which another Python of this machine finds what this one finds."""
    return os.pathsep.join(dict.fromkeys([*(path or os.getcwd() for path in sys.path), str(PACKAGE.parent)]))


@contextlib.contextmanager
def lent_path() -> Iterator[None]:
    """PYTHONPATH in the environment of programs that are started within, and this package on the path that they copy."""
    before, path = os.environ.get("PYTHONPATH"), list(sys.path)
    os.environ["PYTHONPATH"] = python_path()
    sys.path.append(str(PACKAGE.parent))
    try:
        yield
    finally:
        sys.path[:] = path
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def write_archive(target: pathlib.Path) -> pathlib.Path:
    """Writes the package as a zip archive that Python imports from."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in sources():
            archive.writestr(f"{PACKAGE.name}/{name}", content)
    return target


def write_folder(target: pathlib.Path) -> pathlib.Path:
    """Writes the package as a folder."""
    for name, content in sources():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return target


def sources() -> Iterator[tuple[str, bytes]]:
    """Path in the package and text of each module, also where the package itself lies in an archive."""
    if PACKAGE.is_dir():
        for path in sorted(PACKAGE.rglob("*.py")):
            yield path.relative_to(PACKAGE).as_posix(), path.read_bytes()
        return
    with zipfile.ZipFile(PACKAGE.parent) as archive:
        for name in archive.namelist():
            if name.startswith(f"{PACKAGE.name}/") and name.endswith(".py"):
                yield name.partition("/")[2], archive.read(name)
