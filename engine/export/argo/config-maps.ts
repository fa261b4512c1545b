import type { JsonObject } from "../../model/notebook.ts";
import type { Bundle } from "../bundle/bundle.ts";

/** A ConfigMap made of files of the bundle: the key in it, and the path. */
export interface CodeMap {
  readonly name: string;
  readonly files: readonly { readonly key: string; readonly path: string }[];
}

/** The ConfigMaps by what is in them. */
export interface CodeMaps {
  readonly support: CodeMap;
  readonly data: CodeMap | null;
  /** By step. */
  readonly steps: ReadonlyMap<string, CodeMap>;
}

// Kubernetes takes no ConfigMap above 1 MiB.
const most = 700_000;

/** The files of a bundle as ConfigMaps that Kubernetes takes: the steps' code in as many as it needs. */
export function codeMaps(name: string, { steps, files, data, ports }: Bundle): CodeMaps {
  const byStep = new Map<string, CodeMap>();
  const sizes = new Map(files.map((file) => [file.path, "text" in file ? 2 * file.text.length : 0]));
  let filled: { name: string; files: { key: string; path: string }[] } = { name: `${name}-steps-1`, files: [] };
  let size = 0;
  for (const { id } of steps) {
    const path = `steps/${id}.py`;
    const own = sizes.get(path) ?? 0;
    if (size + own > most && filled.files.length > 0) {
      filled = { name: `${name}-steps-${Number(filled.name.split("-").at(-1)) + 1}`, files: [] };
      size = 0;
    }
    size += own;
    filled.files.push({ key: `${id}.py`, path });
    byStep.set(id, filled);
  }
  return {
    support: { name: `${name}-harness`, files: ["harness.py", "runner.pyz"].map((path) => ({ key: path, path })) },
    data:
      data.length === 0
        ? null
        : {
            name: `${name}-data`,
            files: data.map((path) => ({ key: ports.file(path), path: `data/${ports.file(path)}` })),
          },
    steps: byStep,
  };
}

/** What `kubectl apply -k` reads: it makes the ConfigMaps of the files as they are. */
export function kustomization({ support, data, steps }: CodeMaps): JsonObject {
  const maps = [support, ...new Set(steps.values()), ...(data === null ? [] : [data])];
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: ["workflow.yaml"],
    generatorOptions: { disableNameSuffixHash: true },
    configMapGenerator: maps.map(({ name, files }) => ({
      name,
      files: files.map(({ key, path }) => `${key}=${path}`),
    })),
  };
}
