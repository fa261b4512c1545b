"""What a job knows of items that ran in processes of their own."""

import json
import os
import signal
import unittest

from tests.running import RunnerTest, alive, cell, needs_numpy, shared_parent, wait_for

START = "import cellweave as cw, time, os\n"


class Records(RunnerTest):
    def run_apart(self, cells, **members):
        return self.run_job(cells, workers=2, **members)

    def test_names_that_only_items_read_are_in_the_record_with_their_versions(self):
        first = self.run_job(["factor = 3\nunused = [1]", "deep = [factor]"])
        given = [{**cell(START + "def f(x):\n    time.sleep(0.02)\n    return x * deep[0]\ncw.map(f, range(6))"), "inputs": first.inputs()}]
        done = self.run_apart(given)
        self.assertEqual(done.of("result")[0]["output"]["data"], {"text/plain": "[0, 3, 6, 9, 12, 15]"})
        reads = done.record("b1")["reads"]
        self.assertEqual((reads.get("deep"), "unused" in reads), ("a2", False))
        self.assertEqual(done.record("b1")["mutates"], [])

    def test_names_that_nobody_had_when_items_asked_are_absent(self):
        source = START + "def f(x):\n    time.sleep(0.02)\n    try:\n        return nowhere\n    except NameError:\n        return x\ncw.map(f, range(4))"
        self.assertIn("nowhere", self.run_apart([source]).record("a1")["absent"])

    def test_files_that_items_read_are_effects(self):
        (self.notebook / "data.txt").write_text("7")
        done = self.run_apart([START + "def f(x):\n    time.sleep(0.02)\n    return open('data.txt').read()\ncw.map(f, range(4))"])
        self.assertIn(f"fs:read:{self.notebook}/data.txt", done.record("a1")["effects"])

    def test_what_items_change_is_changed_and_recorded(self):
        done = self.run_apart(["seen = []", START + "def f(x):\n    time.sleep(0.02)\n    seen.append(x)\ncw.map(f, range(4))\nseen"])
        self.assertEqual(done.of("result", "a2")[0]["output"]["data"], {"text/plain": "[0, 1, 2, 3]"})
        self.assertEqual(done.record("a2")["mutates"], ["seen"])

    def test_processor_time_of_items_is_the_cells(self):
        burn = "def f(x):\n    until = time.process_time() + 0.1\n    while time.process_time() < until: pass\ncw.map(f, range(4))"
        self.assertGreater(self.run_apart([START + burn]).record("a1")["cpuSeconds"], 0.35)

    def test_no_process_is_forked_beside_a_library_that_would_hang_in_it(self):
        (self.notebook / "polars.py").write_text("")
        done = self.run_apart([START + "import polars\ndef f(x):\n    time.sleep(0.02)\n    return os.getpid()\nlen(set(cw.map(f, range(4))) - {os.getpid()})"])
        self.assertEqual(done.of("result")[0]["output"]["data"], {"text/plain": "0"})

    def test_items_are_told_of_once_more_at_the_end(self):
        done = self.run_apart([START + "def f(x):\n    time.sleep(0.02)\n    print('item', x)\n    return x\nout = cw.map(f, range(5))"])
        told = done.of("items")[-1]["progress"]
        self.assertEqual((told["label"], told["total"], told["done"], told["workers"]), ("map f", 5, 5, 2))
        runs = [run for item in done.of("items") for run in item["progress"]["finished"]]
        self.assertEqual([(run["index"], run["output"]) for run in runs], [(index, f"item {index}\n") for index in range(5)])

    @needs_numpy
    def test_a_large_array_that_no_item_changes_is_not_looked_through(self):
        done = self.run_apart([
            "import numpy as np\nX = np.ones(3_000_000)",
            START + "def f(x):\n    time.sleep(0.02)\n    return float(X[x])\nout = cw.map(f, range(6))\nout",
            START + "def g(x):\n    time.sleep(0.02)\n    X[x] = 5\n    return x\nout = cw.map(g, range(6))\nX[:7].tolist()",
        ])
        self.assertEqual(done.record("a2")["mutates"], [])
        self.assertEqual(done.record("a3")["mutates"], ["X"])
        self.assertEqual(done.of("result", "a3")[0]["output"]["data"], {"text/plain": "[5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 1.0]"})


class Acts(RunnerTest):
    """Irrevocable acts of items wait for permission, and are done once."""

    WRITE = START + "def f(x):\n    time.sleep(0.02)\n    with open('log.txt', 'a') as file:\n        file.write(f'{x}\\n')\n    if x == limit: raise ValueError(x)\n    return x\ncw.map(f, range(6))"

    def allowed(self, limit):
        folder = self.write([f"limit = {limit}", self.WRITE], workers=2, guard=True, stop=False)
        shared_parent().start(folder)
        gate = self.wait_event(folder, "gate")
        self.assertEqual(gate["act"], f"fs:write:{self.notebook}/log.txt")
        self.assertFalse((self.notebook / "log.txt").exists())
        (folder / "go.new").write_text(json.dumps({"inputs": [], "stop": False}))
        (folder / "go.new").rename(folder / f"go-{gate['cell']}")
        wait_for((folder / "exit.json").exists, "the end")
        return self.done(folder), sorted((self.notebook / "log.txt").read_text().split())

    def test_one_permission_is_asked_for_and_every_item_acts_once(self):
        done, lines = self.allowed(99)
        self.assertEqual(lines, ["0", "1", "2", "3", "4", "5"])
        self.assertEqual((len(done.of("gate")), done.state("a2")), (1, "succeeded"))
        self.assertIn(f"fs:write:{self.notebook}/log.txt", done.record("a2")["effects"])

    def test_an_item_that_acted_and_failed_does_not_act_again(self):
        done, lines = self.allowed(2)
        self.assertEqual((done.error("a2")["ename"], lines.count("2")), ("ValueError", 1))
        self.assertEqual(len(lines), len(set(lines)))


class Interrupts(RunnerTest):
    def test_an_interrupt_ends_the_processes_that_run_items(self):
        folder = self.write([START + "def f(x):\n    open(f'pid-{os.getpid()}', 'w').close()\n    time.sleep(60)\ncw.map(f, range(4))"], workers=2)
        shared_parent().start(folder)
        wait_for(lambda: len(list(self.notebook.glob("pid-*"))) == 2, "two items")
        children = [int(path.name[4:]) for path in self.notebook.glob("pid-*")]
        os.kill(json.loads((folder / "pid").read_text())["worker"], signal.SIGINT)
        wait_for((folder / "exit.json").exists, "the end")
        self.assertEqual(self.done(folder).state("a1"), "interrupted")
        wait_for(lambda: not any(map(alive, children)), "the end of the items")


if __name__ == "__main__":
    unittest.main()
