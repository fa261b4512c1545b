import random
import unittest
import warnings

import cellweave as cw
from cellweave.skeletons.folds import folds
from cellweave.skeletons.shuffling import Shuffler, mersenne_twister
from tests.outcomes import in_pool, in_sequence

try:
    import numpy
    from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold
except ImportError:
    numpy = None


def score(fold, X, y, scale=1):
    print("fold", fold.index)
    return scale * sum(y[row] for row in fold.test) - sum(X[row] for row in fold.train)


@unittest.skipUnless(numpy, "numpy or scikit-learn is missing")
class AsScikitLearn(unittest.TestCase):
    def compare(self, make, ours, X, y, groups):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = [(train.tolist(), test.tolist()) for train, test in make().split(X, y, groups)]
        except ValueError:
            with self.assertRaises(ValueError):
                folds(X, y, **ours)
            return 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.assertEqual([(fold.train.tolist(), fold.test.tolist()) for fold in folds(X, y, **ours)], expected)
        return 1

    def test_the_folds_are_those_of_scikit_learn(self):
        generator = random.Random(8)
        compared = 0
        for _ in range(150):
            rows, k = generator.choice([3, 6, 10, 15, 21, 28, 36, 45]), generator.randint(2, 6)
            seed = generator.choice([None, generator.randrange(2**32)])
            X = numpy.zeros((rows, 2))
            y = [generator.choice("cab") for _ in range(rows)]
            # Groups of different sizes: which of two equal ones comes first hangs on NumPy's version.
            groups = [group for group in range(9) for _ in range(group + 1)][:rows]
            generator.shuffle(groups)
            shuffle = {"shuffle": seed is not None, "random_state": seed}
            with self.subTest(rows=rows, k=k, seed=seed):
                compared += self.compare(lambda: KFold(k, **shuffle), {"k": k, "seed": seed}, X, y, None)
                stratified = {"k": k, "seed": seed, "stratify": True}
                compared += self.compare(lambda: StratifiedKFold(k, **shuffle), stratified, X, y, None)
                if seed is None or "shuffle" in GroupKFold().__dict__:
                    grouped = {"k": k, "seed": seed, "groups": groups}
                    make = lambda: GroupKFold(k, **shuffle) if seed is not None else GroupKFold(k)  # noqa: E731
                    compared += self.compare(make, grouped, X, y, groups)
        self.assertGreater(compared, 250)

    def test_the_shuffle_is_numpys_without_numpy(self):
        for seed in (0, 5, 2**32 - 1):
            expected = numpy.random.RandomState(seed)
            ours = Shuffler(seed)
            ours.numpy = None
            ours.python = mersenne_twister(seed)
            for length in (1, 2, 3, 64, 65, 1000):
                order = list(range(length))
                expected.shuffle(order)
                self.assertEqual(ours.shuffled(list(range(length))), order)

    def test_rows_are_arrays_for_arrays_and_tables_and_lists_for_lists(self):
        self.assertIsInstance(folds(numpy.zeros(4), k=2)[0].train, numpy.ndarray)
        self.assertEqual(folds([0] * 4, k=2)[0].train, [2, 3])
        self.assertEqual(folds([0] * 4, k=2, stratify=True, y=numpy.array([1, 1, 2, 2]))[1].test, [1, 3])


class KFolds(unittest.TestCase):
    def test_a_pool_gives_what_the_sequence_gives(self):
        X, y = list(range(23)), [row % 3 for row in range(23)]
        for options in ({}, {"stratify": True}, {"groups": [row // 4 for row in range(23)]}, {"seed": 4}, {"k": 7}):
            run = lambda: cw.kfold(score, X, y, scale=2, **options)  # noqa: E731
            with self.subTest(**options):
                self.assertEqual(in_pool(run), in_sequence(run))
                self.assertEqual(in_sequence(run)["result"][0], "value")

    def test_every_fold_has_random_numbers_of_its_own_with_a_seed(self):
        run = lambda: cw.kfold(lambda fold, X: random.random(), range(6), k=3, seed=1)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(len(set(in_sequence(run)["result"][1])), 3)

    def test_without_y_the_function_gets_none(self):
        self.assertEqual(cw.kfold(lambda fold, X: X[fold.test[0]], [5, 6, 7], k=3), [5, 6, 7])

    def test_the_lowest_failing_fold_raises_or_is_collected(self):
        def fails(fold, X):
            if fold.index > 0:
                raise KeyError(fold.index)
            return fold.index

        run = lambda: cw.kfold(fails, range(9), k=3)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_pool(run)["result"], ("error", "KeyError", "1"))
        kept = cw.kfold(fails, range(9), k=3, on_error="collect")
        self.assertEqual([type(value) for value in kept], [int, cw.Failure, cw.Failure])

    def test_wrong_arguments_are_named(self):
        for wrong, words in (
            ({"k": 1}, "k=1"),
            ({"k": 9}, "fewer rows"),
            ({"stratify": True}, "needs y"),
            ({"stratify": True, "groups": [1, 2, 3]}, "together"),
            ({"groups": [1, 2]}, "2 values for 3 rows"),
            ({"groups": [1, 1, 1], "k": 2}, "fewer groups"),
            ({"seed": -1, "k": 2}, "seed"),
        ):
            with self.subTest(**wrong), self.assertRaisesRegex(ValueError, words):
                cw.kfold(score, [1, 2, 3], **wrong)


