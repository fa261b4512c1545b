import {
  type Exporter,
  type ExportFormat,
  type ExportOptions,
  exporters,
  exportRun,
  loginName,
  optionProblem,
  renderExport,
} from "@cellweave/engine";
import type { PythonParser } from "@cellweave/engine/compile";
import { CodedError } from "@cellweave/engine/errors";
import type { Flow } from "@cellweave/engine/model/flow";
import type { ExportFormatEntry } from "@cellweave/engine/model/wire";

interface Subject {
  readonly notebookPath: string;
  readonly flow: Flow;
  readonly home: string;
  readonly parser: PythonParser;
}

type Exported = ReturnType<Exporter["render"]>;

interface Format extends Omit<ExportFormatEntry, "name" | "settings"> {
  readonly settings: NonNullable<Exporter["settings"]>;
  render(subject: Subject, options: ExportOptions): Promise<Exported>;
}

/** Tells of a run that has ended, not of the flow as it is drawn, so it stands beside the table of exporters. */
const finishedRun: Format = {
  title: "Finished run (RO-Crate)",
  description: "The code of the last run, what went in and came out of it, in which Python, and when.",
  settings: {
    person: { type: "string", title: "Who ran it", description: "Your login name where it is left out." },
    license: { type: "string", title: "Licence", description: "The address of the licence that it is given under." },
  },
  async render(subject, { person, license }) {
    const named = { person: String(person ?? loginName() ?? "") || null, license: String(license ?? "") || null };
    return (await exportRun({ ...subject, ...named, run: null })).exported;
  },
};

/** Every format by its name: those of the table of exporters, and the finished run. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ...Object.entries(exporters as { readonly [name: string]: Exporter }).map(([name, exporter]) => {
    const { title, description, settings = {} } = exporter;
    const render: Format["render"] = async (subject, options) =>
      (await renderExport({ ...subject, format: name as ExportFormat, options })).exported;
    return [name, { title, description, settings, render }] as const;
  }),
  ["ro-crate", finishedRun] as const,
]);

/** The format of this name, if it takes the options. Errors: CW7005. */
export function formatFor(name: string, options: ExportOptions): Format {
  const format = formats.get(name);
  if (!format)
    throw new CodedError("CW7005", `There is no export to "${name}".`, "GET /api/exports/formats lists them all.");
  const problem = optionProblem(options, format.settings);
  if (problem === null) return format;
  throw new CodedError("CW7005", `${problem}.`, "GET /api/exports/formats lists what may be chosen.");
}
