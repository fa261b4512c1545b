import builtins
import contextlib
import io
import os
import random
import time
import unittest

import cellweave as cw
from cellweave import compiled, foresight

BODY = """
def _cw_body_0(_cw_item, {names}):
    f = _cw_item
{body}
    return __cellweave__.kept(locals(), {last})
"""
LOOP = """
for f in __cellweave__.each(items, _cw_body_0, {rules}, {last}, globals()):
    ran.append(f)
{body}
"""


def indented(text):
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


def slow(seconds=0.02):
    """Takes long enough for a loop of a few items to be worth a process."""
    time.sleep(seconds)


def quick(seconds=0):
    """What stands for `slow` where no process is wanted; as picky as it is."""
    time.sleep(seconds * 0)


def run(text, workers, **names):
    """The namespace after a text, what it printed, the exception it ended with, and which items its author's text ran."""
    namespace = {"slow": slow if workers > 1 else quick, "ran": [], "os": os, "random": random, **{name: make() for name, make in names.items()}}
    out = io.StringIO()
    error = None
    with cw.use("local", workers=workers), contextlib.redirect_stdout(out):
        try:
            exec(text, namespace)
        except Exception as raised:
            error = (type(raised).__name__, str(raised))
        finally:
            compiled.finish()
    ran = namespace.pop("ran")
    left = {name: value for name, value in namespace.items() if name in names or name in ("f", "y", "z")}
    return {"left": left, "out": out.getvalue(), "error": error}, ran


