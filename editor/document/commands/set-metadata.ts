import type { CellId } from "@cellweave/engine/model/flow";
import type { Json, JsonObject } from "@cellweave/engine/model/notebook";
import type { Command } from "./command.ts";

export interface SetMetadata {
  /** null is the notebook itself. */
  readonly cell: CellId | null;
  readonly key: string;
  /** undefined takes the member out. */
  readonly value: Json | undefined;
}

export const setMetadata: Command<SetMetadata> = {
  name: "set-metadata",
  label: "change of metadata",
  coalesce: ({ cell, key }) => `${cell ?? ""}/${key}`,
  apply(content, { cell, key, value }) {
    const owner = cell === null ? content : content.cells[cell];
    if (owner) owner.metadata = withMember(owner.metadata, key, value);
  },
};

function withMember(metadata: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...metadata, [key]: value };
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key));
}
