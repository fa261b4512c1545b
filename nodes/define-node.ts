import type { Port } from "./port.ts";

/** JSON Schema of a setting, with what the form needs: `x-level: "advanced"` hides it in simple mode. */
export interface SettingSchema {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly title: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** It may also be written as this. */
  readonly "x-also"?: "number";
  readonly "x-level"?: "basic" | "advanced";
}

/** What a person makes with it: a cell of the notebook, or something placed on cells. */
export type Becomes = "code-cell" | "markdown-cell" | "placement";

export interface NodeType {
  /** Never reused for something else, since notebooks name it. */
  readonly type: string;
  readonly version: number;
  readonly title: string;
  /** One sentence in the palette: what it is for. */
  readonly description: string;
  readonly category: "Cells" | "Environments" | "Skeletons" | "Fine-tuning";
  /** Name of an icon of the editor. */
  readonly icon: string;
  readonly becomes: Becomes;
  /** More words by which people look for it. */
  readonly keywords: readonly string[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly settings: { readonly [name: string]: SettingSchema };
  /** The source of the cell that it becomes, from its settings. */
  source(settings: { readonly [name: string]: unknown }): string;
}

/** Checks a declaration where it is written, and gives it as it is. */
export function defineNode<const Declared extends NodeType>(declared: Declared): Declared {
  return declared;
}

/** The settings with what a person left out filled in from the defaults. */
export function withDefaults(
  type: NodeType,
  settings: { readonly [name: string]: unknown },
): { readonly [name: string]: unknown } {
  const defaults = Object.entries(type.settings).map(([name, schema]) => [name, schema.default]);
  return { ...Object.fromEntries(defaults), ...settings };
}
