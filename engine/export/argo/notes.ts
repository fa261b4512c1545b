import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Bundle } from "../bundle/bundle.ts";
import { usualImage } from "./step-template.ts";

// Kubernetes' store takes no object above 1.5 MB, and Argo adds the state of every step.
const most = 1_000_000;

/** What whoever runs the export on Kubernetes should know. */
export function argoNotes({ steps, data }: Bundle, size: number): Diagnostic[] {
  const bare = steps.find(({ wishes }) => wishes.image === undefined);
  return [
    ...(bare === undefined
      ? []
      : [
          note(
            "CW3904",
            bare.cells[0]?.cell.id ?? null,
            `Steps without an image start from \`${usualImage}\` and install their packages each time.`,
            "Place an environment that names an image around these cells.",
          ),
        ]),
    ...(data.length === 0
      ? []
      : [
          note(
            "CW3905",
            null,
            `${data.map((path) => `\`${path}\``).join(", ")} travel to the cluster in a ConfigMap, which holds 1 MiB at most.`,
            "Have the notebook read larger files from a store that the cluster reaches.",
          ),
        ]),
    ...(size <= most
      ? []
      : [
          {
            ...note(
              "CW3906",
              null,
              `The workflow has ${(size / 1e6).toFixed(1)} MB; Kubernetes takes about 1 MB.`,
              "Put cells that need no place of their own together.",
            ),
            severity: "warning" as const,
          },
        ]),
  ];
}

function note(code: string, cell: string | null, message: string, hint: string): Diagnostic {
  return { code, severity: "info", cell, message, hint, range: null };
}
