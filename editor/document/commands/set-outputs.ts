import type { CellId } from "@cellweave/engine/model/flow";
import type { Output } from "@cellweave/engine/model/notebook";
import type { Command } from "./command.ts";

export interface SetOutputs {
  readonly cells: readonly {
    readonly cell: CellId;
    readonly outputs: readonly Output[];
    readonly executionCount: number | null;
  }[];
}

export const setOutputs: Command<SetOutputs> = {
  name: "set-outputs",
  label: "change of outputs",
  apply(content, { cells }) {
    for (const { cell, outputs, executionCount } of cells) {
      const owner = content.cells[cell];
      if (owner?.kind !== "code") continue;
      owner.outputs = outputs;
      owner.executionCount = executionCount;
    }
  },
};
