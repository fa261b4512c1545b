"""What is particular to a backend: clusters that run already, how data travel, and joblib's text."""

import contextlib
import os
import pathlib
import pickle
import random
import subprocess
import sys
import tempfile
import textwrap
import unittest
from unittest import mock

import cellweave as cw
import distributed
import numpy
from cellweave.backends import dask, joblib, mpi, parcels, shipping
from cellweave.backends import ray as ray_backend
from cellweave.settings import Settings
from tests import test_backends_contract  # noqa: F401 (root may run MPI)
from tests.outcomes import in_sequence
from tests.running import RUNNER, alive, wait_for


@contextlib.contextmanager
def dask_cluster(*options):
    """A scheduler and a worker as an administrator starts them, who has never heard of us."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        where = f"--scheduler-file={folder}/scheduler.json"
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

        def start(program, *more):
            line = [sys.executable, "-m", f"distributed.cli.{program}", where, "--no-dashboard", "--host=127.0.0.1", *more]
            process = subprocess.Popen(line, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        start("dask_scheduler", "--port=0")
        wait_for(pathlib.Path(folder, "scheduler.json").exists, "the scheduler")
        start("dask_worker", "--no-nanny", "--memory-limit=0", *options)
        with distributed.Client(scheduler_file=f"{folder}/scheduler.json", set_as_default=False) as client:
            client.wait_for_workers(1)
            yield client.scheduler.address


class Dask(unittest.TestCase):
    def test_a_running_cluster_gets_the_package_and_its_threads_run_items_apart(self):
        with dask_cluster("--nthreads=3") as address, cw.use("dask", address=address):
            self.assertEqual(cw.map(lambda x: x * 2, range(20)), [x * 2 for x in range(20)])
            processes = cw.map(lambda x: os.getpid(), range(12), chunk=1)
            self.assertNotIn(os.getpid(), processes)
            call = lambda: cw.map(lambda x: random.random(), range(9), seed=2)  # noqa: E731
            self.assertEqual(call(), in_sequence(call)["result"][1])
            dask.close_all()

    def test_a_client_of_the_program_is_used_and_left_open(self):
        with dask_cluster("--nthreads=1") as address, distributed.Client(address, set_as_default=False) as client:
            client.upload_file(str(shipping.write_archive(pathlib.Path(tempfile.mkdtemp(), "cellweave.zip"))))
            with cw.use("dask", client=client):
                self.assertEqual(cw.map(str, range(3)), ["0", "1", "2"])
            self.assertEqual(client.status, "running")

    def test_what_all_items_read_is_on_every_worker_and_is_never_hashed(self):
        big = numpy.zeros(4_000_000)
        with cw.use("dask", workers=2):
            cw.map(abs, range(2))
            client = dask.client_of(Settings("dask", 2))
            scattered = []
            scatter = client.scatter

            def watched(data, **options):
                scattered.append((data, options))
                return scatter(data, **options)

            with mock.patch.object(client, "scatter", watched), mock.patch("dask.base.tokenize", side_effect=AssertionError):
                self.assertEqual(cw.map(lambda x, big: len(big), range(8), big=big), [4_000_000] * 8)
        [([parcel], options)] = scattered
        self.assertEqual(options, {"broadcast": True, "hash": False})
        self.assertEqual([memoryview(buffer).nbytes for buffer in parcel.buffers], [big.nbytes])


class Ray(unittest.TestCase):
    def test_a_running_cluster_gets_the_package(self):
        program = """
            import os, sys
            sys.path.insert(0, sys.argv[2])
            import cellweave as cw
            with cw.use("ray", address=sys.argv[1]):
                print(cw.map(lambda x: x * 2, range(5)), cw.map(lambda x: os.getpid(), range(2))[0] != os.getpid())
            """
        import ray

        with cw.use("ray", workers=2):
            cw.map(abs, range(3))
            address = ray.get_runtime_context().gcs_address
            with tempfile.TemporaryDirectory() as folder:
                # Another program, whose own path says nothing to the cluster.
                path = pathlib.Path(folder, "program.py")
                path.write_text(textwrap.dedent(program))
                done = subprocess.run([sys.executable, path, address, RUNNER], capture_output=True, text=True, cwd=folder)
        self.assertIn("[0, 2, 4, 6, 8] True", done.stdout, done.stderr)


    def test_a_machine_too_busy_to_start_it_in_time_is_asked_again(self):
        late, broken = Exception("The current node timed out during startup."), Exception("no memory")
        for raised, started in (([late, None], True), ([late] * 3, False), ([broken, None], False)):
            ray = mock.Mock()
            ray.init.side_effect = raised
            with self.subTest(raised=raised), contextlib.nullcontext() if started else self.assertRaises(Exception):
                ray_backend.start(ray, num_cpus=1)


class Mpi(unittest.TestCase):
    def test_the_ranks_run_a_file_that_a_person_can_read(self):
        line = mpi.command(Settings("mpi", 3, {"launcher": "srun --mpi=pmix"}), pathlib.Path("main.py"), ("host", 5))
        self.assertEqual(line, ["srun", "--mpi=pmix", "-n", "4", sys.executable, "-m", "mpi4py.futures", "main.py", "host", "5"])
        self.assertIn("with MPICommExecutor(MPI.COMM_WORLD, root=0) as executor:", mpi.MAIN)

    def test_a_session_serves_many_calls_from_ranks_of_their_own(self):
        with cw.use("mpi", workers=2):
            rank = lambda x: (os.getpid(), os.environ.get("OMPI_COMM_WORLD_RANK"))  # noqa: E731
            found = set(cw.map(rank, range(30), chunk=1)) | set(cw.map(rank, range(30), chunk=1))
        self.assertLessEqual(len(found), 2)
        self.assertNotIn(os.getpid(), {process for process, _ in found})
        self.assertLessEqual({number for _, number in found}, {"1", "2"})

    def test_what_cannot_start_says_why(self):
        with cw.use("mpi", workers=1, launcher=f"{sys.executable} -c 'print(\"no such machine\")'"):
            with self.assertRaisesRegex(cw.WorkerDied, "no such machine"):
                cw.map(abs, range(3))


class Ends(unittest.TestCase):
    def test_nothing_is_left_of_a_program_that_was_killed(self):
        program = """
            import os, signal, sys
            sys.path.insert(0, sys.argv[1])
            import cellweave as cw
            with cw.use(sys.argv[2], workers=1):
                print(*cw.map(lambda x: os.getppid(), range(2)), os.getpid(), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
            """
        for backend in ("dask", "mpi"):
            with tempfile.TemporaryDirectory() as folder, self.subTest(backend=backend):
                line = [sys.executable, "-c", textwrap.dedent(program), str(RUNNER), backend]
                done = subprocess.run(line, capture_output=True, text=True, env={**os.environ, "TMPDIR": folder})
                self.assertEqual(done.returncode, -9, done.stderr)
                started = int(done.stdout.split()[0])
                wait_for(lambda: not alive(started), "the end of what it started")
                wait_for(lambda: not list(pathlib.Path(folder).glob("cellweave-*")), f"an empty folder, not {os.listdir(folder)}")


class Parcels(unittest.TestCase):
    def test_a_parcel_comes_back_from_a_pickle_and_from_a_file(self):
        value = {"small": list(range(9)), "big": numpy.arange(100_000.0), "more": numpy.ones((300, 300), order="F"), "f": lambda x: x + 1}
        parcel = parcels.pack(value)
        self.assertEqual(len(parcel.buffers), 2)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "parcel")
            parcels.write(path, parcel)
            for back in (pickle.loads(pickle.dumps(parcel, protocol=5)).open(), parcels.FileParcel(path).open()):
                self.assertEqual((back["small"], back["f"](1)), (value["small"], 2))
                numpy.testing.assert_array_equal(back["big"], value["big"])
                numpy.testing.assert_array_equal(back["more"], value["more"])
                back["big"][0] = 5
            numpy.testing.assert_array_equal(parcels.FileParcel(path).open()["big"], value["big"])


class JoblibText(unittest.TestCase):
    def written(self, **options):
        text = joblib.source("fit", "folds", "scores", ("X", "scale"), workers=2, **options)
        before = "import random\n\ndef fit(fold, X, scale):\n    return (X[fold] * scale, random.random())\n\n"
        program = f"{before}X, scale, folds = [1, 2, 3], 10, [2, 0, 1]\n{text}print(scores)\n"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return text, eval(done.stdout)

    def test_a_map_is_one_readable_line_that_runs(self):
        text, scores = self.written()
        self.assertEqual(
            text,
            "from joblib import Parallel, delayed\n\n"
            'scores = Parallel(n_jobs=2, mmap_mode="c")(delayed(fit)(item, X=X, scale=scale) for item in folds)\n',
        )
        self.assertEqual([value for value, _ in scores], [30, 10, 20])

    def test_seeded_items_draw_what_they_draw_here(self):
        _, scores = self.written(seed=4)
        here = cw.map(lambda fold, X, scale: (X[fold] * scale, random.random()), [2, 0, 1], seed=4, X=[1, 2, 3], scale=10)
        self.assertEqual(scores, here)
