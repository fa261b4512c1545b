import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import unittest
import warnings

import cellweave as cw
from cellweave.known import forget_durations
from tests.running import RUNNER, alive, needs_numpy, wait_for

WORKERS = 2


def children():
    """Processes that this one has started and not buried."""
    found = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if not line.endswith(" ps")]


class Faults(unittest.TestCase):
    def setUp(self):
        forget_durations()
        self.before = set(children())
        self.used = cw.use("local", workers=WORKERS)
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def enterContext(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def tearDown(self):
        self.used.__exit__(None, None, None)
        self.assertEqual([child for child in children() if child not in self.before], [])

    def once(self, place, act):
        """An item function that does something fatal at one place, the first time only."""

        def call(x):
            mark = self.folder / f"met-{x}"
            if x == place and not mark.exists():
                mark.touch()
                act()
            return x * x

        return call

    def test_an_item_whose_process_is_killed_is_tried_again(self):
        acts = {
            "kill -9": lambda: os.kill(os.getpid(), signal.SIGKILL),
            "_exit": lambda: os._exit(7),
            "segfault": lambda: ctypes.string_at(0),
        }
        for number, (name, act) in enumerate(acts.items()):
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                self.folder = pathlib.Path(folder)
                place = 13 + number
                self.assertEqual(cw.map(self.once(place, act), range(60)), [x * x for x in range(60)])

    def test_an_item_that_ends_two_processes_is_a_failure(self):
        def call(x):
            if x == 5:
                os._exit(7)
            return x

        collected = cw.map(call, range(12), on_error="collect")
        self.assertEqual([value for value in collected if value is not collected[5]], [*range(5), *range(6, 12)])
        self.assertEqual((collected[5].index, type(collected[5].exc)), (5, cw.WorkerDied))
        with self.assertRaisesRegex(cw.WorkerDied, r"Item 5 ended its process twice \(exit code 7\)"):
            cw.map(call, range(12))

    def test_a_worker_killed_from_outside_costs_nothing_but_time(self):
        def call(x):
            (self.folder / f"{x}-{os.getpid()}").touch()
            if x == 3 and len(list(self.folder.glob("3-*"))) == 1:
                signal.pause()
            return x

        def kill():
            found = wait_for(lambda: list(self.folder.glob("3-*")), "item 3")
            os.kill(int(found[0].name.partition("-")[2]), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        self.assertEqual(cw.map(call, range(10)), list(range(10)))
        killer.join()

    def test_an_item_that_hangs_is_ended_by_its_limit(self):
        def hanging(x):
            if x == 2:
                threading.Event().wait()
            return x

        collected = cw.map(hanging, range(4), on_error="collect", time=0.2)
        self.assertEqual([type(value).__name__ for value in collected], ["int", "int", "Failure", "int"])
        self.assertIsInstance(collected[2].exc, cw.TimeLimit)
        with cw.use("sequential"):
            again = cw.map(hanging, range(4), on_error="collect", time=0.2)
        self.assertEqual(again[2].exc.args, collected[2].exc.args)

    def test_an_item_that_cannot_be_interrupted_is_killed_at_its_limit(self):
        def deaf(x):
            if x == 1:
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
                threading.Event().wait()
            return x

        with self.assertRaisesRegex(cw.TimeLimit, "longer than its 0.1 s"):
            cw.map(deaf, range(3), time="0.1s")
        self.assertEqual(cw.map(deaf, [0, 2, 3], time=60), [0, 2, 3])

    def test_a_hundred_thousand_items(self):
        self.assertEqual(cw.map(abs, range(-50_000, 50_000)), [abs(x) for x in range(-50_000, 50_000)])

    def test_a_result_that_cannot_be_pickled_is_named(self):
        with self.assertRaisesRegex(cw.CannotTravel, "Item 7 of map <lambda> gave a generator, which cannot be pickled"):
            cw.map(lambda x: (y for y in []) if x == 7 else x, range(30))

    def test_an_exception_that_cannot_be_pickled_is_raised_as_it_is(self):
        class Local(Exception):
            pass

        def call(x):
            if x == 7:
                raise Local(lambda: x)
            return x

        with self.assertRaises(Local):
            cw.map(call, range(30))

    def test_the_traceback_of_the_item_is_the_cause(self):
        def call(x):
            return 1 / (x - 7)

        with self.assertRaises(ZeroDivisionError) as raised:
            cw.map(call, range(30))
        self.assertIn("in call\n    return 1 / (x - 7)", str(raised.exception.__cause__))

    def test_an_item_that_draws_from_a_shared_generator_is_named(self):
        import random

        before = random.getstate()
        with self.assertRaisesRegex(cw.OrderDependentRNG, "Item 17 of map <lambda> drew from random"):
            cw.map(lambda x: random.random() if x > 16 else x, range(60))
        self.assertEqual(random.getstate(), before)

    def test_a_generator_of_the_authors_own_is_named(self):
        import random

        own = random.Random(3)

        def helper(x):
            return own.random() if x == 12 else x

        def call(x):
            return helper(x)

        before = own.getstate()
        for seed in (None, 5):
            with self.assertRaisesRegex(cw.OrderDependentRNG, "Item 12 of map call drew from `own`"):
                cw.map(call, range(60), seed=seed)
        self.assertEqual(own.getstate(), before)

    @needs_numpy
    def test_generators_of_numpy_are_named(self):
        import numpy

        for rng in (numpy.random.default_rng(1), numpy.random.RandomState(1), numpy.random.Generator(numpy.random.MT19937(1))):
            draw = rng.normal
            with self.subTest(rng), self.assertRaisesRegex(cw.OrderDependentRNG, "Item 3 of map <lambda> drew from `rng`"):
                cw.map(lambda x: x if x < 3 else (rng.normal(), draw)[0], range(20))
            self.assertEqual(cw.map(lambda x: (x, rng is None), range(5)), [(x, False) for x in range(5)])

    def test_a_changed_argument_is_named_in_a_pool_and_in_sequence(self):
        for backend in ("sequential", "local"):
            seen = {"a": [1]}
            with cw.use(backend, workers=WORKERS), self.assertRaisesRegex(cw.BroadcastMutated, "`seen`"):
                cw.map(lambda x, seen: seen["a"].append(x), range(40), seen=seen)

    @needs_numpy
    def test_a_large_array_is_watched_by_its_pages(self):
        import numpy

        for value, wrong in ((1.0, False), (2.0, True)):
            data = numpy.ones(1 << 20)

            def write(x, data):
                if x == 3:
                    data[12345] = value
                return x

            forget_durations()
            with self.subTest(value):
                if wrong:
                    with self.assertRaisesRegex(cw.BroadcastMutated, "`data`"):
                        cw.map(write, range(8), data=data)
                else:
                    self.assertEqual(cw.map(write, range(8), data=data), list(range(8)))
                self.assertEqual(data.sum(), 1 << 20)

    def test_what_other_programs_and_descriptors_print_comes_in_order(self):
        program = """
            import os, subprocess, sys
            sys.path.insert(0, sys.argv[1])
            import cellweave as cw
            cw.use("local", workers=2)
            kept = sys.stdout
            def call(x):
                subprocess.run(["echo", f"echo {x}"])
                os.write(1, f"raw {x}\\n".encode())
                print("kept", x, file=kept)
            cw.map(call, range(6))
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), str(RUNNER)], capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.stdout.splitlines(), [f"{word} {x}" for x in range(6) for word in ("echo", "raw", "kept")], done.stderr)

    def test_nested_maps_run_in_their_item(self):
        def inner(x):
            return os.getpid(), x

        def outer(x):
            return cw.map(inner, range(3)), os.getpid()

        for inside, process in cw.map(outer, range(8)):
            self.assertEqual(inside, [(process, 0), (process, 1), (process, 2)])

    def test_workers_left_over_are_lent_to_nested_maps(self):
        with cw.use("local", workers=4):
            forget_durations()
            processes = cw.map(lambda x: {os.getpid()} | set(cw.map(lambda y: os.getpid(), range(50), chunk=1)), range(2))
        self.assertTrue(all(len(found) > 1 for found in processes), processes)

    def test_threads_of_the_parent_do_no_harm(self):
        stop = threading.Event()
        threads = [threading.Thread(target=stop.wait) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.assertEqual(cw.map(abs, range(100)), list(range(100)))
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def test_maps_of_several_threads_keep_apart(self):
        done = {}

        def multiply(by):
            done[by] = cw.map(lambda x: x * by, range(2000), chunk=50)

        threads = [threading.Thread(target=multiply, args=(by,)) for by in (2, 3, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(done, {by: [x * by for x in range(2000)] for by in (2, 3, 4)})

    def test_descriptors_are_given_back(self):
        cw.map(abs, range(50))
        before = sorted(os.listdir("/proc/self/fd"))
        forget_durations()
        cw.map(abs, range(50))
        self.assertEqual(sorted(os.listdir("/proc/self/fd")), before)


class Ends(unittest.TestCase):
    """Programs that end in the middle of a map."""

    PROGRAM = """
        import os, pathlib, signal, sys, time
        sys.path.insert(0, sys.argv[1])
        import cellweave as cw
        folder = pathlib.Path(sys.argv[2])
        cw.use("local", workers=2, store=folder / "store")
        def call(x):
            (folder / f"{x}-{os.readlink('/proc/self')}").touch()
            if x >= 6 and not (folder / "again").exists():
                signal.pause()
            time.sleep(0.03)
            return x
        try:
            print(cw.map(call, range(12)), flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
    """

    def begin(self, folder):
        command = [sys.executable, "-c", textwrap.dedent(self.PROGRAM), str(RUNNER), folder]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def stuck(self, folder):
        """The workers, once both wait in an item that never ends."""
        found = wait_for(lambda: len(marks := list(pathlib.Path(folder).glob("[67]-*"))) == 2 and marks, "items 6 and 7")
        return [int(mark.name.partition("-")[2]) for mark in found]

    def test_workers_end_with_a_program_that_is_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            program = self.begin(folder)
            workers = self.stuck(folder)
            program.kill()
            program.communicate()
            wait_for(lambda: not any(map(alive, workers)), "the workers' end")

    def test_an_interrupt_keeps_what_was_done(self):
        with tempfile.TemporaryDirectory() as folder:
            program = self.begin(folder)
            workers = self.stuck(folder)
            os.killpg(program.pid, signal.SIGINT)
            self.assertEqual(program.communicate(timeout=60)[0], "interrupted\n")
            wait_for(lambda: not any(map(alive, workers)), "the workers' end")
            for mark in pathlib.Path(folder).glob("*-*"):
                mark.unlink()
            (pathlib.Path(folder) / "again").touch()
            self.assertEqual(self.begin(folder).communicate(timeout=60)[0], f"{list(range(12))}\n")
            done = sorted(int(mark.name.partition("-")[0]) for mark in pathlib.Path(folder).glob("*-*"))
            self.assertEqual(done, [6, 7, 8, 9, 10, 11])
