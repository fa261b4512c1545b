"""Values of two runs, compared."""

import json
import subprocess
import sys
import unittest

from .running import PYTHON, RunnerTest, built, environment, needs_numpy, needs_pandas


class ComparingTest(RunnerTest):
    """Jobs that leave variables, and what the comparison says of them."""

    def compare(self, left, right):
        """Places that differ between what two cells leave, and the reasons."""
        sides = []
        for name, source in (("left", left), ("right", right)):
            self.store = self.root / name
            done = self.run_job([source])
            sides.append({member: item["artifact"]["digest"] for item in done.of("output") for member in item["artifact"]["names"]})
        names = {name: [sides[0][name], sides[1][name]] for name in sides[0] if name in sides[1]}
        request, result = self.root / "request.json", self.root / "result.json"
        request.write_text(json.dumps({
            "stores": [str(self.root / "left"), str(self.root / "right")], "directory": str(self.notebook), "names": names,
        }))
        subprocess.run([PYTHON, str(built), "compare", str(request), str(result)], env=environment(), check=True)
        told = json.loads(result.read_text())
        self.assertEqual(told["unknown"], [])
        return {item["place"]: item["reason"] for item in told["differences"]}

    def test_equal_values_are_equal(self):
        source = (
            "import re, collections, enum, datetime\n"
            "class A:\n    seen = []\n    def __init__(self): self.me = self; self.x = {1, 2}\n"
            "class Colour(enum.Enum):\n    RED = 1\n"
            "def f(x, y=2):\n    return x + y\n"
            "a = A(); b = [a, a.x]; c = re.compile('x+'); d = collections.Counter('aab'); e = Colour.RED\n"
            "g = collections.defaultdict(list, {1: [2]}); h = float('nan'); i = datetime.date(2020, 1, 2); j = f; k = object()\n"
            "def outer():\n    z = [1]\n    return lambda: z\n"
            "l = outer()\n"
        )
        self.assertEqual(self.compare(source, source), {})

    def test_differences_are_told_with_their_place(self):
        cases = {
            ("x = [1, {'a': (2, 3)}]", "x = [1, {'a': (2, 4)}]"): {"x[1]['a'][1]": "has another value"},
            ("x = 1", "x = 1.0"): {"x": "is of another type"},
            ("x = {'a': 1, 'b': 2}", "x = {'b': 2, 'a': 1}"): {"x": "has its keys in another order"},
            ("x = {1, 2}", "x = {1, 3}"): {"x": "has other members"},
            ("x = lambda: 1", "x = lambda: 2"): {"x": "is another function"},
            ("a = []\nb = a", "a = []\nb = []"): {"b": "is one object with something else on one side only"},
            ("class A: n = 1\na = A()", "class A: n = 2\na = A()"): {"A.n": "has another value"},
            ("x = [1, 5, 3, 7]", "x = [1, 6, 3, 8]"): {"x[1]": "has another value", "x[3]": "has another value"},
        }
        for (left, right), places in cases.items():
            with self.subTest(left=left):
                self.assertEqual(self.compare(left, right), places)

    @needs_numpy
    def test_arrays(self):
        array = "import numpy as np\nx = np.array([1.0, np.nan, 3.0]); y = np.array([1, None, 'a'], object); z = np.array(5.0); v = x[1:]; w = z[()]; s = z[...]"
        self.assertEqual(self.compare(array, array), {})
        self.assertEqual(
            self.compare(array, array.replace("3.0]", "4.0]")),
            {"x": "differs in 1 of 3 elements", "v": "differs in 1 of 2 elements"},
        )

    @needs_pandas
    def test_tables(self):
        table = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, None], 'b': list('xyz')}, index=pd.date_range('2020', periods=3)); s = df['a']"
        self.assertEqual(self.compare(table, table), {})
        self.assertEqual(
            self.compare(table, table.replace("xyz", "xyq").replace("2020", "2021")),
            {"df['b']": "differs in 1 of 3 rows", "df.index": "has other labels"},
        )


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
