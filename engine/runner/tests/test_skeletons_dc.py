import os
import random
import unittest

import cellweave as cw
from tests.outcomes import in_pool, in_sequence


def halves(values):
    middle = len(values) // 2
    return values[:middle], values[middle:]


def merged(parts):
    left, right = parts
    return sorted(left + right)


def small(values):
    return len(values) < 4


class DivideAndConquer(unittest.TestCase):
    def check(self, *recursion, **options):
        run = lambda: cw.dc(*recursion, **options)  # noqa: E731
        alone = in_sequence(run)
        for workers in (2, 5):
            self.assertEqual(in_pool(run, workers), alone)
        return alone["result"]

    def test_a_merge_sort_sorts(self):
        generator = random.Random(1)
        for length in (0, 1, 3, 4, 50, 1000):
            values = [generator.random() for _ in range(length)]
            for cutoff in (None, 0, 2, lambda part: len(part) < 100):
                result = self.check(small, sorted, halves, merged, values, cutoff=cutoff)
                self.assertEqual(result, ("value", sorted(values)))

    def test_trees_of_any_shape_keep_their_shape(self):
        def split(number):
            return [number - step for step in range(1, 1 + number % 4) if number > step]

        for number in range(1, 22):
            result = self.check(lambda n: n < 3 or not split(n), str, split, lambda parts: f"({' '.join(parts)})", number)
            self.assertEqual(result[0], "value")

    def test_the_parts_run_in_other_processes(self):
        with cw.use("local", workers=2):
            processes = cw.dc(small, lambda _: {os.getpid()}, halves, lambda parts: parts[0] | parts[1], list(range(400)))
        self.assertNotIn(os.getpid(), processes)

    def test_prints_come_in_the_order_of_the_recursion(self):
        def base(values):
            print("base", values)
            return sum(values)

        def merge(parts):
            print("merge", parts)
            return sum(parts)

        self.check(small, base, halves, merge, list(range(60)))
        self.check(lambda v: print("asked", len(v)) or small(v), base, halves, merge, list(range(60)))

    def test_what_fails_first_in_the_recursion_is_raised(self):
        for where in ("is_base", "base", "split", "merge"):
            for bad in (0, 17, 40, 59):

                def fails(name, values, value):
                    print(name, values)
                    if name == where and bad in values:
                        raise LookupError(f"{name} {values}")
                    return value

                result = self.check(
                    lambda v: fails("is_base", v, small(v)),
                    lambda v: fails("base", v, v),
                    lambda v: fails("split", v, halves(v)),
                    lambda parts: fails("merge", sum(parts, []), sum(parts, [])),
                    list(range(60)),
                )
                self.assertEqual(result[:2], ("error", "LookupError"))

    def test_a_random_pivot_gives_the_sequences_result_or_says_that_it_would_not(self):
        def split(values):
            pivot = random.choice(values)
            return [value for value in values if value < pivot], [value for value in values if value >= pivot]

        same = lambda values: len(set(values)) < 2  # noqa: E731
        run = lambda: cw.dc(same, list, split, lambda parts: parts[0] + parts[1], list(range(50)))  # noqa: E731
        alone, pooled = in_sequence(run), in_pool(run)
        self.assertEqual(alone["result"][1], list(range(50)))
        self.assertEqual(pooled, alone)

    def test_a_recursion_inside_of_an_item_is_plain(self):
        run = lambda: cw.map(lambda n: cw.dc(small, sum, halves, sum, list(range(n))), range(4, 12))  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_sequence(run)["result"][1], [sum(range(n)) for n in range(4, 12)])
