import type { JsonObject } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter, ParameterType } from "../parameters.ts";
import { pythonRequirements } from "../requirements.ts";
import { addActions } from "./actions.ts";
import type { CrateInput } from "./crate-input.ts";
import { Entities, entity, fileId, ref, refs, time } from "./entities.ts";
import type { CrateFiles } from "./files.ts";
import {
  engineId,
  givenId,
  inputId,
  notebookName,
  outputId,
  packageId,
  parameterId,
  personId,
  readId,
  resultId,
  stepId,
  takenId,
  toolId,
  writtenId,
} from "./ids.ts";

const profiles: readonly (readonly [string, string, string])[] = [
  ["https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"],
  ["https://w3id.org/ro/wfrun/provenance/0.5", "Provenance Run Crate", "0.5"],
  ["https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"],
];
const noLicense = "https://choosealicense.com/no-permission/";
const jupyter = "https://jupyter.org";
const python = "#python";

const parameterTypes: { readonly [type in ParameterType]: string } = {
  int: "Integer",
  float: "Float",
  str: "Text",
  bool: "Boolean",
};

/** `ro-crate-metadata.json`. */
export function metadata(
  input: CrateInput,
  steps: readonly ExportStep[],
  files: CrateFiles,
  parameters: readonly Parameter[],
): JsonObject {
  const crate = new Entities();
  const { run, name } = input;
  const workflow = fileId(notebookName(input));
  addRoot(crate, input, workflow);
  crate.add(
    entity(workflow, ["File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"], {
      name,
      description: steps.find(({ description }) => description !== "")?.description,
      encodingFormat: "application/x-ipynb+json",
      conformsTo: ref("https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"),
      version: time(run.startedAt),
      programmingLanguage: ref(jupyter),
      runtimePlatform: `Python ${run.python.version}`,
      input: refs([...parameters.map(parameterId), ...files.read.map(inputId)]),
      output: refs([resultId, ...files.written.map(outputId)]),
      hasPart: refs(steps.map(toolId)),
      step: refs(steps.map(stepId)),
    }),
  );
  crate.add(
    entity(jupyter, "ComputerLanguage", { name: "Jupyter Notebook", url: ref(jupyter), alternateName: "ipynb" }),
  );
  for (const parameter of parameters) {
    const { name: given, type, list } = parameter;
    addFormal(crate, parameterId(parameter), given, parameterTypes[type], { multipleValues: list || undefined });
  }
  for (const path of files.read) addFormal(crate, inputId(path), path, "File");
  for (const path of files.written) addFormal(crate, outputId(path), path, "File");
  addFormal(crate, resultId, "executed notebook", "File");
  steps.forEach((step, position) => {
    addStep(crate, step, position + 1);
  });
  addPython(crate, input, steps);
  addActions(crate, input, { steps, files, parameters, workflow });
  return {
    "@context": ["https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"],
    "@graph": crate.all(),
  };
}

function addRoot(crate: Entities, input: CrateInput, workflow: string): void {
  const { run, name, license } = input;
  const [first] = input.flow.cells.filter(({ kind }) => kind === "markdown");
  crate.add(
    entity("ro-crate-metadata.json", "CreativeWork", {
      about: ref("./"),
      conformsTo: [ref("https://w3id.org/ro/crate/1.1"), ref("https://w3id.org/workflowhub/workflow-ro-crate/1.0")],
    }),
  );
  crate.add(
    entity("./", "Dataset", {
      name: `Run of ${name}`,
      description: first?.source.trim() || `What the run of the notebook ${name} read, did and left.`,
      datePublished: time(run.finishedAt),
      license: ref(license ?? noLicense),
      conformsTo: refs(profiles.map(([id]) => id)),
      mainEntity: ref(workflow),
      hasPart: [ref(workflow)],
      author: input.person === null ? undefined : ref(personId),
    }),
  );
  for (const [id, title, version] of profiles) crate.add(entity(id, "CreativeWork", { name: title, version }));
  crate.add(
    entity(license ?? noLicense, "CreativeWork", {
      name: license ?? "No licence",
      description: license === null ? "Nothing was said of what others may do with this." : `The licence ${license}.`,
    }),
  );
  if (input.person !== null) crate.add(entity(personId, "Person", { name: input.person }));
  crate.add(
    entity(engineId, "SoftwareApplication", {
      name: "Cellweave",
      softwareVersion: input.version,
      url: "https://www.npmjs.com/package/cellweave",
    }),
  );
}

function addStep(crate: Entities, step: ExportStep, position: number): void {
  crate.add(
    entity(stepId(step), "HowToStep", {
      name: step.id,
      position: String(position),
      description: step.description || undefined,
      workExample: ref(toolId(step)),
    }),
  );
  const packages = pythonRequirements(step.imports, step.wishes.packages ?? []);
  const tool = entity(toolId(step), ["File", "SoftwareSourceCode"], {
    name: step.id,
    description: step.description || undefined,
    encodingFormat: "text/x-python",
    programmingLanguage: ref(python),
    softwareRequirements: refs([python, ...packages.map(packageId)]),
    input: refs([
      ...step.takes.map(({ name }) => takenId(step, name)),
      ...step.reads.map(({ path }) => readId(step, path)),
    ]),
    output: refs([
      ...step.gives.map((name) => givenId(step, name)),
      ...step.writes.map((path) => writtenId(step, path)),
    ]),
  });
  crate.add(tool);
  crate.extend("./", "hasPart", [ref(toolId(step))]);
  for (const { name } of step.takes) addFormal(crate, takenId(step, name), name, "PropertyValue");
  for (const name of step.gives) addFormal(crate, givenId(step, name), name, "PropertyValue");
  for (const { path } of step.reads) addFormal(crate, readId(step, path), path, "File");
  for (const path of step.writes) addFormal(crate, writtenId(step, path), path, "File");
}

function addPython(crate: Entities, { run }: CrateInput, steps: readonly ExportStep[]): void {
  const started = run.jobs.flatMap(({ events }) => events).find((event) => event.event === "started");
  const ipython = started?.event === "started" ? started.ipython : null;
  crate.add(
    entity(python, ["SoftwareApplication", "ComputerLanguage"], {
      name: "Python",
      softwareVersion: run.python.version,
      url: ref("https://www.python.org"),
      description: `The Python that the cells ran in${ipython ? `, with IPython ${ipython}` : ""}.`,
    }),
  );
  const packages = steps.flatMap((step) => pythonRequirements(step.imports, step.wishes.packages ?? []));
  for (const name of new Set(packages))
    crate.add(
      entity(packageId(name), "SoftwareApplication", {
        name,
        url: `https://pypi.org/project/${encodeURIComponent(name)}/`,
        description: `The Python package ${name}.`,
      }),
    );
}

function addFormal(
  crate: Entities,
  id: string,
  name: string,
  type: string,
  more: { readonly [name: string]: boolean | undefined } = {},
): void {
  crate.add(
    entity(id, "FormalParameter", {
      name,
      additionalType: type,
      conformsTo: ref("https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"),
      ...more,
    }),
  );
}
