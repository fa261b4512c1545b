export { loadParser } from "./cli/load-parser.ts";
export { findPythons, type PythonSearch } from "./drivers/local/pythons.ts";
export { defaultHome } from "./run/home.ts";
export { type NotebookText, readNotebookFile, versionOf, writeNotebookFile } from "./run/notebook-file.ts";
export { resumeRun, type StartedRun, startRun } from "./run/start-run.ts";
export { type VerifyInput, verify } from "./run/verify/verify.ts";
