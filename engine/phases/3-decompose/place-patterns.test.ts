import { beforeAll, expect, it } from "vitest";
import { compile } from "../../compile.ts";
import type { SkeletonName } from "../../model/skeleton.ts";
import { parserFromDisk } from "../../python/parser.test-disk.ts";
import type { PythonParser } from "../../python/parser.ts";
import { flowOf } from "../2-dataflow/flow.test-build.ts";
import { placeSkeleton } from "./place-skeleton.ts";
import { runTexts } from "./testing/run-texts.ts";

let parser: PythonParser;
beforeAll(async () => {
  parser = await parserFromDisk();
});

const data = `import itertools
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit, cross_val_score
from sklearn.base import clone
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeRegressor
X = np.random.default_rng(0).normal(size=(60, 3))
y = X @ [1.0, 2.0, 0.5] + np.sin(np.arange(60)) / 10
labels = (y > 0).astype(int)
groups = np.arange(60) // 10
rates = [0.01, 0.1, 1.0]
choices = {'ridge': Ridge(), 'tree': DecisionTreeRegressor(random_state=1)}
def evaluate(rate, depth=1):
    return -abs(rate - 0.1) - depth / 100
def loss_of(rate, size):
    return {"loss": (rate - size) ** 2, "size": size}
def pair_of(rate, size):
    return rate, size`;

/** A skeleton, and a cell that it fits. */
const fits: readonly (readonly [SkeletonName, string])[] = [
  [
    "sweep",
    "best, best_rate = -99, None\nfor rate in rates:\n    # try it\n    score = evaluate(rate)\n    if score > best:\n        best, best_rate = score, rate\nprint(best_rate)",
  ],
  [
    "sweep",
    "results = {}\nfor alpha in np.logspace(-3, 1, 5):\n    print('alpha', alpha)\n    model = Ridge(alpha=alpha).fit(X[:40], y[:40])\n    error = np.mean((model.predict(X[40:]) - y[40:]) ** 2)\n    results[alpha] = error",
  ],
  [
    "sweep",
    "table = []\nfor rate in (0.1, 0.2):\n    for depth in range(3):\n        table.append((rate, depth, round(evaluate(rate, depth), 3)))",
  ],
  [
    "sweep",
    "table = []\nfor rate, depth in itertools.product(rates, [1, 2]):\n    score = evaluate(rate, depth)\n    table.append({'rate': rate, 'score': score})",
  ],
  [
    "sweep",
    "tried = []\nfor size in range(3):\n    for rate in rates:\n        tried.append(loss_of(rate, size=size))",
  ],
  ["sweep", "scores = [evaluate(rate) for rate in rates]"],
  ["sweep", "scores = {(rate, d): evaluate(rate, d) for rate in rates for d in [1, 2]}"],
  [
    "kfold",
    "scores = []\nfor train, test in KFold(n_splits=4).split(X):\n    model = Ridge().fit(X[train], y[train])\n    scores.append(model.score(X[test], y[test]))\nprint(len(scores))",
  ],
  [
    "kfold",
    "kf = StratifiedKFold(3, shuffle=True, random_state=1)\nscores = np.zeros(3)\nfor i, (train, test) in enumerate(kf.split(X, labels)):\n    model = SVC(C=2.0)\n    model.fit(X[train], labels[train])\n    scores[i] = model.score(X[test], labels[test])\n    print(i)",
  ],
  [
    "kfold",
    "total = 0\nfor train, test in GroupKFold(3).split(X, y, groups):\n    total += Ridge().fit(X[train], y[train]).score(X[test], y[test])",
  ],
  ["kfold", "scores = cross_val_score(LogisticRegression(), X, labels, cv=4)"],
  ["kfold", "model = Ridge(alpha=2)\nscores = cross_val_score(model, X, y, scoring='neg_mean_squared_error')"],
  ["kfold", "mean = cross_val_score(DecisionTreeRegressor(random_state=0), X, y, cv=KFold(3)).mean()"],
  ["ensemble", "models = [DecisionTreeRegressor(random_state=seed).fit(X, y) for seed in range(3)]"],
  ["ensemble", "guess = np.mean([Ridge(alpha=a).fit(X, y).predict(X[:3]) for a in (1, 2)], axis=0)"],
  ["ensemble", "models = {name: clone(model).fit(X, y) for name, model in choices.items()}"],
  [
    "ensemble",
    "models = []\nfor seed in range(3):\n    model = DecisionTreeRegressor(random_state=seed)\n    rows = np.random.default_rng(seed).integers(0, 60, 60)\n    model.fit(X[rows], y[rows])\n    models.append(model)\nguess = sum(model.predict(X[:2]) for model in models) / 3",
  ],
];

const plain = "xs = [5, 2, 9, 1, 7, 3, 8, 6, 4, 0]\ndef merge(a, b):\n    return sorted(a + b)\n";

