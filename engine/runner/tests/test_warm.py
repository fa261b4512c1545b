import json
import os
import subprocess
import unittest

from tests.running import PYTHON, RunnerTest, WarmParent, built, environment, has, needs_numpy, wait_for


class Warm(RunnerTest):
    def parent(self, *modules, **variables):
        parent = WarmParent(*modules, **variables)
        self.started.append(parent.process)
        return parent

    def test_it_tells_what_it_loaded_and_what_is_missing(self):
        ready = self.parent("json", "decimal", "no_such_module").ready
        self.assertEqual((ready["ready"], ready["loaded"], ready["missing"], ready["noisy"]), (True, ["json", "decimal"], ["no_such_module"], []))

    def test_a_module_that_prints_or_warns_is_left_to_the_cell(self):
        (self.notebook / "loud.py").write_text("print('loud')\n")
        (self.notebook / "warns.py").write_text("import warnings\nwarnings.warn('careful')\n")
        parent = self.parent("json", "loud", "warns", path=str(self.notebook))
        self.assertEqual((parent.ready["loaded"], parent.ready["noisy"]), (["json"], ["loud", "warns"]))
        folder = self.write(["import sys\nprint('loud' in sys.modules)\nimport loud, warns"])
        parent.start(folder)
        wait_for((folder / "exit.json").exists, "the end")
        done = self.done(folder)
        self.assertEqual(done.text(), "False\nloud\n")
        self.assertIn("careful", done.text(name="stderr"))

    def test_it_loads_what_a_line_asks_for_and_starts_anew_without_what_is_noisy(self):
        (self.notebook / "loud.py").write_text("print('loud')\n")
        parent = self.parent("json", path=str(self.notebook))
        first = self.write(["import sys\nprint('decimal' in sys.modules)"])
        parent.process.stdin.write(json.dumps({"preload": ["decimal", "no_such_module"]}) + "\n")
        parent.start(first)
        wait_for((first / "exit.json").exists, "the first")
        self.assertEqual(self.done(first).text(), "True\n")
        second = self.write(["import sys\nprint('decimal' in sys.modules, 'loud' in sys.modules)\nimport loud"])
        # Written at once: what comes after the request must not get lost while the parent starts anew.
        parent.process.stdin.write(json.dumps({"preload": ["loud"]}) + "\n" + json.dumps({"job": str(second)}) + "\n")
        ready = json.loads(parent.process.stdout.readline())
        self.assertEqual((ready["loaded"], ready["noisy"]), (["json", "decimal"], ["loud"]))
        wait_for((second / "exit.json").exists, "the second")
        self.assertEqual(self.done(second).text(), "True False\nloud\n")

    def test_it_answers_with_the_supervisor_and_runs_jobs_side_by_side(self):
        parent = self.parent()
        folders = [self.write([f"import os\nopen({str(self.root / f'pipe-{index}')!r}).read()\nprint({index})"], wanted=()) for index in range(3)]
        for index in range(3):
            os.mkfifo(self.root / f"pipe-{index}")
        answers = [parent.start(folder) for folder in folders]
        self.assertEqual([answer["job"] for answer in answers], [str(folder) for folder in folders])
        self.assertEqual([answer["pid"] for answer in answers], [self.pids(folder)["supervisor"] for folder in folders])
        for index in (2, 0, 1):
            (self.root / f"pipe-{index}").write_text("go")
            wait_for((folders[index] / "exit.json").exists, f"job {index}")
            self.assertEqual(self.done(folders[index]).text(), f"{index}\n")

    def test_jobs_outlive_their_warm_parent(self):
        parent = self.parent()
        pipe = self.root / "pipe"
        os.mkfifo(pipe)
        folder = self.write([f"open({str(pipe)!r}).read()\nprint('outlived')"], wanted=())
        parent.start(folder)
        self.wait_event(folder, "cell-started")
        self.assertEqual(parent.stop(), 0)
        pipe.write_text("go")
        wait_for((folder / "exit.json").exists, "the end")
        self.assertEqual(self.done(folder).text(), "outlived\n")

    def test_a_killed_warm_parent_takes_no_job_along(self):
        parent = self.parent()
        pipe = self.root / "pipe"
        os.mkfifo(pipe)
        folder = self.write([f"open({str(pipe)!r}).read()\nprint('outlived')"], wanted=())
        parent.start(folder)
        self.wait_event(folder, "cell-started")
        parent.process.kill()
        pipe.write_text("go")
        wait_for((folder / "exit.json").exists, "the end")
        self.assertEqual(self.done(folder).finished, "succeeded")

    def test_a_job_leaves_no_zombie_and_no_state_behind(self):
        parent = self.parent()
        first = self.write(["x = 1\nimport os, sys\nos.environ['LEFT'] = '1'\nsys.path.append('/left')\nimport json\njson.left = True"])
        answer = parent.start(first)
        wait_for((first / "exit.json").exists, "the first")
        wait_for(lambda: not os.path.exists(f"/proc/{answer['pid']}"), "the supervisor's end")
        second = self.write(["import os, sys, json\nprint('LEFT' in os.environ, '/left' in sys.path, hasattr(json, 'left'), 'x' in globals())"])
        parent.start(second)
        wait_for((second / "exit.json").exists, "the second")
        self.assertEqual(self.done(second).text(), "False False False False\n")

    def test_a_line_that_is_no_job_is_answered(self):
        parent = self.parent()
        parent.process.stdin.write("nonsense\n")
        self.assertIn("error", json.loads(parent.process.stdout.readline()))
        folder = self.write(["print(1)"])
        parent.start(folder)
        wait_for((folder / "exit.json").exists, "the end")
        self.assertEqual(self.done(folder).text(), "1\n")

    @needs_numpy
    def test_a_job_that_starts_warm_is_the_same_as_one_that_starts_cold(self):
        cells = ["import numpy as np\nx = np.arange(5)\nx", "np.random.seed(1)\nnp.random.rand()", "1/0"]
        parent = self.parent("numpy")
        warm = self.write(cells)
        parent.start(warm)
        wait_for((warm / "exit.json").exists, "the end")
        cold = self.write([{"source": source, "id": f"a{index + 1}"} for index, source in enumerate(cells)])
        self.start(cold).wait()
        self.assertEqual([told(item) for item in self.events(warm)], [told(item) for item in self.events(cold)])


def told(event):
    """An event without what differs between any two runs."""
    event = {key: value for key, value in event.items() if key not in ("at", "pid")}
    if "record" in event:
        event["record"] = {key: value for key, value in event["record"].items() if key not in ("seconds", "cpuSeconds", "peakBytes")}
    return event


class Facts(unittest.TestCase):
    def test_facts_tell_the_python_and_its_machine(self):
        facts = json.loads(subprocess.run([PYTHON, str(built), "facts"], capture_output=True, check=True).stdout)
        self.assertEqual(sorted(facts), ["cores", "executable", "ipython", "memoryBytes", "packages", "python"])
        self.assertEqual(facts["ipython"] is not None, has("IPython"))
        self.assertGreater(facts["cores"], 0)

    def test_a_wrong_verb_is_refused_with_the_usage(self):
        ended = subprocess.run([PYTHON, str(built), "fly"], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("usage", ended.stderr)


if __name__ == "__main__":
    unittest.main()
