import os
import unittest

from tests.running import RunnerTest, cell, needs_ipython, needs_matplotlib


class Outputs(RunnerTest):
    def test_prints_and_results_come_in_the_order_of_the_cell(self):
        done = self.run_job(["print('one')\nimport sys\nprint('two', file=sys.stderr)\nprint('three')\n1 + 1"])
        told = [(item["event"], item.get("name"), item.get("text")) for item in done.events if item["event"] in ("stream", "result")]
        self.assertEqual(told, [
            ("stream", "stdout", "one\n"), ("stream", "stderr", "two\n"), ("stream", "stdout", "three\n"), ("result", None, None),
        ])
        self.assertEqual(done.of("result")[0]["output"], {
            "output_type": "execute_result", "execution_count": 1, "data": {"text/plain": "2"}, "metadata": {},
        })
        self.assertEqual(done.finished, "succeeded")
        self.assertEqual(done.exit, {"code": 0, "signal": None, "oom": False})

    def test_a_semicolon_hides_the_result(self):
        self.assertEqual(self.run_job(["1;"]).of("result"), [])

    def test_children_and_c_code_print_into_the_cell(self):
        done = self.run_job(["print('before')\nimport os, subprocess\nos.write(1, b'written\\n')\nsubprocess.run(['echo', 'child'])\nos.system('echo error >&2')\nNone"])
        self.assertEqual(done.text("a1"), "before\nwritten\nchild\n")
        self.assertEqual(done.text("a1", "stderr"), "error\n")

    def test_carriage_returns_are_passed_on(self):
        self.assertEqual(self.run_job(["print('10%', end='\\r')\nprint('20%', end='\\r')"]).text(), "10%\r20%\r")

    def test_many_lines_arrive_whole(self):
        done = self.run_job(["for i in range(50000): print('line', i)"])
        self.assertEqual(done.text(), "".join(f"line {number}\n" for number in range(50000)))
        self.assertLess(len(done.of("stream")), 500)

    def test_a_child_that_prints_much_arrives_whole(self):
        done = self.run_job(["import subprocess\nsubprocess.run(['seq', '200000'])\nNone"])
        self.assertEqual(done.text(), "".join(f"{number}\n" for number in range(1, 200001)))

    def test_a_flood_is_cut_and_said_once(self):
        done = self.run_job(["line = 'x' * 1023\nfor i in range(200 * 1024): print(line)", "print('next')"], wanted=())
        size = sum(len(item["text"]) for item in done.of("stream", "a1") if item["name"] == "stdout")
        self.assertLessEqual(size, 64 * 1024 * 1024)
        self.assertIn("the rest is not kept", done.text("a1", "stderr"))
        self.assertEqual(done.text("a2"), "next\n")
        self.assertEqual(done.finished, "succeeded")

    def test_broken_surrogates_and_nan_are_still_json(self):
        done = self.run_job(["print('\\udcff ok')\nclass J:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n        return {'application/json': {'x': float('nan')}, 'text/plain': 'j'}\nJ()"], wanted=())
        self.assertTrue(done.text().endswith(" ok\n"))
        self.assertEqual(done.of("result")[0]["output"]["data"], {"application/json": {"x": None}, "text/plain": "j"})

    def test_output_of_a_thread_goes_to_the_cell_that_runs(self):
        done = self.run_job(["import threading\nready = threading.Event()\ndef late():\n    ready.wait()\n    print('late')\nthread = threading.Thread(target=late)\nthread.start()", "ready.set()\nthread.join()"], wanted=())
        self.assertEqual(done.text("a2"), "late\n")

    def test_input_is_refused_in_words(self):
        error = self.run_job(["input('name? ')"]).error("a1")
        self.assertEqual((error["ename"], error["evalue"]), ("StdinNotImplementedError", "raw_input was called, but this frontend does not support input requests."))

    def test_a_password_is_refused_in_words(self):
        self.assertEqual(self.run_job(["import getpass\ngetpass.getpass()"]).error("a1")["ename"], "StdinNotImplementedError")

    def test_an_error_has_a_traceback_that_names_its_cell(self):
        done = self.run_job(["def half(x):\n    return x / 0", cell("half(3)", executionCount=7)])
        error = done.error("a2")
        text = "".join(error["traceback"])
        self.assertEqual((error["ename"], error["evalue"]), ("ZeroDivisionError", "division by zero"))
        self.assertIn("In[7]", text)
        self.assertIn("In[1]", text)
        self.assertEqual((done.state("a2"), done.finished, done.exit["code"]), ("failed", "failed", 1))

    def test_an_error_whose_text_raises_is_told(self):
        done = self.run_job(["class Broken(Exception):\n    def __str__(self): raise RuntimeError('no')\n    __repr__ = __str__\nraise Broken()"])
        self.assertEqual(done.error("a1")["ename"], "Broken")
        self.assertEqual(len(done.of("error")), 1)

    def test_a_value_whose_repr_raises_does_not_stop_the_job(self):
        done = self.run_job(["class Broken:\n    def __repr__(self): raise RuntimeError('no')\nb = Broken()\nb", "print('on')"], stop=False)
        self.assertEqual(done.text("a2"), "on\n")

    def test_cells_after_a_failed_one_run_only_when_the_job_says_so(self):
        def states(stop):
            return [item["state"] for item in self.run_job(["1/0", "2"], stop=stop).of("cell-finished")]

        self.assertEqual(states(True), ["failed", "skipped"])
        self.assertEqual(states(False), ["failed", "succeeded"])

    def test_a_cell_that_needs_a_failed_one_is_skipped(self):
        cells = [cell("1/0", id="x"), cell("1", id="y", needs=["x"]), cell("2", id="z", needs=["y"]), cell("3", id="w")]
        done = self.run_job(cells, stop=False)
        self.assertEqual({item["cell"]: item["state"] for item in done.of("cell-finished")}, {"x": "failed", "y": "skipped", "z": "skipped", "w": "succeeded"})

    def test_leaving_by_sys_exit_is_an_error(self):
        done = self.run_job(["import sys\nsys.exit(3)"])
        self.assertEqual((done.error("a1")["ename"], done.error("a1")["evalue"]), ("SystemExit", "3"))
        self.assertEqual(done.state("a1"), "failed")

    def test_await_works_at_the_top_level(self):
        done = self.run_job(["import asyncio\nasync def twice(x):\n    await asyncio.sleep(0)\n    return 2 * x\ny = await twice(4)\ny"])
        self.assertEqual(done.of("result")[0]["output"]["data"], {"text/plain": "8"})
        self.assertIn("y", done.record("a1")["writes"])

    def test_tasks_go_on_between_cells(self):
        done = self.run_job(["import asyncio\nseen = []\nasync def later():\n    await asyncio.sleep(0)\n    seen.append(1)\ntask = asyncio.ensure_future(later())", "await task\nprint(seen)"], wanted=())
        self.assertEqual(done.text("a2"), "[1]\n")

    def test_results_of_earlier_cells_are_found(self):
        done = self.run_job(["40", "_ + 2", "Out[1], __, _1"])
        self.assertEqual([item["output"]["data"]["text/plain"] for item in done.of("result")], ["40", "42", "(40, 40, 40)"])

    def test_an_underscore_that_the_cell_binds_is_kept(self):
        done = self.run_job(["_ = 'mine'", "5", "print(_)"])
        self.assertEqual(done.text(), "mine\n")

    def test_syntax_errors_are_told_as_errors(self):
        self.assertEqual(self.run_job(["x = ("]).error("a1")["ename"], "SyntaxError")

    def test_the_notebook_folder_is_current_and_importable(self):
        (self.notebook / "helper.py").write_text("value = 7\n")
        done = self.run_job(["import os, helper\nprint(os.getcwd(), helper.value, __name__)"])
        self.assertEqual(done.text(), f"{os.path.realpath(self.notebook)} 7 __main__\n")

    def test_the_main_module_is_the_notebook(self):
        self.assertEqual(self.run_job(["x = 3", "import __main__\nprint(__main__.x)"]).text(), "3\n")