const recursions: readonly (readonly [SkeletonName, string])[] = [
  [
    "dc",
    'def msort(values):\n    """Sorts."""\n    if len(values) < 2:\n        return values  # as it is\n    # in halves\n    middle = len(values) // 2\n    left = msort(values[:middle])\n    right = msort(values[middle:])\n    return merge(left, right)\n\nin_order = msort(xs)',
  ],
  ["dc", "def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\nten = fib(10)"],
  [
    "dc",
    "def total(low, high):\n    n = high - low\n    if n == 0:\n        return 0\n    if n == 1:\n        return xs[low]\n    middle = (low + high) // 2\n    return total(low, middle) + total(middle, high)\nsummed = total(0, len(xs))",
  ],
  [
    "dc",
    "def depth(tree):\n    if not tree:\n        return 0\n    else:\n        return 1 + max(depth(branch) for branch in tree)\nd = depth([[[], []], [[[]]]])",
  ],
  [
    "dc",
    "def flat(tree):\n    if isinstance(tree, int):\n        return [tree]\n    parts = [flat(branch) for branch in tree]\n    return sum(parts, [])\nleaves = flat([1, [2, [3, 4]], 5])",
  ],
];

const grid =
  "import numpy as np\nrate = 0.1\nplate = np.zeros((9, 12))\nplate[0] = 100.0\nwhole = np.arange(30).reshape(5, 6)\nlists = [[float(r * c) for c in range(5)] for r in range(4)]\n";
const grids: readonly (readonly [SkeletonName, string])[] = [
  [
    "stencil",
    "for step in range(5):\n    new = plate.copy()\n    # the four around it\n    new[1:-1, 1:-1] = plate[1:-1, 1:-1] + rate * (plate[:-2, 1:-1] + plate[2:, 1:-1] + plate[1:-1, :-2] + plate[1:-1, 2:] - 4 * plate[1:-1, 1:-1])\n    plate = new",
  ],
  ["stencil", "other = whole\nwhole[1:-1, 1:-1] = (whole[0:-2, 1:-1] + whole[2:, 1:-1]) / 4"],
  [
    "stencil",
    "n, m = whole.shape\nnew = whole.copy()\nfor i in range(1, whole.shape[0] - 1):\n    for j in range(1, whole.shape[1] - 1):\n        new[i, j] = (whole[i - 1, j] + whole[i + 1, j + 1]) / 3",
  ],
  [
    "stencil",
    "for _ in range(2):\n    new = [row[:] for row in lists]\n    for i in range(1, len(lists) - 1):\n        for j in range(1, len(lists[0]) - 1):\n            new[i][j] = abs(lists[i - 1][j] + lists[i][j + 1]) / 2\n    lists = new",
  ],
];
const federated =
  "clients = {'a': [1.0, 2.0], 'b': [6.0, 4.0]}\ndef train_client(state, client, step=0.5):\n    data = clients[client]\n    return {'mean': state['mean'] + step * (sum(data) / len(data) - state['mean'])}\nstate = {'mean': 0.0}\n";
const rounds: readonly (readonly [SkeletonName, string])[] = [
  [
    "fedavg",
    "for _ in range(4):\n    updates = [train_client(state, client) for client in list(clients)]\n    state = {name: sum(u[name] for u in updates) / len(updates) for name in state}\nprint(state)",
  ],
  [
    "fedavg",
    "import numpy as np\nstate = {'mean': np.zeros(2)}\nfor turn in range(3):\n    updates = []\n    for client in ['a', 'b']:\n        updates.append(train_client(state, client, step=0.25))\n    state = {k: np.mean([u[k] for u in updates], axis=0) for k in state}",
  ],
];

/** As much of PyTorch as a training in one process asks for. */
const torchlike = `
class Loss:
    def __init__(self, model, value, slope):
        self.model, self.value, self.slope = model, value, slope
    def __mul__(self, weight):
        return Loss(self.model, self.value * weight, self.slope * weight)
    def backward(self):
        self.model.grad = self.slope
    def item(self):
        return self.value
class Line:
    weight, grad = 0.0, 0.0
    def to(self, device):
        return self
    def __call__(self, xs):
        return self, [self.weight * x for x in xs], xs
    def __repr__(self):
        return f"Line({self.weight})"
def squared(output, ys):
    model, guesses, xs = output
    error = [guess - y for guess, y in zip(guesses, ys)]
    return Loss(model, sum(e * e for e in error) / len(ys), sum(2 * e * x for e, x in zip(error, xs)) / len(ys))
class Descent:
    def __init__(self, model):
        self.model = model
    def zero_grad(self):
        self.model.grad = 0.0
    def step(self):
        self.model.weight -= 0.1 * self.model.grad
    def __repr__(self):
        return "Descent"
class Column(list):
    def __getitem__(self, rows):
        return Column(list.__getitem__(self, rows) if isinstance(rows, slice) else [list.__getitem__(self, row) for row in rows])
    def to(self, device):
        return self
X = Column([row / 8 - 1 for row in range(16)])
y = Column([3 * x for x in X])
model = Line()
optimizer = Descent(model)
losses = []
`;
const trainings: readonly (readonly [SkeletonName, string])[] = [
  [
    "train",
    "for epoch in range(5):\n    for start in range(0, len(X), 4):\n        xb, yb = X[start : start + 4], y[start:start+4]\n        optimizer.zero_grad()\n        loss = squared(model(xb), yb)  # mean\n        loss.backward()\n        optimizer.step()\n    losses.append(loss.item())\nprint(losses, epoch, model)",
  ],
];

