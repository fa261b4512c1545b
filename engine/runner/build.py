"""Builds `engine/dist/runner.pyz`: the same sources give the same bytes. Beside it the same, unpacked and compiled."""

import compileall
import pathlib
import shutil
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ("cellweave", "cellweave_runner")
MAIN = "import sys\n\nfrom cellweave_runner.main import main\n\nsys.exit(main())\n"
# The first moment that a zip archive can tell.
STAMP = (1980, 1, 1, 0, 0, 0)


def build(target):
    """Writes the runner as one zip application and gives its path."""
    target = pathlib.Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        add(archive, "__main__.py", MAIN.encode())
        for path in sorted(path for package in PACKAGES for path in (HERE / package).rglob("*")):
            if path.suffix == ".py" or path.name in ("LICENSE", "py.typed"):
                add(archive, path.relative_to(HERE).as_posix(), path.read_bytes())
    fresh.replace(target)
    unpack(target)
    return target


def unpack(archive):
    """Writes the archive's files into a folder: Python keeps what it compiled of a folder, but not of an archive."""
    folder = archive.with_name(f"{archive.name}.unpacked")
    fresh = archive.with_name(f".{archive.name}.unpacked.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(archive) as files:
        files.extractall(fresh)
    # For this Python; any other compiles when it is first used, where it may write here.
    compileall.compile_dir(str(fresh), quiet=1, stripdir=str(fresh), prependdir=str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)


def add(archive, name, content):
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    print(build(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "dist" / "runner.pyz"))
