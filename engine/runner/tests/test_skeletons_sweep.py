import math
import random
import unittest
import warnings

import cellweave as cw
from cellweave.skeletons import space
from tests.outcomes import in_pool, in_sequence


def bowl(x, y=0, shift=0):
    return (x - shift) ** 2 + y


def told(**given):
    print("trial", given)
    return bowl(**given)


class Space(unittest.TestCase):
    def test_a_grid_takes_every_combination_the_last_name_fastest(self):
        result = cw.sweep(bowl, {"x": [1, 2], "y": range(3)}, mode="min")
        given = [(trial.parameters["x"], trial.parameters["y"]) for trial in result.trials]
        self.assertEqual(given, [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)])

    def test_ranges_have_points_on_a_grid_and_their_ends_are_exact(self):
        result = cw.sweep(bowl, {"x": cw.uniform(0, 1, points=5), "y": cw.loguniform(1e-3, 10, points=3)}, mode="min")
        self.assertEqual([trial.parameters["x"] for trial in result.trials[::3]], [0, 0.25, 0.5, 0.75, 1])
        logs = [trial.parameters["y"] for trial in result.trials[:3]]
        self.assertEqual((logs[0], logs[2]), (1e-3, 10))
        self.assertAlmostEqual(logs[1], 0.1)
        self.assertEqual(space.dimension("n", cw.integers(2, 5)).grid("n"), range(2, 6))
        self.assertEqual(space.dimension("n", cw.integers(1, 100, log=True, points=3)).grid("n"), [1, 10, 100])

    def test_draws_stay_in_their_range_and_fill_it(self):
        table = {
            "plain": cw.uniform(-1, 1),
            "log": cw.loguniform(1e-4, 1),
            "whole": cw.integers(1, 6),
            "logwhole": cw.integers(1, 1000, log=True),
            "choice": cw.choice("a", "b"),
        }
        trials = cw.sweep(lambda **given: 0, table, mode="min", sampler="random", n=600, seed=2).trials
        drawn = {name: [trial.parameters[name] for trial in trials] for name in table}
        self.assertTrue(all(-1 <= value <= 1 for value in drawn["plain"]))
        self.assertLess(abs(sum(drawn["plain"])), 60)
        self.assertEqual(set(drawn["whole"]), {1, 2, 3, 4, 5, 6})
        self.assertEqual(set(drawn["choice"]), {"a", "b"})
        self.assertTrue(all(isinstance(value, int) and 1 <= value <= 1000 for value in drawn["logwhole"]))
        # As many below 1 in 100 as above.
        self.assertLess(abs(sum(1 if value < 1e-2 else -1 for value in drawn["log"])), 120)

    def test_a_longer_sweep_begins_as_a_shorter_one(self):
        draw = lambda n: cw.sweep(bowl, {"x": cw.uniform(0, 9)}, mode="min", sampler="random", n=n, seed=7)  # noqa: E731
        self.assertEqual(draw(9).trials[:4], draw(4).trials)
        other = cw.sweep(bowl, {"x": cw.uniform(0, 9)}, mode="min", sampler="random", n=4, seed=8)
        self.assertNotEqual(other.trials, draw(4).trials)

    def test_trials_may_be_listed_or_made_by_a_function(self):
        listed = cw.sweep(bowl, {}, mode="min", sampler=[{"x": 3}, {"x": 1, "y": 1}])
        self.assertEqual([trial.value for trial in listed.trials], [9, 2])

        def halves(dimensions, n, generator):
            self.assertIsInstance(generator, random.Random)
            return [{name: dimension.at(0.5) for name, dimension in dimensions.items()}] * n

        made = cw.sweep(bowl, {"x": cw.uniform(0, 4)}, mode="min", sampler=halves, n=2)
        self.assertEqual([trial.parameters for trial in made.trials], [{"x": 2.0}] * 2)

    def test_a_single_value_stands_for_itself(self):
        self.assertEqual(cw.sweep(bowl, {"x": 2, "y": [0, 1]}, mode="min").trials[1].parameters, {"x": 2, "y": 1})