const all = [
  ...trainings.map((one) => [torchlike, ...one] as const),
  ...grids.map((one) => [grid, ...one] as const),
  ...rounds.map((one) => [federated, ...one] as const),
  ...fits.map((one) => [data, ...one] as const),
  ...recursions.map((one) => [plain, ...one] as const),
];

it.each(all)("%#: the text is valid and has the skeleton", (before, skeleton, source) => {
  const { rewritten } = placed(before, skeleton, source);
  const compiled = compile(flowOf([before, rewritten]), { parser });
  const constructs = compiled.plan.steps.flatMap(({ parts }) => parts.flatMap((part) => part.constructs));
  expect(constructs.map((one) => [one.skeleton, one.origin])).toContainEqual([skeleton, "written"]);
  expect(compiled.diagnostics.filter(({ code }) => code.startsWith("CW3"))).toEqual([]);
});

it("with the skeleton a cell leaves and prints the same, in several processes", () => {
  const texts = all.map(([before, skeleton, source]) => ({ before, source, ...placed(before, skeleton, source) }));
  const left = runTexts(
    "package",
    texts.flatMap(({ before, source, rewritten }) => [
      [before, source],
      [before, rewritten],
    ]),
  );
  for (const [at, { source, reason }] of texts.entries()) {
    const [was, is] = [left[2 * at], left[2 * at + 1]];
    const gone = / ((?:`\w+`(?:, )?)+) (?:is|are) not kept/.exec(reason)?.[1]?.replaceAll("`", "").split(", ") ?? [];
    const kept = Object.entries(was?.names ?? {}).filter(([name]) => !gone.includes(name));
    expect({ source, ...is }).toMatchObject({ source, ...was, error: null, names: Object.fromEntries(kept) });
  }
}, 120_000);

function placed(before: string, skeleton: SkeletonName, source: string) {
  const found = placeSkeleton(flowOf([before, source]), "c2", skeleton, parser);
  if (found.kind === "blocked") throw new Error(`${skeleton} on ${source}: ${found.reason}`);
  return found;
}

/** The cell as it is then, without the import. */
const texts: readonly (readonly [SkeletonName, string, string, string])[] = [
  [
    "sweep",
    data,
    "results = {}\nfor alpha in np.logspace(-3, 1, 5):\n    print(alpha)\n    # fit\n    model = Ridge(alpha=alpha).fit(X, y)\n    results[alpha] = model.score(X, y)  # R2",
    `results = {}

def try_once(alpha, X, y):
    # fit
    model = Ridge(alpha=alpha).fit(X, y)
    score = model.score(X, y)
    return {"model": model, "score": score}

found = cw.sweep(try_once, {"alpha": list(np.logspace(-3, 1, 5))}, metric="score", mode="max", X=X, y=y)
for trial in found.trials:
    alpha = trial.parameters["alpha"]
    model, score = trial.result["model"], trial.result["score"]
    print(alpha)
    results[alpha] = score  # R2`,
  ],
  [
    "kfold",
    data,
    "scores = []\nfor train, test in KFold(4).split(X, y):\n    model = Ridge().fit(X[train], y[train])\n    scores.append(model.score(X[test], y[test]))",
    `scores = []

def score_fold(fold, X, y):
    train, test = fold.train, fold.test
    model = Ridge().fit(X[train], y[train])
    score = model.score(X[test], y[test])
    return train, test, model, score

for train, test, model, score in cw.kfold(score_fold, X, y, k=4):
    scores.append(score)`,
  ],
  [
    "ensemble",
    data,
    "guess = np.mean([Ridge(alpha=a).fit(X, y).predict(X) for a in rates], axis=0)",
    `guess = cw.ensemble(
    [lambda X, y, a=a: Ridge(alpha=a).fit(X, y).predict(X) for a in rates],
    combine=lambda fitted: np.mean(fitted, axis=0),
    X=X,
    y=y,
)`,
  ],
  [
    "dc",
    plain,
    "def msort(values):\n    if len(values) < 2:\n        return values\n    # in halves\n    middle = len(values) // 2\n    left = msort(values[:middle])\n    return merge(left, msort(values[middle:]))",
    `def msort(values):
    def is_small(values):
        return len(values) < 2

    def solve_small(values):
        return values

    def split_up(values):
        # in halves
        middle = len(values) // 2
        return [values[:middle], values[middle:]]

    def put_together(parts):
        left, second = parts
        return merge(left, second)

    return cw.dc(is_small, solve_small, split_up, put_together, values)`,
  ],
  [
    "stencil",
    grid,
    "for step in range(5):\n    new = plate.copy()\n    new[1:-1, 1:-1] = (plate[:-2, 1:-1] + plate[2:, 1:-1]) / 2\n    plate = new",
    `for step in range(5):
    new = cw.stencil(
        lambda a: (a[:-2, 1:-1] + a[2:, 1:-1]) / 2,
        plate,
        radius=1,
        boundary="keep",
        vectorized=True,
    )
    plate = new`,
  ],
  [
    "fedavg",
    federated,
    "for _ in range(4):\n    updates = [train_client(state, c) for c in clients]\n    state = {n: sum(u[n] for u in updates) / len(updates) for n in state}",
    "state = cw.fedavg(train_client, clients, rounds=4, init=state)",
  ],
];