class Compiled(unittest.TestCase):
    def setUp(self):
        setattr(builtins, "__cellweave__", compiled)
        self.addCleanup(delattr, builtins, "__cellweave__")

    def each(self, body, rules, last=("f", "y"), folds=None, items=range(12), **names):
        """Runs a loop alone and with workers, and compares; gives which items the author's text ran with workers."""
        copy = indented(folds or body)
        filled = {"rules": rules, "last": last, "names": ", ".join(rules)}
        text = BODY.format(body=copy, **filled) + LOOP.format(body=indented(body), **filled)
        names.setdefault("items", lambda: list(items))
        alone, _ = run(text, 1, **names)
        together, ran = run(text, 2, **names)
        self.assertEqual(together, alone)
        return ran

    def test_every_way_in_which_a_name_comes_out_of_a_loop(self):
        cases = {
            "append": ("y = f * 2\nslow()\nrows.append(y)", {"rows": "append"}, {"rows": list}),
            "extend": ("slow()\ny = [f, f]\nrows.extend(y)", {"rows": "extend"}, {"rows": list}),
            "set-item": ("slow()\ny = f\ntable[f % 5] = y", {"table": "set-item"}, {"table": dict}),
            "fold": ("slow()\ny = f * 0.1\ntotal += y\nrows.append(f)", {"total": "fold +", "rows": "append"}, {"total": lambda: 0.3, "rows": list}),
            "product": ("slow()\ny = f + 1\ntotal *= y", {"total": "fold *"}, {"total": lambda: 1}),
            "text": ("slow()\ny = str(f)\ntotal += y", {"total": "fold +"}, {"total": str}),
        }
        for name, (body, rules, names) in cases.items():
            with self.subTest(name):
                ran = self.each(body, rules, **names)
                self.assertLess(len(ran), 12)

    def test_best_and_worst(self):
        body = "slow()\ny = (f * 7) % 5\nbest = max(best, y)\nworst = min(worst, y)"
        folds = "slow()\ny = (f * 7) % 5\nbest = __cellweave__.fold(best, 'max', y)\nworst = __cellweave__.fold(worst, 'min', y)"
        self.each(body, {"best": "fold max", "worst": "fold min"}, folds=folds, best=lambda: 0, worst=lambda: 9)

    def test_an_item_that_raises_does_so_in_the_authors_own_text(self):
        for place in (0, 1, 5, 11):
            with self.subTest(place=place):
                ran = self.each(f"slow()\nprint('item', f)\ny = 1 / (f - {place})\nrows.append(y)", {"rows": "append"}, rows=list)
                self.assertIn(place, ran)

    def test_names_that_only_some_items_bind_keep_their_last_value(self):
        self.each("slow()\ny = f\nif f == 4: z = f", {}, last=("f", "y", "z"))

    def test_names_that_cannot_travel_are_bound_by_the_last_item_alone(self):
        ran = self.each("slow()\ny = f\ng = (x for x in ())\nrows.append(y)", {"rows": "append"}, last=("f", "y", "g"), items=range(60), rows=list)
        self.assertLess(len(ran), 60)

    def test_what_is_in_doubt_runs_in_the_authors_text(self):
        drawing = "slow()\ny = random.random() if f == 6 else 0\nrows.append(y)"
        self.each("random.seed(3) if f == 0 else None\n" + drawing, {"rows": "append"}, rows=list)
        # A module cannot be pickled.
        ran = self.each("slow()\ny = f\nrows.append(os if f == 6 else f)", {"rows": "append"}, rows=list)
        self.assertIn(6, ran)

    def test_a_contribution_that_cannot_be_made_is_made_by_the_authors_text(self):
        self.each("slow()\ny = f\nrows.append(f)\ntotal += f if f != 7 else 'x'", {"rows": "append", "total": "fold +"}, rows=list, total=lambda: 0)
        self.each("slow()\ny = f\nrows.append(f)\ntable[f if f != 7 else []] = f", {"rows": "append", "table": "set-item"}, rows=list, table=dict)

    def test_an_item_that_ends_its_process_ends_no_other(self):
        ran = self.each("slow()\ny = f\nif f == 6 and os.getpid() != parent: os._exit(3)\nrows.append(f)", {"rows": "append"}, rows=list, parent=os.getpid)
        self.assertIn(6, ran)

    def test_many_light_items_are_never_given_away(self):
        ran = self.each("y = f\nrows.append(abs(f))", {"rows": "append"}, items=range(60), rows=list)
        self.assertEqual(len(ran), 60)

    def test_items_that_cannot_be_seen_ahead_are_only_passed_on(self):
        taken = []

        def source():
            for x in range(3):
                taken.append(x)
                yield x

        stream = compiled.each(source(), lambda item: {}, {}, (), {})
        next(stream)
        self.assertEqual(taken, [0])

    def test_comprehensions(self):
        def element(x):
            slow()
            if x == 40:
                raise ValueError("forty")
            return str(x % 7)

        for kind, plain in {
            "list": lambda items: [element(x) for x in items if x % 2],
            "set": lambda items: {element(x) for x in items},
            "dict": lambda items: {element(x): x for x in items},
        }.items():
            with self.subTest(kind), cw.use("local", workers=2):
                done = compiled.listed(list(range(30)), element, None, plain, kind)
                self.assertEqual((done, list(done)), (plain(range(30)), list(plain(range(30)))))
                with self.assertRaisesRegex(ValueError, "forty"):
                    compiled.listed(list(range(41)), element, None, lambda items: [element(x) for x in items], "list")

    SECTIONS = """
def _cw_section_1():
    {one}
    y = os.getpid() != parent
    return __cellweave__.kept(locals(), ("y",))
def _cw_section_2():
    {two}
    z = 3
    return __cellweave__.kept(locals(), ("z",))
__cellweave__.ahead(globals(), ("a", "b", "c"), _cw_section_1, _cw_section_2)
slow({first})
print("first")
if __cellweave__.here(1):
    y = "own"
if __cellweave__.here(2):
    z = "own"
__cellweave__.passed()
"""

    def sections(self, first=0.2, one="print('one')", two="print('two')"):
        text = self.SECTIONS.format(first=first, one=one, two=two)
        done, _ = run(text, 2, parent=os.getpid)
        return done

    def test_sections_run_ahead_of_the_text_and_print_in_its_order(self):
        done = self.sections()
        self.assertEqual((done["left"]["y"], done["left"]["z"], done["out"]), (True, 3, "first\none\ntwo\n"))

    def test_a_section_that_fails_and_all_behind_it_are_the_texts_own(self):
        done = self.sections(one="raise ValueError")
        self.assertEqual((done["left"]["y"], done["left"]["z"], done["out"]), ("own", "own", "first\n"))

    def test_sections_of_an_exception_before_them_are_ended(self):
        done = self.sections(first="'x'", one="slow(60)")
        self.assertEqual(done["error"][0], "TypeError")

    def test_items_that_are_the_same_looked_at_now_or_later(self):
        known = [[1], (1,), range(3), "ab", {1: 2}, {1: 2}.items(), {1}, enumerate([1, 2]), zip([1], (2,)), enumerate(zip("a", range(1)))]
        for items in known:
            self.assertIsNotNone(foresight.items_ahead(items), items)
        for items in (iter([1]), (x for x in ()), map(abs, [1]), zip([1], map(abs, [1])), enumerate(x for x in ()), open(os.devnull)):
            self.assertIsNone(foresight.items_ahead(items), items)
            getattr(items, "close", lambda: None)()
