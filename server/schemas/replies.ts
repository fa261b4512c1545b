const text = { type: "string" } as const;
const number = { type: "number" } as const;
const nullable = { type: ["number", "null"] } as const;
const texts = { type: "array", items: text } as const;
const anything = {} as const;

/** Replies by the name of their type in `engine/model/wire.ts`; routes refer to them as `{ $ref: "Name#" }`. */
export const replies = {
  ErrorReply: object({ code: text, message: text, hint: text }),
  NotebookEntry: object({ path: text, modifiedAt: number, size: number }),
  NotebookEntries: listOf("NotebookEntry"),
  NotebookFile: object({ path: text, modifiedAt: number, size: number, version: text, text }),
  RecentNotebook: object({ path: text, modifiedAt: number, size: number, openedAt: number }),
  RecentNotebooks: listOf("RecentNotebook"),
  NotebookFolder: object({
    path: text,
    folders: { type: "array", items: object({ name: text, path: text }) },
    notebooks: { type: "array", items: { $ref: "NotebookEntry#" } },
    pipelines: { type: "array", items: { $ref: "NotebookEntry#" } },
  }),
  Saved: object({ saved: { type: "boolean" }, version: text, text, merged: { type: "boolean" } }),
  Conflicts: object({
    saved: { type: "boolean" },
    version: text,
    text,
    conflicts: {
      type: "array",
      items: object({
        cell: text,
        edit: anything,
        reason: text,
        mine: text,
        theirs: { type: ["string", "null"] },
        base: text,
      }),
    },
  }),
  Imported: object({ notebook: { $ref: "NotebookFile#" }, diagnostics: { type: "array", items: anything } }),
  Sample: object({ name: text, title: text, description: text, cells: number }),
  Samples: listOf("Sample"),
  PythonFound: object({ path: text, version: text, origin: text, label: text, hasIPython: { type: "boolean" } }),
  PythonsFound: listOf("PythonFound"),
  RunSummary: object({
    id: text,
    notebook: text,
    scope: object({ kind: text, cells: texts }, ["kind"]),
    startedAt: number,
    finishedAt: nullable,
    outcome: { type: ["string", "null"] },
    cells: number,
    failed: texts,
  }),
  RunSummaries: listOf("RunSummary"),
  RunDetail: object({ summary: { $ref: "RunSummary#" }, state: anything, after: text }),
  RunEventPage: object({ events: { type: "array", items: anything }, next: number, finished: { type: "boolean" } }),
  Verification: object({
    id: text,
    notebook: text,
    startedAt: number,
    finishedAt: nullable,
    way: { type: ["string", "null"] },
    done: number,
    total: number,
    verdict: anything,
    error: { anyOf: [{ $ref: "ErrorReply#" }, { type: "null" }] },
  }),
  NotebookVerification: object({
    going: { anyOf: [{ $ref: "Verification#" }, { type: "null" }] },
    seal: anything,
  }),
  ExportFormat: object({ name: text, title: text, description: text, settings: anything }),
  ExportFormats: listOf("ExportFormat"),
  Export: object({
    folder: text,
    files: { type: "array", items: anything },
    diagnostics: { type: "array", items: anything },
    faults: { type: "array", items: object({ path: text, line: nullable, message: text }) },
    command: text,
    tool: { anyOf: [object({ program: text, install: text }), { type: "null" }] },
  }),
  ToolVerdict: object({ verdict: text, output: text, program: text, install: text }, ["verdict"]),
  Health: object({ ok: { type: "boolean" } }),
  Version: object({ name: text, version: text, node: text, directory: text, server: text }),
};

export type ReplyName = keyof typeof replies;

/** The replies of a route: what it gives when all is well, and the error form for the rest. */
export function reply(name: ReplyName) {
  return { 200: { $ref: `${name}#` }, "4xx": { $ref: "ErrorReply#" }, "5xx": { $ref: "ErrorReply#" } } as const;
}

function listOf(name: string) {
  return { type: "array", items: { $ref: `${name}#` } };
}

function object(properties: { readonly [name: string]: object }, required = Object.keys(properties)) {
  return { type: "object", required, properties };
}
