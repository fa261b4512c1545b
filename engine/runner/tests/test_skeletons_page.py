import importlib.util
import pathlib
import re
import subprocess
import sys
import unittest

RUNNER = pathlib.Path(__file__).resolve().parents[1]

PAGE = RUNNER.parents[1] / "docs" / "skeletons.md"
BLOCK = re.compile(r"^```python(?: skip-without=(?P<needs>\w+))?\n(?P<program>.*?)^```$", re.M | re.S)


class Page(unittest.TestCase):
    def test_every_example_runs_by_itself(self):
        examples = [(match["needs"], match["program"]) for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
        self.assertGreater(len(examples), 12)
        for needs, program in examples:
            if needs and importlib.util.find_spec(needs) is None:
                # test_backends_page runs it where that is installed.
                continue
            with self.subTest(program=program):
                whole = f"import cellweave as cw\n{program}"
                done = subprocess.run([sys.executable, "-c", whole], cwd=RUNNER, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""), program)

    def test_it_tells_of_every_name_of_the_package(self):
        import cellweave

        text = PAGE.read_text(encoding="utf-8")
        missing = [name for name in cellweave.__all__ if not re.search(rf"\b{name}\b", text)]
        self.assertEqual(missing, [])
