import os
import subprocess
import textwrap
import unittest

from tests.running import PYTHON, RUNNER, has

needs_sklearn = unittest.skipUnless(has("sklearn"), f"{PYTHON} has no sklearn")

PROGRAM = """
    import decimal, sys
    sys.path.insert(0, sys.argv[1])
    import numpy
    import cellweave as cw
    from sklearn.cluster import KMeans

    rows = numpy.random.default_rng(0).random((500, 4))
    # From here on the main thread has a team of OpenMP threads, which no fork copies.
    KMeans(2, n_init=1, random_state=0).fit(rows)
    decimal.getcontext().prec = 5
    numpy.seterr(all="raise")

    def fit(k):
        model = KMeans(k, n_init=1, random_state=0).fit(rows)
        return model.inertia_, str(decimal.Decimal(1) / 7), numpy.geterr()["over"]

    plain = cw.map(fit, [2, 3, 4])
    with cw.use("local", workers=2):
        print(cw.map(fit, [2, 3, 4]) == plain, plain[0][1:])
"""


@needs_sklearn
class OpenMP(unittest.TestCase):
    def test_a_library_that_used_openmp_works_in_the_workers_and_with_the_settings_of_the_thread(self):
        command = [PYTHON, "-c", textwrap.dedent(PROGRAM), str(RUNNER)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=dict(os.environ, OMP_NUM_THREADS="2"))
        self.assertEqual((done.stdout, done.returncode), ("True ('0.14286', 'raise')\n", 0), done.stderr[-2000:])
