/** Loops as nobody should write them, and some as people do: made of pieces that carry, share, hide and gather. */

export const loopPrelude = `
import functools, itertools, os
import numpy as np

def work(n):
    return sum(range(int(n) % 7))

scale = 2
def scaled(n):
    return work(n) * scale

calls = 0
def counted(n):
    global calls
    calls += 1
    return work(n) + calls

def slow(n):
    found = 0
    for i in range(int(n) % 9 if not isinstance(n, (list, dict, str)) else len(n)):
        found += i
    return found

def count(n, seen=[]):
    seen.append(n)
    return len(seen)

def of_rows():
    return len(rows)

def of_p():
    return p

def get_rows():
    return rows

def first_of(row):
    return row

def fill(row, value):
    row["z"] = value
    return row

def grow(into, n):
    if n > 1:
        grow(into, n - 1)
    into.append(n)
    return into

def deep(n, into):
    if n <= 0:
        into.append(work(n))
    else:
        deep(n - 1, rows)
    return len(into)

def make_step():
    n = 0
    def step(by):
        nonlocal n
        n += by
        return n
    return step
step = make_step()

def pairs(n):
    for i in range(n % 3):
        yield work(i)

class Meter:
    made = 0
    def __init__(self, start=0):
        self.start = start
        self.readings = []
    def read(self, n):
        self.readings.append(n)
        return len(self.readings)
    def peek(self, n):
        return work(n) + self.start
    @property
    def last(self):
        self.start += 1
        return self.start
    def __add__(self, other):
        self.readings.append(other)
        return len(self.readings)
    def __len__(self):
        self.start += 2
        return self.start
    @classmethod
    def make(cls):
        cls.made += 1
        return cls.made

    def get(self, n):
        self.start += n
        return self.start
    def score(self, n):
        return work(n) + self.start

meter = Meter()
meters = [Meter(1), Meter(2), Meter(3)]
data = [{"a": 1, "l": [1]}, {"a": 2, "l": [2]}, {"a": 5, "l": []}]
numbers = [3, 1, 4, 1, 5]
table = {"x": 1, "y": 2, "z": 3}
config = {"depth": 3, "names": ["u"]}
rows = []
rows2 = rows
more = [7]
holder = {"rows": rows, "more": more}
out = {}
out2 = {"k": 0}
total = 0
ftotal = 0.1
best = 2
text = "-"
marks = set()
grid = np.zeros(8)
left = grid[:4]
p = 1
`;

const iterables = [
  "for n in numbers:",
  "for n in range(4):",
  "for n in numbers[:3]:",
  "for n in sorted(set(numbers)):",
  "for i, n in enumerate(numbers):",
  "for n, m in zip(numbers, range(3)):",
  "for n in table.values():",
  "for key, n in table.items():",
  "for n in tuple(numbers):",
  "for n in [work(3), 2, len(data)]:",
  "for p in numbers:\n    n = p",
  "for row in data:\n    n = row['a']",
  "for row in list(data):\n    n = len(row['l'])",
  "for n in np.arange(3):",
  "for n in rows + [1, 2]:",
  "for n in more:",
  "for n in reversed(numbers):",
  "for n, m in itertools.combinations(numbers[:3], 2):",
  "for m in meters:\n    n = m.start",
  "for i, m in enumerate(meters):\n    n = i",
];

const expressions = [
  "n",
  "n + 1",
  "work(n)",
  "work(n) + 1",
  "scaled(n)",
  "[work(n), n]",
  "(n, work(n))",
  "{'n': work(n)}",
  "str(n)",
  "meter.peek(n)",
  "work(n) if n > 2 else n",
  "[work(k) for k in range(n % 4)]",
  "sum(work(k) for k in range(n % 4))",
  "sorted(numbers, key=lambda k: (k - n) ** 2)[0]",
  "max([work(k) for k in numbers])",
  "list(map(work, numbers))",
  "config['depth'] + n",
  "len(config['names'])",
  "dict(config)",
  "list(pairs(n))",
  "grow([], n % 3)",
  "functools.reduce(lambda a, b: a + b, [n, 1, 2])",
  "float(grid.sum()) + n",
  "p",
  "q",
  "p + n",
  "total",
  "len(rows)",
  "len(rows2)",
  "of_rows()",
  "of_p()",
  "counted(n)",
  "count(n)",
  "step(n)",
  "meter.read(n)",
  "meter.last",
  "meter + n",
  "len(meter)",
  "Meter.make()",
  "[one.get(n) for one in meters]",
  "meters[n % 3].score(n)",
  "meters[0].get(1)",
  "[one.score(n) for one in meters]",
  "deep(n % 3, [])",
  "first_of(config)",
  "config['names']",
  "data[0]",
  "table.get('x')",
  "holder['more']",
  "left[0]",
  "next(iter(numbers))",
  "Meter(n)",
  "grow(get_rows(), 1)",
  "grow(holder['more'], 1)",
  "[rows.append(k) for k in range(2)]",
  "(p := work(n))",
  "lambda k: k + n",
];

