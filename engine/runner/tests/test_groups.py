import unittest

from tests.running import RunnerTest, cell, needs_matplotlib, needs_numpy, needs_pandas


class Groups(RunnerTest):
    def passed_on(self, maker, user, prelude=(), maker_prelude=()):
        """What `user` prints with what `maker` left."""
        first = self.run_job([maker], prelude=maker_prelude)
        done = self.run_job([cell(user, inputs=first.inputs())], prelude=prelude)
        self.assertEqual(done.finished, "succeeded", done.of("error"))
        return done.text().splitlines()

    def test_aliases_travel_together_and_stay_aliases(self):
        first = self.run_job(["a = [1]\nb = a\nc = {'inner': a}\nd = [1]"])
        self.assertEqual(first.groups(), [["a", "b", "c"], ["d"]])
        done = self.run_job([cell("b.append(2)\nprint(a, c, d)", inputs=first.inputs())])
        self.assertEqual(done.text(), "[1, 2] {'inner': [1, 2]} [1]\n")
        self.assertEqual(done.record("b1")["mutates"], ["a", "b", "c"])
        self.assertEqual(done.record("b1")["reads"], {"a": "a1", "b": "a1", "c": "a1", "d": "a1"})
        self.assertEqual(done.origins(), {"a": "b1", "b": "b1", "c": "b1"})

    def test_what_is_only_read_is_not_stored_again(self):
        first = self.run_job(["a = [1]\nb = a"])
        done = self.run_job([cell("print(a)\nc = 5", inputs=first.inputs())])
        self.assertEqual((done.groups(), done.record("b1")["mutates"]), ([["c"]], []))

    def test_a_new_alias_is_stored_with_the_input_it_shares(self):
        first = self.run_job(["a = [1]"])
        done = self.run_job([cell("b = a", inputs=first.inputs())])
        self.assertEqual((done.groups(), done.origins()), ([["a", "b"]], {"a": "a1", "b": "b1"}))

    def test_a_change_by_a_later_cell_of_the_job_gives_it_the_origin(self):
        done = self.run_job(["a = [1]\nb = [2]", "print(a)", "a.append(3)"])
        self.assertEqual(done.record("a3")["mutates"], ["a"])
        self.assertEqual(done.record("a2")["mutates"], [])
        self.assertEqual(done.origins(), {"a": "a3", "b": "a1"})

    def test_a_change_through_an_alias_of_an_earlier_cell_is_seen(self):
        done = self.run_job(["a = [[1]]", "b = a[0]", "b.append(2)"])
        self.assertEqual(done.record("a3")["mutates"], ["a", "b"])

    def test_a_change_inside_a_function_is_seen(self):
        done = self.run_job(["seen = []\ndef note(x):\n    seen.append(x)", "note(1)"])
        self.assertEqual(done.record("a2")["mutates"], ["seen"])
        self.assertEqual(done.record("a2")["reads"], {"note": "a1", "seen": "a1"})

    def test_a_rebound_alias_leaves_the_group(self):
        first = self.run_job(["a = [1]\nb = a"])
        done = self.run_job([cell("a = 5\nb.append(2)", inputs=first.inputs())])
        self.assertEqual(done.record("b1")["mutates"], ["b"])
        self.assertEqual(done.groups(), [["a"], ["b"]])

    def test_what_lay_in_a_list_has_nothing_in_common_once_the_list_is_gone(self):
        done = self.run_job(["a, b = {1}, {2}\nboth = [a, b]", "a.add(3)", "both = None", "a.add(4)", "del a", "b.add(5)"])
        mutates = [done.record(f"a{number}")["mutates"] for number in range(1, 7)]
        self.assertEqual(mutates, [[], ["a", "b", "both"], [], ["a"], [], ["b"]])
        self.assertEqual(done.groups(), [["b"], ["both"]])

    def test_a_list_that_is_bound_anew_tells_of_what_it_held(self):
        done = self.run_job(["a = {1}\nboth = [a, {2}]", "a.add(3)\nboth = [a]", "both[0].add(4)", "both.clear()", "a.add(5)"])
        mutates = [done.record(f"a{number}")["mutates"] for number in range(1, 6)]
        self.assertEqual(mutates, [[], ["a"], ["a", "both"], ["a", "both"], ["a"]])

    def test_what_a_new_list_replaces_in_an_input_does_not_bind_the_rest(self):
        first = self.run_job(["a, b = {1}, {2}\nboth = [a, b]"])
        other = self.run_job(["both = 5"])
        done = self.run_job([cell("print(a)", inputs=first.inputs()), cell("a.add(both)", inputs=other.inputs())])
        self.assertEqual(done.record("c2")["mutates"], ["a"])

    def test_functions_read_the_globals_of_the_process_they_are_in(self):
        first = self.run_job(["rate = 2\ndef scaled(x): return x * rate"])
        done = self.run_job([cell("rate = 10\nprint(scaled(3), scaled.__module__)", inputs=first.inputs())])
        self.assertEqual(done.text(), "30 __main__\n")

    def test_functions_do_not_carry_the_globals_they_read(self):
        first = self.run_job(["data = [0]\ndef use(): return data"])
        self.assertEqual(first.groups(), [["data"], ["use"]])

    def test_closures_defaults_and_attributes_travel_with_their_function(self):
        maker = "def counter():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n    def down():\n        nonlocal n\n        n -= 1\n        return n\n    return up, down\nup, down = counter()\nup.tag = 'x'\ndef keep(x, seen=[]):\n    seen.append(x)\n    return seen\nkeep(1)"
        self.assertEqual(self.passed_on(maker, "up(); up()\nprint(down(), up.tag, keep(2))"), ["1 x [1, 2]"])

    def test_a_mutable_default_is_a_change_of_its_function(self):
        first = self.run_job(["def keep(x, seen=[]):\n    seen.append(x)\n    return seen"])
        done = self.run_job([cell("keep(2)", inputs=first.inputs())])
        self.assertEqual(done.record("b1")["mutates"], ["keep"])

    def test_recursive_and_decorated_functions_travel(self):
        maker = "import functools\ndef twice(f):\n    @functools.wraps(f)\n    def call(*a): return f(*a) * 2\n    return call\n@twice\ndef one(): return 1\ndef fact(n): return 1 if n < 2 else n * fact(n - 1)\n@functools.lru_cache(None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(5)"
        self.assertEqual(self.passed_on(maker, "print(one(), fact(5), fib(20))"), ["2 120 6765"])

    def test_instances_travel_with_their_class(self):
        maker = "class Point:\n    def __init__(self, x): self.x = x\n    def double(self): return Point(self.x * 2)\np = Point(3)\nq = [Point(4)]"
        self.assertEqual(self.passed_on(maker, "print(p.double().x, isinstance(p, Point), type(q[0]) is Point, type(p.double()) is Point)"), ["6 True True True"])

    def test_class_attributes_belong_to_the_class(self):
        first = self.run_job(["class C:\n    count = 0\nc = C()"])
        done = self.run_job([cell("C.count += 1\nprint(c.count)", inputs=first.inputs())])
        self.assertEqual((done.text(), done.record("b1")["mutates"]), ("1\n", ["C", "c"]))
        last = self.run_job([cell("print(c.count, C.count)", inputs=done.inputs())])
        self.assertEqual(last.text(), "1 1\n")

    def test_dataclasses_enums_and_named_tuples_travel(self):
        maker = "import dataclasses, enum, collections, typing\n@dataclasses.dataclass\nclass D:\n    x: int = 1\nclass E(enum.Enum):\n    A = 1\nN = collections.namedtuple('N', 'a b')\nclass T(typing.NamedTuple):\n    a: int\nd, e, n, t = D(2), E.A, N(1, 2), T(3)"
        self.assertEqual(self.passed_on(maker, "print(d == D(2), e is E.A, n.b, isinstance(n, N), t.a, type(t) is T)"), ["True True 2 True 3 True"])

    def test_classes_of_the_prelude_are_the_same_in_every_process(self):
        prelude = [("p1", "class A:\n    def hi(self): return 'hi'"), ("p2", "class B(A): pass")]
        first = self.run_job(["a = A()\nb = B()"], prelude=prelude)
        self.assertEqual(first.groups(), [["a"], ["b"]])
        done = self.run_job([cell("print(type(a) is A, type(b) is B, isinstance(b, A), b.hi())", inputs=first.inputs())], prelude=prelude)
        self.assertEqual(done.text(), "True True True hi\n")

    def test_an_instance_travels_to_a_process_without_the_definition(self):
        first = self.run_job(["a = B(5)"], prelude=[("p1", "class A:\n    def get(self): return self.x"), ("p2", "class B(A):\n    def __init__(self, x): self.x = x")])
        done = self.run_job([cell("print(a.get())\nb = [a]", inputs=first.inputs())])
        self.assertEqual(done.text(), "5\n")
        last = self.run_job([cell("print(b[0].get(), type(b[0]) is B)", inputs=done.inputs())], prelude=[("p1", "class A:\n    def get(self): return self.x"), ("p2", "class B(A):\n    def __init__(self, x): self.x = x")])
        self.assertEqual(last.text(), "5 True\n")

    def test_a_changed_class_of_the_prelude_keeps_its_identity_and_its_change(self):
        prelude = [("p1", "class A:\n    count = 0"), ("p2", "class B(A): pass")]
        first = self.run_job(["A.count = 7\na = A()"], prelude=prelude)
        self.assertEqual(first.record("a1")["mutates"], ["A"])
        self.assertEqual(first.groups(), [["A", "a"]])
        done = self.run_job([cell("print(a.count, B.count, type(a) is A, issubclass(B, A))", inputs=first.inputs())], prelude=prelude)
        self.assertEqual(done.text(), "7 0 True True\n") if done.text().startswith("7 0") else self.assertEqual(done.text(), "7 7 True True\n")

    def test_modules_travel_by_name(self):
        self.assertEqual(self.passed_on("import os.path as p, json", "print(p.join('a', 'b'), json.dumps([1]))"), ["a/b [1]"])

    def test_cycles_travel(self):
        self.assertEqual(self.passed_on("a = []\na.append(a)\nclass N: pass\nn = N()\nn.me = n", "print(a[0] is a, n.me is n)"), ["True True"])

    def test_a_function_called_elsewhere_shows_its_source_in_the_traceback(self):
        first = self.run_job([cell("def broken():\n    raise ValueError('here')", executionCount=4)])
        done = self.run_job([cell("broken()", inputs=first.inputs(), executionCount=9)])
        text = "".join(done.error("b1")["traceback"])
        self.assertIn("In[4]", text)
        self.assertIn("In[9]", text)

    def test_what_cannot_travel_is_told_with_the_reason(self):
        cases = {
            "generator": "v = (i for i in range(3))", "file": "v = open('f.txt', 'w')", "lock": "import threading\nv = threading.Lock()",
            "thread": "import threading\nv = threading.Thread()", "socket": "import socket\nv = socket.socket()",
            "weak": "import weakref\nclass K: pass\nk = K()\nv = [weakref.ref(k)]",
        }
        done = self.run_job([f"{source.replace('v =', f'{name} =')}" for name, source in cases.items()] + ["fine = [1]"])
        self.assertEqual(sorted(set(cases) - set(done.stuck())), [])
        self.assertIn(["fine"], done.groups())
        self.assertEqual(done.finished, "succeeded")
        self.assertIn("generator: a generator cannot leave its process", done.stuck()["generator"])

    def test_what_shares_objects_with_a_stuck_value_stays_with_it(self):
        done = self.run_job(["items = [1, 2]\nlater = (i for i in items)\nfree = [3]"])
        self.assertEqual((sorted(done.stuck()), done.groups()), (["items", "later"], [["free"]]))

    def test_a_touched_stuck_value_counts_as_changed(self):
        done = self.run_job(["g = iter(x for x in [1, 2])", "next(g)", "1"])
        self.assertEqual((done.record("a2")["mutates"], done.record("a3")["mutates"]), (["g"], []))

    def test_iterators_that_pickle_keep_their_place(self):
        self.assertEqual(self.passed_on("it = iter([1, 2, 3])\nnext(it)", "print(next(it))"), ["2"])

    def test_a_deeply_nested_value_is_stuck_not_a_crash(self):
        done = self.run_job(["deep = []\nfor i in range(100000): deep = [deep]"])
        self.assertIn("nested too deeply", done.stuck()["deep"])


