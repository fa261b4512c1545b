import contextlib
import io
import os
import signal
import textwrap
import unittest

import cellweave as cw
import numpy
import torch
from cellweave.skeletons.averages import weighted_mean
from tests.outcomes import outcome
from tests.test_backends_contract import notebook

# As many threads as processes would only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

CELLS = notebook(
    textwrap.dedent(
        """
        import signal, sys

        def fit(ctx, rows, size, fail=None, how="raise"):
            import torch
            torch.manual_seed(0)
            X = torch.randn(rows, 4)
            y = X @ torch.tensor([1.0, 2.0, 3.0, 4.0]) + 1
            model = ctx.wrap(torch.nn.Linear(4, 1))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for epoch in range(3):
                seen = 0
                for batch in ctx.batches(rows, size, seed=epoch):
                    optimizer.zero_grad()
                    loss = ((model(X[batch.rows])[:, 0] - y[batch.rows]) ** 2).mean()
                    (loss * batch.weight).backward()
                    optimizer.step()
                    seen += len(batch.rows) if batch.weight else 0
                seen = ctx.total(seen)
                if ctx.is_main:
                    print("epoch", epoch, seen)
            print("from", ctx.rank, file=sys.stderr)
            if fail == ctx.rank:
                if how == "raise":
                    raise KeyError(f"rank {ctx.rank}")
                os.kill(os.getpid(), signal.SIGKILL)
            state = {name: value.numpy() for name, value in ctx.unwrap(model).state_dict().items()}
            return state, ctx.world_size, os.getpid()
        """
    )
)


@contextlib.contextmanager
def quiet():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


class Train(unittest.TestCase):
    def test_processes_learn_what_one_learns_within_the_precision_of_floats(self):
        for nproc, nnodes, rows, size in ((2, 1, 50, 7), (1, 2, 9, 8)):
            call = lambda: cw.train(CELLS["fit"], nproc=nproc, nnodes=nnodes, rows=rows, size=size)  # noqa: B023, E731
            alone = outcome(call)
            with cw.use("local", workers=2):
                apart = outcome(call)
            self.assertEqual((apart["stdout"], apart["stderr"]), (alone["stdout"], alone["stderr"]), apart)
            (one, world_of_one, _), (many, world, process) = alone["result"][1], apart["result"][1]
            self.assertEqual((world_of_one, world), (1, 2))
            self.assertNotEqual(process, os.getpid())
            self.assertEqual(set(one), set(many))
            for name in one:
                numpy.testing.assert_allclose(many[name], one[name], rtol=1e-4, atol=1e-5)

    def test_what_a_process_raises_is_raised_here(self):
        with quiet(), cw.use("local", workers=2), self.assertRaises(KeyError) as raised:
            cw.train(CELLS["fit"], nproc=2, rows=8, size=4, fail=1)
        self.assertEqual(raised.exception.args, ("rank 1",))
        self.assertIn('File "<cell>"', str(raised.exception.__cause__))

    def test_a_process_that_is_killed_is_named(self):
        with quiet(), cw.use("local", workers=2), self.assertRaisesRegex(cw.WorkerDied, "SIGKILL"):
            cw.train(CELLS["fit"], nproc=2, rows=8, size=4, fail=1, how=signal.SIGKILL)


class Tensors(unittest.TestCase):
    def test_states_of_tensors_are_averaged_in_their_own_type(self):
        model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
        states = [{name: torch.full_like(value, k) for name, value in model.state_dict().items()} for k in (1, 2, 6)]
        mean = weighted_mean(states, [1, 1, 2])
        self.assertEqual({name: value.dtype for name, value in mean.items()}, {name: value.dtype for name, value in model.state_dict().items()})
        self.assertEqual({float(value.flatten()[0]) for name, value in mean.items() if value.is_floating_point()}, {3.75})
        self.assertEqual(int(mean["1.num_batches_tracked"]), 4)
        model.load_state_dict(mean)

    def test_clients_that_train_with_torch_give_the_same_in_a_pool(self):
        def step(state, client):
            torch.manual_seed(client)
            model = torch.nn.Linear(3, 1)
            model.load_state_dict(state)
            X = torch.randn(8, 3)
            model(X).square().mean().backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= 0.1 * parameter.grad
            return {name: value.clone() for name, value in model.state_dict().items()}, len(X)

        torch.manual_seed(0)
        init = torch.nn.Linear(3, 1).state_dict()
        call = lambda: cw.fedavg(step, range(4), 2, init, seed=0)  # noqa: E731
        alone = call()
        with cw.use("joblib", workers=2):
            apart = call()
        self.assertTrue(all(torch.equal(alone[name], apart[name]) for name in alone))


class Seeds(unittest.TestCase):
    def test_items_that_draw_from_torch_draw_the_same_elsewhere(self):
        call = lambda: cw.map(lambda x: float(torch.rand(1)), range(6), seed=3)  # noqa: E731
        alone = call()
        for backend in ("joblib", "mpi"):
            with cw.use(backend, workers=2):
                self.assertEqual(call(), alone)
        self.assertEqual(len(set(alone)), 6)
