import os
import random
import unittest

import cellweave as cw
from cellweave.skeletons.averages import weighted_mean
from cellweave.skeletons.train import Context
from tests.outcomes import in_pool, in_sequence

try:
    import numpy
except ImportError:
    numpy = None


class Iterate(unittest.TestCase):
    def test_it_is_a_while_loop(self):
        halve = lambda x: x / 2  # noqa: E731
        self.assertEqual(cw.iterate(halve, 1.0, until=lambda x: x < 0.1), 0.0625)
        self.assertEqual(cw.iterate(halve, 1.0, max_iter=3), 0.125)
        self.assertEqual(cw.iterate(halve, 1.0, until=lambda x: x < 0.1, max_iter=2), 0.25)
        self.assertEqual(cw.iterate(halve, 0.01, until=lambda x: x < 0.1), 0.01)
        self.assertEqual(cw.iterate(halve, 5, max_iter=0), 5)
        self.assertEqual(cw.iterate(lambda x, by: x * by, 1, max_iter=3, by=2), 8)

    def test_steps_use_the_pool(self):
        def step(values):
            return cw.map(lambda x: (x * 7 + 3) % 11, values)

        run = lambda: cw.iterate(step, list(range(11)), max_iter=5)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))

    def test_what_a_step_raises_is_raised(self):
        with self.assertRaises(ZeroDivisionError):
            cw.iterate(lambda x: 1 // x, 0, max_iter=9)

    def test_a_loop_without_an_end_is_refused(self):
        for wrong in ({}, {"max_iter": -1}):
            with self.assertRaises(ValueError):
                cw.iterate(abs, 1, **wrong)


class Ensemble(unittest.TestCase):
    def test_fits_run_apart_and_are_combined_in_order(self):
        fits = [lambda x, k=k: (print("fit", k), (x * k) % 7)[1] for k in range(9)]
        run = lambda: cw.ensemble(fits, lambda values: "-".join(map(str, values)), x=3)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_sequence(run)["result"][1], "0-3-6-2-5-1-4-0-3")

    def test_they_run_in_other_processes(self):
        with cw.use("local", workers=2):
            self.assertNotIn(os.getpid(), cw.ensemble([os.getpid] * 4, set))

    def test_seeds_and_failures_are_those_of_map(self):
        run = lambda: cw.ensemble([random.random] * 5, list, seed=2)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(len(set(in_sequence(run)["result"][1])), 5)
        bad = lambda: cw.ensemble([lambda: 1, lambda: 1 / 0, lambda: [][0]], sum)  # noqa: E731
        self.assertEqual(in_pool(bad), in_sequence(bad))
        self.assertEqual(in_pool(bad)["result"][1], "ZeroDivisionError")
        survivors = cw.ensemble([lambda: 1, lambda: 1 / 0], lambda all: [type(one).__name__ for one in all], on_error="collect")
        self.assertEqual(survivors, ["int", "Failure"])


def local_step(state, client):
    print("client", client)
    return {"w": state["w"] + client, "steps": state["steps"] + client}, client


