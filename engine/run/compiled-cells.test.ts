import { beforeAll, describe, expect, test } from "vitest";
import { type Compared, compareCells } from "./testing/compare-cells.ts";

const first = [
  `import time, sys, os, math, random, functools, logging, warnings, itertools, collections, decimal, threading
import numpy as np
import pandas as pd
def slow(x):
    time.sleep(0.004)
    return x`,
];

interface Case {
  readonly title: string;
  readonly cells: readonly string[];
}

/** Each has names of its own, as all run in one session. */
const cases: readonly Case[] = [
  {
    title: "a sum of floats in order",
    cells: ["s1 = 0.0\nfor v in [0.1, 0.2, 0.3, 1e16, 0.7]:\n    s1 += slow(v)\nrepr(s1)"],
  },
  { title: "text that grows", cells: ["s2 = ''\nfor v in 'abcde':\n    s2 += slow(v)\ns2"] },
  {
    title: "a list that grows by +=, seen under another name",
    cells: ["s3 = []\nt3 = s3\nfor v in range(5):\n    s3 += [slow(v)]\n(s3, t3, s3 is t3)"],
  },
  {
    title: "an array that is added to in place, seen under another name",
    cells: ["s4 = np.zeros(3)\nt4 = s4\nfor v in range(5):\n    s4 += slow(v)\n(s4, t4, s4 is t4)"],
  },
  {
    title: "an array that is added to and bound anew",
    cells: ["s5 = np.zeros(3)\nt5 = s5\nfor v in range(5):\n    s5 = s5 + slow(v)\n(s5, t5)"],
  },
  {
    title: "decimals, sets, products, the least and the most",
    cells: [
      "a6, b6, c6, d6, e6 = decimal.Decimal(0), set(), 1, 9, -9\nfor v in range(1, 6):\n    a6 += decimal.Decimal(slow(v))\n    b6 |= {slow(v % 3)}\n    c6 *= slow(v)\n    d6 = min(d6, slow(v))\n    e6 = max(e6, v)\n(a6, b6, c6, d6, e6)",
    ],
  },
  {
    title: "the greatest of what cannot be compared",
    cells: ["m7 = 0\nfor v in [1, 'a', 2]:\n    m7 = max(m7, slow(v))", "m7, v"],
  },
  { title: "a sum that raises half way", cells: ["s8 = 0\nfor v in [1, 2, 'x', 4]:\n    s8 += slow(v)", "s8, v"] },
  {
    title: "keys that cannot be hashed",
    cells: ["d9 = {}\nfor v in [1, [2], 3]:\n    d9[v if v != 3 else 'three'] = slow(v)", "d9, v"],
  },
  {
    title: "a dict that is written twice under one key",
    cells: ["d10 = {'z': 0}\nfor v in range(6):\n    d10[v % 2] = slow(v)\nlist(d10.items())"],
  },
  {
    title: "items that a loop takes out of what it goes over",
    cells: ["l11 = [1, 2, 3, 4]\nfor v in l11:\n    slow(v)\n    if v == 2: l11.remove(v)\n(l11, v)"],
  },
  {
    title: "a list that grows while a loop goes over it, under another name",
    cells: [
      "l12 = [1, 2]\nm12 = l12",
      "for v in l12:\n    m12.append(slow(v) + 1 if v < 5 else 1 // (v - 5))",
      "l12",
      "n12 = [1, 2, 3]\no12 = n12",
      "[o12.append(9) if slow(v) == 2 else v for v in n12]",
      "e12 = {1: 1, 2: 2, 3: 3}\nf12 = e12",
      "for v in e12:\n    f12[v * 10] = slow(v)",
      "e12",
    ],
  },
  {
    title: "an iterator that is used afterwards",
    cells: [
      "i12 = iter([1, 2, 3, 4, 5])\no12 = []\nfor v in itertools.islice(i12, 3):\n    o12.append(slow(v))\n(o12, next(i12))",
    ],
  },
  {
    title: "zip of an iterator",
    cells: [
      "i13 = iter(range(9))\no13 = []\nfor a, b in zip(i13, 'abc'):\n    o13.append((slow(a), b))\n(o13, next(i13))",
    ],
  },
  {
    title: "enumerate that starts elsewhere",
    cells: ["o14 = []\nfor n, w in enumerate(['x', 'y', 'z'], start=5):\n    o14.append(f'{slow(n)}{w}')\n(o14, n, w)"],
  },
  {
    title: "an empty loop leaves its names alone",
    cells: ["v15 = 'old'\nfor v15 in []:\n    w15 = slow(v15)\nv15", "w15"],
  },
  {
    title: "closures over the loop's name",
    cells: [
      "fs16 = []\nfor v16 in range(4):\n    slow(v16)\n    fs16.append(lambda: v16)\n[f() for f in fs16]",
      "v16 = 'later'\n[f() for f in fs16]",
    ],
  },
  {
    title: "closures with the value at hand",
    cells: ["fs17 = []\nfor v17 in range(4):\n    slow(v17)\n    fs17.append(lambda v=v17: v)\n[f() for f in fs17]"],
  },
  {
    title: "a generator among the results",
    cells: ["g18 = []\nfor v in range(3):\n    g18.append((slow(w) for w in range(v)))\n[list(g) for g in g18]"],
  },
  {
    title: "a counter in a closure",
    cells: [
      "def counter():\n    n = 0\n    def count():\n        nonlocal n\n        n += slow(1)\n        return n\n    return count\nc19 = counter()\no19 = []\nfor v in range(4):\n    o19.append(c19())\n(o19, c19())",
    ],
  },
  {
    title: "a default that remembers",
    cells: [
      "def keep20(x, seen=[]):\n    seen.append(slow(x))\n    return list(seen)\n[keep20(v) for v in range(4)]",
      "keep20(9)",
    ],
  },
  {
    title: "a cache of results",
    cells: [
      "@functools.lru_cache(None)\ndef cached21(x):\n    print('computed', x)\n    return slow(x)\n[cached21(v % 2) for v in range(5)]",
      "cached21.cache_info().misses",
    ],
  },
  {
    title: "a memo in a dict",
    cells: [
      "memo22 = {}\ndef look22(x):\n    if x not in memo22:\n        print('new', x)\n        memo22[x] = slow(x)\n    return memo22[x]\n[look22(v % 3) for v in range(7)]",
      "memo22",
    ],
  },
  {
    title: "objects that change themselves",
    cells: [
      "class Tally:\n    def __init__(self): self.n = 0\n    def add(self, x):\n        self.n += slow(x)\n        return self.n\nt23 = Tally()\no23 = []\nfor v in range(4):\n    o23.append(t23.add(v))\n(o23, t23.n)",
    ],
  },
  {
    title: "attributes that a loop sets",
    cells: ["class Bag: pass\nb24 = Bag()\nfor v in range(4):\n    b24.last = slow(v)\nb24.last"],
  },
  {
    title: "what only the first item changes, and the others read",
    cells: [
      "class Gear:\n    ratio = 1\n    def turn(self, x):\n        if x == 0: self.__dict__.update(ratio=5)\n        return slow(self.ratio * x)\ng66 = Gear()",
      "[g66.turn(x) for x in range(5)]",
      "h66 = Gear()\no66 = []\nfor x in range(5):\n    o66.append(h66.turn(x))\no66",
      "i66 = Gear()\na66 = i66.turn(0)\nb66 = i66.turn(2)\n(a66, b66)",
      "k66 = {'n': 1}\ndef first66(x):\n    if x == 0: getattr(k66, 'update')(n=7)\n    return slow(k66['n'] * x)\n[first66(x) for x in range(5)]",
    ],
  },
  {
    title: "what a class counts",
    cells: [
      "class Made:\n    count = 0\n    def __init__(self, v):\n        Made.count += 1\n        self.v = slow(v)\no25 = [Made(v) for v in range(4)]\n([m.v for m in o25], Made.count)",
    ],
  },
  {
    title: "a property that counts",
    cells: [
      "class Seen:\n    asked = 0\n    @property\n    def v(self):\n        Seen.asked += 1\n        return slow(2)\ns26 = Seen()\no26 = []\nfor q in range(4):\n    o26.append(s26.v)\n(o26, Seen.asked)",
    ],
  },
  {
    title: "prints to both streams, without line ends",
    cells: [
      "for v in range(5):\n    slow(v)\n    print('out', v, end=' ')\n    print('err', v, file=sys.stderr)\n    sys.stdout.write('.')",
    ],
  },
  {
    title: "what a log says",
    cells: [
      "log28 = logging.getLogger('l28')\nlog28.addHandler(logging.StreamHandler())\nlog28.setLevel('INFO')\nfor v in range(4):\n    slow(v)\n    print('before', v)\n    log28.info('at %s', v)\n    print('after', v)",
    ],
  },
  {
    title: "warnings are shown once for a place",
    cells: [
      "def warn29(v):\n    warnings.warn(f'odd {v % 2}')\n    return slow(v)\no29 = [warn29(v) for v in range(6)]",
      "o29 = [warn29(v) for v in range(4)]",
    ],
  },
  {
    title: "displays stand among prints",
    cells: ["for v in range(3):\n    print('a', slow(v))\n    display({'v': v})\n    print('b')"],
  },
  {
    title: "text that is caught",
    cells: [
      "import io, contextlib\nbuf31 = io.StringIO()\nwith contextlib.redirect_stdout(buf31):\n    for v in range(4):\n        print('caught', slow(v))\nbuf31.getvalue()",
    ],
  },
  {
    title: "sections that share what they read",
    cells: [
      "base32 = [1, 2]\na32 = [slow(v) for v in base32]\nb32 = sum(base32) + slow(1)\nc32 = (base32, slow(2))\nc32[0] is base32",
    ],
  },
  { title: "sections of which one fails", cells: ["a33 = slow(1)\nb33 = slow(2) / 0\nc33 = slow(3)", "a33", "c33"] },
  {
    title: "sections that print",
    cells: ["a34 = [print('first', slow(v)) for v in range(2)]\nb34 = [print('second', slow(v)) for v in range(2)]"],
  },
  {
    title: "sections that draw random numbers",
    cells: [
      "random.seed(1)\na35 = (slow(1), random.random())\nb35 = (slow(2), random.random())\n(a35, b35)",
      "random.random()",
    ],
  },
  {
    title: "sections that define and use functions",
    cells: ["a36 = slow(1)\ndef f36(x): return slow(x) + a36\nb36 = f36(2)\na36 = 100\nc36 = f36(2)\n(b36, c36)"],
  },
  {
    title: "sections whose values are one object",
    cells: ["a37 = [slow(1)]\nb37 = a37\nc37 = [slow(2), a37]\n(b37 is a37, c37[1] is a37)"],
  },
  {
    title: "views of one array in sections",
    cells: [
      "X38 = np.arange(6.0)\na38 = X38[:3] * slow(1)\nb38 = X38[3:]\nslow(1)\nb38[0] = 77\n(X38, np.shares_memory(b38, X38))",
    ],
  },
  {
    title: "columns that a loop writes into a table",
    cells: [
      "df39 = pd.DataFrame({'a': [1, 2], 'b': [3, 4]})\nfor c in ['a', 'b']:\n    df39[c + '2'] = df39[c] * slow(2)\ndf39",
    ],
  },
  {
    title: "rows of a table",
    cells: [
      "df40 = pd.DataFrame({'a': [1, 2, 3]})\no40 = []\nfor i, row in df40.iterrows():\n    o40.append(slow(int(row['a'])) * 2)\no40",
      "[slow(v) for v in df40['a']]",
    ],
  },
  {
    title: "random numbers in a loop",
    cells: [
      "np.random.seed(3)\no41 = []\nfor v in range(4):\n    o41.append(slow(round(float(np.random.rand()), 9)))\no41",
      "round(float(np.random.rand()), 9)",
    ],
  },
  {
    title: "what is done in the environment",
    cells: ["for v in range(3):\n    os.environ['V42'] = str(slow(v))\nos.environ['V42']"],
  },
  {
    title: "names bound by functions",
    cells: ["def set43(v):\n    global g43\n    g43 = slow(v)\n    return v\n[set43(v) for v in range(3)]", "g43"],
  },
  {
    title: "exceptions of the author's own, with what they hold",
    cells: [
      "class Own(Exception):\n    def __init__(self, a, b):\n        super().__init__(a)\n        self.b = b\nfor v in range(4):\n    if slow(v) == 2: raise Own('x', v)",
      "v",
    ],
  },
  {
    title: "SystemExit and KeyboardInterrupt",
    cells: ["for v in range(4):\n    if slow(v) == 2: sys.exit('bye')", "v", "[slow(1 // (v - 1)) for v in range(3)]"],
  },
  {
    title: "an assertion with a traceback through functions",
    cells: [
      "def deep47(v):\n    def inner(w):\n        assert slow(w) < 3, f'too big: {w}'\n        return w\n    return inner(v)\no47 = []\nfor v in range(5):\n    o47.append(deep47(v))",
      "o47, v",
    ],
  },
  {
    title: "an exception in a comprehension of several lines",
    cells: ["o48 = [\n    slow(v)\n    + 10 // (v - 2)\n    for v in range(4)\n    if v != 1\n]"],
  },
  {
    title: "a comment and a blank line before an error",
    cells: [
      "\n# a remark\n\no49 = []\n\nfor v in range(4):  # the loop\n\n    # inside\n    w = slow(v)\n\n    o49.append(1 // (2 - w))\n\n'never'",
    ],
  },
  {
    title: "magics around a loop",
    cells: [
      "%precision 2\no50 = []\nfor v in range(3):\n    o50.append(slow(v) / 3)\nx50 = !echo hello\nprint(list(x50))\no50",
    ],
  },
  {
    title: "threads inside of items",
    cells: [
      "def threaded51(v):\n    found = []\n    thread = threading.Thread(target=lambda: found.append(slow(v)))\n    thread.start()\n    thread.join()\n    return found\n[threaded51(v) for v in range(4)]",
    ],
  },
  {
    title: "nested loops and comprehensions",
    cells: [
      "o52 = []\nfor v in range(3):\n    row = []\n    for w in range(3):\n        row.append(slow(v * w))\n    o52.append(row)\n(o52, v, w, row is o52[-1])",
      "[[slow(v + w) for w in range(2)] for v in range(3)]",
    ],
  },
  {
    title: "names that hide builtins",
    cells: [
      "def max(*given): return 'mine'\nm53 = 0\nfor v in range(4):\n    m53 = max(m53, slow(v))\nm53",
      "del max\nlen54 = len\ndef len(x): return 99\n[slow(len('abc')) for v in range(3)]",
      "del len",
    ],
  },
  {
    title: "numbers of NumPy among the items",
    cells: [
      "a54 = np.array([1.5, 2.5, 3.5])\no54 = []\nfor v in a54:\n    o54.append(slow(v))\n(o54, type(v).__name__)",
      "for r in np.arange(4).reshape(2, 2):\n    r[0] = slow(7)\nr",
    ],
  },
  {
    title: "an array written through its rows",
    cells: [
      "A55 = np.zeros((3, 2))\nfor r in A55:\n    r += slow(1)\nA55",
      "for i in range(3):\n    A55[i] = slow(i) * 10\nA55",
      "for i in range(3):\n    A55[i, 0] += slow(i)\nA55",
    ],
  },
  {
    title: "counters and dicts of lists",
    cells: [
      "c56 = collections.Counter()\nfor v in 'abca':\n    c56[v] += slow(1)\nc56",
      "d56 = collections.defaultdict(list)\nfor v in range(4):\n    d56[v % 2].append(slow(v))\ndict(d56)",
      "e56 = {}\nfor v in range(4):\n    e56.setdefault(v % 2, []).append(slow(v))\ne56",
    ],
  },
  {
    title: "what continues, and what else says",
    cells: [
      "o57 = []\nfor v in range(6):\n    if slow(v) % 2: continue\n    o57.append(v)\nelse:\n    print('no break')\no57",
    ],
  },
  {
    title: "a value that is read before it is written in the loop",
    cells: ["p58 = 0\no58 = []\nfor v in range(4):\n    o58.append(slow(v) + p58)\n    p58 = v\n(o58, p58)"],
  },
  {
    title: "a name that only some items bind",
    cells: [
      "w59 = 'old'\nfor v in range(4):\n    if slow(v) == 1: w59 = v\nw59",
      "for v in range(3):\n    if slow(v) > 5: n59 = v\nn59",
    ],
  },
  {
    title: "walrus, star and unpacking",
    cells: [
      "o60 = []\nfor first, *rest in [(1, 2, 3), (4,), (5, 6)]:\n    if (n := slow(first)) > 1:\n        o60.append((n, rest))\n(o60, first, rest, n)",
    ],
  },
  {
    title: "what is caught inside of items",
    cells: [
      "o61 = []\nfor v in range(4):\n    try:\n        o61.append(1 // slow(v - 2))\n    except ZeroDivisionError as error:\n        o61.append(repr(error))\n    finally:\n        print('done', v)\no61",
      "error",
    ],
  },
  {
    title: "iterables that fail on the way",
    cells: [
      "def some62():\n    yield 1\n    yield slow(2)\n    raise RuntimeError('dry')\no62 = []\nfor v in some62():\n    o62.append(slow(v))",
      "o62, v",
    ],
  },
  {
    title: "an object that iterates with effects",
    cells: [
      "class Feed:\n    def __iter__(self):\n        for v in range(3):\n            print('gives', v)\n            yield v\nfor v in Feed():\n    print('takes', slow(v))",
    ],
  },
  {
    title: "loops in the branches of if, with and try",
    cells: [
      "o63 = []\nif len(o63) == 0:\n    w63 = 2\n    for v in range(5):\n        o63.append(slow(v) * w63)\nelse:\n    for v in range(3): o63.append(slow(-v))\n(o63, v)",
      "import contextlib, io\nb64 = io.StringIO()\no64 = []\nwith contextlib.redirect_stdout(b64):\n    for v in range(5):\n        print('item', slow(v))\n        o64.append(v)\n(o64, b64.getvalue())",
      "o65 = []\ntry:\n    for v in range(5):\n        o65.append(slow(1 // (3 - v)))\nexcept ZeroDivisionError as error:\n    caught65 = str(error)\n    for v in range(3):\n        o65.append(slow(v))\nfinally:\n    for v in range(3): o65.append(slow(v))\n(o65, caught65, v)",
      "with warnings.catch_warnings():\n    warnings.simplefilter('error')\n    o66 = []\n    for v in range(4):\n        if slow(v) == 2: warnings.warn('two')\n        o66.append(v)",
      "o66, v",
      "if o66:\n    for v in range(4):\n        o66.append(1 // slow(v - 2))",
    ],
  },
  {
    title: "loops under %%time",
    cells: [
      "p66 = q66 = 1",
      "%%time\ndel p66\nfor v in range(3):\n    q66 += slow(v)\n",
      "%%time\no67 = []\nfor v in range(5):\n    o67.append(slow(v))\n",
      "o67, v",
      "%%time\n[slow(v) for v in range(5)]",
      "%%time\nw67 = [1 // slow(v - 3) for v in range(5)]\nprint('never')",
      "%%capture\nw67 = {v: 1 // slow(v - 3) for v in range(5)}",
      "\n%%time\n# below\no68 = {}\nfor v in range(5):\n    o68[v] = 1 // slow(v - 3)\nprint('never')\n",
      "o68, v",
      "%%time\nw69 = slow(1)\nx69 = slow(w69)\ny69 = [slow(v) for v in range(3)]\n(w69, x69, y69)",
    ],
  },
  {
    title: "loops under %%capture",
    cells: [
      "%%capture kept70\no70 = []\nfor v in range(5):\n    print('item', slow(v))\n    o70.append(v)\no70\n",
      "print(kept70.stdout, [shown.data for shown in kept70.outputs])\no70",
      "%%capture\nfor v in range(5):\n    print(1 // slow(v - 3))",
      "import cellweave as cw",
      "%%capture kept71\ncw.map(lambda v: display({'v': slow(v)}) or print(v), range(9))",
      "print(kept71.stdout, [shown.data for shown in kept71.outputs])",
      "v",
    ],
  },
  {
    title: "maps of what maps gave",
    cells: [
      "import cellweave as cw\nlog72 = []\ndef step72(x, plus=0):\n    print('step', slow(x))\n    return [x + plus]\ndef noted72(row):\n    log72.append(row)\n    return len(log72)\ndef picky72(row):\n    print('picks', row)\n    if row == [3]: raise ValueError('three')\n    return row\ndef size72(row):\n    return len(a72) + slow(row[0])\ndef drawn72(row):\n    return random.random()\ndef grown72(row):\n    row.append(slow(9))\n    return row",
      "a72 = cw.map(step72, range(6))\nb72 = cw.map(lambda row: slow(row * 2), a72)\n(a72, b72)",
      "c72 = cw.map(lambda row: row, a72)\n[c is a for c, a in zip(c72, a72)]",
      "a72 = cw.map(step72, range(1, 5), plus=2)\nb72 = cw.map(lambda row: row, a72)\n[b is a for b, a in zip(b72, a72)], a72",
      "cw.map(step72, cw.map(slow, cw.map(lambda x: slow(x) + 1, range(5))), plus=1)",
      "a72 = cw.map(step72, range(6))\nb72 = cw.map(picky72, a72)",
      "a72, b72",
      "b72 = cw.map(picky72, cw.map(lambda x: [1 // (4 - slow(x))] if x else [3], range(6)))",
      "a72 = [1]\na72 = cw.map(step72, range(6))\nb72 = cw.map(size72, a72)\nb72",
      "b72 = cw.map(noted72, cw.map(step72, range(4)))\n(b72, log72)",
      "random.seed(5)\nb72 = cw.map(drawn72, cw.map(lambda x: random.random() + slow(x), range(4)))\n(b72, random.random())",
      "a72 = cw.map(step72, range(4))\nb72 = cw.map(grown72, a72)\n(a72, [b is a for b, a in zip(b72, a72)])",
      "b72 = cw.map(missing72, cw.map(step72, range(3)))",
      "b72 = cw.map(lambda row: warnings.warn('same') or display(row), cw.map(step72, range(4)))",
      "b72 = cw.map(lambda row: open(f'made72-{row[0]}.txt', 'w').write('x'), cw.map(step72, range(4)))\n(b72, sorted(name for name in os.listdir() if 'made72' in name))",
      "b72 = cw.map(str, cw.map(lambda x: (slow(w) for w in range(x)), range(3)))\nlen(b72)",
      "fork72 = [0]\ndef nested72(x): return cw.map(slow, [x, x + 1])\na72 = cw.map(nested72, range(4))\nb72 = cw.map(sum, a72)\nb72",
    ],
  },
];

