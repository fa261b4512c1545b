import { CodedError } from "../errors.ts";
import { type Assembled, type AssembleInput, assemble } from "./assemble.ts";
import { readElyra } from "./elyra.ts";
import type { Pipeline } from "./pipeline.ts";
import { readPloomber } from "./ploomber.ts";

type Reader = (text: string, name: string, read: (path: string) => string | null) => Pipeline | null;

/** Every kind of pipeline that can be imported. */
export const importers = {
  Elyra: { files: /\.pipeline$/i, read: readElyra },
  Ploomber: { files: /\.ya?ml$/i, read: readPloomber },
} satisfies Record<string, { readonly files: RegExp; readonly read: Reader }>;

/** A pipeline as one notebook, with what does not map. `name` is the file's. Errors: CW3921. */
export function importPipeline(text: string, name: string, input: AssembleInput): Assembled {
  const fitting = Object.values(importers).filter(({ files }) => files.test(name));
  const title = name.replace(/\.\w+$/, "");
  for (const { read } of fitting.length > 0 ? fitting : Object.values(importers)) {
    const pipeline = read(text, title, input.read);
    if (pipeline) return assemble(pipeline, input);
  }
  throw new CodedError(
    "CW3921",
    `${name} is not a pipeline of ${Object.keys(importers).join(" or ")}.`,
    "Open it with the program that made it and save it again.",
  );
}