class FederatedAverage(unittest.TestCase):
    def test_rounds_are_weighted_means_in_the_order_of_the_clients(self):
        run = lambda: cw.fedavg(local_step, [1, 3, 4], 3, {"w": 0.5, "steps": 0})  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_sequence(run)["result"][1], {"w": 0.5 + 3 * 26 / 8, "steps": 9})

    @unittest.skipUnless(numpy, "numpy is missing")
    def test_arrays_keep_their_type_and_are_added_in_double_precision(self):
        states = [
            {"w": numpy.float32([0.1, k]), "half": numpy.float16(k), "n": numpy.int64([k]), "flag": True, "name": "a", "deep": {"b": float(k)}}
            for k in (1, 2, 4)
        ]
        mean = weighted_mean(states, [1, 1, 2])
        self.assertEqual((mean["w"].dtype, mean["n"].dtype, mean["half"].dtype), ("float32", "int64", "float16"))
        self.assertEqual(mean["w"].tolist(), [float(numpy.float32(0.1)), 2.75])
        self.assertEqual((mean["n"].tolist(), float(mean["half"]), mean["name"], mean["deep"]), ([3], 2.75, "a", {"b": 2.75}))

    def test_a_client_that_raises_is_left_out_while_enough_remain(self):
        def sometimes(state, client):
            if client == "bad":
                raise ConnectionError("gone")
            return state + client if isinstance(state, int) else {"w": state["w"] + client}

        clients = [1, "bad", 3]
        run = lambda: cw.fedavg(sometimes, clients, 2, {"w": 0.0}, min_clients=2)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(in_sequence(run)["result"][1], {"w": 4.0})
        few = lambda: cw.fedavg(sometimes, clients, 2, {"w": 0.0}, min_clients=3)  # noqa: E731
        self.assertEqual(in_pool(few), in_sequence(few))
        self.assertIn("Only 2 of 3 clients were left in round 0", in_pool(few)["result"][2])
        none = lambda: cw.fedavg(sometimes, clients, 2, {"w": 0.0})  # noqa: E731
        self.assertEqual(in_pool(none), in_sequence(none))
        self.assertEqual(in_pool(none)["result"], ("error", "ConnectionError", "gone"))

    def test_clients_draw_anew_in_every_round(self):
        drawn = lambda state, client: {"w": state["w"] + [random.random()]}  # noqa: E731
        run = lambda: cw.fedavg(drawn, ["only"], 3, {"w": []}, seed=1)  # noqa: E731
        self.assertEqual(in_pool(run), in_sequence(run))
        self.assertEqual(len(set(in_sequence(run)["result"][1]["w"])), 3)

    def test_a_client_must_not_change_the_state_that_all_get(self):
        def spoils(state, client):
            state["w"].append(client)
            return state

        run = lambda: cw.fedavg(spoils, [1, 2], 1, {"w": []})  # noqa: E731
        self.assertEqual(in_pool(run)["result"][1], "BroadcastMutated")
        self.assertEqual(in_sequence(run)["result"][1], "BroadcastMutated")

    def test_what_cannot_be_averaged_is_named(self):
        for states, weights, words in (
            ([{"a": 1}, {"b": 1}], [1, 1], "'a', 'b'"),
            ([{"a": "x"}, {"a": "y"}], [1, 1], "'a' is a str"),
            ([{"a": 1}], [0], "weights"),
            ([{"a": 1}, {"a": 1}], [2, -1], "weights"),
        ):
            with self.assertRaisesRegex((TypeError, ValueError), words):
                weighted_mean(states, weights)
        for wrong in ({"clients": []}, {"rounds": -1}, {"min_clients": 0}, {"min_clients": 3}):
            with self.assertRaises(ValueError):
                cw.fedavg(local_step, **{"clients": [1, 2], "rounds": 1, "init": {"w": 0, "steps": 0}, **wrong})
        self.assertEqual(cw.fedavg(local_step, [1], 0, {"w": 1}), {"w": 1})


class Training(unittest.TestCase):
    def test_alone_it_is_a_call_with_a_world_of_one(self):
        def fit(ctx, start):
            total = start
            for batch in ctx.batches(10, 4):
                total += sum(batch.rows) * batch.weight
            return ctx.rank, ctx.world_size, ctx.is_main, ctx.device, ctx.total(total)

        self.assertEqual(cw.train(fit, nproc=4, start=0.5), (0, 1, True, "cpu", 45.5))

    def test_the_shares_of_a_batch_make_up_the_batch_and_weigh_as_much(self):
        for count, size, world in ((10, 4, 3), (7, 7, 2), (5, 2, 4), (9, 3, 3), (1, 8, 2)):
            whole = list(Context().batches(count, size, seed=1))
            shares = [list(Context(rank, world).batches(count, size, seed=1)) for rank in range(world)]
            for place, batch in enumerate(whole):
                parts = [share[place] for share in shares]
                counted = [part for part in parts if part.weight]
                self.assertEqual([row for part in counted for row in part.rows], batch.rows)
                # What averaging over processes makes of the weighted means is the mean over the batch.
                mean = sum(part.weight * sum(part.rows) / len(part.rows) for part in parts) / world
                self.assertAlmostEqual(mean, sum(batch.rows) / len(batch.rows))

    def test_wrong_arguments_are_named(self):
        for wrong in ({"nproc": 0}, {"nnodes": 0}):
            with self.assertRaises(ValueError):
                cw.train(print, **wrong)
        with self.assertRaises(ValueError):
            list(Context().batches(4, 0))