describe("cells give compiled what they give as written", () => {
  let compared: ReadonlyMap<string, Compared> = new Map();
  beforeAll(async () => {
    const all = await compareCells([...first, ...cases.flatMap(({ cells }) => cells)]);
    compared = new Map(all.map((one) => [one.source, one]));
  }, 120_000);

  test.each(cases)("$title", { retry: 0 }, ({ cells }) => {
    for (const cell of cells) {
      const one = compared.get(cell);
      expect(one?.apart, `compiled:\n${one?.compiled}`).toBe(one?.asWritten);
    }
  });

  test("the loops in branches and under magics run apart", () => {
    const wanted = cases.filter(({ title }) => /branches of if|under %%/.test(title)).flatMap(({ cells }) => cells);
    const apart = wanted.filter((cell) => /_cw_|listed/.test(compared.get(cell)?.compiled ?? ""));
    expect(wanted.filter((cell) => /for v/.test(cell) && !apart.includes(cell))).toEqual([]);
  });

  test("maps of what maps gave are told beforehand", () => {
    const wanted = cases.find(({ title }) => title.startsWith("maps of what"))?.cells ?? [];
    const told = wanted.filter((cell) => compared.get(cell)?.compiled?.includes("__cellweave__.foretell("));
    expect(told.length).toBe(14);
  });

  test("many of them run apart", () => {
    expect([...compared.values()].filter(({ compiled }) => compiled !== null).length).toBeGreaterThan(25);
  });
});
