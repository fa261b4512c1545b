import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { compileForExport } from "../../compile-for-export.ts";
import type { FlowCell } from "../../model/flow.ts";
import { flowOf, testParser } from "../../run/testing/run-cells.ts";
import { checkFiles } from "../check-files.ts";
import type { Exported, ExportOptions } from "../exporter.ts";
import { type ExportFormat, exporters } from "../index.ts";

const parser = await testParser();

function render(format: ExportFormat, sources: readonly string[], options: ExportOptions = {}): Exported {
  const flow = flowOf(sources);
  const cells = flow.cells.map(
    (cell, at): FlowCell => (at === 0 ? { ...cell, metadata: { tags: ["parameters"] } } : cell),
  );
  const compiled = compileForExport({ ...flow, cells }, { parser });
  return exporters[format].render({
    ...compiled,
    name: "Test {{é}} $x",
    parser,
    support: { "harness.py": "" },
    options,
  });
}

const textOf = ({ files }: Exported, path: string) => {
  const file = files.find((one) => one.path === path);
  return file && "text" in file ? file.text : "";
};

const parameters = `label = "{{a}} $b {c}"\nétage = 3\nxs = [1, 2]`;
const names = fc.constantFrom("a", "é", "变量", "_x", "log", "rule", "input", "params", "Größe", "A", "task", "step");
const texts = fc.constantFrom(
  ...[
    `"$x $\{y} {{z}} {w}"`,
    "'a\\'b'",
    '"""l1\nl2 {{inputs.parameters.x}}\n"""',
    "b'\\x00'",
    "f'{1}$'",
    "r'\\d'",
    "[1]",
  ],
);
const lines = fc.constantFrom(
  "",
  '\n!echo "$HOME {1} \'" {{x}}',
  "\n%time 1",
  '\n# {{ ds }} """',
  "\nopen('o {{u}}t.txt', 'w').write('x')",
);
const cell = fc.tuple(names, fc.option(names), texts, fc.boolean(), lines).map(([name, other, text, mutates, line]) => {
  const use = other === null ? text : `[${other}, ${text}]`;
  const change = mutates ? `\n${name}.append(1)` : "";
  return `import time; time.sleep(1)\n${name} = ${use}${change}${line}`;
});
const flows = fc.array(cell, { minLength: 1, maxLength: 8 }).map((cells) => [parameters, ...cells]);

test.each([
  ["python", {}],
  ["python", { parallel: true }],
  ["snakemake", {}],
  ["airflow", {}],
  ["argo", {}],
] as const)("generated flows with awkward names and code are valid as %s %j", (format, options) => {
  fc.assert(
    fc.property(flows, (sources) => {
      const exported = render(format, sources, options);
      expect(checkFiles(exported.files, parser)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("whatever the code holds, Argo finds no tag but its own", () => {
  fc.assert(
    fc.property(flows, (sources) => {
      const text = textOf(render("argo", sources), "workflow.yaml");
      expect(parse(text, { version: "1.1" }).kind).toBe("WorkflowTemplate");
      const tags = [...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, tag]) => tag ?? "");
      const own = /^(?:workflow\.parameters\.\w+|tasks\.[-\w]+\.outputs\.artifacts\.\w+)$/;
      expect(tags.filter((tag) => !own.test(tag))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a text that Argo would read as its own is a parameter in JSON", () => {
  const { spec } = parse(textOf(render("argo", [parameters, "print(label)"]), "workflow.yaml"));
  const [label] = spec.arguments.parameters;
  expect(label.value).not.toContain("{{");
  expect(JSON.parse(label.value)).toBe("{{a}} $b {c}");
});

test("in a Snakefile the braces of a command are doubled", () => {
  const text = textOf(
    render("snakemake", [parameters, "x = 1\nopen('a{b}.txt', 'w')\nopen('c{.txt', 'w')"]),
    "Snakefile",
  );
  const commands = text.split("\n").filter((line) => line.trim().startsWith('" --'));
  for (const line of commands) expect(line.replaceAll("{{", "").replaceAll("}}", "")).not.toMatch(/[{}]/);
});
