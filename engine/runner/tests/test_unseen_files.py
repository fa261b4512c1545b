"""Files that change without an audit event."""

import os
import unittest

from tests.running import RunnerTest, cell

HIDDEN = "import ctypes, os\nlibc = ctypes.CDLL(None)\ndef write(path):\n    file = libc.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o644)\n    libc.write(file, b'x', 1)\n    libc.close(file)\n"


class UnseenFiles(RunnerTest):
    def written(self, done, name):
        return sorted(effect.split("/")[-1] for effect in done.record(name)["effects"] if effect.startswith("fs:write:"))

    def test_what_a_program_writes_is_the_cells_doing(self):
        (self.notebook / "old.txt").write_text("old")
        # The clock of files is coarse: what was written right before the cell counts as the cell's.
        os.utime(self.notebook / "old.txt", (1e9, 1e9))
        (self.notebook / "deep").mkdir()
        done = self.run_job([cell("import subprocess\nsubprocess.run(['sh', '-c', 'echo 1 > deep/a; echo 2 > b; echo 3 > .hidden'])\nNone", id="p"), cell("1", id="q")])
        self.assertEqual((self.written(done, "p"), self.written(done, "q")), (["a", "b"], []))

    def test_what_a_compiled_library_writes_is_the_cells_doing(self):
        library = "import sys, time, types\nsys.modules['h5py'] = types.ModuleType('h5py')"
        done = self.run_job([
            cell(HIDDEN, id="h"), cell("write('without')\nNone", id="b"), cell(library, id="l"), cell("time.sleep(0.1)", id="s"),
            cell("write('with')\ntime.sleep(0.01)", id="w"), cell("time.sleep(0.1)", id="n"), cell("time.sleep(0.01)", id="m"),
        ])
        self.assertEqual([self.written(done, name) for name in ("b", "w", "m")], [[], ["with"], []])


if __name__ == "__main__":
    unittest.main()