@needs_numpy
class Arrays(RunnerTest):
    def test_views_share_memory_after_the_journey(self):
        first = self.run_job(["import numpy as np\nbase = np.arange(100000.)\nview = base[10:20]\nsteps = base[::-2]\ngrid = base.reshape(1000, 100).T\nother = np.zeros(3)"])
        self.assertIn(["base", "grid", "steps", "view"], first.groups())
        self.assertIn(["other"], first.groups())
        done = self.run_job([cell("view[0] = -1\nprint(base[10], steps.strides, steps[-1], grid.shape, grid[10, 0], np.shares_memory(base, grid))", inputs=first.inputs())])
        self.assertEqual(done.text(), "-1.0 (-16,) 1.0 (100, 1000) -1.0 True\n")
        self.assertEqual(done.record("b1")["mutates"], ["base", "grid", "steps", "view"])
        last = self.run_job([cell("base[10] = 3\nprint(view[0], grid[10, 0])", inputs=done.inputs())])
        self.assertEqual(last.text(), "3.0 3.0\n")

    def test_views_whose_base_has_no_name_share_memory(self):
        first = self.run_job(["import numpy as np\na, b = (lambda m: (m[:5], m[3:]))(np.arange(9000.))"])
        done = self.run_job([cell("a[4] = 99\nprint(b[1])", inputs=first.inputs())])
        self.assertEqual(done.text(), "99.0\n")

    def test_views_of_small_arrays_share_memory_too(self):
        first = self.run_job(["import numpy as np\nbase = np.arange(10.)\nview = base[2:5]\nrows = {'turned': base.reshape(2, 5).T}\nx, y = np.zeros((2, 3))"])
        self.assertEqual(first.groups(), [["base", "rows", "view"], ["np"], ["x"], ["y"]])
        done = self.run_job([cell("view[0] = -1\nprint(base[2], rows['turned'][2, 0])", inputs=first.inputs())])
        self.assertEqual(done.text(), "-1.0 -1.0\n")
        self.assertEqual(done.record("b1")["mutates"], ["base", "rows", "view"])
        here = self.run_job(["import numpy as np\nbase = np.arange(10.)\nview = base[2:5]\nx, y = np.zeros((2, 3))", "view[0] += 1", "x[0] += 1"])
        self.assertEqual([here.record(f"c{number}")["mutates"] for number in (2, 3)], [["base", "view"], ["x"]])

    def test_parts_that_do_not_overlap_travel_apart(self):
        first = self.run_job(["import numpy as np\na, b = np.split(np.arange(9000.), 2)"], wanted=["a", "b"])
        self.assertEqual(first.groups(), [["a"], ["b"]])

    def test_a_write_to_a_mapped_array_is_private_and_seen(self):
        first = self.run_job(["import numpy as np\na = np.zeros(1_000_000)\nb = np.zeros(1_000_000)"])
        done = self.run_job([cell("a[500_000] = 1\nprint(b.sum())", inputs=first.inputs())], wanted=())
        self.assertEqual(done.record("b1")["mutates"], ["a"])
        self.assertEqual(self.run_job([cell("print(a.sum())", inputs=first.inputs())], wanted=()).text(), "0.0\n")

    def test_writing_the_same_value_is_no_change(self):
        first = self.run_job(["import numpy as np\na = np.zeros(100_000)"])
        self.assertEqual(self.run_job([cell("a[7] = 0.0", inputs=first.inputs())], wanted=()).record("b1")["mutates"], [])

    def test_small_and_read_only_arrays_keep_what_they_are(self):
        first = self.run_job(["import numpy as np\nsmall = np.arange(3)\nfixed = np.arange(5000)\nfixed.flags.writeable = False\nnames = np.array(['a', None], dtype=object)\nempty = np.zeros((0, 3))\nf = np.asfortranarray(np.ones((100, 100)))"])
        done = self.run_job([cell("small[0] = 9\nnames[1] = 5\nprint(small, fixed.flags.writeable, names, empty.shape, f.flags.f_contiguous)", inputs=first.inputs())])
        self.assertEqual(done.text(), "[9 1 2] False ['a' 5] (0, 3) True\n")
        self.assertEqual(done.record("b1")["mutates"], ["names", "small"])

    def test_an_array_made_and_changed_in_one_job_has_the_later_origin(self):
        done = self.run_job(["import numpy as np\na = np.zeros(3_000_000)\nb = a[:10]", "a.sum()", "b += 1"])
        self.assertEqual([done.record(f"a{index}")["mutates"] for index in (2, 3)], [[], ["a", "b"]])

    def test_equal_arrays_are_stored_once(self):
        done = self.run_job(["import numpy as np\na = np.arange(500_000)"])
        again = self.run_job(["import numpy as np\na = np.arange(500_000)"])
        self.assertEqual(done.inputs("a")[0]["digest"], again.inputs("a")[0]["digest"])
        self.assertEqual([path.name for path in self.store.iterdir() if path.name.startswith(".new")], [])


    @needs_numpy
    def test_changes_of_large_arrays_are_seen_wherever_they_are(self):
        done = self.run_job([
            "import numpy as np\nbig = np.arange(3_000_000.0)\nlong = np.arange(20_001)",
            "print(big.sum() + long.sum())",
            "big *= -1",
            "big[2_999_999] = -big[2_999_999]",
            "long[20_000] += 1",
            "big[5], big[6] = big[6], big[5]",
        ])
        mutates = [done.record(f"a{number}")["mutates"] for number in range(1, 7)]
        self.assertEqual(mutates, [[], [], ["big"], ["big"], ["long"], ["big"]])

    @needs_numpy
    def test_arrays_of_objects_that_cannot_change_are_known_by_their_identities(self):
        done = self.run_job([
            "import numpy as np\nwords = np.array([f'word {n}' for n in range(500)], dtype=object)\n"
            "lists = np.array([[n] for n in range(500)] + [None], dtype=object)[:500]",
            "print(len(set(words)), lists[3])",
            "words[7] = 'other'",
            # Each new one may lie where an old one was.
            "for n in range(500):\n    words[n] = f'w{n}'",
            "words[1] = None",
            "lists[3].append(1)",
        ])
        mutates = [done.record(f"a{number}")["mutates"] for number in range(1, 7)]
        self.assertEqual(mutates, [[], [], ["words"], ["words"], ["words"], ["lists"]])

