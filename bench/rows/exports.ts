import { readFileSync } from "node:fs";
import { parseNotebook } from "@cellweave/engine/compile";
import { compileForExport } from "../../engine/compile-for-export.ts";
import { type ExportFormat, exporters } from "../../engine/export/index.ts";
import { analysisCells, writeCells } from "../notebooks.ts";
import { benchParser } from "../parser.ts";
import type { Row } from "../row.ts";

const count = 1000;

/** A notebook to the files of each format, with everything from its text on, against graph and plan alone. */
export const exportRows: readonly Row[] = (Object.keys(exporters) as ExportFormat[]).map((format) => ({
  name: `export-${format}`,
  about: `a notebook of ${count} cells exported to ${format}, against reading and compiling it for that`,
  goals: { seconds: 1 },
  repeats: 5,
  async prepare(folder) {
    let series = 0;
    const parser = await benchParser();
    const compiled = () => {
      // A notebook that was never seen: nothing of it can come from an earlier repeat.
      const text = readFileSync(writeCells(folder, "long.ipynb", analysisCells(count, series++)), "utf8");
      const started = performance.now();
      return { started, ...compileForExport(parseNotebook(text).flow, { parser }) };
    };
    const since = (started: number) => (performance.now() - started) / 1000;
    return {
      things: count,
      async ours() {
        const { started, ...input } = compiled();
        const { files } = exporters[format].render({ ...input, name: "long", parser, support: {} });
        if (files.length === 0) throw new Error(`Nothing was exported to ${format}`);
        return since(started);
      },
      async theirs() {
        return since(compiled().started);
      },
      async finish() {
        parser.dispose();
      },
    };
  },
}));
