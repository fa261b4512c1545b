import contextlib
import functools
import io
import itertools
import pathlib
import tempfile
import threading
import time
import unittest

import cellweave as cw
from cellweave.keys import digest
from cellweave.known import forget_durations

rate = 2


def scaled(x):
    return x * rate


def made(**changes):
    """A function whose text, constants, closure or defaults can be changed one by one."""
    namespace = {"__name__": "__main__", "rate": 2, "helper": None, **changes.get("globals", {})}
    exec(changes.get("text", "def call(x, plus=1):\n    return x * rate + plus"), namespace)
    return namespace["call"]


class Keys(unittest.TestCase):
    def test_the_same_text_has_the_same_key_wherever_it_stands(self):
        plain = made()
        self.assertEqual(digest(plain), digest(made()))
        self.assertEqual(digest(plain), digest(made(text="\n\n# moved\ndef call(x, plus=1):\n    # told\n    return x * rate + plus")))

    def test_whatever_a_result_hangs_on_changes_the_key(self):
        base = "def call(x):\n    return helper(x)\n"
        helper = "def helper(x):\n    return x + {}\n"
        kind = "class Kind:\n    def at(self, x):\n        return x * {}\ndef call(x):\n    return Kind().at(x)\n"
        closed = "def outer(n):\n    def inner(x):\n        return x + n\n    return inner\ncall = outer({})\n"
        variants = [
            made(),
            made(globals={"rate": 3}),
            made(text="def call(x, plus=2):\n    return x * rate + plus"),
            made(text="def call(x, plus=1):\n    return x * rate - plus"),
            *[made(text=helper.format(n) + base) for n in (1, 2)],
            *[made(text=kind.format(n)) for n in (1, 2)],
            *[made(text=closed.format(n)) for n in (1, 2)],
        ]
        digests = [digest(call) for call in variants]
        self.assertNotIn(None, digests)
        self.assertEqual(len(set(digests)), len(variants))

    def test_functions_that_call_each_other_have_a_key(self):
        text = "def call(x):\n    return other(x - 1) if x else 0\ndef other(x):\n    return call(x)\n"
        self.assertEqual(digest(made(text=text)), digest(made(text=text)))

    def test_what_cannot_be_read_has_none(self):
        self.assertIsNone(digest(threading.Lock()))


class Skeletons(unittest.TestCase):
    """Which skeletons take over what earlier runs of their items gave."""

    def made_twice(self, call):
        """The values of two runs with one store, and how many items each of them ran."""
        runs = []
        with tempfile.TemporaryDirectory() as folder:
            counted = pathlib.Path(folder) / "counted"
            for _ in range(2):
                forget_durations()
                counted.write_text("")
                with cw.use("local", workers=2, store=pathlib.Path(folder) / "items"):
                    runs.append((call(functools.partial(counting, str(counted))), len(counted.read_text())))
        (first, ran), (second, again) = runs
        self.assertEqual(second, first)
        return ran, again

    def test_items_of_all_skeletons_over_data_are_kept(self):
        half = lambda p: (p[: len(p) // 2], p[len(p) // 2 :])  # noqa: E731
        calls = {
            "zip": lambda f: cw.zip(f, range(4), range(4)),
            "product": lambda f: cw.product(f, range(2), range(2)),
            "pipe": lambda f: cw.pipe(f, f, range(4)),
            "stage": lambda f: cw.pipe(f, cw.stage(lambda x, seen: (x, next(seen)), state=itertools.count), range(4)),
            "sweep": lambda f: cw.sweep(lambda rate: f(rate), {"rate": [1, 2, 3]}, mode="min").best.index,
            "kfold": lambda f: cw.kfold(lambda fold, X: f(len(fold.train)), list(range(20))),
            "ensemble": lambda f: cw.ensemble([lambda x: f(x), lambda x: f(x + 1)], sum, x=3),
            "dc": lambda f: cw.dc(lambda p: len(p) < 3, lambda p: f(sum(p)), half, sum, list(range(16))),
            "fedavg": lambda f: cw.fedavg(lambda s, c: {"m": float(f(len(c)))}, ["a", "bb"], 1, {"m": 0.0}),
        }
        for name, call in calls.items():
            with self.subTest(skeleton=name):
                ran, again = self.made_twice(call)
                self.assertGreater(ran, 0)
                self.assertEqual(again, 0)

    def test_dataclasses_have_keys(self):
        text = "import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int = {}\n    tags: list = dataclasses.field(default_factory=list)\ncall = Point()"
        digests = [digest(made(text=text.format(n))) for n in (1, 1, 2)]
        self.assertNotIn(None, digests)
        self.assertEqual((digests[0] == digests[1], digests[0] == digests[2]), (True, False))


def counting(path, x, y=0):
    with open(path, "a") as file:
        file.write("x")
    time.sleep(0.03)
    return x + y


class Store(unittest.TestCase):
    def setUp(self):
        forget_durations()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        used = cw.use("local", workers=2, store=self.folder / "store")
        self.addCleanup(used.__exit__, None, None, None)
        quiet = contextlib.redirect_stdout(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def call(self):
        """A slow function that marks what it ran, and fails at 3 while a mark says so."""
        folder = self.folder

        def slow(x, add=0):
            (folder / f"ran-{x}").touch()
            time.sleep(0.03)
            print("item", x)
            if x == 3 and (folder / "broken").exists():
                raise ValueError(x)
            return x + add

        return slow

    def ran(self):
        marks = list(self.folder.glob("ran-*"))
        for mark in marks:
            mark.unlink()
        return sorted(int(mark.name.partition("-")[2]) for mark in marks)

    def test_a_rerun_after_one_failed_item_computes_one_item(self):
        (self.folder / "broken").touch()
        first = cw.map(self.call(), range(9), on_error="collect")
        self.assertEqual((type(first[3]).__name__, self.ran()), ("Failure", list(range(9))))
        (self.folder / "broken").unlink()
        self.assertEqual(cw.map(self.call(), range(9), on_error="collect"), list(range(9)))
        self.assertEqual(self.ran(), [3])

    def test_a_rerun_prints_what_the_first_run_printed(self):
        from tests.outcomes import outcome

        first = outcome(lambda: cw.map(self.call(), range(5)))
        self.assertEqual(self.ran(), list(range(5)))
        self.assertEqual(outcome(lambda: cw.map(self.call(), range(5))), first)
        self.assertEqual(self.ran(), [])

    def test_new_items_arguments_and_seeds_are_computed(self):
        cw.map(self.call(), range(4))
        self.ran()
        cw.map(self.call(), [7, *range(4), 8])
        self.assertEqual(self.ran(), [7, 8])
        cw.map(self.call(), range(4), add=1)
        self.assertEqual(self.ran(), [0, 1, 2, 3])
        cw.map(self.call(), range(4), seed=1)
        self.assertEqual(self.ran(), [0, 1, 2, 3])

    def test_damage_costs_no_more_than_the_item(self):
        cw.map(self.call(), range(4))
        self.ran()
        for path in (self.folder / "store").rglob("*"):
            if path.is_file():
                path.write_bytes(path.read_bytes()[:-1])
        self.assertEqual(cw.map(self.call(), range(4)), [0, 1, 2, 3])
        self.assertEqual(self.ran(), [0, 1, 2, 3])

    def test_what_takes_no_time_is_not_kept(self):
        cw.map(scaled, range(1000))
        self.assertFalse((self.folder / "store").exists())
