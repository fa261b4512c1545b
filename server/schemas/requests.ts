import { notebookEdit } from "./edits.ts";

const path = { type: "string", minLength: 1, maxLength: 4096 } as const;
const cells = { type: "array", minItems: 1, items: { type: "string" } } as const;

export const newNotebook = {
  type: "object",
  required: ["path"],
  properties: { path, text: { type: "string" } },
  additionalProperties: false,
} as const;

export const importRequest = {
  type: "object",
  required: ["path"],
  properties: {
    path,
    text: { type: "string" },
    files: { type: "object", additionalProperties: { type: "string" } },
  },
  additionalProperties: false,
} as const;

export const runRequest = {
  type: "object",
  required: ["notebook", "scope"],
  properties: {
    notebook: path,
    scope: {
      oneOf: [
        { type: "object", required: ["kind"], properties: { kind: { const: "all" } } },
        {
          type: "object",
          required: ["kind", "cells"],
          properties: { kind: { type: "string", enum: ["selected", "to", "from"] }, cells },
        },
      ],
    },
    parallel: { type: "integer", minimum: 1, maximum: 1024 },
    parameters: { type: "object", additionalProperties: { title: "Json" } },
    stopOnError: { type: "boolean" },
    noCache: { type: "boolean" },
    force: { type: "boolean" },
    asWritten: { type: "boolean" },
    python: { type: "string", minLength: 1 },
  },
  additionalProperties: false,
} as const;

export const verifyRequest = {
  type: "object",
  required: ["notebook"],
  properties: {
    notebook: path,
    parallel: { type: "integer", minimum: 1, maximum: 1024 },
    python: { type: "string", minLength: 1 },
  },
  additionalProperties: false,
} as const;

export const exportRequest = {
  type: "object",
  required: ["notebook", "format"],
  properties: {
    notebook: path,
    format: { type: "string", minLength: 1, maxLength: 64 },
    options: {
      type: "object",
      additionalProperties: { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] },
    },
    edits: { type: "array", items: notebookEdit },
  },
  additionalProperties: false,
} as const;

/** The part of the address after `/api/notebooks/`. */
export const notebookPath = {
  type: "object",
  required: ["*"],
  properties: { "*": { type: "string", description: "Path of the notebook under the served folder" } },
} as const;

export const runId = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", maxLength: 128 } },
} as const;

export const sampleName = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string", pattern: "^[\\w-]+$", maxLength: 128 } },
} as const;

export const ofFolder = { type: "object", properties: { path: { type: "string" } } } as const;
export const ofNotebook = { type: "object", properties: { notebook: { type: "string" } } } as const;
export const ofOneNotebook = { type: "object", required: ["notebook"], properties: { notebook: path } } as const;
export const afterEvent = { type: "object", properties: { after: { type: "string", maxLength: 128 } } } as const;
export const afterNumber = {
  type: "object",
  properties: { after: { type: "string", pattern: "^\\d{1,15}$" } },
} as const;