class Sweeps(unittest.TestCase):
    def test_a_pool_gives_what_the_sequence_gives(self):
        for options in (
            {"sampler": "grid", "space": {"x": [3, 1, 2], "y": [0, 5]}},
            {"sampler": "random", "n": 40, "space": {"x": cw.uniform(-5, 5), "y": cw.integers(0, 3)}, "seed": 3},
        ):
            run = lambda: cw.sweep(told, mode="max", shift=2, **options).table()  # noqa: E731
            self.assertEqual(in_pool(run), in_sequence(run))
            self.assertEqual(in_sequence(run)["result"][0], "value")

    def test_every_trial_has_random_numbers_of_its_own(self):
        run = lambda: cw.sweep(lambda x: random.random(), {"x": range(8)}, mode="min", seed=5).table()  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(len({row["value"] for row in in_sequence(run)["result"][1]}), 8)

    def test_of_equal_trials_the_first_is_the_best(self):
        best = lambda mode: cw.sweep(lambda x: x % 3, {"x": range(9)}, mode=mode).best.index  # noqa: E731
        self.assertEqual((best("min"), best("max")), (0, 2))

    def test_nan_is_never_the_best(self):
        values = [math.nan, 3.0, math.nan, 1.0]
        for mode, index in (("min", 3), ("max", 1)):
            self.assertEqual(cw.sweep(lambda x: values[x], {"x": range(4)}, mode=mode).best.index, index)
        self.assertIsNone(cw.sweep(lambda x: math.nan, {"x": range(4)}, mode="min").best)

    def test_the_metric_is_a_member_or_a_function_of_the_result(self):
        fit = lambda x: {"loss": -x, "epochs": [x, 2 * x]}  # noqa: E731
        self.assertEqual(cw.sweep(fit, {"x": [1, 2]}, mode="min", metric="loss").best.parameters, {"x": 2})
        last = cw.sweep(fit, {"x": [1, 2]}, mode="min", metric=lambda result: result["epochs"][-1])
        self.assertEqual((last.best.value, last.best.result["epochs"]), (2, [1, 2]))

    def test_failed_trials_are_kept_when_asked_and_never_the_best(self):
        def fails(x):
            return 1 / x

        run = lambda: cw.sweep(fails, {"x": [2, 0, 1]}, mode="max")  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_sequence(run)["result"][:2], ("error", "ZeroDivisionError"))
        result = cw.sweep(fails, {"x": [2, 0, 1]}, mode="max", on_error="collect")
        self.assertEqual([row["value"] for row in result.table()], [0.5, None, 1.0])
        self.assertEqual(result.table()[1]["error"], "ZeroDivisionError: division by zero")
        self.assertEqual(result.best.index, 2)
        self.assertIsNone(cw.sweep(fails, {"x": [0]}, mode="max", on_error="collect").best)

    def test_a_trial_worse_than_the_median_ends_and_the_sweep_says_that_it_may_differ(self):
        def steps(rate):
            for step in range(20):
                cw.report(rate + 1 / (step + 1))
            return rate

        with self.assertWarnsRegex(UserWarning, "at the same time"):
            result = cw.sweep(steps, {"rate": [3, 2, 1, 9, 0]}, mode="min", stop="median")
        self.assertEqual([trial.stopped for trial in result.trials], [False, False, False, True, False])
        self.assertEqual((result.trials[3].value, result.best.parameters, result.deterministic), (10, {"rate": 0}, False))
        self.assertEqual([row["stopped"] for row in result.table()][3], True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with cw.use("local", workers=2):
                pooled = cw.sweep(steps, {"rate": range(12)}, mode="max", stop=lambda value, others: value < 6)
        self.assertEqual([trial.stopped for trial in pooled.trials], [True] * 6 + [False] * 6)
        self.assertTrue(cw.sweep(steps, {"rate": [1]}, mode="min").deterministic)

    def test_forked_trials_see_what_the_others_told(self):
        def seen(value, others):
            return value == 9 and len(others) == 1

        def told_once(rate):
            from cellweave.skeletons import stopping

            if rate == 9:
                while not stopping._running.board.others(1, 0):
                    pass
            cw.report(rate)
            return rate

        with warnings.catch_warnings(), cw.use("local", workers=2):
            warnings.simplefilter("ignore")
            result = cw.sweep(told_once, {"rate": [1, 9]}, mode="min", stop=seen)
        self.assertEqual([trial.stopped for trial in result.trials], [False, True])

    def test_it_says_what_is_best(self):
        result = cw.sweep(bowl, {"x": [2, 1]}, mode="min")
        self.assertEqual(repr(result), "Sweep of 2 trials, best 1.0 with x=1 (trial 1)")
        self.assertEqual(len(result), 2)

    def test_wrong_arguments_are_named(self):
        for wrong, words in (
            ({"mode": "low"}, "mode"),
            ({"sampler": "bayes"}, "sampler"),
            ({"sampler": "random"}, "needs n"),
            ({"n": 5}, "leave n out"),
            ({"space": {"x": []}}, "'x' is empty"),
            ({"space": {"x": cw.uniform(0, 1)}}, "points=5"),
            ({"space": {"x": {1: 2}}}, "a dict"),
            ({"shift": 1, "space": {"x": [1], "shift": [1]}}, "'shift' both"),
            ({"metric": "loss"}, "no 'loss'"),
            ({"stop": "asha"}, "stop"),
        ):
            with self.subTest(**wrong), self.assertRaisesRegex((ValueError, TypeError), words), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cw.sweep(bowl, **{"space": {"x": [1]}, "mode": "min", **wrong})
        with self.assertRaisesRegex(TypeError, "no number to judge by"):
            cw.sweep(lambda x: "good", {"x": [1]}, mode="min")
        for wrong in (lambda: cw.uniform(2, 1), lambda: cw.loguniform(0, 1), lambda: cw.choice(), lambda: cw.uniform(0, 1, points=0)):
            with self.assertRaises(ValueError):
                wrong()
