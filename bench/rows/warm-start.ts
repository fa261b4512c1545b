import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { environmentPython } from "../../scripts/setup/python-environment.mjs";
import { python } from "../programs.ts";
import type { Row } from "../row.ts";
import { readEvents, runner, writeJob } from "../runner-jobs.ts";

const imports = "import pandas as pd\nfrom sklearn.linear_model import LinearRegression";

export const warmStart: Row = {
  name: "warm-start",
  about:
    "a step that needs pandas and scikit-learn, from being asked for to the end of its imports, against a new Python",
  goals: { seconds: 0.06 },
  repeats: 9,
  async prepare(folder) {
    const preload = ["--preload", "pandas,sklearn,sklearn.linear_model"];
    const env = { ...process.env, PYTHONHASHSEED: "0" };
    const parent = spawn(environmentPython, [runner, "warm", ...preload], { env, stdio: ["pipe", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    let jobs = 0;
    return {
      async ours() {
        const job = join(folder, `job-${jobs++}`);
        const started = performance.now();
        writeJob(job, [imports], folder);
        parent.stdin.write(`${JSON.stringify({ job })}\n`);
        while (!hasImported(job)) await setTimeout(1);
        return (performance.now() - started) / 1000;
      },
      theirs: () => python(["-c", imports], folder),
      async finish() {
        parent.stdin.end();
        await once(parent, "exit");
      },
    };
  },
};

function hasImported(job: string): boolean {
  if (!existsSync(join(job, "events.jsonl"))) return false;
  const end = readEvents(job).find((event) => event.event === "cell-finished");
  if (end?.event === "cell-finished" && end.state !== "succeeded") throw new Error("The imports failed");
  return end !== undefined;
}
