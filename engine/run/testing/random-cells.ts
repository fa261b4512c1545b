import { generator } from "./generator.ts";

/** Seen by every generated cell. What is called `slow` takes long enough to be worth a process. */
export const firstCells: readonly string[] = [
  `import time, random, math, functools
import cellweave as cw
import numpy as np`,
  `def slow(x):
    time.sleep(0.002)
    return x * 2 if not isinstance(x, str) else x.upper()
def same(x):
    time.sleep(0.001)
    return x
def picky(x):
    time.sleep(0.001)
    if isinstance(x, int) and x % 7 == 5:
        raise ValueError(f'no {x}')
    return x
def tell(x):
    print('told', x)
    return x
def remember(x):
    log.append(x)
    return len(log)
def grow(items, x=0):
    items.append(x)
    return len(items)
def draw(x):
    return random.random()
def scaled(x):
    return x * factor if isinstance(x, int) else x
def lazy(x):
    return lambda: x
class Box:
    made = 0
    def __init__(self, v): self.v = v; Box.made += 1
    def __repr__(self): return f'Box({self.v})'
    def put(self, x): self.v = x; return x`,
  `xs = [3, 1, 4, 1, 6]
ys = [2, 7, 1, 8, 2]
words = ['a', 'bb', 'ccc', 'dd']
d = {'k': 1, 'l': 2, 'm': 3}
rows = [[1], [2, 3], []]
log = []
out = []
total = 0
best = -1
factor = 10
last = None
table = np.arange(12.0).reshape(3, 4)
slots = [None] * 10
box = Box(1)
random.seed(4)`,
];

/** Prints all that a cell can have changed: values, and which of them are the same objects. */
export const lookCell = `names = sorted(n for n in list(globals()) if n[0] != '_' and n not in ('In', 'Out', 'names', 'n', 'seen', 'exit', 'quit', 'get_ipython'))
seen = {n: globals()[n] for n in names if not callable(globals()[n]) and type(globals()[n]).__name__ != 'module'}
print([(n, repr(v)) for n, v in seen.items()])
print([(a, b) for a in seen for b in seen if a < b and seen[a] is seen[b] and isinstance(seen[a], (list, dict, set, Box))])
print([i for i, r in enumerate(rows) if any(r is o for o in out if isinstance(o, list))], Box.made, random.getstate()[1][-1])`;

type Pick = (n: number) => number;

const iterables = [
  "xs",
  "xs",
  "ys",
  "range(5)",
  "range(1, 6)",
  "words",
  "rows",
  "[4, 5, 6]",
  "xs + ys",
  "sorted(ys)",
  "list(d)",
  "d",
  "'abc'",
  "(2, 5, 9)",
  "reversed(xs)",
  "xs[:3]",
  "(x for x in ys)",
  "{1, 2, 3}",
  "[]",
  "range(12)",
  "table",
];
const pairs = [
  "enumerate(xs)",
  "zip(xs, ys)",
  "d.items()",
  "[(1, 2), (3, 4), (5, 6)]",
  "zip(words, rows)",
  "enumerate(words)",
];
const calls = [
  "slow(ITEM)",
  "slow(ITEM)",
  "slow(ITEM)",
  "same(ITEM)",
  "picky(ITEM)",
  "tell(ITEM)",
  "remember(ITEM)",
  "draw(ITEM)",
  "scaled(ITEM)",
  "[ITEM, slow(1)]",
  "str(ITEM)",
  "(ITEM, same(ITEM))",
  "slow(slow(ITEM))",
  "Box(ITEM)",
  "len(str(slow(ITEM)))",
  "{'v': slow(ITEM)}",
  "lazy(ITEM)()",
  "slow(factor)",
  "[same(q) for q in (ITEM, ITEM)]",
  "math.sqrt(abs(slow(3)))",
  "table[0]",
  "table.sum() + slow(1)",
  "box.v",
  "rows[0]",
  "grow(rows[0])",
  "sum(ys)",
  "f'{slow(ITEM)!r:>5}'",
  "np.arange(3) + slow(1)",
  "(lambda z: (z, slow(z)))(ITEM)",
  "max(slow(1), factor)",
];
const numbers = [
  "slow(2)",
  "len(str(ITEM))",
  "slow(len(str(ITEM)))",
  "0.1 * slow(3)",
  "picky(len(str(ITEM)) + 3)",
  "factor",
  "draw(1)",
  "scaled(3)",
  "1 if str(ITEM) > '3' else slow(2)",
];
const effects = [
  "out.append(CALL)",
  "out.append(CALL)",
  "out.append(CALL)",
  "total += NUMBER",
  "total += NUMBER",
  "total = total + NUMBER",
  "best = max(best, NUMBER)",
  "last = CALL",
  "d[ITEM if isinstance(ITEM, (int, str)) else 'z'] = CALL",
  "print(ITEM)",
  "print('now', CALL)",
  "value = CALL\n    out.append(value)",
  "out.extend([CALL, ITEM])",
  "slots[len(str(ITEM)) % 10] = CALL",
  "if str(ITEM) > '2':\n        out.append(CALL)",
  "if str(ITEM) < '3':\n        continue\n    out.append(CALL)",
  "try:\n        last = CALL\n    except ValueError as error:\n        out.append(str(error))",
  "for q in range(2):\n        out.append((q, CALL))",
  "last = (last, slow(1))",
  "if total > 30:\n        break\n    total += NUMBER",
  "xs.append(1) if len(xs) < 7 else None",
  "rows[-1].append(CALL)",
  "factor = NUMBER",
  "box.put(NUMBER)",
  "with open('notes.txt', 'a') as file:\n        file.write(str(ITEM))",
  "first, *rest = str(slow(ITEM))",
  "log = log + [ITEM]",
  "assert str(ITEM) != '6', ITEM",
  "del last\n    last = CALL",
  "total -= NUMBER",
  "out.insert(0, CALL)",
  "out = out + [CALL]",
  "if (w := slow(ITEM)):\n        out.append(w)",
  "table[0, 0] = NUMBER",
  "def inner(p):\n        return slow(p)\n    out.append(inner(ITEM))",
];