@needs_ipython
class Rich(RunnerTest):
    def test_displays_updates_and_clears_are_told(self):
        done = self.run_job(["from IPython.display import *\nhandle = display(HTML('<b>1</b>'), display_id='id')\nhandle.update(HTML('<b>2</b>'))\nclear_output(wait=True)"], wanted=())
        self.assertEqual(done.of("display")[0]["displayId"], "id")
        self.assertEqual(done.of("display")[0]["output"]["data"]["text/html"], "<b>1</b>")
        self.assertEqual((done.of("update-display")[0]["displayId"], done.of("update-display")[0]["data"]["text/html"]), ("id", "<b>2</b>"))
        self.assertEqual(done.of("clear")[0]["wait"], True)

    def test_magics_and_shell_lines_work(self):
        done = self.run_job(["%%time\nx = 1", "out = !echo hi\nout", "!echo shell", "%%bash\necho script"])
        self.assertIn("Wall time", done.text("a1"))
        self.assertEqual(done.of("result", "a2")[0]["output"]["data"]["text/plain"], "['hi']")
        self.assertEqual(done.text("a3").strip(), "shell")
        self.assertEqual(done.text("a4"), "script\n")

    def test_binary_images_are_base64(self):
        done = self.run_job(["class P:\n    def _repr_png_(self): return b'\\x89PNG'\nP()"])
        self.assertEqual(done.of("result")[0]["output"]["data"]["image/png"].strip(), "iVBORw==")

    def test_capture_keeps_the_output_of_a_cell(self):
        self.assertEqual(self.run_job(["%%capture kept\nprint('quiet')", "print(kept.stdout.upper())"], wanted=()).text(), "QUIET\n\n")

    @needs_matplotlib
    def test_figures_are_shown_inline_at_the_end_of_the_cell(self):
        done = self.run_job(["import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('drawn');"], wanted=())
        self.assertEqual([item["event"] for item in done.events if item.get("cell") == "a1"], ["cell-started", "stream", "display", "cell-finished"])
        data = done.of("display")[0]["output"]["data"]
        self.assertEqual(sorted(data), ["image/png", "text/plain"])
        self.assertEqual(data["text/plain"], "<Figure size 640x480 with 1 Axes>")


if __name__ == "__main__":
    unittest.main()
