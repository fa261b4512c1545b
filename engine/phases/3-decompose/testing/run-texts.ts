import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { testPython } from "../../../testing/test-python.ts";

/** What a text leaves in the namespace, or the exception that it ends with. */
export interface Left {
  readonly names: { readonly [name: string]: string };
  readonly error: string | null;
  readonly printed: string;
}

const program = `
import contextlib, io, json, sys

class Recorder:
    """Stands in for a name of the loop and keeps what an item brings to it."""
    def __init__(self):
        self.brought = []
    def append(self, value):
        self.brought.append(value)
    extend = append
    def __setitem__(self, key, value):
        self.brought.append((key, value))
    def __iadd__(self, value):
        self.brought.append(value)
        return self
    __imul__ = __ior__ = __iand__ = __iadd__

folds = {"+": lambda a, b: a + b, "*": lambda a, b: a * b, "|": lambda a, b: a | b, "&": lambda a, b: a & b,
         "min": lambda a, b: min(a, b), "max": lambda a, b: max(a, b)}

class Compiled:
    """Runs every outlined copy, so that a copy that differs from its original is seen."""
    def fold(self, name, operator, value):
        if not isinstance(name, Recorder):
            return folds[operator](name, value)
        name.brought.append(value)
        return name
    def kept(self, names, wanted):
        return {name: names[name] for name in wanted if name in names}
    def each(self, items, body, rules, last, names):
        items = iter(items)
        for item in items:
            recorders = {name: Recorder() for name in rules}
            try:
                kept = body(item, *recorders.values())
            except Exception:
                yield item
                yield from items
                return
            assert set(kept) <= set(last), (kept, last)
            for name, rule in rules.items():
                for value in recorders[name].brought:
                    self.bring(names, name, rule, value)
            names.update(kept)
    def bring(self, names, name, rule, value):
        if rule == "append":
            names[name].append(value)
        elif rule == "extend":
            names[name].extend(value)
        elif rule == "set-item":
            names[name][value[0]] = value[1]
        else:
            names[name] = folds[rule.split()[1]](names[name], value)
    def listed(self, items, element, condition, plain, kind):
        items = list(items)
        plain([])
        values = [element(item) for item in items if condition is None or condition(item)]
        values = {"list": list, "set": set, "dict": dict}[kind](values)
        assert values == plain(items), (values, plain(items))
        return values
    def ahead(self, names, labels, *sections):
        assert len(labels) == len(sections) + 1
        self.results = []
        for section in sections:
            try:
                self.results.append(eval("section()", {"section": section}))
            except Exception:
                self.results.append(None)
        self.names = names
    def here(self, section):
        kept = self.results[section - 1]
        if kept is not None:
            self.names.update(kept)
        return kept is None
    def passed(self):
        pass

import builtins, types
if sys.argv[1] == "package":
    import cellweave
    from cellweave import compiled
    cellweave.use("local", workers=2)
    builtins.__cellweave__ = compiled
else:
    builtins.__cellweave__ = Compiled()

class Quiet:
    """The package's fork and branch, which only mark."""
    def fork(self, *_, **__):
        return contextlib.nullcontext()
    branch = fork

def left(before, text):
    names = {"__name__": "__main__", "cw": Quiet()}
    exec(before, names)
    printed = io.StringIO()
    error = None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(text, "cell", "exec"), names)
        except Exception as raised:
            error = type(raised).__name__ + ": " + str(raised)
    shown = {name: repr(value) for name, value in sorted(names.items())
             if not name.startswith(("_cw_", "__")) and not isinstance(value, (types.FunctionType, types.ModuleType, Quiet))}
    return {"names": shown, "error": error, "printed": printed.getvalue()}

print(json.dumps([left(before, text) for before, text in json.load(sys.stdin)]))
`;

const runner = fileURLToPath(new URL("../../../runner", import.meta.url));

/**
 * Runs each text after what stands before it, in Python. "copies" runs every outlined body, so that a copy that differs
 * from its original is seen; "package" runs the texts as a notebook does, by the package with two workers.
 */
export function runTexts(
  runtime: "copies" | "package",
  texts: readonly (readonly [before: string, text: string])[],
): Left[] {
  const env = { ...process.env, PYTHONPATH: runner };
  const options = { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1 << 28, env } as const;
  return JSON.parse(execFileSync(testPython, ["-c", program, runtime], options)) as Left[];
}
