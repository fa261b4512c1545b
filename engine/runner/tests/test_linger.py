"""Jobs that stay after their last cell because they have the only copy of what it left."""

import json
import unittest

from tests.running import RunnerTest, cell, wait_for

ACTING = "open('out.txt', 'a').write('m')\nnumbers = (n * n for n in range(9))\nplain = [1]"


class Lingering(RunnerTest):
    def begin(self, **members):
        folder = self.write([cell(ACTING, id="m")], guard=True, wanted=("numbers",), **members)
        self.start(folder, **getattr(self, "variables", {}))
        self.wait_event(folder, "gate")
        self.tell(folder, "go-m", {})
        return folder

    def tell(self, folder, name, members):
        (folder / "new").write_text(json.dumps(members))
        (folder / "new").rename(folder / name)

    def more(self, folder, number, *cells, wanted=(), prelude=()):
        items = [self.complete(number, item) for item in cells]
        self.tell(folder, f"more-{number}", {"prelude": list(prelude), "cells": items, "wanted": list(wanted)})

    def end(self, folder):
        wait_for((folder / "exit.json").exists, "the end")
        return self.done(folder)

    def test_further_cells_find_everything_as_it_was_left_until_they_end_it(self):
        folder = self.begin(lingers=True)
        self.assertEqual(self.wait_event(folder, "lingers")["names"], ["numbers", "plain"])
        definition = {"cell": "d", "source": "def twice(n): return 2 * n"}
        self.more(folder, 1, cell("print(twice(next(numbers)), next(numbers))\nplain.append(2)", id="u"), wanted=["plain"], prelude=[definition])
        wait_for(lambda: self.gates(folder) == ["m", "u"], "the next gate")
        self.tell(folder, "go-u-1", {})
        wait_for(lambda: self.told(folder, "lingers") == [["numbers", "plain"], ["numbers"]], "lingering again")
        self.more(folder, 2, cell("print(next(numbers), plain)", id="v"))
        wait_for(lambda: self.gates(folder) == ["m", "u", "v"], "the last gate")
        self.tell(folder, "go-v-2", {})
        wait_for(lambda: len(self.told(folder, "lingers")) == 3, "lingering a third time")
        self.more(folder, 3)
        done = self.end(folder)
        self.assertEqual((done.finished, done.text()), ("succeeded", "0 1\n4 [1, 2]\n"))
        self.assertEqual([event["record"]["mutates"] for event in done.events if event["event"] == "cell-finished"], [[], ["numbers", "plain"], ["numbers"]])
        self.assertEqual([event["artifact"]["names"] for event in done.events if event["event"] == "output"], [["plain"]])
        self.assertEqual((self.notebook / "out.txt").read_text(), "m")

    def test_a_cell_that_comes_again_waits_for_a_permission_of_its_own(self):
        folder = self.begin(lingers=True)
        self.wait_event(folder, "lingers")
        self.more(folder, 1, cell("print('now')", id="u"))
        wait_for(lambda: self.gates(folder) == ["m", "u"], "its gate")
        self.tell(folder, "go-u-1", {"stop": True, "wanted": []})
        wait_for(lambda: len(self.told(folder, "lingers")) == 2, "lingering again")
        self.more(folder, 2, cell("print('now')", id="u"))
        wait_for(lambda: self.gates(folder) == ["m", "u", "u"], "its gate again")
        self.tell(folder, "go-u-2", {})
        wait_for(lambda: len(self.told(folder, "lingers")) == 3, "lingering")
        self.more(folder, 3)
        self.assertEqual(self.end(folder).text(), "now\n")

    def test_a_job_ends_where_nobody_asked_it_to_stay_or_all_is_stored(self):
        done = self.end(self.begin())
        self.assertEqual((done.finished, done.of("lingers")), ("succeeded", []))
        folder = self.write([cell("open('out.txt', 'a').write('m')\nplain = [1]", id="m")], guard=True, wanted=("plain",), lingers=True)
        self.start(folder)
        self.wait_event(folder, "gate")
        self.tell(folder, "go-m", {})
        self.assertEqual(self.end(folder).of("lingers"), [])
        self.assertEqual(self.run_job(["numbers = (n for n in range(9))"], guard=True, lingers=True).of("lingers"), [])

    def test_an_interrupt_ends_it(self):
        folder = self.begin(lingers=True)
        self.wait_event(folder, "lingers")
        self.interrupt(folder)
        self.assertEqual(self.end(folder).finished, "cancelled")

    def test_it_ends_by_itself_where_nobody_follows_it(self):
        self.variables = {"CELLWEAVE_ABANDONED_SECONDS": "3"}
        folder = self.begin(lingers=True)
        self.wait_event(folder, "lingers")
        self.assertEqual(self.end(folder).finished, "cancelled")

    def gates(self, folder):
        return [event["cell"] for event in self.events(folder) if event["event"] == "gate"]

    def told(self, folder, kind):
        return [event["names"] for event in self.events(folder) if event["event"] == kind]


if __name__ == "__main__":
    unittest.main()
