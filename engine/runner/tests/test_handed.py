"""Items that several programs share by files: one writes them down, others run them, one takes the results."""

import glob
import os
import tempfile
import unittest

import cellweave as cw
from cellweave import host
from cellweave.backends.files import HandedOver


def pair(number, letter):
    print(number, letter)
    return letter * number


class Handed(unittest.TestCase):
    def shared(self, call, folders, pieces):
        """What the call gives with its items run apart, and in how many pieces."""
        with tempfile.TemporaryDirectory() as scratch:
            places = [os.path.join(scratch, name) for name in folders]
            self.part({"role": "give", "folders": places, "pieces": pieces}, call)
            lists = [sorted(glob.glob(os.path.join(place, "*.cwi"))) for place in places]
            chosen = [[first] for first in lists[0]]
            for more in lists[1:]:
                chosen = [[*before, one] for before in chosen for one in more]
            results = [os.path.join(scratch, f"{number}.cwr") for number in range(len(chosen))]
            for files, result in zip(chosen, results):
                self.part({"role": "run", "pieces": files, "result": result}, call)
            host.current().handed = {"role": "take", "results": results[::-1]}
            return call(), len(chosen)

    def part(self, handed, call):
        host.current().handed = handed
        with self.assertRaises(HandedOver):
            call()

    def tearDown(self):
        host.current().handed = None

    def test_every_piece_of_one_list_meets_every_piece_of_the_other(self):
        call = lambda: cw.product(pair, [1, 2, 3], "xyz")
        self.assertEqual(self.shared(call, ["a", "b"], 4), (call(), 4))

    def test_a_reduction_is_the_same_tree_with_any_number_of_pieces(self):
        call = lambda: cw.reduce(lambda a, b: a + b, [0.1 * place for place in range(1000)])
        for pieces in (1, 3, 50):
            self.assertEqual(self.shared(call, ["a"], pieces)[0], call())

    def test_the_exception_of_the_lowest_failing_item_is_raised(self):
        with self.assertRaisesRegex(ZeroDivisionError, "zero"):
            self.shared(lambda: cw.map(lambda x: 1 // x, [2, 1, 0, 0]), ["a"], 4)

    def test_seeds_go_by_the_true_place_of_an_item(self):
        import random

        call = lambda: cw.map(lambda x: (x, random.random()), range(7), seed=5)
        self.assertEqual(self.shared(call, ["a"], 3), (call(), 3))


if __name__ == "__main__":
    unittest.main()
