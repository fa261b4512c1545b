import contextlib
import io
import os
import tempfile
import time
import unittest
from unittest import mock

import cellweave as cw
from cellweave import chains, compiled
from cellweave.known import forget_durations
from cellweave.naming import reads_name
from cellweave.skeletons import map as maps


def slow(x, plus=0):
    time.sleep(0.02)
    print("slow", x)
    return [x + plus]


def process(row):
    return row[0], os.getpid(), row


def no_three(row):
    if row == [3]:
        raise ValueError("three")
    return row


def grow(row):
    row.append(0)
    return len(row)


def chain(f, g, xs, after="ys", broadcast="", out=None):
    """`ys = cw.map(f, xs)` and `zs = cw.map(g, ys)`, as a compiled cell runs them: both, and what they print."""
    named = "".join(f", {name}={name}" for name in broadcast.split())
    told = "{" + "".join(f"'{name}': {name}, " for name in broadcast.split()) + "}"
    text = f"foretell(lambda: (f, {{}}, None), lambda: (g, {told}, {after!r}))\nys = cw.map(f, xs)\nprint('between')\nzs = cw.map(g, ys{named})"
    names = {"cw": cw, "f": f, "g": g, "xs": xs, "plus": 3, "foretell": compiled.foretell}
    out = out or io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "cell", "exec"), names)
        finally:
            compiled.finish()
    return names["ys"], names["zs"], out.getvalue()


def in_sequence(f, g, xs, **named):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        ys = cw.map(f, xs)
        print("between")
        zs = cw.map(g, ys, **named)
    return ys, zs, out.getvalue()


class Chains(unittest.TestCase):
    def setUp(self):
        forget_durations()
        used = cw.use("local", workers=2)
        self.addCleanup(used.__exit__, None, None, None)

    def test_both_maps_are_one_scatter_and_print_one_after_the_other(self):
        before = in_sequence(slow, slow2, range(9))
        with apart():
            self.assertEqual(chain(slow, slow2, range(9)), before)

    def test_an_item_stays_in_its_process_and_what_it_shares_stays_shared(self):
        with apart():
            ys, zs, _ = chain(lambda x: [os.getpid()], process, range(6))
        for y, (maker, user, same) in zip(ys, zs):
            self.assertEqual(maker, user)
            self.assertIs(y, same)
            self.assertNotEqual(maker, os.getpid())

    def test_results_that_get_no_name_stay_where_they_were_made(self):
        with apart():
            ys, zs, _ = chain(slow, process, range(6), after=None)
        self.assertEqual((ys, [z[0] for z in zs]), ([None] * 6, list(range(6))))

    def test_arguments_that_all_items_read_go_to_their_own_map(self):
        before = in_sequence(lambda x: x, slow, range(5), plus=3)
        with apart():
            self.assertEqual(chain(lambda x: x, slow, range(5), broadcast="plus"), before)

    def test_the_second_maps_error_comes_when_it_is_called(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), self.assertRaisesRegex(ValueError, "three"):
            chain(slow, no_three, range(6), out=out)
        self.assertEqual(out.getvalue(), "".join(f"slow {x}\n" for x in range(6)) + "between\n")

    def test_the_first_maps_error_is_raised_even_where_the_second_fails_for_an_earlier_item(self):
        def five(x):
            time.sleep(0.01)
            return [x] if x < 5 else 1 // 0

        with self.assertRaises(ZeroDivisionError):
            chain(five, no_three, range(6))

    def test_a_name_that_the_second_function_reads_keeps_them_apart(self):
        names = {"ys": [1]}
        exec("def reads(row):\n    return len(ys)\ndef calls(row):\n    return reads(row)", names)
        self.assertTrue(reads_name(names["calls"], "ys"))
        self.assertFalse(reads_name(names["calls"], "zs"))
        self.assertFalse(reads_name(process, "ys"))

    def test_a_map_that_an_argument_calls_is_not_the_first_of_the_chain(self):
        class Loaded(list):
            def __len__(self):
                return len(cw.map(slow, range(3)))

        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(chain(lambda x: [x], process, Loaded([1, 2, 3]))[0], [[1], [2], [3]])

    def test_two_functions_of_one_text_are_copies_unless_they_hold_something(self):
        def held(n):
            return lambda x: x + n

        self.assertTrue(chains.are_copies(lambda x: slow(x) + 1, (lambda: lambda x: slow(x) + 1)()))
        self.assertFalse(chains.are_copies(lambda x: slow(x) + 1, lambda x: slow(x) + 2))
        self.assertFalse(chains.are_copies(held(1), held(1)))
        self.assertFalse(chains.are_copies(len, len))

    def test_what_nobody_asks_for_is_let_go_of(self):
        chain(slow, process, range(4))
        self.assertIsNone(maps.foreseen)

    def test_items_are_kept_for_each_map_alone(self):
        with tempfile.TemporaryDirectory() as folder, cw.use("local", workers=2, store=folder):
            with apart():
                first = chain(slow, process, range(6), after=None)
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(cw.map(slow, range(6)), [[x] for x in range(6)])
            again = chain(slow, lambda row: (row, os.getpid()), range(6), after=None)
        self.assertEqual([z[0] for z in first[1]], [z[0][0] for z in again[1]])
        self.assertEqual(again[0], [[x] for x in range(6)])

    def test_an_item_that_is_changed_by_the_second_map_is_not_kept_changed(self):
        with tempfile.TemporaryDirectory() as folder, cw.use("local", workers=2, store=folder):
            chain(slow, grow, range(4))
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(cw.map(slow, range(4)), [[0], [1], [2], [3]])


def slow2(row):
    print("then", row)
    time.sleep(0.01)
    return row * 2


@contextlib.contextmanager
def apart():
    """Fails where the maps run one after the other."""

    def refuse(*_, **__):
        raise AssertionError("the maps run one after the other")

    with mock.patch.object(maps, "mapped", refuse):
        yield


if __name__ == "__main__":
    unittest.main()