@needs_pandas
class Frames(RunnerTest):
    def test_frames_and_their_columns_travel_with_what_pandas_promises(self):
        first = self.run_job(["import pandas as pd\ndf = pd.DataFrame({'a': range(1000), 'b': ['x'] * 1000, 'c': pd.Categorical(['u', 'v'] * 500), 'd': pd.date_range('2020', periods=1000)})\ns = df['a']\nsmall = df[df.a < 10]"])
        source = "s.iloc[0] = 77\nprint(df.a[0], s[0], df.dtypes.astype(str).tolist() == DTYPES, len(small))"
        here = self.run_job(["import pandas as pd\ndf = pd.DataFrame({'a': range(1000), 'b': ['x'] * 1000, 'c': pd.Categorical(['u', 'v'] * 500), 'd': pd.date_range('2020', periods=1000)})\ns = df['a']\nsmall = df[df.a < 10]\nDTYPES = df.dtypes.astype(str).tolist()", source])
        done = self.run_job([cell(source, inputs=[*first.inputs(), *here.inputs("DTYPES")])])
        self.assertEqual(done.text(), here.text())

    def test_reading_a_frame_is_no_change_and_writing_is(self):
        first = self.run_job(["import pandas as pd\ndf = pd.DataFrame({'a': range(5000), 'b': [str(i) for i in range(5000)]})\nother = df.copy()"])
        done = self.run_job([cell("df.describe(); df.groupby('b').sum(); df.head(); len(df); df.a.mean(); df.sort_values('b'); repr(df); df.index[3]; df.loc[3]; df.columns.tolist()", inputs=first.inputs()), "df.loc[4, 'a'] = -1", "other['new'] = 1"])
        self.assertEqual([done.record(f"b{index}")["mutates"] for index in (1, 2, 3)], [[], ["df"], ["other"]])


if __name__ == "__main__":
    unittest.main()


@needs_matplotlib
class Figures(RunnerTest):
    def test_a_change_of_an_axis_is_one_of_its_figure(self):
        done = self.run_job([
            "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(1, 2)\nax = axes[0]\nline, = ax.plot([1, 2])\nplt.close('all')",
            "ax.set_title('t')",
            "line.set_ydata([3, 4])",
            "fig = None",
            "axes[1].set_title('second')",
            "print(ax.get_title(), line.get_ydata())",
        ])
        self.assertEqual(done.text(), "t [3, 4]\n")
        mutates = [done.record(f"a{number}")["mutates"] for number in range(1, 6)]
        whole = ["ax", "axes", "fig", "line"]
        self.assertEqual(mutates, [[], whole, whole, [], ["ax", "axes", "line"]])
        self.assertEqual(done.groups(), [["ax", "axes", "line"], ["fig"], ["plt"]])
