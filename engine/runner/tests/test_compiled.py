"""Compiled cells beside the author's own: what people see is the same."""

import re
import unittest

from tests.running import RunnerTest, cell, needs_ipython

LOOP = "files = ['a', 'bb', 'ccc']\nrows = []\nfor f in files:\n    rows.append(len(f))\n    print(f)\nrows"
LOOP_COMPILED = [
    (1, "files = ['a', 'bb', 'ccc']"),
    (2, "rows = []"),
    (3, "def _cw_body_0(_cw_item, rows):"),
    (3, "    f = _cw_item"),
    (4, "    rows.append(len(f))"),
    (5, "    print(f)"),
    (5, "    return __cellweave__.kept(locals(), (\"f\",))"),
    (3, "for f in __cellweave__.each(files, _cw_body_0, {\"rows\": \"append\"}, (\"f\",), globals()):"),
    (4, "    rows.append(len(f))"),
    (5, "    print(f)"),
    (6, "rows"),
]


def compiled(pairs):
    """A compiled source from (author's line, text) pairs."""
    return {"source": "\n".join(text for _, text in pairs), "lines": [line for line, _ in pairs]}


def shown(done):
    """All that a person sees of a job, in order; pieces of one stream joined."""
    seen = []
    for item in done.events:
        if item["event"] == "stream":
            if seen and seen[-1][:3] == ("stream", item["cell"], item["name"]):
                seen[-1] = (*seen[-1][:3], seen[-1][3] + item["text"])
            else:
                seen.append(("stream", item["cell"], item["name"], item["text"]))
        elif item["event"] in ("result", "display", "error", "clear", "update-display"):
            seen.append((item["event"], item["cell"], item.get("output")))
        elif item["event"] == "cell-finished":
            seen.append((item["cell"], item["state"]))
    return seen


FACTS = ("writes", "deletes", "mutates", "ambient", "effects")


class CompiledTest(RunnerTest):
    """Runs the same cells as they are written and compiled, and compares all that can be seen."""

    tries = 0

    def both(self, *cells, **members):
        """The compiled job, after it was compared with the one of the author's text."""
        written = [{key: value for key, value in item.items() if key != "compiled"} for item in cells]
        self.count = 0
        self.tries += 1
        self.root = self.root / f"again-{self.tries}"
        self.root.mkdir()
        expected = self.run_job(written, stop=False, **members)
        self.count = 0
        self.tries += 1
        self.root = self.root / f"again-{self.tries}"
        self.root.mkdir()
        self.store = self.root / "objects"
        ran = self.run_job([dict(item) for item in cells], stop=False, workers=2, **members)
        self.assertEqual(shown(ran), shown(expected))
        for item in expected.of("cell-finished"):
            record = ran.record(item["cell"])
            self.assertEqual({fact: record[fact] for fact in FACTS}, {fact: item["record"][fact] for fact in FACTS})
        self.assertEqual(ran.groups(), expected.groups())
        self.assertEqual(ran.stuck(), expected.stuck())
        return ran

    def check(self, source, pairs, *after, before=(), **members):
        """One compiled cell, and cells before and after it that run as they are written."""
        cells = [*map(cell, before), cell(source, compiled=compiled(pairs)), *map(cell, after)]
        return self.both(*cells, **members)


