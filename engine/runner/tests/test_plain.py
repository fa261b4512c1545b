import unittest

from tests.running import RunnerTest, cell

# Without site there are no installed packages, so no IPython.
BARE = ("-S",)


class WithoutIPython(RunnerTest):
    def run_bare(self, cells, **members):
        done = self.run_job(cells, flags=BARE, **members)
        self.assertIsNone(done.of("started")[0]["ipython"])
        return done

    def test_results_prints_and_counts_are_told(self):
        done = self.run_bare([cell("print('hi')\nx = 2\nx * 3", executionCount=4), cell("_ + Out[4] + _4", executionCount=5), "x;"])
        self.assertEqual(done.text(), "hi\n")
        self.assertEqual([(item["output"]["execution_count"], item["output"]["data"]) for item in done.of("result")], [(4, {"text/plain": "6"}), (5, {"text/plain": "18"})])

    def test_rich_values_and_display_work(self):
        done = self.run_bare(["class R:\n    def _repr_html_(self): return '<b>r</b>'\n    def __repr__(self): return 'R'\ndisplay(R())\nR()"])
        self.assertEqual(done.of("display")[0]["output"]["data"], {"text/html": "<b>r</b>", "text/plain": "R"})
        self.assertEqual(done.of("result")[0]["output"]["data"], {"text/html": "<b>r</b>", "text/plain": "R"})

    def test_errors_have_tracebacks_that_name_their_cells(self):
        done = self.run_bare(["def f():\n    raise ValueError('v')", "f()"])
        error = done.error("a2")
        self.assertEqual((error["ename"], error["evalue"]), ("ValueError", "v"))
        text = "\n".join(error["traceback"])
        self.assertIn("Cell In[1]", text)
        self.assertIn("raise ValueError('v')", text)
        self.assertNotIn("plain_shell", text)

    def test_syntax_errors_and_magics_are_errors(self):
        self.assertEqual([self.run_bare([source]).error(f"{name}1")["ename"] for name, source in zip("ab", ("x = (", "%time 1"))], ["SyntaxError", "SyntaxError"])

    def test_await_works_at_the_top_level(self):
        done = self.run_bare(["import asyncio\nawait asyncio.sleep(0)\nx = 3\nx + await asyncio.sleep(0, 4)"])
        self.assertEqual(done.of("result")[0]["output"]["data"], {"text/plain": "7"})

    def test_names_groups_and_records_are_the_same(self):
        first = self.run_bare(["a = [1]\nb = a\nclass K:\n    v = a\nk = K()\ndef f(): return b"])
        self.assertEqual(first.groups(), [["K", "a", "b", "k"], ["f"]])
        done = self.run_bare([cell("f().append(2)\nprint(a, k.v)\ndel b", inputs=first.inputs()), "b"])
        self.assertEqual(done.text(), "[1, 2] [1, 2]\n")
        self.assertEqual((done.record("b1")["mutates"], done.record("b1")["deletes"]), (["K", "a", "k"], ["b"]))
        self.assertEqual(done.error("b2")["ename"], "NameError")

    def test_input_is_refused(self):
        self.assertEqual(self.run_bare(["input()"]).error("a1")["ename"], "StdinNotImplementedError")

    def test_preludes_gates_and_ambient_state_work(self):
        done = self.run_bare(["import random\nrandom.seed(1)\nprint(g())"], prelude=[("p", "def g(): return 5")])
        self.assertEqual((done.text(), done.record("a1")["ambient"]), ("5\n", ["rng.py"]))


if __name__ == "__main__":
    unittest.main()
