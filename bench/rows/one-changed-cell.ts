import { compile, parseNotebook } from "@cellweave/engine/compile";
import { notebookText } from "../../e2e/harness/notebook.ts";
import { analysisCells } from "../notebooks.ts";
import { benchParser } from "../parser.ts";
import { median, type Row } from "../row.ts";

const count = 1000;
const edits = 31;

export const oneChangedCell: Row = {
  name: "one-changed-cell",
  about: `graph, plan and problems again after an edit of one of ${count} cells, against all of them`,
  goals: { seconds: 0.01 },
  repeats: 7,
  async prepare() {
    const parser = await benchParser();
    let series = 0;
    const whole = () => {
      const cells = analysisCells(count, series++);
      const text = notebookText(Object.fromEntries(cells.map((source, index) => [`cell-${index}`, source])));
      const { flow } = parseNotebook(text);
      const started = performance.now();
      compile(flow, { parser });
      return { cells, flow, seconds: (performance.now() - started) / 1000 };
    };
    return {
      async ours() {
        const { cells, flow: read } = whole();
        let flow = read;
        const times = Array.from({ length: edits }, (_, edit) => {
          // Each at another place, so that nothing is found ready.
          const at = (edit * 617) % count;
          const source = `${cells[at]}\nextra_${edit} = total_${at} + ${edit}`;
          flow = edited(flow, at, source);
          const started = performance.now();
          const { graph } = compile(flow, { parser });
          if (!graph.cells[at]?.writes.includes(`extra_${edit}`)) throw new Error("The edit was not seen");
          return (performance.now() - started) / 1000;
        });
        return median(times);
      },
      theirs: async () => whole().seconds,
      async finish() {
        parser.dispose();
      },
    };
  },
};

type Flow = ReturnType<typeof parseNotebook>["flow"];

/** The flow with another source in one cell; the others are the same objects, as an editor keeps them. */
function edited(flow: Flow, at: number, source: string): Flow {
  return { ...flow, cells: flow.cells.map((cell, index) => (index === at ? { ...cell, source } : cell)) };
}
