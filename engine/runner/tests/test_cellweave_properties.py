import random
import sys
import unittest

import cellweave as cw
from tests.outcomes import in_pool, in_sequence

try:
    import numpy
except ImportError:
    numpy = None

CASES = 60


class Odd(Exception):
    """An exception whose arguments are not those it was made with."""

    def __init__(self, place, *, why):
        super().__init__(f"{place}: {why}")
        self.why = why


def number(x, scale=1.0):
    return x * scale + 0.1


def text(x, scale=1.0):
    return f"{x}-{scale}" * 3


def nested(x, scale=1.0):
    return {"x": [x, (x, str(x))], "more": {x: [scale] * 3}}


def loud(x, scale=1.0):
    print("item", x)
    if x % 3 == 0:
        print("warning", x, file=sys.stderr)
    print("done", end="; ")
    return x


def drawing(x, scale=1.0):
    values = [x, random.random(), random.gauss(0, scale)]
    if numpy is not None:
        values += [float(numpy.random.rand()), float(numpy.random.default_rng(cw.item_seed()).random())]
    return values


def array(x, scale=1.0):
    return numpy.arange(x % 50 + 3000).tobytes() if numpy is not None else bytes(x % 50)


FUNCTIONS = (number, text, nested, loud, array)


def failing(function, places, kind):
    def call(x, **broadcast):
        if x in places:
            print("about to fail", x)
            if kind is Odd:
                raise Odd(x, why="odd")
            raise kind(f"item {x}")
        return function(x, **broadcast)

    return call


def items_of(kind, count):
    values = range(count)
    return {"range": values, "list": list(values), "tuple": tuple(values), "generator": (x for x in values)}[kind]


class SequentialIsThePool(unittest.TestCase):
    def check(self, make, workers=2):
        sequential, pooled = in_sequence(make), in_pool(make, workers)
        self.assertEqual(pooled, sequential)
        return sequential

    def test_generated_maps(self):
        draw = random.Random(20)
        for case in range(CASES):
            function = draw.choice(FUNCTIONS)
            count = draw.choice([0, 1, 2, 3, 17, 200])
            places = {draw.randrange(max(1, count)) for _ in range(draw.choice([0, 0, 1, 3]))}
            options = {
                "on_error": draw.choice(["raise", "collect"]),
                "chunk": draw.choice([None, 1, 2, 7, 1000]),
                "retries": draw.choice([0, 1]),
                "seed": draw.choice([None, 0, 7, 2**65]),
            }
            if options["seed"] is not None and draw.random() < 0.5:
                function = drawing
            kind = draw.choice(["range", "list", "tuple", "generator"])
            called = failing(function, places, draw.choice([ValueError, KeyError, Odd]))
            scale, workers = draw.choice([1.0, 2.5]), draw.choice([2, 3])
            with self.subTest(case=case, function=function.__name__, count=count, places=places, kind=kind, **options):
                self.check(lambda: cw.map(called, items_of(kind, count), scale=scale, **options), workers)

    def test_generated_trees(self):
        draw = random.Random(21)
        values = [draw.uniform(-1e9, 1e9) for _ in range(1500)]
        for count in (0, 1, 2, 31, 32, 33, 1024, 1025, 1500):
            for fanin in (2, 5, 32):
                with self.subTest(count=count, fanin=fanin):
                    self.check(lambda: cw.reduce(number_sum, values[:count], fanin=fanin))
                    self.check(lambda: cw.reduce(joined, map(str, range(count)), "", fanin=fanin))
            with self.subTest(count=count):
                self.check(lambda: cw.scan(number_sum, values[:count], block=100))
                self.check(lambda: cw.mapreduce(number, number_sum, values[:count], key=lambda x: int(x) % 7))

    def test_streams(self):
        for buffer in (1, 2, 50, None):
            with self.subTest(buffer=buffer):
                self.check(lambda: list(cw.farm(loud, iter(range(100)), buffer=buffer)))
                self.check(lambda: list(cw.farm(failing(loud, {60}, ValueError), iter(range(100)), buffer=buffer)))
                self.check(lambda: list(cw.farm(drawing, iter(range(50)), seed=3, buffer=buffer)))

    def test_zip_and_product(self):
        self.check(lambda: cw.zip(lambda a, b: (a, b), range(9), "abcdefghi"))
        self.check(lambda: cw.zip(lambda a, b: (a, b), range(9), "abc"))
        self.check(lambda: cw.product(lambda a, b, c=1: (a, b, c), range(3), "abc", c=2))

    def test_a_stream_that_raises_gives_what_comes_before(self):
        def source():
            yield from range(5)
            raise OSError("no more")

        self.check(lambda: cw.map(loud, source()))
        self.check(lambda: list(cw.farm(loud, source())))

    def test_the_random_numbers_of_an_item_are_those_of_its_seed_sequence(self):
        result = self.check(lambda: cw.map(drawing, range(5), seed=9))["result"][1]
        if numpy is not None:
            for index, values in enumerate(result):
                sequence = numpy.random.SeedSequence(9, spawn_key=(index,))
                self.assertEqual(values[4], float(numpy.random.default_rng(sequence).random()))

    def test_an_item_that_exits_ends_the_map_as_it_ends_a_loop(self):
        def leaving(x):
            if x == 3:
                sys.exit("enough")
            return x

        for backend in ("sequential", "local"):
            with cw.use(backend, workers=2), self.assertRaises(SystemExit):
                cw.map(leaving, range(50), on_error="collect")


def number_sum(a, b):
    return a + b


def joined(a, b):
    return f"{a}{b}"
