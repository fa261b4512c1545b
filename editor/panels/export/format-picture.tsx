import {
  Boxes,
  FileCode2,
  FileOutput,
  ListTree,
  type LucideIcon,
  NotebookText,
  Package,
  Split,
  Waves,
  Wind,
  Workflow,
} from "lucide-react";

/** What a format is known by; one that is not listed is a file. */
const pictures: { readonly [format: string]: LucideIcon } = {
  python: FileCode2,
  "python-parallel": Split,
  notebook: NotebookText,
  cwl: Workflow,
  streamflow: Waves,
  argo: Boxes,
  airflow: Wind,
  snakemake: ListTree,
  "ro-crate": Package,
};

export function FormatPicture({ format }: { readonly format: string }) {
  const Icon = Object.hasOwn(pictures, format) ? (pictures[format] ?? FileOutput) : FileOutput;
  return (
    <span className="flex size-8 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent">
      <Icon aria-hidden className="size-4" />
    </span>
  );
}
