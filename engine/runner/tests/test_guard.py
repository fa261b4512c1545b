import json
import shutil
import time
import unittest

from tests.running import RunnerTest, alive, cell, shared_parent, wait_for


class Effects(RunnerTest):
    def test_files_read_and_written_are_told_by_absolute_path(self):
        (self.notebook / "in.txt").write_text("hello")
        done = self.run_job(["text = open('in.txt').read()\nwith open('out.txt', 'w') as f: f.write(text)", "import os\nos.rename('out.txt', 'new.txt')\nos.listdir('.')\nos.remove('new.txt')"])
        folder = self.notebook.resolve()
        self.assertEqual(done.record("a1")["effects"], [f"fs:read:{folder}/in.txt", f"fs:write:{folder}/out.txt"])
        self.assertEqual(done.record("a2")["effects"], [f"fs:write:{folder}/out.txt", f"fs:write:{folder}/new.txt", f"fs:read:{folder}"])

    def test_imports_and_libraries_are_no_effects(self):
        (self.notebook / "helper.py").write_text("value = 7\n")
        done = self.run_job(["import helper, json, decimal, xml.dom.minidom, email, zoneinfo\nimport tempfile\nwith tempfile.TemporaryFile() as f: f.write(b'x')"])
        self.assertEqual(done.record("a1")["effects"], [])

    def test_processes_network_and_databases_are_told(self):
        done = self.run_job(["import subprocess\nsubprocess.run(['true'])\nNone", "import socket\ns = socket.socket()\ns.connect_ex(('127.0.0.1', 1))\ns.close()", "import sqlite3\nsqlite3.connect('data.db').close()\nsqlite3.connect(':memory:').close()"], wanted=())
        self.assertEqual(done.record("a1")["effects"], ["subprocess"])
        self.assertEqual(done.record("a2")["effects"], ["net"])
        self.assertEqual(done.record("a3")["effects"], [f"sqlite3:{self.notebook.resolve()}/data.db"])

    def test_effects_belong_to_the_cell_that_runs(self):
        (self.notebook / "in.txt").write_text("hello")
        done = self.run_job(["x = 1", "open('in.txt').close()", "y = 1"])
        self.assertEqual([len(done.record(f"a{index}")["effects"]) for index in (1, 2, 3)], [0, 1, 0])


QUERIES = (
    ["lscpu", "-p=core"], ["nproc"], ["/usr/bin/uname", "-p"], ["getconf", "LONG_BIT"], ["which", "gcc"], ["ldd", "--version"],
    ["/sbin/ldconfig", "-p"], ["sysctl", "-n", "hw.ncpu"], ["git", "rev-parse", "HEAD"], ["git", "-C", "/x", "rev-parse", "HEAD"],
    ["git", "--version"], ["gcc", "-print-search-dirs"], ["nvidia-smi", "--query-gpu=name", "--format=csv"], ["hostname", "-f"],
    ["/bin/sh", "-c", "uname -p 2> /dev/null"], "nproc --all", b"lscpu",
)
ACTS = (
    ["./lscpu"], ["/home/me/lscpu"], ["lscpu2"], [], ["true"], ["hostname", "other"], ["sysctl", "-w", "-n", "a=1"], ["sysctl", "a"],
    ["ldconfig"], ["git", "push"], ["git", "status"], ["git", "-c", "alias.rev-parse=!rm x", "rev-parse"], ["gcc", "a.c"], ["gcc"], ["nvidia-smi", "-r"],
    ["sh", "-c", "nproc; rm x"], ["sh", "-c", "nproc > x"], ["sh", "-c", "lscpu $(rm x)"], "nproc && rm x", "nproc 'x", ["sh"], 7,
)