/** One cell of a few statements that may, or may not, run apart. The same seed gives the same cell. */
export function randomCell(seed: number): string {
  const pick = generator(seed);
  const statements = Array.from({ length: 1 + pick(3) }, () => statement(pick));
  const end = pick(3) === 0 ? [of(pick, ["out", "total", "last", "(total, best)", "len(out)", "out;", "d"])] : [];
  const head = pick(12) === 0 ? ["%%time"] : [];
  return [...head, ...start(pick), ...statements, ...end].join("\n");
}

function start(pick: Pick): string[] {
  const fresh = [
    "out = []",
    "total = 0",
    "d = dict(d)",
    "out = []\ntotal = 0.5",
    "last = None",
    "rows = [list(r) for r in rows]",
    "alias = out",
    "spare = []\nout = spare",
    "total = []",
    "best = 1.5",
  ];
  return pick(4) === 0 ? [] : [of(pick, fresh)];
}

function statement(pick: Pick): string {
  const kinds = [
    aliased,
    loop,
    loop,
    loop,
    loop,
    pairLoop,
    comprehension,
    comprehension,
    sections,
    written,
    declared,
    guarded,
  ];
  const text = of(pick, kinds)(pick);
  const place = pick(7) === 0 ? of(pick, places) : "";
  return place === "" ? text : place.replace("HERE", text.replace(/\n/g, "\n    "));
}

/** Where a statement may stand instead of at the top of the cell. */
const places = [
  "if len(words) > 3:\n    HERE\nelse:\n    total = 7",
  "if not words:\n    total = 8\nelif xs:\n    HERE",
  "with np.errstate(all='ignore'):\n    HERE",
  "try:\n    HERE\nexcept ValueError as error:\n    print('caught', error)\nfinally:\n    print('at last')",
  "try:\n    picky(5)\nexcept ValueError:\n    HERE",
  "for round in range(2):\n    HERE",
];

function loop(pick: Pick): string {
  const body = Array.from({ length: 1 + pick(3) }, () => `    ${effect(pick, "x")}`);
  const otherwise = pick(12) === 0 ? "\nelse:\n    print('ended')" : "";
  return `for x in ${of(pick, iterables)}:\n${body.join("\n")}${otherwise}`;
}

function pairLoop(pick: Pick): string {
  const body = Array.from({ length: 1 + pick(2) }, () => `    ${effect(pick, of(pick, ["x", "y"]))}`);
  return `for x, y in ${of(pick, pairs)}:\n${body.join("\n")}`;
}

function comprehension(pick: Pick): string {
  const condition = pick(3) === 0 ? ` if ${of(pick, ["str(x) != '4'", "slow(1)", "x", "picky(len(str(x)) + 4)"])}` : "";
  const over = `for x in ${of(pick, iterables)}${condition}`;
  const element = call(pick, "x");
  const made = of(pick, [
    `[${element} ${over}]`,
    `[${element} ${over}]`,
    `{str(${element}) ${over}}`,
    `{str(x): ${element} ${over}}`,
    `{str(slow(1)): ${element} ${over}}`,
    `[\n    ${element}\n    ${over}\n]`,
    `sum([slow(2) ${over}])`,
    `[(p, x) for p in range(2) ${over}]`,
    `sorted([str(${element}) ${over}])`,
    `list(${element} ${over})`,
  ]);
  return pick(4) === 0 ? made : `${of(pick, ["out", "last", "made", "d2"])} = ${made}`;
}

