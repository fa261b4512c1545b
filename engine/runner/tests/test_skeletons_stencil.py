import itertools
import os
import random
import unittest

import cellweave as cw
from cellweave.skeletons.stencil import _seconds_of_cell
from tests.outcomes import in_pool, in_sequence

try:
    import numpy
except ImportError:
    numpy = None

def forget():
    """Takes every function for one that never ran, so that even small grids go to the pool."""
    _seconds_of_cell.clear()


MODES = ("edge", "wrap", "reflect", "symmetric")


def plain(f, grid, radius, mode, iters):
    """The definition, by NumPy's own padding."""
    for _ in range(iters):
        fill = {"mode": mode} if isinstance(mode, str) else {"mode": "constant", "constant_values": mode}
        around = numpy.pad(grid, [(reach, reach) for reach in radius], **fill)
        values = [
            f(around[tuple(slice(at, at + 2 * reach + 1) for at, reach in zip(place, radius))])
            for place in itertools.product(*map(range, grid.shape))
        ]
        grid = numpy.array(values).reshape(grid.shape)
    return grid


def weighted(window):
    return float((window * (1 + numpy.arange(window.size).reshape(window.shape))).sum()) / 7


def total(rows):
    return sum(map(total, rows)) if isinstance(rows, list) else rows


def noisy(window):
    value = total(window)
    print("sum", value)
    if value == 45:
        raise ArithmeticError(f"{value} is odd")
    return value % 10


@unittest.skipUnless(numpy, "numpy is missing")
class Arrays(unittest.TestCase):
    def test_any_grid_is_swept_as_numpy_pads_it_alone_and_in_a_pool(self):
        generator = random.Random(3)
        for case in range(24):
            axes = generator.choice((1, 2, 3))
            shape = tuple(generator.randint(1, 7) for _ in range(axes))
            radius = tuple(generator.randint(0, 2) for _ in range(axes))
            mode = generator.choice((*MODES, 0.5))
            iters = generator.randint(1, 3)
            grid = numpy.random.default_rng(case).random(shape)
            before = grid.copy()
            expected = plain(weighted, grid, radius, mode, iters)
            with self.subTest(shape=shape, radius=radius, mode=mode, iters=iters):
                alone = cw.stencil(weighted, grid, radius, mode, iters)
                forget()
                with cw.use("local", workers=3):
                    pooled = cw.stencil(weighted, grid, radius, mode, iters)
                numpy.testing.assert_array_equal(alone, expected)
                numpy.testing.assert_array_equal(pooled, expected)
                numpy.testing.assert_array_equal(grid, before)

    def test_vectorized_rows_give_what_cells_give(self):
        grid = numpy.arange(42.0).reshape(6, 7)
        for boundary in ("wrap", "keep", 0):
            by_cell = cw.stencil(lambda w: w[0, 1] + w[2, 1] - w[1, 0], grid, 1, boundary, 3)
            forget()
            with cw.use("local", workers=2):
                by_row = cw.stencil(
                    lambda a: a[:-2, 1:-1] + a[2:, 1:-1] - a[1:-1, :-2], grid, 1, boundary, 3, vectorized=True
                )
            numpy.testing.assert_array_equal(by_row, by_cell)

    def test_keep_leaves_the_border_and_averages_the_rest(self):
        grid = numpy.zeros((4, 4))
        grid[0] = 8
        result = cw.stencil(lambda w: w.mean(), grid, boundary="keep")
        numpy.testing.assert_array_equal(result[0], [8, 8, 8, 8])
        self.assertEqual(result[1, 1], 24 / 9)
        self.assertEqual(result[3, 3], 0)

    def test_a_number_beyond_the_edge_keeps_its_fraction_in_a_grid_of_integers(self):
        result = cw.stencil(lambda w: w.sum(), numpy.array([1, 2]), boundary=0.5)
        self.assertEqual(result.tolist(), [3.5, 3.5])

    def test_a_window_cannot_be_written_to(self):
        def spoil(window):
            window[0] = 1

        with self.assertRaisesRegex(ValueError, "read-only"):
            cw.stencil(spoil, numpy.zeros(3))

    def test_a_function_must_give_one_value_a_cell(self):
        with self.assertRaisesRegex(ValueError, "one value"):
            cw.stencil(lambda w: w, numpy.zeros(3))
        with self.assertRaisesRegex(ValueError, r"\(3,\)"):
            cw.stencil(lambda rows: rows, numpy.zeros(3), vectorized=True)

    def test_what_cells_share_is_read_only_and_given_to_each(self):
        kernel = numpy.array([1.0, 2, 1])
        result = cw.stencil(lambda w, kernel: (w * kernel).sum() / 4, numpy.array([0.0, 4, 0]), kernel=kernel)
        self.assertEqual(result.tolist(), [1, 2, 1])


