import { homedir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

/** Where Cellweave keeps runs, stored values and what it has learnt, unless `CELLWEAVE_HOME` says otherwise. */
export function defaultHome(): string {
  const { CELLWEAVE_HOME, XDG_DATA_HOME } = process.env;
  return resolve(CELLWEAVE_HOME ?? join(XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "cellweave"));
}