function sections(pick: Pick): string {
  const names = ["a", "b", "c"];
  const bound = names.slice(0, 2 + pick(2)).map((name, index) => {
    const seen = index > 0 && pick(4) === 0 ? names[index - 1] : of(pick, ["3", "4", "xs", "factor", "words"]);
    const given = call(pick, seen ?? "3");
    return pick(5) === 0 ? `${name} = ${given}\n${name}2 = (${name}, slow(1))` : `${name} = ${given}`;
  });
  return bound.join("\n");
}

function written(pick: Pick): string {
  const f = of(pick, [
    "slow",
    "same",
    "picky",
    "tell",
    "remember",
    "scaled",
    "lambda x: [x, slow(1)]",
    "Box",
    "lambda x: rows[0]",
    "draw",
    "grow",
  ]);
  return of(pick, [
    `out = cw.map(${f}, ${of(pick, ["xs", "ys", "range(4)", "rows", "words", "[]"])})`,
    `out = cw.map(${f}, xs, on_error='collect')\nout = [type(o).__name__ for o in out]`,
    `last = cw.reduce(lambda p, q: p + q, cw.map(slow, range(9)), 0)`,
    `last = cw.mapreduce(slow, lambda p, q: p + q, range(9))`,
    `out = cw.zip(lambda p, q: (p, slow(q)), xs, ys)`,
    `out = cw.map(lambda x, k: slow(x) + k, range(5), k=factor)`,
    `out = cw.map(lambda x: random.random(), range(5), seed=${pick(9)})`,
    `out = cw.scan(lambda p, q: p + q, cw.map(slow, range(6)))`,
    `made = cw.map(${f}, ${of(pick, ["xs", "words", "range(5)", "rows"])})\nout = cw.map(${of(pick, mapped)}, made)`,
    `out = cw.map(${of(pick, mapped)}, cw.map(${f}, ${of(pick, ["xs", "ys", "range(4)"])}))`,
    `made = cw.map(${of(pick, mapped)}, cw.map(${f}, xs))\nout = cw.map(lambda x, k: (x, slow(1), k), made, k=factor)`,
  ]);
}

/** What the results of a map are given to. */
const mapped = [
  "slow",
  "same",
  "picky",
  "tell",
  "remember",
  "draw",
  "str",
  "lambda x: x",
  "lambda x: (x, same(1))",
  "lambda x: picky(len(str(x)) + 3)",
  "lambda x: len(made) if 'made' in globals() else slow(1)",
  "lambda x: x.append(1) if isinstance(x, list) else slow(x)",
];

function declared(pick: Pick): string {
  return of(pick, [
    `out = []\nfor x in cw.each(${of(pick, ["xs", "ys", "range(6)"])}, gather={"out": list}):\n    out.append(${call(pick, "x")})`,
    `total = 0\nfor x in cw.each(xs, reduce={"total": "+"}):\n    total += ${number(pick, "x")}`,
    `with cw.fork():\n    with cw.branch("one"):\n        a = ${call(pick, "3")}\n    with cw.branch("two"):\n        b = ${call(pick, "4")}`,
  ]);
}

function aliased(pick: Pick): string {
  return of(pick, [
    `out = ys\nfor x in ys[:2]:\n    out.append(${call(pick, "x")})\nout, ys = [], ys[:5]`,
    "ring = [1, 2]\nout = ring\nfor x in ring:\n    out.append(picky(x + 1))",
    "spare = []\nout = spare\nfor x in xs:\n    out.append(slow(x))\nprint(out is spare, spare)",
    "spare = [slow(1)]\nout = [spare for q in (slow(1), 2)]\nprint(out[0] is out[1])",
    "out = [[]] * 2\nfor x in out:\n    x.append(slow(1))\nprint(out)",
    `pair = (rows, ${call(pick, "1")})\nother = [slow(2), rows]\nprint(pair[0] is other[1])`,
  ]);
}

function guarded(pick: Pick): string {
  const inner = statement(pick).replaceAll("\n", "\n    ");
  return of(pick, [
    `try:\n    ${inner}\nexcept Exception as error:\n    print(type(error).__name__, error)`,
    `if total is not None:\n    ${inner}`,
    `def run():\n    out, total, best, last, d, log, factor = [], 0, 0, 0, {}, [], 2\n    ${inner}\n    return out, total, last\nprint(run())`,
  ]);
}

const of = <T>(pick: Pick, choices: readonly T[]): T => choices[pick(choices.length)] as T;
const call = (pick: Pick, item: string) => of(pick, calls).replaceAll("ITEM", item);
const number = (pick: Pick, item: string) => of(pick, numbers).replaceAll("ITEM", item);
const effect = (pick: Pick, item: string) =>
  of(pick, effects)
    .replaceAll("CALL", () => call(pick, item))
    .replaceAll("NUMBER", () => number(pick, item))
    .replaceAll("ITEM", item);
