import itertools
import os
import random
import unittest

import cellweave as cw
from tests.outcomes import in_pool, in_sequence


def add(x):
    print("add", x)
    return x + 1


def double(x):
    print("double", x)
    return 2 * x


def running_sum(x, seen):
    print("sum", x)
    seen.append(x)
    return sum(seen)


def fails_at(*places):
    def stage(x):
        print("try", x)
        if x in places:
            raise ValueError(f"at {x}")
        return x

    return stage


class Pipe(unittest.TestCase):
    def check(self, *stages, **options):
        run = lambda: cw.pipe(*stages, range(12), **options)  # noqa: E731
        alone = in_sequence(run)
        for workers in (2, 3):
            self.assertEqual(in_pool(run, workers), alone)
        return alone

    def test_every_item_goes_through_all_stages_before_the_next_one(self):
        result = self.check(add, double)
        self.assertEqual(result["result"][1], [2 * (x + 1) for x in range(12)])
        self.assertTrue(result["stdout"].startswith("add 0\ndouble 1\nadd 1\n"))

    def test_a_stage_with_a_state_sees_the_items_in_order(self):
        total = cw.stage(running_sum, state=list)
        for stages in ((total,), (add, total), (total, double), (add, total, double, double), (total, add, total)):
            result = self.check(*stages)
            self.assertEqual(result["result"][0], "value")
        self.assertEqual(self.check(add, total)["result"][1], list(itertools.accumulate(range(1, 13))))
        self.assertTrue(self.check(add, total, double)["stdout"].startswith("add 0\nsum 1\ndouble 1\nadd 1\n"))

    def test_a_state_is_new_for_every_pipe(self):
        numbered = cw.stage(lambda x, counter: next(counter), state=itertools.count)
        self.assertEqual([cw.pipe(numbered, "ab"), cw.pipe(numbered, "ab")], [[0, 1], [0, 1]])

    def test_what_the_first_failing_item_raises_is_raised(self):
        total = cw.stage(running_sum, state=list)
        for first, last in (((7,), (3,)), ((3,), (7,)), ((), (5,)), ((5,), ())):
            result = self.check(fails_at(*first), cw.stage(lambda x, _: x, state=list), fails_at(*last), total)
            self.assertEqual(result["result"], ("error", "ValueError", f"at {min(first + last)}"))
        result = self.check(cw.stage(lambda x, _: fails_at(4)(x), state=list), double)
        self.assertEqual(result["result"][2], "at 4")

    def test_failures_are_collected_where_they_happen_and_a_state_does_not_see_them(self):
        counted = cw.stage(lambda x, counter: next(counter), state=itertools.count)
        result = self.check(fails_at(2, 5), counted, on_error="collect")["result"][1]
        self.assertEqual([value if isinstance(value, int) else value.index for value in result], [0, 1, 2, 2, 3, 5, *range(4, 10)])

    def test_items_have_random_numbers_of_their_own_with_a_seed(self):
        draw = lambda x: (x, random.random())  # noqa: E731
        state = cw.stage(lambda x, seen: (x, random.random()), state=list)
        for stages in ((draw,), (draw, draw), (draw, state, draw), (state, draw)):
            self.check(*stages, seed=3)

    def test_a_stage_with_a_state_may_draw_as_the_sequence_does(self):
        self.check(double, cw.stage(lambda x, seen: x + random.random(), state=list), double)

    def test_stages_without_a_state_run_in_other_processes(self):
        here = cw.stage(lambda x, _: (x, os.getpid()), state=list)
        with cw.use("local", workers=2):
            pairs = cw.pipe(lambda x: os.getpid(), here, range(40))
        self.assertNotIn(os.getpid(), {there for there, _ in pairs})
        self.assertEqual({here for _, here in pairs}, {os.getpid()})

    def test_any_iterable_and_none_at_all(self):
        self.assertEqual(cw.pipe(abs, (x - 2 for x in range(3))), [2, 1, 0])
        self.assertEqual(cw.pipe(add, []), [])
        self.assertEqual(cw.pipe(cw.stage(running_sum, state=list), iter([])), [])

    def test_wrong_arguments_are_named(self):
        with self.assertRaisesRegex(TypeError, "stages and then the items"):
            cw.pipe([1])
        with self.assertRaisesRegex(TypeError, "must be a function, not int"):
            cw.pipe(add, 5, [1])
        with self.assertRaisesRegex(TypeError, "state"):
            cw.stage(running_sum, state=[])
