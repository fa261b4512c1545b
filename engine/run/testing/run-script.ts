import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { resumeRun, startRun } from "../start-run.ts";
import { flowOf, testParser, testPython } from "./run-cells.ts";

/**
 * A server as small as can be, to be killed: `node run-script.js HOME FOLDER ID start|resume`. The cells are in
 * FOLDER/cells.json; the events of a run that ends are written to FOLDER/events.json.
 */
const [home = "", folder = "", id = "", verb = "start"] = process.argv.slice(2);
const events: unknown[] = [];
const onEvent = (event: unknown) => void events.push(event);
const parser = await testParser();
const run =
  verb === "resume"
    ? await resumeRun({ id, home, parser, onEvent })
    : await startRun({
        id,
        notebookPath: join(folder, "notebook.ipynb"),
        flow: flowOf(JSON.parse(readFileSync(join(folder, "cells.json"), "utf8"))),
        request: { notebook: "notebook.ipynb", scope: { kind: "all" } },
        home,
        python: testPython,
        parallel: 2,
        parser,
        onEvent,
      });
await run?.finished;
writeFileSync(join(folder, "events.json"), JSON.stringify(events));
