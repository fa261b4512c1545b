import { skeletonTypes } from "@cellweave/nodes/types/skeletons/skeletons";
import type { CellId, Flow, FlowCell } from "../../model/flow.ts";
import type { SkeletonName, Suggestion } from "../../model/skeleton.ts";
import type { PythonParser } from "../../python/parser.ts";
import { type AuthorText, rangeOf } from "./author-text.ts";
import { withStates } from "./find/cell-state.ts";
import { recogniseIn } from "./recognise-in.ts";
import type { Blocked, Span } from "./shapes.ts";
import { writeDc } from "./write/dc.ts";
import { writeEnsemble } from "./write/ensemble.ts";
import { writeFedavg } from "./write/fedavg.ts";
import { writeKfold } from "./write/kfold.ts";
import { writeFarm, writePipe, writeProduct, writeZip } from "./write/over-items.ts";
import { packageName } from "./write/package-name.ts";
import type { Fits, Writer } from "./write/place.ts";
import { writeEach, writeFork, writeMap } from "./write/proved.ts";
import { writeIterate, writeMapreduce, writeReduce, writeScan } from "./write/reductions.ts";
import { writeStencil } from "./write/stencil.ts";
import { surroundingsOf } from "./write/surroundings.ts";
import { writeSweep } from "./write/sweep.ts";
import { writeTrain } from "./write/train.ts";

const writers: { readonly [skeleton in SkeletonName]: Writer } = {
  each: writeEach,
  map: writeMap,
  fork: writeFork,
  zip: writeZip,
  product: writeProduct,
  farm: writeFarm,
  pipe: writePipe,
  reduce: writeReduce,
  mapreduce: writeMapreduce,
  scan: writeScan,
  iterate: writeIterate,
  stencil: writeStencil,
  dc: writeDc,
  sweep: writeSweep,
  kfold: writeKfold,
  ensemble: writeEnsemble,
  train: writeTrain,
  fedavg: writeFedavg,
};

/**
 * Where a skeleton fits on a cell, with the cell as it would be; or why it fits nowhere, and what to write. Nothing is
 * changed: `rewritten` is the author's text with the skeleton, and with the import where the notebook has none.
 */
export function placeSkeleton(flow: Flow, id: CellId, skeleton: SkeletonName, parser: PythonParser): Suggestion {
  const cell = flow.cells.find((one) => one.id === id);
  const read = recogniseIn(flow, id, parser);
  if (cell === undefined || read === null) return nowhere(id, skeleton, "The cell cannot be read as Python.", null);
  const { text, recognised, before } = read;
  let placed: Suggestion | null = null;
  withStates(flow.cells, parser, (state) => {
    if (state.cell.cell.id !== id) return;
    const asked = recognised.written.map(({ node }) => node);
    const isWritten = (span: Span) => asked.some(({ start, end }) => start < span.end && span.start < end);
    const around = surroundingsOf(flow, id, parser);
    const found = writers[skeleton]({ state, text, cw: packageName(text, before), isWritten, ...around });
    placed = suggestionFrom(cell, skeleton, text, found);
  });
  return placed ?? nowhere(id, skeleton, "The cell cannot be read as Python.", null);
}

function suggestionFrom(
  cell: FlowCell,
  skeleton: SkeletonName,
  text: AuthorText,
  found: Fits | Blocked | string,
): Suggestion {
  if (typeof found === "string") return nowhere(cell.id, skeleton, found, remedyFor(skeleton));
  const range = rangeOf(text, found.span);
  if ("shape" in found) {
    const { name, line, reason, remedy } = found;
    return { kind: "blocked", cell: cell.id, skeleton, range, reason, name, line, remedy };
  }
  const { rewritten, reason } = found;
  return { kind: "possible", cell: cell.id, skeleton, range, reason, gain: null, rewritten, automatic: false };
}

function remedyFor(skeleton: SkeletonName): string {
  const { example } = skeletonTypes[skeleton];
  return `Write it as in: ${example.includes("\n") ? `\n${example}` : `\`${example}\``}`;
}

function nowhere(cell: CellId, skeleton: SkeletonName, reason: string, remedy: string | null): Suggestion {
  const start = { line: 1, column: 0 };
  return { kind: "blocked", cell, skeleton, range: { start, end: start }, reason, name: null, line: null, remedy };
}
