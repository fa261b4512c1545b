import { cellOf } from "../../model/flow.ts";
import type { JobEvent } from "../../model/job.ts";
import type { Json } from "../../model/notebook.ts";
import type { ExportStep } from "../export-steps.ts";
import type { Parameter } from "../parameters.ts";
import type { CrateInput, RunJob } from "./crate-input.ts";
import { type Entities, entity, fileId, ref, refs, time } from "./entities.ts";
import type { CrateFiles } from "./files.ts";
import {
  engineId,
  givenId,
  inputId,
  notebookName,
  outputId,
  parameterId,
  personId,
  readId,
  resultId,
  stepId,
  takenId,
  toolId,
  writtenId,
} from "./ids.ts";

interface About {
  readonly steps: readonly ExportStep[];
  readonly files: CrateFiles;
  readonly parameters: readonly Parameter[];
  readonly workflow: string;
}

const runId = "#run";

/** What was done: the run as a whole, and each job of it with what it took and gave. */
export function addActions(crate: Entities, input: CrateInput, about: About): void {
  const { run } = input;
  const agent = input.person === null ? undefined : ref(personId);
  const result = fileId(`results/${notebookName(input)}`);
  addFile(crate, result, { name: "The notebook with all that its cells showed", exampleOfWork: [resultId] });
  const objects = [
    ...about.parameters.map((parameter) => addParameter(crate, input, parameter)),
    ...about.files.read.map((path) => addDataFile(crate, input, path, path, inputId(path))),
  ];
  const results = [
    result,
    ...about.files.written.map((path) => addDataFile(crate, input, path, `results/${path}`, outputId(path))),
  ];
  crate.add(
    entity(runId, "CreateAction", {
      name: `Run ${run.id} of ${input.name}`,
      description: `The cells of ${input.name} in Python ${run.python.version}, ${run.jobs.length} jobs at most ${run.parallel} at a time.`,
      instrument: ref(about.workflow),
      object: refs(objects),
      result: refs(results),
      agent,
      startTime: time(run.startedAt),
      endTime: time(run.finishedAt),
      ...status(run.outcome === "succeeded", run.outcome === "cancelled" ? "It was cancelled." : errorIn(run.jobs)),
    }),
  );
  const jobs = run.jobs.flatMap((job) => addJob(crate, input, about, job, agent));
  crate.add(
    entity("#organize", "OrganizeAction", {
      name: "Cellweave ran the notebook's steps",
      instrument: ref(engineId),
      object: refs(jobs),
      result: ref(runId),
      agent,
      startTime: time(run.startedAt),
      endTime: time(run.finishedAt),
    }),
  );
  crate.extend("./", "mentions", [ref(runId)]);
}

/** The ControlAction of a job; none of one that never began. */
function addJob(crate: Entities, input: CrateInput, about: About, one: RunJob, agent: Json | undefined): string[] {
  const { job, events } = one;
  const ids = new Set(job.cells.map(({ id }) => id));
  const step = about.steps.find(({ cells }) => cells.some(({ cell }) => ids.has(cell.id)));
  const began = events.find(({ event }) => event === "started")?.at;
  if (step === undefined || began === undefined) return [];
  const finished = events.find(({ event }) => event === "finished");
  const succeeded = !one.cancelled && finished?.event === "finished" && finished.state === "succeeded";
  const id = `#job-${job.key}`;
  const there = (paths: readonly string[]) => paths.filter((path) => input.files.get(path));
  const [reads, writes] = [there(step.reads.map(({ path }) => path)), there(step.writes)];
  crate.add(
    entity(id, "CreateAction", {
      name: `${step.id} on this machine`,
      description: `Ran ${job.cells.length} cells in one process.`,
      instrument: ref(toolId(step)),
      object: refs([...takenBy(crate, step, one), ...reads.map((path) => pathOf(about.files, path))]),
      result: refs([...givenBy(crate, step, events), ...writes.map((path) => fileId(`results/${path}`))]),
      agent,
      startTime: time(began),
      endTime: time(events.at(-1)?.at ?? began),
      resourceUsage: refs(usageOf(crate, id, events)),
      ...status(succeeded, one.cancelled ? "Its result was discarded." : errorIn([one])),
    }),
  );
  for (const path of reads) crate.extend(pathOf(about.files, path), "exampleOfWork", [ref(readId(step, path))]);
  for (const path of writes) crate.extend(fileId(`results/${path}`), "exampleOfWork", [ref(writtenId(step, path))]);
  crate.extend("./", "mentions", [ref(id)]);
  return [
    crate.add(
      entity(`#control-${job.key}`, "ControlAction", {
        name: `Cellweave ran ${step.id}`,
        instrument: ref(stepId(step)),
        object: ref(id),
        startTime: time(began),
      }),
    ),
  ];
}

const pathOf = (files: CrateFiles, path: string) => fileId(files.written.includes(path) ? `results/${path}` : path);

