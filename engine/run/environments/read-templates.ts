import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { CodedError } from "../../errors.ts";
import type { EnvironmentTemplate } from "../../model/environment.ts";
import { shippedTemplates } from "./templates.ts";

const form = {
  type: "object",
  required: ["name", "version", "kind", "title", "description", "parameters", "asked"],
  properties: {
    name: { type: "string", pattern: "^[a-z0-9][a-z0-9-]*$" },
    version: { type: "integer", minimum: 1 },
    kind: { type: "string" },
    title: { type: "string" },
    description: { type: "string" },
    icon: { type: "string" },
    color: { type: "string" },
    parameters: {
      type: "object",
      required: ["type", "properties"],
      properties: {
        type: { const: "object" },
        properties: { type: "object", additionalProperties: { type: "object" } },
      },
    },
    asked: { type: "array", items: { type: "string" } },
    fixed: { type: "object" },
    hidden: { type: "array", items: { type: "string" } },
  },
} as const;

export interface TemplatesRead {
  readonly templates: readonly EnvironmentTemplate[];
  /** Files that are no templates, each with what is wrong and how to mend it. */
  readonly errors: readonly CodedError[];
}

/** The templates that come with Cellweave and a person's own, `templates/environments/*.json` of the home. */
export async function readTemplates(home: string): Promise<TemplatesRead> {
  const folder = join(home, "templates", "environments");
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  const read = await Promise.all(names.map((name) => readTemplate(join(folder, name))));
  const own = read.filter((one) => !(one instanceof CodedError)) as EnvironmentTemplate[];
  const shipped = shippedTemplates.filter(({ name }) => !own.some((template) => template.name === name));
  return { templates: [...shipped, ...own], errors: read.filter((one) => one instanceof CodedError) };
}

async function readTemplate(path: string): Promise<EnvironmentTemplate | CodedError> {
  const ajv = new Ajv({ strict: false });
  try {
    const template = JSON.parse(await readFile(path, "utf8"));
    if (!ajv.validate(form, template)) return refused(path, ajv.errorsText(ajv.errors, { dataVar: "it" }));
    // The schema that the template brings must itself be one.
    ajv.compile(template.parameters);
    return { icon: "box", color: "slate", ...template };
  } catch (error) {
    return refused(path, (error as Error).message);
  }
}

function refused(path: string, why: string): CodedError {
  return new CodedError("CW6020", `${path} is not a template: ${why}.`, "Mend the file, or take it out of the folder.");
}