class Lists(unittest.TestCase):
    def test_nested_lists_are_swept_as_arrays_are(self):
        if numpy is None:
            self.skipTest("numpy is missing")
        for shape, boundary in itertools.product([(5,), (3, 4), (2, 3, 2)], (*MODES, 7)):
            array = numpy.arange(int(numpy.prod(shape))).reshape(shape)
            with self.subTest(shape=shape, boundary=boundary):
                result = cw.stencil(total, array.tolist(), 1, boundary, 2)
                expected = cw.stencil(lambda w: int(w.sum()), array, 1, boundary, 2)
                self.assertEqual(result, expected.tolist())

    def test_prints_and_the_first_failing_cell_are_those_of_the_sequence(self):
        grid = [[(3 * row + column) % 10 for column in range(6)] for row in range(6)]
        for iters in (1, 2, 3):
            run = lambda: cw.stencil(noisy, grid, 1, "edge", iters)  # noqa: E731
            alone = in_sequence(run)
            forget()
            self.assertEqual(in_pool(run, 3), alone)

    def test_life_goes_on(self):
        blinker = [[0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]

        def live(window):
            neighbours = total(window) - window[1][1]
            return int(neighbours == 3 or (window[1][1] and neighbours == 2))

        lying = cw.stencil(live, blinker, boundary=0)
        self.assertEqual(lying[2], [0, 1, 1, 1, 0])
        self.assertEqual(cw.stencil(live, blinker, boundary=0, iters=2), blinker)

    def test_only_what_is_worth_it_goes_to_the_pool(self):
        def where(window):
            return os.getpid() if window[0] >= 0 else None

        forget()
        with cw.use("local", workers=2):
            first = cw.stencil(where, [0] * 9)
            again = cw.stencil(where, [0] * 9)
            many = cw.stencil(where, [0] * 200_000)
        self.assertNotIn(os.getpid(), first)
        self.assertEqual(set(again), {os.getpid()})
        self.assertNotIn(os.getpid(), many)

    def test_no_sweep_gives_a_copy(self):
        grid = [[1, 2]]
        result = cw.stencil(total, grid, iters=0)
        self.assertEqual(result, grid)
        self.assertIsNot(result[0], grid[0])
        self.assertEqual(cw.stencil(total, []), [])

    def test_wrong_arguments_are_named(self):
        for wrong, words in (
            ({"grid": [[1], [2, 3]]}, "differ in length"),
            ({"grid": 5}, "nested lists"),
            ({"grid": [1], "radius": -1}, "radius"),
            ({"grid": [1], "radius": (1, 1)}, "radius"),
            ({"grid": [1], "boundary": "mirror"}, "boundary"),
            ({"grid": [1], "iters": -1}, "iters"),
            ({"grid": [1], "vectorized": True}, "NumPy"),
        ):
            with self.subTest(**wrong), self.assertRaisesRegex((ValueError, TypeError), words):
                cw.stencil(total, **wrong)