function status(succeeded: boolean, error: string | null) {
  return succeeded
    ? { actionStatus: "http://schema.org/CompletedActionStatus" }
    : { actionStatus: "http://schema.org/FailedActionStatus", error: error ?? "It did not end by itself." };
}

function errorIn(jobs: readonly RunJob[]): string | null {
  for (const { events } of jobs)
    for (const event of events) if (event.event === "error") return `${event.output.ename}: ${event.output.evalue}`;
  return null;
}

/** Values that the job's cells were seen to read. */
function takenBy(crate: Entities, step: ExportStep, { job, events }: RunJob): string[] {
  const read = new Set(
    events.flatMap((event) => (event.event === "cell-finished" ? Object.keys(event.record.reads) : [])),
  );
  return job.cells.flatMap((cell) =>
    cell.inputs.flatMap(({ digest, origins }) =>
      Object.keys(origins)
        .filter((name) => read.has(name))
        .map((name) => addValue(crate, name, digest, null, takenId(step, name), `cell ${cellOf(origins[name] ?? "")}`)),
    ),
  );
}

function givenBy(crate: Entities, step: ExportStep, events: readonly JobEvent[]): string[] {
  return events.flatMap((event) =>
    event.event === "output"
      ? event.artifact.names.map((name) =>
          addValue(
            crate,
            name,
            event.artifact.digest,
            event.artifact.summaries[name] ?? null,
            givenId(step, name),
            `cell ${cellOf(event.origins[name] ?? "")}`,
          ),
        )
      : [],
  );
}

/** A variable's value: what it is in words, and the digest of what was stored. */
function addValue(
  crate: Entities,
  name: string,
  digest: string,
  summary: string | null,
  exampleOf: string,
  origin: string,
): string {
  const id = `#value-${digest.slice(0, 16)}-${encodeURIComponent(name)}`;
  crate.add(
    entity(id, "PropertyValue", {
      name,
      value: summary ?? `sha256:${digest}`,
      identifier: `sha256:${digest}`,
      description: `\`${name}\` as ${origin} left it.`,
    }),
  );
  // Names that only the run knew of are no inputs or outputs of the code.
  if (crate.has(exampleOf)) crate.extend(id, "exampleOfWork", [ref(exampleOf)]);
  return id;
}

function addParameter(crate: Entities, { run }: CrateInput, parameter: Parameter): string {
  const given = run.request.parameters?.[parameter.name];
  const value = (given ?? parameter.value) as Json;
  const plain = typeof value === "object" ? JSON.stringify(value) : value;
  return crate.add(
    entity(`#given-${encodeURIComponent(parameter.name)}`, "PropertyValue", {
      name: parameter.name,
      value: plain,
      exampleOfWork: [ref(parameterId(parameter))],
    }),
  );
}

function addDataFile(crate: Entities, { files }: CrateInput, path: string, place: string, exampleOf: string): string {
  const now = files.get(path);
  if (!now)
    return crate.add(
      // A file that is gone is told of, but is no part of the crate.
      entity(`#gone-${encodeURIComponent(path)}`, "CreativeWork", {
        name: path,
        description: "It is not there any more.",
        exampleOfWork: [ref(exampleOf)],
      }),
    );
  return addFile(crate, fileId(place), {
    name: path,
    alternateName: path,
    contentSize: String(now.bytes),
    sha256: now.sha256,
    dateModified: time(now.changedAt),
    exampleOfWork: [exampleOf],
  });
}

function addFile(
  crate: Entities,
  id: string,
  {
    exampleOfWork,
    ...told
  }: { readonly exampleOfWork: readonly string[]; readonly [name: string]: Json | readonly string[] },
): string {
  crate.add(entity(id, "File", { ...told, encodingFormat: formatOf(id), exampleOfWork: refs(exampleOfWork) }));
  crate.extend("./", "hasPart", [ref(id)]);
  return id;
}

const formats: { readonly [ending: string]: string } = {
  ipynb: "application/x-ipynb+json",
  csv: "text/csv",
  txt: "text/plain",
  json: "application/json",
  png: "image/png",
  jpg: "image/jpeg",
  svg: "image/svg+xml",
  html: "text/html",
};

const formatOf = (path: string) =>
  formats[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";

/** What the job used, as its cells told. */
function usageOf(crate: Entities, id: string, events: readonly JobEvent[]): string[] {
  const records = events.flatMap((event) => (event.event === "cell-finished" ? [event.record] : []));
  if (records.length === 0) return [];
  const peak = Math.max(...records.map(({ peakBytes }) => peakBytes));
  const cpu = records.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  const used = [
    ["memory", "peak memory", peak, "https://qudt.org/vocab/unit/BYTE"],
    ["cpu", "processor time", Math.round(cpu * 1e6) / 1e6, "https://qudt.org/vocab/unit/SEC"],
  ] as const;
  return used.map(([kind, name, value, unitCode]) =>
    crate.add(
      entity(`${id}-${kind}`, "PropertyValue", {
        name,
        value: String(value),
        unitCode,
        propertyID: `https://w3id.org/ro/terms/workflow-run#${kind}`,
      }),
    ),
  );
}
