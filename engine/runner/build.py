"""Builds `engine/dist/runner.pyz`: the same sources give the same bytes."""

import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
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
        for path in sorted((HERE / "cellweave_runner").rglob("*")):
            if path.suffix == ".py" or path.name == "LICENSE":
                add(archive, path.relative_to(HERE).as_posix(), path.read_bytes())
    fresh.replace(target)
    return target


def add(archive, name, content):
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


if __name__ == "__main__":
    print(build(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "dist" / "runner.pyz"))
