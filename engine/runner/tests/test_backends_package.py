import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

from tests.running import RUNNER

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import cellweave as cw
assert cw.__file__.startswith(sys.argv[1]), cw.__file__
with cw.use("local", workers=2):
    print(cw.__version__, cw.map(lambda x: x * x, range(5)), cw.kfold(lambda fold, X: fold.test, range(4), k=2))
"""


class Package(unittest.TestCase):
    def test_pip_builds_a_wheel_that_runs_with_nothing_else(self):
        with tempfile.TemporaryDirectory() as folder:
            # Building leaves traces beside the sources.
            sources = shutil.copytree(RUNNER, pathlib.Path(folder, "sources"), ignore=shutil.ignore_patterns("__pycache__", "tests"))
            pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
            built = subprocess.run([*pip, "--wheel-dir", folder, str(sources)], capture_output=True, text=True)
            self.assertEqual(built.returncode, 0, built.stderr)
            [wheel] = pathlib.Path(folder).glob("cellweave-*.whl")
            with zipfile.ZipFile(wheel) as archive:
                names = archive.namelist()
                metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
                archive.extractall(pathlib.Path(folder, "installed"))
            inside = {name for name in names if name.endswith(".py")}
            self.assertEqual(inside, {path.relative_to(RUNNER).as_posix() for path in (RUNNER / "cellweave").rglob("*.py")})
            self.assertIn("cellweave/py.typed", names)
            self.assertIn("Requires-Python: >=3.9", metadata)
            required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line]
            self.assertEqual(required, [])
            where = str(pathlib.Path(folder, "installed"))
            # Isolated and without the packages of the environment: the standard library alone.
            done = subprocess.run([sys.executable, "-I", "-S", "-c", PROGRAM, where], capture_output=True, text=True)
            self.assertEqual(done.stdout.split(maxsplit=1)[1].strip(), "[0, 1, 4, 9, 16] [[0, 1], [2, 3]]", done.stderr)
