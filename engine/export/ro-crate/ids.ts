import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";
import { fileId } from "./entities.ts";

/** Ids of the entities of a crate, and the path of its notebook. */
export const engineId = "#cellweave";
export const personId = "#person";
export const packageId = (name: string) => `#package-${encodeURIComponent(name)}`;
export const resultId = "#output-notebook";
export const parameterId = ({ name }: Parameter) => `#parameter-${encodeURIComponent(name)}`;
export const inputId = (path: string) => `#input-${encodeURIComponent(path)}`;
export const outputId = (path: string) => `#output-file-${encodeURIComponent(path)}`;
export const toolId = ({ id }: ExportStep) => fileId(`steps/${id}.py`);
export const stepId = ({ id }: ExportStep) => `#step-${id}`;
export const takenId = ({ id }: ExportStep, name: string) => `#${id}-takes-${encodeURIComponent(name)}`;
export const givenId = ({ id }: ExportStep, name: string) => `#${id}-gives-${encodeURIComponent(name)}`;
export const readId = ({ id }: ExportStep, path: string) => `#${id}-reads-${encodeURIComponent(path)}`;
export const writtenId = ({ id }: ExportStep, path: string) => `#${id}-writes-${encodeURIComponent(path)}`;
export const notebookName = ({ name }: { readonly name: string }) => `${name}.ipynb`;
