"""What every backend must give: the same as the sequence, whatever happens to the items."""

import contextlib
import io
import itertools
import os
import pathlib
import random
import signal
import sys
import tempfile
import textwrap
import threading
import unittest

import cellweave as cw
import numpy
from cellweave.known import forget_durations
from tests.outcomes import in_sequence, outcome
from tests.running import wait_for

BACKENDS = ("local", "dask", "ray", "mpi", "joblib")
WORKERS = 2

if hasattr(os, "geteuid") and os.geteuid() == 0:
    # Open MPI asks root to say so twice.
    os.environ.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")


def notebook(source):
    """The names that a notebook's cells define: those of the program itself, which no other one can import."""
    names = sys.modules["__main__"].__dict__
    names.update(cw=cw, numpy=numpy, random=random, os=os)
    exec(compile(textwrap.dedent(source), "<cell>", "exec"), names)
    return names


CELLS = notebook(
    """
    import sys, time

    class Point:
        def __init__(self, x):
            self.x = x
        def __eq__(self, other):
            return type(other) is Point and self.x == other.x
        def __repr__(self):
            return f"Point({self.x})"

    class Odd(Exception):
        def __init__(self, place, *, why):
            super().__init__(f"{place}: {why}")

    factor = 3

    def point(x, shift=0):
        return Point(factor * x + shift)

    def loud(x):
        print("item", x)
        print("warning", x, file=sys.stderr)
        return x

    def drawing(x):
        return x, random.random(), float(numpy.random.rand()), float(numpy.random.default_rng(cw.item_seed()).random())

    def failing(x, bad=(), kind=ValueError):
        print("about", x)
        if x in bad:
            raise kind(f"item {x}") if kind is not Odd else Odd(x, why="odd")
        return -x

    def flaky(x, folder):
        path = os.path.join(folder, str(x))
        if x % 3 == 0 and not os.path.exists(path):
            open(path, "w").close()
            raise OSError("once")
        return x

    def deadly(x):
        if x == 5:
            os._exit(3)
        return x

    def hanging(x):
        if x == 4:
            time.sleep(1000)
        return x

    def nested(n):
        return cw.map(point, range(n)), cw.reduce(lambda a, b: a + b, range(n + 1))

    def norm(rows, weights):
        rows += 1
        return float((rows * weights).sum()), rows.flags.writeable, weights.flags.writeable
    """
)