const statements = [
  "rows.append({e})",
  "rows.append({e})",
  "rows.extend([{e}, n])",
  "rows += [{e}]",
  "rows2.append({e})",
  "out[n] = {e}",
  "out[str(n)] = {e}",
  "out['last'] = {e}",
  "out2['k'] = {e}",
  "total += work(n)",
  "total = total + work(n) + 1",
  "total *= 2",
  "total -= n",
  "ftotal += n / 3",
  "ftotal = ftotal + 0.1 * n",
  "best = max(best, work(n))",
  "best = min(best, n)",
  "best = max(work(n), best)",
  "text += str({e})",
  "text = str(n) + text",
  "marks |= {n}",
  "marks.add(n)",
  "grid[work(n) % 8] = n",
  "left[n % 4] = work(n)",
  "grid[n % 4] += 1",
  "p = {e}",
  "q = {e}",
  "r = {e}",
  "p = {e}\n    rows.append(p)",
  "q = {e}\n    total += len(str(q))",
  "p += 1",
  "if n > 2:\n        p = {e}",
  "if n > 2:\n        q = work(n)\n        rows.append(q)",
  "if n % 2:\n        continue",
  "if work(n) > 100:\n        break",
  "for k in range(n % 3):\n        rows.append(work(k))",
  "for k in range(n % 3):\n        p = k\n    r = n",
  "own = []\n    own.append({e})\n    rows.append(own)",
  "own = {'a': 1}\n    own['b'] = {e}\n    out[n] = own",
  "own = dict(config)\n    own['depth'] = n\n    rows.append(own)",
  "own = dict(config)\n    own['names'].append(n)",
  "own = list(data)\n    own[0]['a'] = n",
  "own = Meter(n)\n    own.read(n)\n    rows.append(own.peek(n))",
  "try:\n        p = {e}\n    except ValueError:\n        p = 0",
  "try:\n        q = 10 // (n - 3)\n    except ZeroDivisionError as error:\n        q = 0\n    rows.append(q)",
  "try:\n        r = 10 // (n - 3)\n    except ZeroDivisionError:\n        pass\n    rows.append(r)",
  "print(n, {e})",
  "print(len(str({e})))",
  "del p",
  "own = work(n)\n    del own",
  "config['depth'] = n",
  "config['names'].append(n)",
  "fill(config, n)",
  "fill(dict(config), n)",
  "fill(data[0], n)",
  "fill(first_of(data[1]), n)",
  "same = config\n    same['depth'] = n",
  "same = holder['rows']\n    same.append(n)",
  "os.environ['CW_LOOP'] = str(n)",
  "scale = n",
  "meter.start = n",
  "more.append(n)",
  "numbers.append(n) if len(numbers) < 9 else None",
  "table['w'] = n",
  "while n > 2:\n        n -= 1",
  "match n:\n        case 1:\n            q = 1\n        case other:\n            q = work(other)\n    rows.append(q)",
  "p, q = q, n",
  "p, r = n, work(n)\n    rows.append((p, r))",
  "assert n < 100",
  "with open(os.devnull) as handle:\n        q = handle.read()",
];

/** Random numbers from a seed, the same everywhere. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** A loop of one to five statements. */
export function randomLoop(seed: number): string {
  const below = generator(seed * 7919 + 17);
  const pick = (list: readonly string[]) => list[below(list.length)] as string;
  const body = Array.from({ length: 1 + below(4) }, () =>
    pick(statements).replaceAll("{e}", () => pick(below(4) > 0 ? expressions.slice(0, 23) : expressions)),
  );
  const early = below(3) === 0 ? "q = work(n)\n    " : "";
  return `${pick(iterables)}\n    ${early}work(n)\n    ${body.join("\n    ")}`;
}

const comprehensions = [
  "q = [{e} for n in numbers]",
  "q = [{e} for n in range(4)]",
  "q = [{e} for i, n in enumerate(numbers) if work(n) > 1]",
  "q = {str({e}) for n in numbers}",
  "q = {n: {e} for n in numbers}",
  "q = len([{e} for n in table.values()])",
  "q = sorted([str({e}) for n in numbers if n != 4])",
  "print([{e} for n in more])",
  "q = [{e} for row in data for n in row['l']]",
  "q = [({e}, {e}) for n in numbers]",
  "q = [[{e} for k in range(2)] for n in numbers]",
];

/** A cell with a comprehension. */
export function randomComprehension(seed: number): string {
  const below = generator(seed * 104729 + 3);
  const pick = (list: readonly string[]) => list[below(list.length)] as string;
  return pick(comprehensions)
    .replace("{e}", () => `(work(n), ${pick(expressions)})[1]`)
    .replaceAll("{e}", () => pick(expressions));
}

const lines = [
  "a = slow({e})",
  "b = slow({e})",
  "c = slow({e})",
  "d = slow({e})",
  "a = slow(a)",
  "b = [slow(k) for k in range(n)]",
  "a = a + 1",
  "p = {e}",
  "q = {e}",
  "n = slow(2)",
  "total += slow(3)",
  "rows.append(slow(2))",
  "out['k'] = slow(1)",
  "for k in range(n):\n    total += slow(k)",
  "for k in range(n):\n    c = slow(k)",
  "e = fill(config, slow(2))",
  "f = config",
  "g = [config]",
  "print(slow(2))",
  "print({e})",
  "scale = slow(3)",
  "del a",
  "own = Meter(slow(2))\nown.read(3)",
  "own = dict(config)\nown['depth'] = slow(3)",
  "h = slow(10 // (n - 2))",
  "if n:\n    i = slow(n)",
];

/** A cell of statements that may take long, some of which hang together. */
export function randomStatements(seed: number): string {
  const below = generator(seed * 31337 + 11);
  const pick = (list: readonly string[]) => list[below(list.length)] as string;
  const first = ["n = 2", "a = b = c = d = 1"];
  const body = Array.from({ length: 2 + below(5) }, () =>
    pick(lines).replaceAll("{e}", () => pick(below(3) > 0 ? plain : expressions)),
  );
  return [...first, ...body, "print('done')"].join("\n");
}

const plain = ["1", "2", "n", "a", "b", "c + 1", "scaled(2)"];
