import { join } from "node:path";
import { runnerPath } from "../run/start-run.ts";
import { testPython } from "./test-python.ts";

/** Settings of a target whose agent has `root` for itself, for a notebook in `folder`. */
export function targetSettings(folder: string, root: string) {
  const local = {
    objects: join(folder, ".objects"),
    items: join(folder, ".items"),
    journal: join(folder, ".journal"),
    workspace: folder,
  };
  return { python: testPython, root, runner: runnerPath(), local };
}
