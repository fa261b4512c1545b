import { useQuery } from "@tanstack/react-query";
import { FilePlus2, FlaskConical, Upload } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { context } from "../actions/context.ts";
import { importNotebook, importPipeline, newNotebook, openSample } from "../actions/notebook.ts";
import { queries } from "../actions/queries.ts";
import { Button } from "../ui/button.tsx";
import { classNames } from "../ui/class-names.ts";
import { Folder } from "./home/folder.tsx";
import { Pipelines } from "./home/pipelines.tsx";
import { Recent } from "./home/recent.tsx";

/** Where a person starts: bring a notebook, take a sample, or go on with an earlier one. */
export function Home() {
  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-8 px-6 py-10">
        <header>
          <p className="mb-6 flex items-center gap-2.5 text-base font-semibold">
            <img src="/logo.svg" alt="" className="size-7" />
            Cellweave
          </p>
          <h1 className="text-2xl font-semibold tracking-tight">Open a notebook as a flow</h1>
          <p className="mt-1 max-w-2xl text-sm text-muted">
            Cellweave finds which cell needs which, runs what can run at the same time, and writes the results back into
            the same notebook.
          </p>
        </header>
        <DropZone />
        <Samples />
        <div className="grid gap-8 md:grid-cols-2">
          <Recent />
          <Folder />
          <Pipelines />
        </div>
      </div>
    </main>
  );
}

function DropZone() {
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  return (
    <section
      aria-label="Bring a notebook"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={classNames(
        "flex flex-col items-center gap-3 rounded-2xl border-2 border-dashed px-6 py-9 text-center transition-colors",
        over ? "border-accent bg-accent-soft" : "border-line-strong/50 bg-surface",
      )}
    >
      <Upload aria-hidden className="size-8 stroke-[1.5] text-accent" />
      <p className="text-sm font-medium">Drop a notebook (.ipynb) here</p>
      <p className="text-muted">
        Or an Elyra pipeline with its files. It is copied into the served folder; what you drop stays as it is.
      </p>
      <div className="mt-1 flex flex-wrap justify-center gap-2">
        <Button kind="primary" onClick={() => field.current?.click()}>
          Choose a file
        </Button>
        <Button icon={<FilePlus2 aria-hidden />} onClick={() => void newNotebook(context)}>
          New notebook
        </Button>
      </div>
      <input
        ref={field}
        type="file"
        multiple
        accept=".ipynb,application/x-ipynb+json,.pipeline,.yaml,.yml,.py"
        aria-label="Notebook file"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files);
          event.target.value = "";
        }}
      />
    </section>
  );
}

const pipelineName = /\.pipeline$|^pipeline\.ya?ml$/i;

async function take(files: FileList | null): Promise<void> {
  const all = [...(files ?? [])];
  const pipeline = all.find(({ name }) => pipelineName.test(name));
  if (pipeline) {
    const others = all.filter((each) => each !== pipeline);
    const texts = await Promise.all(others.map(async (each) => [each.name, await each.text()] as const));
    const text = await pipeline.text();
    return importPipeline(context, { path: pipeline.name, text, files: Object.fromEntries(texts) });
  }
  const file = all.find(({ name }) => name.toLowerCase().endsWith(".ipynb"));
  if (file) return importNotebook(context, file.name, await file.text());
  if (all.length > 0)
    context.tell({
      tone: "danger",
      title: "That is not a notebook.",
      hint: "Drop a file whose name ends in .ipynb, or a pipeline of Elyra or Ploomber with its files.",
    });
}

function Samples() {
  const { data = [] } = useQuery(queries.samples);
  if (data.length === 0) return null;
  return (
    <section aria-label="Samples">
      <h2 className="mb-2 text-sm font-semibold">Start from a sample</h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {data.map(({ name, title, description, cells }) => (
          <li key={name} className="flex">
            <button
              type="button"
              onClick={() => void openSample(context, name)}
              className="flex w-full flex-col gap-2 rounded-xl border border-line bg-surface p-4 text-left transition-colors hover:border-accent-line hover:bg-accent-soft/40"
            >
              <span className="flex size-8 items-center justify-center rounded-lg bg-accent-soft text-accent">
                <FlaskConical aria-hidden className="size-4" />
              </span>
              <span className="text-sm font-medium">{title}</span>
              <span className="line-clamp-4 text-muted">{description}</span>
              <span className="flex-1" />
              <span className="text-xs text-muted">{cells} cells</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