class Contract:
    """The cases; a class for each backend runs them all."""

    backend = "sequential"

    @contextlib.contextmanager
    def chosen(self):
        forget_durations()
        with cw.use(self.backend, workers=WORKERS):
            yield

    def check(self, call):
        """The outcome in sequence, which the backend must give, too."""
        alone = in_sequence(call)
        with self.chosen():
            apart = outcome(call)
        self.assertEqual(apart, alone)
        return alone["result"]

    def test_values_come_back_in_order_of_any_input(self):
        point = CELLS["point"]
        for items in ([], [7], range(5), tuple("ab"), list(range(300))):
            with self.subTest(items=items):
                call = point if items != tuple("ab") else str.upper
                self.assertEqual(self.check(lambda: cw.map(call, items))[0], "value")
        self.check(lambda: cw.map(point, (x for x in range(20)), shift=1))
        self.check(lambda: cw.map(lambda x, table: table[x % 3], range(40), table={0: "a", 1: "b", 2: CELLS["Point"](2)}))

    def test_any_chunk_size_gives_the_same(self):
        for chunk in (1, 3, 100):
            self.check(lambda: cw.map(CELLS["drawing"], range(12), seed=4, chunk=chunk))

    def test_classes_of_the_notebook_are_the_same_classes_afterwards(self):
        with self.chosen():
            points = cw.map(CELLS["point"], range(4))
        self.assertTrue(all(type(point) is CELLS["Point"] for point in points))

    def test_seeds_give_every_item_its_numbers_and_leave_the_programs_alone(self):
        result = self.check(lambda: cw.map(CELLS["drawing"], range(15), seed=11))
        self.assertEqual(len(set(result[1])), 15)

    def test_random_numbers_without_a_seed_are_refused(self):
        with self.chosen(), self.assertRaisesRegex(cw.OrderDependentRNG, "seed=0"):
            cw.map(lambda x: random.random(), range(6))

    def test_output_is_replayed_in_order(self):
        self.check(lambda: cw.map(CELLS["loud"], range(25)))
        with self.chosen():
            apart = outcome(lambda: cw.map(lambda x: os.write(1, b"raw %d\n" % x), range(3), chunk=1))
        self.assertEqual(apart["stdout"], "raw 0\nraw 1\nraw 2\n")

    def test_the_lowest_failing_index_is_raised(self):
        for bad, kind in (((0,), KeyError), ((17, 4, 9), ValueError), ((11,), CELLS["Odd"]), (range(40), OSError)):
            with self.subTest(bad=bad):
                result = self.check(lambda: cw.map(CELLS["failing"], range(20), bad=bad, kind=kind))
                self.assertEqual(result[1], kind.__name__)

    def test_a_failure_shows_the_line_that_raised_it(self):
        with self.chosen(), contextlib.redirect_stdout(io.StringIO()), self.assertRaises(ValueError) as raised:
            cw.map(CELLS["failing"], range(5), bad=[3])
        error = raised.exception
        self.assertIn('File "<cell>"', str(error.__cause__))
        self.assertIn("in failing", str(error.__cause__))

    def test_failures_are_collected_in_their_slots(self):
        result = self.check(lambda: cw.map(CELLS["failing"], range(9), bad=[2, 7], on_error="collect"))
        self.assertEqual([index for index, value in enumerate(result[1]) if isinstance(value, cw.Failure)], [2, 7])

    def test_an_item_is_tried_again(self):
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder, self.chosen():
                self.assertEqual(cw.map(CELLS["flaky"], range(7), retries=1, folder=folder), list(range(7)))

    def test_a_changed_broadcast_is_an_error(self):
        for shared in ([], {"a": [1]}, numpy.zeros(200_000)):

            def spoil(x, shared):
                if isinstance(shared, dict):
                    shared["a"].append(x)
                elif isinstance(shared, list):
                    shared.append(x)
                else:
                    shared[x] = 1

            with self.chosen(), self.assertRaisesRegex(cw.BroadcastMutated, "`shared`"):
                cw.map(spoil, range(6), shared=shared)
            self.assertEqual(len(shared), 200_000 if isinstance(shared, numpy.ndarray) else len(shared) and 1)

    def test_a_result_that_cannot_travel_is_an_error(self):
        for make in (lambda x: open(os.devnull), lambda x: threading.Lock()):
            with self.chosen(), self.assertRaisesRegex(cw.CannotTravel, "Item 0"):
                cw.map(make, range(6))

    def test_an_item_that_ends_its_process_twice_fails(self):
        with self.chosen():
            with self.assertRaisesRegex(cw.WorkerDied, "Item 5"):
                cw.map(CELLS["deadly"], range(9))
            values = cw.map(CELLS["deadly"], range(9), on_error="collect")
        self.assertIsInstance(values[5].exc, cw.WorkerDied)
        self.assertEqual(values[:5] + values[6:], [0, 1, 2, 3, 4, 6, 7, 8])

    def test_an_item_that_hangs_is_ended(self):
        with self.chosen():
            with self.assertRaisesRegex(cw.TimeLimit, "0.5 s"):
                cw.map(CELLS["hanging"], range(9), time=0.5)
            # A machine that stalls may make any item late once.
            values = cw.map(CELLS["hanging"], range(9), time=0.7, retries=3, on_error="collect")
        self.assertIsInstance(values[4].exc, cw.TimeLimit)
        self.assertEqual([value for value in values if isinstance(value, int)], [0, 1, 2, 3, 5, 6, 7, 8])

    def test_an_interrupt_ends_the_call_and_no_more(self):
        with tempfile.TemporaryDirectory() as folder, self.chosen():
            cw.map(abs, range(4))
            begun = pathlib.Path(folder) / "begun"

            def interrupt():
                wait_for(begun.exists, "the first item")
                signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

            thread = threading.Thread(target=interrupt)
            thread.start()
            with self.assertRaises(KeyboardInterrupt):
                cw.map(lambda x, path: (open(path, "w").close(), CELLS["hanging"](4)), range(4), path=str(begun))
            thread.join()
            self.assertEqual(cw.map(abs, [-1, -2, -3]), [1, 2, 3])

    def test_skeletons_inside_of_items_are_plain(self):
        self.check(lambda: cw.map(CELLS["nested"], range(5)))

    def test_big_arrays_travel_and_may_be_written_to(self):
        items = [numpy.full((200, 400), float(x)) for x in range(6)]
        weights = numpy.arange(80_000.0).reshape(200, 400)
        with self.chosen():
            values = cw.map(CELLS["norm"], items, weights=weights)
        self.assertEqual([(total, *rest) for total, *rest in values], [((x + 1) * float(weights.sum()), True, True) for x in range(6)])
        if self.backend not in ("sequential",):
            self.assertEqual([float(item[0, 0]) for item in items], [0, 1, 2, 3, 4, 5])

    def test_a_function_that_cannot_travel_is_named(self):
        lock = threading.Lock()
        if self.backend in ("sequential", "local"):
            self.assertEqual(self.check(lambda: cw.map(lambda x: lock.locked() or x, range(3)))[1], [0, 1, 2])
            return
        with self.chosen(), self.assertRaisesRegex(cw.CannotTravel, "pickled"):
            cw.map(lambda x: lock.locked() or x, range(3))

    def test_a_farm_gives_what_the_sequence_gives(self):
        def taken(call, count=None):
            """What a farm gives, and what it raises in the end."""
            results = call()
            values = []
            try:
                for value in itertools.islice(results, count):
                    values.append(value)
            except Exception as error:
                return values, type(error).__name__, str(error)
            finally:
                results.close()
            return values, None, None

        def broken():
            yield from range(11)
            raise LookupError("the stream")

        def state(x, seen):
            return type(seen).__name__, x

        point, failing, drawing = CELLS["point"], CELLS["failing"], CELLS["drawing"]
        self.check(lambda: taken(lambda: cw.farm(point, iter(range(150)), shift=2)))
        self.check(lambda: taken(lambda: cw.farm(point, itertools.count(), buffer=5), 23))
        self.check(lambda: taken(lambda: cw.farm(failing, iter(range(90)), bad=[40, 60])))
        self.check(lambda: taken(lambda: cw.farm(failing, iter(range(30)), bad=[4, 21], on_error="collect")))
        self.check(lambda: taken(lambda: cw.farm(drawing, iter(range(40)), seed=3)))
        self.check(lambda: taken(lambda: cw.farm(point, broken())))
        self.check(lambda: taken(lambda: cw.farm(state, iter(range(12)), state=list)))
        self.check(lambda: taken(lambda: cw.farm(point, iter(()))))
        self.check(lambda: sorted(taken(lambda: cw.farm(abs, iter(range(20)), ordered=False))[0]))

    def test_a_farm_reads_no_more_than_its_buffer_ahead(self):
        read = []

        def source():
            for x in itertools.count():
                read.append(x)
                yield x

        with self.chosen():
            results = cw.farm(abs, source(), buffer=4)
            for index in range(12):
                self.assertEqual(next(results), index)
                self.assertLessEqual(len(read), index + 1 + 4)
            results.close()

    def test_every_skeleton_gives_what_the_sequence_gives(self):
        numbers = [x / 7 for x in range(100)]
        grid = numpy.arange(30.0).reshape(5, 6)
        half = lambda p: (p[: len(p) // 2], p[len(p) // 2 :])  # noqa: E731
        calls = {
            "zip": lambda: cw.zip(lambda a, b: a * b, range(9), range(9)),
            "product": lambda: cw.product(lambda a, b: a + b, "ab", "cd"),
            "farm": lambda: list(cw.farm(CELLS["point"], (x for x in range(30)))),
            "reduce": lambda: cw.reduce(lambda a, b: a + b, numbers, fanin=4),
            "mapreduce": lambda: cw.mapreduce(lambda x: x * 2, lambda a, b: a + b, range(50), key=lambda x: x % 3),
            "scan": lambda: cw.scan(lambda a, b: a + b, numbers, block=8),
            "stencil": lambda: cw.stencil(lambda w: float(w.mean()), grid, 1, "wrap", 2).tolist(),
            "pipe": lambda: cw.pipe(abs, cw.stage(lambda x, seen: (seen.append(x), sum(seen))[1], state=list), str, range(9)),
            "dc": lambda: cw.dc(lambda p: len(p) < 3, sorted, half, lambda s: sorted(s[0] + s[1]), numbers[::-1]),
            "iterate": lambda: cw.iterate(lambda xs: cw.map(lambda x: x * x % 11, xs), list(range(8)), max_iter=3),
            "sweep": lambda: cw.sweep(lambda x: (x - 1) ** 2, {"x": cw.uniform(0, 2)}, mode="min", sampler="random", n=9).table(),
            "kfold": lambda: cw.kfold(lambda fold, X, y: float(y[fold.test].sum()), grid, grid[:, 0], 3, seed=1),
            "ensemble": lambda: cw.ensemble([lambda x, k=k: k * x for k in range(4)], sum, x=2),
            "fedavg": lambda: cw.fedavg(lambda s, c: ({"w": s["w"] + c}, c), [1, 2, 4], 2, {"w": 0.25}),
        }
        for name, call in calls.items():
            with self.subTest(skeleton=name):
                self.assertEqual(self.check(call)[0], "value")


class Sequential(Contract, unittest.TestCase):
    """The meaning itself: only what is not about other processes."""

    def test_random_numbers_without_a_seed_are_refused(self):
        self.assertEqual(self.check(lambda: [type(x) for x in cw.map(lambda x: random.random(), range(3))])[1], [float] * 3)

    def test_output_is_replayed_in_order(self):
        self.check(lambda: cw.map(CELLS["loud"], range(25)))

    def test_a_failure_shows_the_line_that_raised_it(self):
        with contextlib.redirect_stdout(io.StringIO()), self.assertRaises(ValueError) as raised:
            cw.map(CELLS["failing"], range(5), bad=[3])
        self.assertIsNone(raised.exception.__cause__)

    def test_a_result_that_cannot_travel_is_an_error(self):
        self.assertEqual(len(cw.map(lambda x: threading.Lock(), range(3))), 3)

    def test_a_changed_broadcast_is_an_error(self):
        with self.assertRaisesRegex(cw.BroadcastMutated, "`shared`"):
            cw.map(lambda x, shared: shared.append(x), range(6), shared=[])

    def test_an_item_that_ends_its_process_twice_fails(self):
        self.assertEqual(self.check(lambda: cw.map(CELLS["deadly"], range(5)))[1], [0, 1, 2, 3, 4])


def contract_of(name):
    return type(name.capitalize(), (Contract, unittest.TestCase), {"backend": name, "__module__": __name__, "__doc__": None})


globals().update({name.capitalize(): contract_of(name) for name in BACKENDS})