class Cells(CompiledTest):
    def test_a_loop_gives_what_it_gives_as_written(self):
        done = self.check(LOOP, LOOP_COMPILED, "f, rows")
        self.assertEqual(done.of("result", "a1")[0]["output"]["data"], {"text/plain": "[1, 2, 3]"})

    def test_made_up_names_are_in_no_record_and_no_namespace(self):
        done = self.check(LOOP, LOOP_COMPILED, "sorted(name for name in globals() if 'cw' in name or 'cellweave' in name)")
        self.assertEqual(done.of("result", "a2")[0]["output"]["data"], {"text/plain": "[]"})
        self.assertNotIn("_cw_", str(done.of("cell-finished")))
        self.assertNotIn("__cellweave__", str(done.of("cell-finished")))

    def test_the_runtime_is_reachable_only_while_compiled_text_runs(self):
        self.check(LOOP, LOOP_COMPILED, "__cellweave__", "import builtins\nhasattr(builtins, '__cellweave__')")

    def test_an_exception_shows_the_authors_lines(self):
        source = "total = 0\nfor n in [1, 2, 0, 4]:\n    total += 10 // n\ntotal"
        pairs = [
            (1, "total = 0"),
            (2, "def _cw_body_0(_cw_item, total):"),
            (2, "    n = _cw_item"),
            (3, "    total += 10 // n"),
            (3, "    return __cellweave__.kept(locals(), (\"n\",))"),
            (2, "for n in __cellweave__.each([1, 2, 0, 4], _cw_body_0, {\"total\": \"fold +\"}, (\"n\",), globals()):"),
            (3, "    total += 10 // n"),
            (4, "total"),
        ]
        done = self.check(source, pairs, "n, total")
        self.assertIn("ZeroDivisionError", str(done.error("a1")))

    def test_an_iterable_that_cannot_be_made_shows_the_authors_line(self):
        source = "rows = []\nfor n in missing[3]:\n    rows.append(n)"
        pairs = [
            (1, "rows = []"),
            (2, "def _cw_body_0(_cw_item, rows):"),
            (2, "    n = _cw_item"),
            (3, "    rows.append(n)"),
            (3, "    return __cellweave__.kept(locals(), (\"n\",))"),
            (2, "for n in __cellweave__.each(missing[3], _cw_body_0, {\"rows\": \"append\"}, (\"n\",), globals()):"),
            (3, "    rows.append(n)"),
        ]
        self.check(source, pairs, "rows")

    def test_what_cannot_be_iterated_over_shows_no_frame_of_the_runtime(self):
        source = "rows = []\nfor n in 7:\n    rows.append(n)"
        pairs = [
            (1, "rows = []"),
            (2, "def _cw_body_0(_cw_item, rows):"),
            (2, "    n = _cw_item"),
            (3, "    rows.append(n)"),
            (3, "    return __cellweave__.kept(locals(), (\"n\",))"),
            (2, "for n in __cellweave__.each(7, _cw_body_0, {\"rows\": \"append\"}, (\"n\",), globals()):"),
            (3, "    rows.append(n)"),
        ]
        self.check(source, pairs)

    def test_a_comprehension_and_its_failure(self):
        for items in ("range(6)", "[3, 2, 1, 0]"):
            source = f"squares = [\n    12 // n\n    for n in {items}\n    if n != 1\n]\nsquares"
            pairs = [
                (1, f"squares = __cellweave__.listed({items}, lambda n: (12 // n), lambda n: (n != 1), lambda _cw_items: ["),
                (2, "    12 // n"),
                (3, "    for n in _cw_items"),
                (4, "    if n != 1"),
                (5, "], \"list\")"),
                (6, "squares"),
            ]
            with self.subTest(items):
                self.check(source, pairs, "squares")

    def test_magics_stay_magics(self):
        source = "%precision 3\nimport os\n!echo one \\\n  two\nrows = []\nfor f in 'ab':\n    rows.append(f)\nname = !echo three\nrows, list(name)[0], 1 / 0"
        pairs = [
            (1, "%precision 3"), (2, "import os"), (3, "!echo one \\"), (4, "  two"), (5, "rows = []"),
            (6, "def _cw_body_0(_cw_item, rows):"), (6, "    f = _cw_item"), (7, "    rows.append(f)"),
            (7, "    return __cellweave__.kept(locals(), (\"f\",))"),
            (6, "for f in __cellweave__.each('ab', _cw_body_0, {\"rows\": \"append\"}, (\"f\",), globals()):"),
            (7, "    rows.append(f)"), (8, "name = !echo three"), (9, "rows, list(name)[0], 1 / 0"),
        ]
        done = self.check(source, pairs, "rows")
        self.assertIn("In[1], line 8", re.sub(r"\x1b\[[0-9;]*m", "", "".join(done.error("a1")["traceback"])))

    test_magics_stay_magics = needs_ipython(test_magics_stay_magics)

    def test_await_at_the_top_of_a_cell(self):
        source = "import asyncio\nawait asyncio.sleep(0)\n" + LOOP
        pairs = [(1, "import asyncio"), (2, "await asyncio.sleep(0)"), *[(line + 2, text) for line, text in LOOP_COMPILED]]
        self.check(source, pairs, "rows")

    def test_a_syntax_error_is_the_authors(self):
        self.check("rows = []\nfor f in 'ab'\n    rows.append(f)", [(1, "rows = []"), (2, "for f in __cellweave__.each('ab'"), (3, "x")])

    def test_what_python_accepts_only_line_by_line_fails_as_written(self):
        self.check("x = 1\nprint(x)\nreturn x", [(1, "x = 1"), (2, "print(x)"), (3, "return x")], "x")

    def test_compiled_text_that_does_not_parse_gives_way_to_the_authors(self):
        self.check("x = 3\nx", [(1, "x = ("), (2, "x")])

    def test_history_and_results_are_those_of_the_author(self):
        self.check(LOOP, LOOP_COMPILED, "In[1]", "_1, Out[1], _", wanted=("_1", "*"))

    def test_a_semicolon_hides_the_result(self):
        self.check(LOOP + ";", [*LOOP_COMPILED[:-1], (6, "rows;")])

    def test_deletions_and_class_bodies_see_what_came_before(self):
        source = "class Row:\n    size = width\ndel width\n" + LOOP
        pairs = [(1, "class Row:"), (2, "    size = width"), (3, "del width"), *[(line + 3, text) for line, text in LOOP_COMPILED]]
        self.check(source, pairs, "Row.size", "width", before=("width = 3",))

    def test_a_warning_names_the_authors_line(self):
        source = "import warnings\nrows = []\nfor f in range(4):\n    warnings.warn('odd', stacklevel=1)\n    rows.append(f)\nrows"
        pairs = [
            (1, "import warnings"), (2, "rows = []"),
            (3, "def _cw_body_0(_cw_item, rows):"), (3, "    f = _cw_item"), (4, "    warnings.warn('odd', stacklevel=1)"),
            (5, "    rows.append(f)"), (5, "    return __cellweave__.kept(locals(), (\"f\",))"),
            (3, "for f in __cellweave__.each(range(4), _cw_body_0, {\"rows\": \"append\"}, (\"f\",), globals()):"),
            (4, "    warnings.warn('odd', stacklevel=1)"), (5, "    rows.append(f)"), (6, "rows"),
        ]
        self.check(source, pairs)


if __name__ == "__main__":
    unittest.main()
