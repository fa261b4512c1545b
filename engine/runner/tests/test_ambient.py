import os
import unittest

from tests.running import PYTHON, RunnerTest, cell, needs_matplotlib, needs_numpy, needs_pandas


class Ambient(RunnerTest):
    def test_a_draw_reads_and_writes_the_generator(self):
        done = self.run_job(["import random\nrandom.seed(5)", "x = random.random()", "y = 1"])
        self.assertEqual([done.record(f"a{index}")["ambient"] for index in (1, 2, 3)], [["rng.py"], ["rng.py"], []])
        self.assertEqual(done.record("a2")["reads"]["<rng.py>"], "a1")
        self.assertIn("<rng.py>", done.record("a2")["writes"])
        self.assertIn(["<rng.py>"], done.groups())

    def test_a_generator_goes_on_in_another_process(self):
        whole = self.run_job(["import random\nrandom.seed(5)\nrandom.random()", "print(random.random())"])
        first = self.run_job(["import random\nrandom.seed(5)\nrandom.random()"])
        done = self.run_job([cell("print(random.random())", inputs=first.inputs())])
        self.assertEqual(done.text(), whole.text())
        self.assertEqual(done.record("c1")["reads"]["<rng.py>"], "b1")

    def test_unseeded_draws_of_two_jobs_differ(self):
        source = "import random\nprint(random.random())"
        self.assertNotEqual(self.run_job([source]).text(), self.run_job([source]).text())

    @needs_numpy
    def test_the_generator_of_numpy_goes_on_in_another_process(self):
        whole = self.run_job(["import numpy as np\nnp.random.seed(5)\nnp.random.rand()", "print(np.random.rand())"])
        first = self.run_job(["import numpy as np\nnp.random.seed(5)\nnp.random.rand()"])
        self.assertEqual(first.record("b1")["ambient"], ["rng.np"])
        done = self.run_job([cell("import numpy as np\nprint(np.random.rand())", inputs=first.inputs("<rng.np>"))])
        self.assertEqual(done.text(), whole.text())

    @needs_numpy
    def test_importing_a_library_changes_nothing(self):
        done = self.run_job(["import numpy, unittest.mock\nnumpy.zeros(3)", "numpy.random.rand()"], python=PYTHON, flags=["-B"])
        self.assertEqual([done.record("a1")["ambient"], done.record("a2")["ambient"]], [[], ["rng.np"]])

    @needs_numpy
    def test_unseeded_numpy_draws_of_forked_jobs_differ(self):
        source = "import numpy as np\nprint(np.random.rand())"
        self.assertNotEqual(self.run_job([source]).text(), self.run_job([source]).text())

    def test_the_directory_travels(self):
        (self.notebook / "inner").mkdir()
        first = self.run_job(["import os\nos.chdir('inner')"])
        self.assertEqual((first.record("a1")["ambient"], first.origins()["<cwd>"]), (["cwd"], "a1"))
        done = self.run_job([cell("import os\nprint(os.path.basename(os.getcwd()))", inputs=first.inputs("<cwd>"))])
        self.assertEqual(done.text(), "inner\n")

    def test_the_environment_travels_as_what_was_changed(self):
        first = self.run_job(["import os\nos.environ['NEW'] = '1'\ndel os.environ['HOME']"])
        self.assertEqual(first.record("a1")["ambient"], ["env"])
        stored = b"".join(path.read_bytes() for path in self.store.rglob("*") if path.is_file())
        self.assertNotIn(os.environ["PATH"].encode(), stored)
        done = self.run_job([cell("import os\nprint(os.environ['NEW'], 'HOME' in os.environ)", inputs=first.inputs("<env>"))])
        self.assertEqual(done.text(), "1 False\n")

    def test_warnings_filters_and_the_module_path_travel(self):
        first = self.run_job(["import warnings, sys\nwarnings.simplefilter('error')\nsys.path.append('/somewhere')"])
        self.assertEqual(first.record("a1")["ambient"], ["warnings", "sys.path"])
        done = self.run_job([cell("import sys\nprint(sys.path[-1])\nimport warnings\nwarnings.warn('now an error')", inputs=first.inputs())])
        self.assertEqual((done.text(), done.error("b1")["ename"]), ("/somewhere\n", "UserWarning"))

    @needs_pandas
    def test_pandas_options_travel(self):
        first = self.run_job(["import pandas as pd\npd.set_option('display.max_rows', 4)"])
        self.assertEqual(first.record("a1")["ambient"], ["pandas.options"])
        done = self.run_job([cell("import pandas as pd\nprint(pd.get_option('display.max_rows'))", inputs=first.inputs("<pandas.options>"))])
        self.assertEqual(done.text(), "4\n")

    @needs_matplotlib
    def test_matplotlib_settings_travel(self):
        first = self.run_job(["import matplotlib as mpl\nmpl.rcParams['lines.linewidth'] = 9"])
        self.assertEqual(first.record("a1")["ambient"], ["mpl.rc"])
        done = self.run_job([cell("import matplotlib as mpl\nprint(mpl.rcParams['lines.linewidth'])", inputs=first.inputs("<mpl.rc>"))])
        self.assertEqual(done.text(), "9.0\n")

    @needs_matplotlib
    def test_plotting_changes_no_setting(self):
        done = self.run_job(["import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()", "plt.hist([1, 2])\nplt.show()"])
        self.assertEqual([done.record("a1")["ambient"], done.record("a2")["ambient"]], [[], []])

    def test_only_wanted_ambient_state_is_stored(self):
        self.assertEqual(self.run_job(["import random\nrandom.seed(1)"], wanted=["random"]).groups(), [["random"]])


if __name__ == "__main__":
    unittest.main()
