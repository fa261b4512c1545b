import unittest

from tests.running import RunnerTest, cell


class Names(RunnerTest):
    def test_a_record_tells_what_a_cell_read_and_bound(self):
        done = self.run_job(["x = 1\ny = 2", "z = x + 1\nx = 5", "del y\nprint(missing) if False else None"])
        self.assertEqual(done.record("a1")["writes"], ["x", "y"])
        self.assertEqual((done.record("a2")["reads"], done.record("a2")["writes"]), ({"x": "a1"}, ["x", "z"]))
        self.assertEqual((done.record("a3")["reads"], done.record("a3")["deletes"]), ({"y": "a1"}, ["y"]))
        self.assertEqual(done.origins(), {"x": "a2", "z": "a2"})

    def test_names_that_nobody_has_are_told(self):
        done = self.run_job(["try:\n    nowhere\nexcept NameError:\n    len('x')"])
        self.assertEqual(done.record("a1")["absent"], ["nowhere", "NameError", "len"])

    def test_reads_through_functions_lambdas_and_eval_are_seen(self):
        done = self.run_job(["a, b, c, d = 1, 2, 3, 4\ndef f():\n    return a + (lambda: b)()", "f() + eval('c')", "[i for i in range(2) if d]"])
        self.assertEqual(sorted(done.record("a2")["reads"]), ["a", "b", "c", "f"])
        self.assertEqual(sorted(done.record("a3")["reads"]), ["d"])

    def test_class_bodies_and_global_statements_are_seen(self):
        done = self.run_job(["base = 2\ncount = 0", "class K:\n    value = base * 2\ndef bump():\n    global count, fresh\n    count += 1\n    fresh = True\nbump()\nprint(K.value)"])
        self.assertEqual(done.text(), "4\n")
        self.assertEqual(done.record("a2")["reads"], {"base": "a1", "count": "a1"})
        self.assertEqual(sorted(done.record("a2")["writes"]), ["K", "bump", "count", "fresh"])

    def test_a_deleted_name_is_gone_for_later_cells(self):
        done = self.run_job(["x = 1", "del x", "x"])
        self.assertEqual(done.error("a3")["ename"], "NameError")
        self.assertEqual(done.record("a3")["absent"], ["x"])
        self.assertEqual(done.groups(), [])

    def test_a_name_bound_and_deleted_in_one_cell_does_not_come_back(self):
        done = self.run_job(["x = 1", "for x in range(3): pass\ndel x", "x"])
        self.assertEqual(done.error("a3")["ename"], "NameError")

    def test_globals_shows_every_name_and_nothing_else(self):
        done = self.run_job(["x = 1", "print('x' in globals(), 'print' in globals())"])
        self.assertEqual(done.text(), "True False\n")

    def test_inputs_are_loaded_when_they_are_touched_and_not_before(self):
        first = self.run_job(["x = [1]", "y = [2]"])
        done = self.run_job([cell("print(x)", inputs=first.inputs())])
        self.assertEqual(done.text(), "[1]\n")
        self.assertEqual(done.record("b1")["reads"], {"x": "a1"})

    def test_an_input_that_is_gone_ends_the_job_where_it_is_asked_for(self):
        lost = [{"digest": "0" * 64, "origins": {"x": "a1"}}]
        done = self.run_job([cell("print(1)", inputs=lost), "try:\n    x\nexcept BaseException:\n    print('caught')"])
        self.assertEqual((done.state("a1"), done.text()), ("succeeded", "1\n"))
        self.assertEqual([(item["digest"], item["names"]) for item in done.of("lost")], [("0" * 64, ["x"])])
        self.assertEqual((done.of("finished"), done.exit["code"]), ([], 1))

    def test_a_damaged_input_is_told_and_removed(self):
        first = self.run_job(["x = [1]"])
        digest = first.inputs()[0]["digest"]
        path = self.store / digest[:2] / digest[2:]
        path.write_bytes(path.read_bytes()[:40])
        done = self.run_job([cell("print(x)", inputs=first.inputs())])
        self.assertEqual(([item["names"] for item in done.of("lost")], path.exists()), ([["x"]], False))

    def test_inputs_of_a_later_cell_replace_what_the_name_was(self):
        first = self.run_job(["x = 'old'"])
        second = self.run_job(["x = 'new'"])
        done = self.run_job([cell("print(x)", inputs=first.inputs()), cell("print(x)", inputs=second.inputs())])
        self.assertEqual(done.text(), "old\nnew\n")
        self.assertEqual([done.record("c1")["reads"], done.record("c2")["reads"]], [{"x": "a1"}, {"x": "b1"}])

    def test_a_name_bound_over_an_unread_input_is_not_read(self):
        first = self.run_job(["x = [1]\ny = x"])
        done = self.run_job([cell("x = 2\nprint(y)", inputs=first.inputs())])
        self.assertEqual((done.text(), done.record("b1")["reads"]), ("[1]\n", {"y": "a1"}))

    def test_preloaded_names_count_as_read(self):
        first = self.run_job(["x = 1\ny = 2"])
        done = self.run_job([cell("pass", inputs=first.inputs(), preload=["x"]), cell("pass", preload=["*"])])
        self.assertEqual([done.record("b1")["reads"], done.record("b2")["reads"]], [{"x": "a1"}, {"x": "a1", "y": "a1"}])

    def test_the_prelude_runs_unseen_and_reads_of_it_have_no_cell(self):
        done = self.run_job(["print(f(2))"], prelude=[("p1", "import math\nprint('unseen')"), ("p2", "def f(x): return math.sqrt(x * 2)"), ("p3", "1/0")])
        self.assertEqual(done.text(), "2.0\n")
        self.assertEqual(done.record("a1")["reads"], {"f": None, "math": None})
        self.assertEqual((done.groups(), len(done.of("error"))), ([], 0))

    def test_only_wanted_names_are_stored(self):
        self.assertEqual(self.run_job(["x = 1\ny = [2]\nz = y"], wanted=["z"]).groups(), [["y", "z"]])

    def test_results_by_number_travel_when_they_are_wanted(self):
        first = self.run_job([cell("40 + 2", executionCount=3)], wanted=["_", "_3"])
        done = self.run_job([cell("print(_, Out[3])", inputs=first.inputs(), executionCount=4)])
        self.assertEqual(done.text(), "42 42\n")
        self.assertEqual(done.record("b1")["reads"], {"_": "a1", "_3": "a1"})

    def test_two_hundred_trivial_cells_cost_little_each(self):
        done = self.run_job([f"x{index} = {index}" for index in range(200)], wanted=())
        self.assertEqual(len(done.of("cell-finished")), 200)
        spent = sorted(done.record(f"a{index + 1}")["seconds"] for index in range(200))
        self.assertLess(spent[100], 0.05)


if __name__ == "__main__":
    unittest.main()
