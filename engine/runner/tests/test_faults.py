import json
import os
import signal
import subprocess
import unittest

from tests.running import RunnerTest, alive, cell, needs_numpy, shared_parent, wait_for


class Faults(RunnerTest):
    def begin(self, cells, **members):
        folder = self.write(cells, **members)
        shared_parent().start(folder)
        return folder

    def end(self, folder):
        wait_for((folder / "exit.json").exists, "the end")
        return self.done(folder)

    def test_a_segfault_names_its_signal(self):
        done = self.run_job(["print('last words', flush=True)", "import ctypes\nctypes.string_at(0)"])
        self.assertEqual(done.exit, {"code": None, "signal": "SIGSEGV", "oom": False})
        self.assertEqual(([item["cell"] for item in done.of("cell-finished")], done.of("finished")), (["a1"], []))

    def test_leaving_by_os_exit_gives_its_code(self):
        done = self.run_job(["import os\nos._exit(7)"])
        self.assertEqual((done.exit, done.of("finished")), ({"code": 7, "signal": None, "oom": False}, []))

    def test_a_killed_worker_is_told(self):
        folder = self.begin(["import time\ntime.sleep(600)"])
        self.wait_event(folder, "cell-started")
        os.kill(self.pids(folder)["worker"], signal.SIGKILL)
        self.assertEqual(self.end(folder).exit, {"code": None, "signal": "SIGKILL", "oom": False})

    def test_a_killed_supervisor_takes_its_worker_along(self):
        folder = self.begin(["import time\ntime.sleep(600)"])
        self.wait_event(folder, "cell-started")
        pids = self.pids(folder)
        os.kill(pids["supervisor"], signal.SIGKILL)
        wait_for(lambda: not alive(pids["worker"]), "the worker's end")
        self.assertFalse((folder / "exit.json").exists())

    def test_what_a_crashed_or_cancelled_worker_started_ends_with_it(self):
        for end in (signal.SIGKILL, signal.SIGINT):
            with self.subTest(end=end):
                folder = self.begin(["import subprocess, time\nchild = subprocess.Popen(['sleep', '600'])\nprint(child.pid, flush=True)\ntime.sleep(600)"])
                child = int(self.wait_event(folder, "stream")["text"])
                os.kill(self.pids(folder)["worker"], end)
                self.end(folder)
                wait_for(lambda child=child: not alive(child), f"the end of {child}")

    def test_a_job_that_was_cancelled_before_it_began_never_begins(self):
        folder = self.write(["open('ran', 'w')"])
        (folder / "cancelled").touch()
        self.assertEqual(self.start(folder).wait(), 130)
        self.assertEqual((self.done(folder).exit["code"], list(self.notebook.iterdir()), (folder / "events.jsonl").exists()), (130, [], False))

    def test_the_pid_file_names_the_processes_for_good(self):
        folder = self.begin(["import time\ntime.sleep(600)"])
        pids = self.pids(folder)
        with open(f"/proc/{pids['worker']}/stat") as file:
            self.assertEqual(int(file.read().rpartition(")")[2].split()[19]), pids["started"])
        os.kill(pids["worker"], signal.SIGKILL)
        self.end(folder)

    def test_an_interrupt_stops_the_cell_and_the_job(self):
        folder = self.begin(["x = 1\nimport time\ntime.sleep(600)", "y = 2"])
        self.wait_event(folder, "cell-started")
        self.interrupt(folder)
        done = self.end(folder)
        self.assertEqual((done.state("a1"), done.finished, done.exit["code"]), ("interrupted", "cancelled", 130))
        self.assertEqual([item["cell"] for item in done.of("cell-finished")], ["a1"])

    def test_an_interrupt_of_the_supervisor_reaches_the_worker(self):
        folder = self.begin(["import time\ntime.sleep(600)"])
        self.wait_event(folder, "cell-started")
        os.kill(self.pids(folder)["supervisor"], signal.SIGINT)
        self.assertEqual(self.end(folder).finished, "cancelled")

    def test_an_awaiting_cell_is_interrupted(self):
        folder = self.begin(["import asyncio\nawait asyncio.sleep(600)"])
        self.wait_event(folder, "cell-started")
        self.interrupt(folder)
        self.assertEqual(self.end(folder).state("a1"), "interrupted")

    def test_an_interrupt_raised_by_the_code_itself_is_an_error(self):
        done = self.run_job(["raise KeyboardInterrupt"])
        self.assertEqual((done.error("a1")["ename"], done.state("a1"), done.finished), ("KeyboardInterrupt", "failed", "failed"))

    def test_a_forked_child_does_not_run_the_cells_that_follow(self):
        done = self.run_job(["import os\nchild = os.fork()\nif child: os.waitpid(child, 0)\nprint('child' if child == 0 else 'parent')", "print('once')"])
        self.assertEqual(sorted(done.text("a1").split()), ["child", "parent"])
        self.assertEqual(done.text("a2"), "once\n")
        self.assertEqual(len(done.of("finished")), 1)

    def test_pools_work_and_do_not_outlive_the_job(self):
        done = self.run_job(["import multiprocessing as mp\ncontext = mp.get_context('fork')\ndef double(x): return 2 * x\npool = context.Pool(2)\nprint(pool.map(double, [1, 2]))\nprint([p.pid for p in context.active_children() or mp.active_children()])"], wanted=())
        lines = done.text().splitlines()
        self.assertEqual(lines[0], "[2, 4]")
        for process in json.loads(lines[1]):
            wait_for(lambda process=process: not alive(process), f"the end of {process}")

    def test_closing_stdout_stops_nothing(self):
        done = self.run_job(["import os, sys\nsys.stdout.close()\nos.close(1)\nos.close(2)", "print('still')\nos.system('echo here')\nNone"])
        self.assertEqual(done.text("a2"), "still\nhere\n")
        self.assertEqual(done.finished, "succeeded")

    def test_a_cell_may_replace_stdout(self):
        done = self.run_job(["import io, sys\nsys.stdout = io.StringIO()\nprint('lost')", "print('kept')"])
        self.assertEqual((done.text("a1"), done.text("a2")), ("", "kept\n"))

    def test_deleting_the_jobs_own_folder_loses_nothing(self):
        folder = self.begin([cell("import shutil, sys\nprint('deleting')\nshutil.rmtree(FOLDER)", id="x", inputs=[]), "print('after')"], prelude=[("p", f"FOLDER = {str(self.root / 'job-1')!r}")])
        done = self.end(folder)
        self.assertEqual((done.text(), done.finished), ("deleting\nafter\n", "succeeded"))
        self.assertEqual(done.exit["code"], 0)

    def test_ignored_signals_do_not_keep_the_job_from_ending(self):
        done = self.run_job(["import signal\nfor s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD): signal.signal(s, signal.SIG_IGN)", "print('on')"])
        self.assertEqual((done.text(), done.finished), ("on\n", "succeeded"))

    def test_threads_that_never_end_do_not_keep_the_job_alive(self):
        done = self.run_job(["import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\nx = 1"])
        self.assertEqual((done.finished, done.exit["code"]), ("succeeded", 0))

    def test_a_thread_that_prints_for_ever_does_not_keep_the_job_alive(self):
        done = self.run_job(["import threading\ndef loop():\n    while True: print('x' * 100)\nthreading.Thread(target=loop, daemon=True).start()"], wanted=())
        self.assertEqual(done.finished, "succeeded")

    def test_running_out_of_memory_is_an_error_of_the_cell(self):
        done = self.run_job(["import resource\nresource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\nx = bytearray(8 << 30)", "print('on')"], stop=False, wanted=())
        self.assertEqual((done.error("a1")["ename"], done.text("a2")), ("MemoryError", "on\n"))

    def test_endless_recursion_is_an_error_of_the_cell(self):
        done = self.run_job(["def f(): return f()\nf()", "print('on')"], stop=False)
        self.assertEqual((done.error("a1")["ename"], done.text("a2")), ("RecursionError", "on\n"))

    def test_an_exception_whose_repr_and_traceback_raise_is_told(self):
        done = self.run_job(["class Evil(Exception):\n    def __str__(self): raise SystemExit\n    __repr__ = __str__\n    @property\n    def args(self): raise ValueError\nraise Evil", "print('on')"], stop=False)
        self.assertEqual((done.state("a1"), done.error("a1")["ename"], done.text("a2")), ("failed", "Evil", "on\n"))

    def test_values_whose_pickling_does_harm_are_stuck_and_the_job_goes_on(self):
        done = self.run_job(["class Evil:\n    def __reduce__(self): raise SystemExit(3)\nclass Sly:\n    def __getstate__(self):\n        global evil\n        del evil\n        return {}\nevil, sly, good = Evil(), Sly(), [1]"])
        self.assertIn("evil", done.stuck())
        self.assertIn(["good"], done.groups())

    def test_the_same_job_is_not_run_twice(self):
        folder = self.write(["print('once')"])
        processes = [self.start(folder) for _ in range(3)]
        for process in processes:
            process.wait()
        self.assertEqual(self.end(folder).text(), "once\n")

    def test_a_job_file_that_cannot_be_read_ends_with_a_code(self):
        folder = self.write([])
        (folder / "job.json").write_text("{")
        self.assertEqual(self.start(folder).wait(), 1)
        self.assertEqual(json.loads((folder / "exit.json").read_text())["code"], 1)
        self.assertIn("JSONDecodeError", (folder / "runner-error.txt").read_text())


class FullDisk(RunnerTest):
    @needs_numpy
    def test_a_full_disk_is_told_and_leaves_no_half_object(self):
        small = self.root / "small"
        small.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True).returncode:
            # Without the right to mount, a limit on the size of files stands in for the small disk.
            self.limited()
            return
        self.addCleanup(subprocess.run, ["umount", str(small)])
        done = self.run_job(["import numpy as np\nx = np.random.bytes(1 << 24)"], wanted=["x"], objects=str(small / "objects"))
        self.assertEqual((done.finished, done.of("output")), ("failed", []))
        self.assertIn("is full", done.of("error")[0]["output"]["evalue"])
        self.assertEqual([path for path in small.rglob("*") if path.is_file()], [])

    def limited(self):
        done = self.run_job(["import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\nx = bytes(1 << 24)"])
        self.assertEqual((done.finished, done.of("output")), ("failed", []))
        self.assertEqual([path for path in self.store.rglob("*") if path.is_file()], [])


if __name__ == "__main__":
    unittest.main()