it.each(texts)("%s is written as a person would", (skeleton, before, source, expected) => {
  expect(placed(before, skeleton, source).rewritten).toBe(`import cellweave as cw\n${expected}`);
});

/** What stands in the way is named. */
const blocked: readonly (readonly [SkeletonName, string, RegExp])[] = [
  ["sweep", "for rate in rates:\n    made = pair_of(rate, 1)", /It cannot be told what makes a trial good/],
  ["sweep", "score = 0\nfor rate in rates:\n    score = evaluate(rate * score)", /`score`/],
  ["sweep", "a = 1", /It has no loop over values to try/],
  [
    "kfold",
    "for train, test in TimeSeriesSplit(3).split(X):\n    evaluate(train)",
    /`TimeSeriesSplit` does not split as/,
  ],
  ["kfold", "for train, test in KFold(3, shuffle=True).split(X):\n    evaluate(train)", /shuffles anew each time/],
  ["kfold", "s = cross_val_score(choices['tree'], X, y)", /whether the model is a classifier/],
  ["ensemble", "fitted = [model.fit(X, y) for model in choices.values()]", /may change `model` itself.*copies/],
  ["ensemble", "a = 1", /It has no `\[model\.fit/],
  [
    "dc",
    "def f(n):\n    if n == 0:\n        return 1\n    return n * f(n - 1)",
    /On line 4 `n` is needed|calls itself once/,
  ],
  [
    "dc",
    "def q(xs):\n    if len(xs) < 2:\n        return xs\n    p = xs[0]\n    return q([x for x in xs if x < p]) + [p] + q([x for x in xs if x > p])",
    /On line 5 `p` is needed to put the parts together/,
  ],
  [
    "dc",
    "import functools\n@functools.cache\ndef fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)",
    /is decorated/,
  ],
  ["stencil", "new = X.copy()\nnew[1:-1, 1:-1] = X[:-2, 1:-1] * y[1:-1]", /another array than `X`/],
  [
    "stencil",
    "new = X.copy()\nfor i in range(1, 5):\n    for j in range(1, 2):\n        new[i, j] = X[i - 1, j]",
    /all of `X` but its border/,
  ],
  [
    "train",
    "for epoch in range(3):\n    for xb, yb in loader:\n        loss = evaluate(xb)\n        loss.backward()\n        optimizer.step()",
    /`loader` makes its batches itself/,
  ],
  ["train", "a = 1", /It has no training loop/],
  [
    "fedavg",
    "for _ in range(3):\n    updates = [train(state, c) for c in clients]\n    state = updates[0]",
    /not the plain mean/,
  ],
];

it.each(blocked)("%s on %j says why not", (skeleton, source, reason) => {
  const found = placeSkeleton(flowOf([data, source]), "c2", skeleton, parser);
  expect([found.kind, found.reason]).toEqual(["blocked", expect.stringMatching(reason)]);
});

it("what is bound in a function, or stands in a magic, does not disturb the text", () => {
  const source =
    "%matplotlib inline\nscores = []\nfor train, test in KFold(4).split(X):  # folds\n\tscores.append(evaluate(train.sum()))\n# done";
  expect(placed(data, "kfold", source).rewritten).toBe(`%matplotlib inline
import cellweave as cw
scores = []

def score_fold(fold, X):
    train, test = fold.train, fold.test
    value = evaluate(train.sum())
    return train, test, value

for train, test, value in cw.kfold(score_fold, X, k=4):
    scores.append(value)
# done`);
});