class Queries(RunnerTest):
    def test_commands_that_only_tell_something_are_told_from_those_that_act(self):
        from cellweave_runner.queries import query_named

        self.assertEqual([command for command in QUERIES if query_named(command) is None], [])
        self.assertEqual([command for command in ACTS if query_named(command) is not None], [])

    def test_a_query_is_told_but_does_not_wait(self):
        done = self.run_job(["import os, subprocess\nsubprocess.run(['uname', '-p'], capture_output=True)\nos.system('nproc')\nsubprocess.getoutput('getconf LONG_BIT')\nNone"], guard=True, wanted=())
        self.assertEqual((done.record("a1")["effects"], done.of("gate")), (["query:uname", "query:nproc", "query:getconf"], []))


class Gates(RunnerTest):
    def go(self, folder, name, **members):
        fresh = folder / f".go-{name}"
        fresh.write_text(json.dumps({"inputs": [], "stop": False, **members}))
        fresh.rename(folder / f"go-{name}")

    def begin(self, cells, **members):
        folder = self.write(cells, **members)
        shared_parent().start(folder)
        return folder

    def end(self, folder):
        wait_for((folder / "exit.json").exists, "the end")
        return self.done(folder)

    def test_a_job_that_does_not_wait_tells_of_the_first_act_before_it(self):
        done = self.run_job(["print('first')\nopen('out.txt', 'w').close()\nopen('out2.txt', 'w').close()\nprint('last')", "x = 1"])
        told = [event["event"] for event in done.events if event["event"] in ("acted", "stream", "cell-finished")]
        self.assertEqual(told.count("acted"), 1)
        self.assertLess(told.index("acted"), told.index("cell-finished"))
        self.assertEqual([event["act"] for event in done.events if event["event"] == "acted"], [f"fs:write:{self.notebook.resolve()}/out.txt"])

    def test_an_irrevocable_act_waits_for_permission(self):
        folder = self.begin(["x = 1\nopen('out.txt', 'w').close()\nopen('out2.txt', 'w').close()"], guard=True)
        gate = self.wait_event(folder, "gate")
        self.assertEqual((gate["act"], gate["record"]["absent"]), (f"fs:write:{self.notebook.resolve()}/out.txt", ["open"] if "open" in gate["record"]["absent"] else []))
        self.assertFalse((self.notebook / "out.txt").exists())
        self.go(folder, "a1")
        done = self.end(folder)
        self.assertEqual((done.finished, len(done.of("gate"))), ("succeeded", 1))
        self.assertTrue((self.notebook / "out2.txt").exists())

    def test_reading_does_not_wait(self):
        (self.notebook / "in.txt").write_text("hello")
        done = self.run_job(["import tempfile\nopen('in.txt').read()\nwith tempfile.NamedTemporaryFile() as f: pass\nwith tempfile.TemporaryDirectory() as d: open(d + '/x', 'w').close()"], guard=True)
        self.assertEqual((done.of("gate"), done.finished), ([], "succeeded"))

    def test_processes_and_connections_wait(self):
        for source, act in (("import subprocess\nsubprocess.run(['true'])", "subprocess"), ("import socket\nsocket.socket().connect_ex(('127.0.0.1', 1))", "net")):
            with self.subTest(act):
                folder = self.begin([cell(source, id="x")], guard=True)
                self.assertEqual(self.wait_event(folder, "gate")["act"], act)
                self.go(folder, "x")
                self.assertEqual(self.end(folder).finished, "succeeded")

    def test_a_gated_cell_starts_with_the_inputs_it_is_given(self):
        old, new = self.run_job(["x = 'old'"]), self.run_job(["x = 'new'"])
        folder = self.begin([cell("print(x)", gate=True, inputs=old.inputs())])
        self.assertEqual(self.wait_event(folder, "gate")["act"], "start")
        self.assertEqual([item["event"] for item in self.events(folder)], ["started", "gate"])
        self.go(folder, "c1", inputs=new.inputs())
        done = self.end(folder)
        self.assertEqual((done.text(), done.record("c1")["reads"]), ("new\n", {"x": "b1"}))

    def test_a_gated_cell_may_be_stopped_before_it_starts(self):
        folder = self.begin(["x = [1]\ny = [2]", cell("x.append(2)", gate=True), "z = 1"])
        self.wait_event(folder, "gate")
        self.go(folder, "a2", stop=True, wanted=["y"])
        done = self.end(folder)
        self.assertEqual(([item["cell"] for item in done.of("cell-finished")], done.groups(), done.finished), (["a1"], [["y"]], "succeeded"))

    def test_after_an_act_every_later_cell_waits_at_its_start(self):
        folder = self.begin(["open('out.txt', 'w').close()", "print('late')"], guard=True)
        self.wait_event(folder, "gate")
        self.go(folder, "a1")
        wait_for(lambda: [item for item in self.events(folder) if item["event"] == "gate" and item["cell"] == "a2"], "the second gate")
        self.go(folder, "a2")
        self.assertEqual(self.end(folder).text(), "late\n")

    def test_names_that_a_waiting_cell_has_seen_are_not_replaced_under_it(self):
        old, new = self.run_job(["x = 'old'\ny = 'old'"]), self.run_job(["x = 'new'\ny = 'new'"])
        folder = self.begin([cell("seen = x\nopen('out.txt', 'w').close()\nprint(x, y)", inputs=old.inputs())], guard=True)
        self.assertEqual(self.wait_event(folder, "gate")["record"]["reads"], {"x": "a1"})
        self.go(folder, "c1", inputs=new.inputs())
        self.assertEqual(self.end(folder).text(), "old new\n")

    def test_an_interrupt_ends_the_waiting(self):
        for cells, guard in ((["open('out.txt', 'w')"], True), ([cell("print(1)", gate=True)], False)):
            with self.subTest(guard=guard):
                folder = self.begin(cells, guard=guard)
                self.wait_event(folder, "gate")
                self.interrupt(folder)
                done = self.end(folder)
                self.assertEqual((done.finished, done.text()), ("cancelled", ""))
                self.assertFalse((self.notebook / "out.txt").exists())

    def test_a_cell_that_catches_the_interrupt_of_its_waiting_still_has_no_permission(self):
        folder = self.begin(["try:\n    open('a.txt', 'w')\nexcept KeyboardInterrupt: print('caught', flush=True)\nopen('b.txt', 'w')"], guard=True)
        self.wait_event(folder, "gate")
        self.interrupt(folder)
        wait_for(lambda: len([item for item in self.events(folder) if item["event"] == "gate"]) == 2, "the second gate")
        self.interrupt(folder)
        self.assertEqual((self.end(folder).finished, list(self.notebook.iterdir())), ("cancelled", []))

    def test_a_waiting_job_that_nobody_follows_ends_by_itself(self):
        for cells, guard in ((["open('out.txt', 'w')"], True), ([cell("print(1)", gate=True)], False)):
            with self.subTest(guard=guard):
                folder = self.write(cells, guard=guard)
                self.start(folder, CELLWEAVE_ABANDONED_SECONDS="0.05").wait()
                done = self.done(folder)
                self.assertEqual((done.finished, done.exit["code"], list(self.notebook.iterdir())), ("cancelled", 130, []))

    def test_a_waiting_job_that_is_followed_goes_on_waiting(self):
        folder = self.write([cell("print(1)", gate=True)])
        process = self.start(folder, CELLWEAVE_ABANDONED_SECONDS="0.5")
        self.wait_event(folder, "gate")
        looks = []

        def touched_often():
            (folder / "followed").touch()
            looks.append(time.monotonic())
            return looks[-1] - looks[0] > 1.5

        wait_for(touched_often, "three times the patience")
        self.assertIsNone(process.poll())
        self.go(folder, "a1")
        self.assertEqual((process.wait(), self.done(folder).text()), (0, "1\n"))

    def test_a_waiting_job_whose_run_is_gone_ends_at_once(self):
        folder = self.begin(["open('out.txt', 'w')"], guard=True)
        self.wait_event(folder, "gate")
        pids = self.pids(folder)
        shutil.rmtree(self.root)
        wait_for(lambda: not alive(pids["worker"]), "the worker's end")


if __name__ == "__main__":
    unittest.main()
