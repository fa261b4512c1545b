import itertools
import os
import threading
import unittest

import cellweave as cw
from cellweave.chunking import Chunking
from cellweave.known import forget_durations
from cellweave.tasks import task_of
from tests.outcomes import in_pool, in_sequence


@cw.task(pure=True, cpus=2, memory="2G", time="10m", retries=2, packages=["scikit-learn"], seed="item")
def fit(fold, scale=1.0):
    """Fits."""
    return fold * scale


@cw.task
def plain(x):
    return x + 1


class Tasks(unittest.TestCase):
    def test_a_task_is_an_ordinary_function_with_what_was_said_of_it(self):
        self.assertEqual((fit(2, scale=3), fit.__name__, fit.__doc__), (6, "fit", "Fits."))
        said = task_of(fit)
        self.assertEqual((said.cpus, said.memory, said.time, said.retries, said.packages), (2, "2G", 600.0, 2, ("scikit-learn",)))
        self.assertEqual(said.defaults(), {"time": 600.0, "retries": 2, "seed": 0})

    def test_map_is_a_map_of_the_task(self):
        self.assertEqual(fit.map(range(3), scale=2), [0, 2, 4])
        self.assertEqual(plain.map([1, 2]), [2, 3])

    def test_a_call_says_more_than_the_task(self):
        import random

        @cw.task(seed="item")
        def draw(x):
            return random.random()

        self.assertEqual(draw.map(range(3)), draw.map(range(3)))
        self.assertNotEqual(draw.map(range(3)), draw.map(range(3), seed=1))

    def test_options_that_mean_nothing_are_refused(self):
        for said in ({"time": "soon"}, {"time": -1}, {"seed": "row"}):
            with self.subTest(said), self.assertRaises(ValueError):
                cw.task(**said)(abs)
        for said in ({"on_error": "ignore"}, {"chunk": 0}, {"retries": -1}, {"seed": -1}):
            with self.subTest(said), self.assertRaises(ValueError):
                cw.map(abs, [1], **said)

    def test_an_environment_changes_nothing_in_plain_python(self):
        @cw.environment(packages=["polars"], gpus=1)
        def call(x):
            return x

        self.assertEqual((call(3), task_of(call).packages, task_of(call).gpus), (3, ("polars",), 1))


class Choices(unittest.TestCase):
    def test_a_choice_holds_in_its_block(self):
        def where():
            forget_durations()
            return {process == os.getpid() for process in cw.map(lambda x: (threading.Event().wait(0.01), os.getpid())[1], range(6))}

        self.assertEqual(where(), {True})
        with cw.use("local", workers=2) as settings:
            self.assertEqual((settings.backend, settings.workers, where()), ("local", 2, {False}))
            with cw.use("sequential"):
                self.assertEqual(where(), {True})
            self.assertEqual(where(), {False})
        self.assertEqual(where(), {True})

    def test_what_cannot_be_chosen_is_refused(self):
        with self.assertRaisesRegex(ValueError, 'no backend "cloud"'):
            cw.use("cloud")
        with self.assertRaisesRegex(ValueError, "at least one"):
            cw.use("local", workers=0)

    def test_every_name_of_the_package_is_there(self):
        for name in cw.__all__:
            self.assertTrue(callable(getattr(cw, name)), name)


class Skeletons(unittest.TestCase):
    def test_retries_try_again_and_then_raise(self):
        tried = []

        def flaky(x):
            tried.append(x)
            if len(tried) < 3:
                raise OSError("busy")
            return x

        self.assertEqual(cw.map(flaky, [5], retries=2), [5])
        tried.clear()
        with self.assertRaises(OSError):
            cw.map(flaky, [5], retries=1)

    def test_a_strict_left_fold(self):
        for backend in ("sequential", "local"):
            with cw.use(backend, workers=2):
                self.assertEqual(cw.reduce(lambda a, b: a - b, range(100), order="left"), -4950)
                self.assertEqual(cw.reduce(lambda a, b: a + b, [], 7), 7)
                with self.assertRaises(TypeError):
                    cw.reduce(lambda a, b: a + b, [])

    def test_keys_come_in_the_order_in_which_they_are_seen(self):
        done = cw.mapreduce(len, lambda a, b: a + b, ["bb", "a", "ba", "cc", "ab"], key=lambda word: word[0])
        self.assertEqual(list(done.items()), [("b", 4), ("a", 3), ("c", 2)])

    def test_a_farm_reads_no_more_of_a_stream_than_its_buffer(self):
        read = []

        def source():
            for x in itertools.count():
                read.append(x)
                yield x

        with cw.use("local", workers=2):
            results = cw.farm(abs, source(), buffer=4)
            self.assertEqual([next(results) for _ in range(10)], list(range(10)))
            results.close()
        self.assertLessEqual(len(read), 10 + 4 + 4)

    def test_workers_of_a_farm_make_their_state_once(self):
        def call(x, made):
            made.append(x)
            return os.getpid(), len(made)

        with cw.use("local", workers=2):
            done = list(cw.farm(call, range(200), state=list))
        for process in {process for process, _ in done}:
            counts = [count for at, count in done if at == process]
            self.assertEqual(counts, list(range(1, len(counts) + 1)))

    def test_an_endless_stream_that_fails_ends(self):
        def call(x):
            return 1 / (x - 3000)

        with self.assertRaises(ZeroDivisionError), cw.use("local", workers=2):
            cw.map(call, itertools.count())

    def test_results_in_any_order_are_all_there(self):
        with cw.use("local", workers=3):
            self.assertEqual(sorted(cw.map(abs, range(500), ordered=False, chunk=3)), list(range(500)))

    def test_each_fork_and_branch_are_plain_python(self):
        rows = []
        for x in cw.each([1, 2], gather={"rows": list}, reduce={"total": "+"}):
            rows.append(x)
        with cw.fork():
            with cw.branch("a"):
                rows.append("a")
            with cw.branch("b"):
                rows.append("b")
        self.assertEqual(rows, [1, 2, "a", "b"])

    def test_seeds_leave_the_generators_as_they_were(self):
        import random

        call = lambda: (cw.map(lambda x: random.random(), range(3), seed=1), random.random())  # noqa: E731
        self.assertEqual(in_sequence(call), in_pool(call))


class Chunks(unittest.TestCase):
    def sizes(self, count, workers, seconds):
        chunking, left, sizes = Chunking(count, workers), count, []
        while left:
            sizes.append(chunking.next(left))
            chunking.measured(sizes[-1], sizes[-1] * seconds)
            left -= sizes[-1]
        return sizes

    def test_long_items_go_one_by_one(self):
        self.assertEqual(set(self.sizes(200, 2, 0.05)), {1})

    def test_short_items_fill_twenty_milliseconds_and_no_chunk_is_above_its_share(self):
        for count, workers in ((100_000, 2), (10_000, 8), (1000, 4)):
            sizes = self.sizes(count, workers, 20e-6)
            self.assertLessEqual(max(sizes), count // (4 * workers))
            full = min(999, count // (4 * workers))
            self.assertTrue(all(size >= full for size in sizes[3:-1]), sizes)

    def test_items_that_turn_out_longer_get_smaller_chunks(self):
        chunking = Chunking(100_000, 2)
        chunking.measured(1000, 1000 * 20e-6)
        before = chunking.next(50_000)
        for _ in range(4):
            chunking.measured(before, before * 5e-3)
        self.assertLess(chunking.next(50_000), before / 20)
