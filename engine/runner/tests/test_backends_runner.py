"""Backends chosen by a cell that the runner runs."""

from tests import test_backends_contract  # noqa: F401 (root may run MPI)
from tests.running import RunnerTest

DEFINITIONS = """
import random
import cellweave as cw

class Point:
    def __init__(self, x):
        self.x = x

factor = 3

def point(x, shift):
    print("item", x)
    return Point(factor * x + shift)
"""
CALLS = """
with cw.use("{backend}", workers=2):
    points = cw.map(point, range(6), shift=1)
    drawn = cw.map(lambda x: random.random(), range(4), seed=2)
values = [point.x for point in points]
[values, drawn, all(type(point) is Point for point in points)]
"""
FAILS = """
with cw.use("{backend}", workers=2):
    cw.map(lambda x: 1 // (x - 2), range(6))
"""


class InACell(RunnerTest):
    def test_a_cell_gives_by_any_backend_what_it_gives_in_sequence(self):
        told = {}
        for backend in ("sequential", "joblib", "dask", "mpi", "ray"):
            cells = [DEFINITIONS, CALLS.format(backend=backend), FAILS.format(backend=backend)]
            with self.subTest(backend=backend):
                done = self.run_job(cells)
                text, error = done.text(f"{chr(96 + self.count)}2"), done.error(f"{chr(96 + self.count)}3")
                [result] = done.of("result")
                told[backend] = (result["output"]["data"], text, error["ename"], error["evalue"])
                self.assertIn("1 // (x - 2)", "\n".join(error["traceback"]))
                self.assertEqual(told[backend], told["sequential"])
        self.assertEqual(told["sequential"][1], "".join(f"item {x}\n" for x in range(6)))


