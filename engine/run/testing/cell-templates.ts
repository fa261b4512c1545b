/** What the cells of `templates` use. */
export const prelude: readonly string[] = [
  "import random, time, copy\nimport numpy as np",
  "def pause(s=0.0):\n    time.sleep(s)\nclass Box:\n    shared = []\n    def __init__(self, v): self.v = v; self.log = []\n    def put(self, x):\n        pause()\n        self.log.append(x); return len(self.log)\n    def peek(self):\n        pause()\n        return list(self.log), self.v\n    def spread(self, x): Box.shared.append(x)",
  "def collect(x, into=[]):\n    into.append(x)\n    return list(into)\ndef total():\n    return a if isinstance(a, int) else len(a)",
  "a = 1\nb = [1, 2]\nc = {'k': [0]}\nd = Box(3)\ne = np.arange(6.0)\nf = b\ng = e[1:4]\nrandom.seed(5)\nnp.random.seed(6)",
];

/** Cells that share, alias, view, rebind and delete: whatever makes a graph of names alone go wrong. */
export const templates: readonly string[] = [
  "pause(); a = 2\nprint(a)",
  "pause(); a = [a, 1]\nprint(a)",
  "pause(); b.append(len(b))\nprint(b)",
  "pause(); f.append(7)\nprint(b is f, b)",
  "pause(); b = b + [9]\nprint(b is f, b, f)",
  "pause(); f = b\nprint(f)",
  "pause(); c['k'].append(len(c))\nprint(c)",
  "pause(); h = c['k']\nh.append('h')\nprint(c)",
  "pause(); c = copy.deepcopy(c)\nprint(c)",
  "print(d.put(a if isinstance(a, int) else 0))",
  "print(d.peek())",
  "pause(); d.spread(len(Box.shared))\nprint(Box.shared)",
  "pause(); d = Box(b)\nprint(d.peek())",
  "pause(); d.v = f\nprint(d.v is f)",
  "pause(); e[2] = e.sum()\nprint(e, g)",
  "pause(); g *= 2\nprint(e, g)",
  "pause(); g = e[::2]\nprint(g, np.shares_memory(e, g))",
  "pause(); e = e.copy()\nprint(np.shares_memory(e, g))",
  "pause(); print(collect(a))",
  "pause(); print(total())",
  "pause(); print(random.random())",
  "pause(); print(np.random.rand())",
  "pause(); random.seed(3)",
  "pause(); np.random.seed(2)\nprint(np.random.randint(9))",
  "pause(); exec('a = 5')\nprint(a)",
  "pause(); globals()['b'].append('g')\nprint(b)",
  "pause()\nfor box in [d]:\n    box.log.append('loop')\nprint(d.log)",
  "pause(); fs = [lambda x: x + (a if isinstance(a, int) else 0)]\nprint(fs[0](1))",
  "pause()\ntry:\n    print(fs[0](2))\nexcept NameError:\n    print('no fs')",
  "pause(); it = iter(b)\nprint(next(it))",
  "pause()\ntry:\n    print(next(it, None))\nexcept NameError:\n    print('no it')",
  "pause()\ntry:\n    del a\nexcept NameError:\n    pass\na = 11\nprint(a)",
  "pause(); def_ = {'b': b, 'e': e}\ndef_['b'].append('via dict')\nprint(b)",
  "pause(); setattr(d, 'extra', c)\nd.extra['k'].append('extra')\nprint(c)",
  "pause(); x, *y = f\ny.append(x)\nprint(x, y, f)",
  "pause(); print(sorted(map(str, f)), type(d) is Box, isinstance(d, Box))",
];

/** Whole numbers below n, the same for the same seed. */
export function generator(seed: number): (n: number) => number {
  let state = seed * 2654435761;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
}
