import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { applyEvent, emptyRun } from "../model/apply-event.ts";
import { type Ran, resumeCells, runCells, type Started, startCells, textOf } from "./testing/run-cells.ts";
import { processesOf } from "./testing/run-processes.ts";

const slow = "import time; time.sleep(0.3)";
const main = 'import sys\nhere = sys.modules["__main__"]';
/** Writes a file, and leaves under a name that the analysis does not see what cannot leave a process. */
const acting = (name: string) =>
  `${slow}\nwith open("log.txt", "a") as log:\n    log.write("${name}")\nsetattr(here, "str" + "eam" + "${name}", (n * n for n in range(9)))`;
const using = (name: string, more = "") =>
  `${slow}\nsource = getattr(here, "str" + "eam" + "${name}")\n${more}print(next(source), next(source))`;

const states = (ran: Ran) => ran.texts.map((_, index) => ran.state.cells[`c${index}`]?.state);
const log = ({ folder }: { readonly folder: string }) => readFileSync(join(folder, "log.txt"), "utf8");
const goFile = ({ folder }: { readonly folder: string }) => join(folder, "go");
const waiting = 'import os\nprint("waiting", flush=True)\nwhile not os.path.exists("go"): time.sleep(0.01)\n';

describe("a cell that did what cannot be taken back, and left what cannot leave its process", () => {
  test("keeps its process for the cells that need it, and does nothing twice", async () => {
    const cells = [main, acting("a"), using("a"), `${slow}\nprint('beside')`, using("a"), "print('end')"];
    const ran = await runCells(cells, { parallel: 3 });
    expect(ran.texts).toEqual(["", "", "0 1\n", "beside\n", "4 9\n", "end\n"]);
    expect(states(ran)).toEqual(cells.map(() => "done"));
    expect([log(ran), ran.state.messages]).toEqual(["a", []]);
    expect(ran.state.cells.c4?.reason).toBe(
      "Runs in the process of cell 2, which must not run twice: only there is `here`.",
    );
    await expect.poll(() => processesOf({ id: ran.state.run ?? "", home: ran.home }, "worker")).toEqual([]);
  });

  test("writes what comes after it in order, too", async () => {
    const more = 'with open("log.txt", "a") as log:\n    log.write("u")\n';
    const ran = await runCells([main, acting("a"), using("a", more), `${slow}\nopen("log.txt", "a").write("e")`], {
      parallel: 3,
    });
    expect([ran.texts[2], log(ran), ran.state.outcome]).toEqual(["0 1\n", "aue", "succeeded"]);
  });

  test("is skipped over when its process is killed, and what it did stays done once", async () => {
    const joined = `t\n${using("a")}`;
    const run = await startCells(
      [main, acting("a"), `import time\n${waiting}t = 1`, joined, `${slow}\nprint('end')`],
      3,
    );
    await run.saw((event) => event.event === "stream" && event.text.includes("waiting"));
    await expect.poll(() => lingeringWorkers(run).length).toBe(1);
    process.kill(lingeringWorkers(run)[0] ?? 0, "SIGKILL");
    writeFileSync(goFile(run), "");
    await run.finished;
    const state = run.events.reduce(applyEvent, emptyRun);
    expect([state.cells.c1?.state, textOf(state, "c4")]).toEqual(["done", "end\n"]);
    // The death may be noticed before the cell is sent there, or after.
    const { state: ended, reason } = state.cells.c3 ?? {};
    expect(`${ended}: ${reason}`).toMatch(
      /^(skipped: Skipped because cell \d lost what it had made|failed: PythonDied)/,
    );
    expect(log(run)).toBe("a");
  });

  test("ends with a run that is cancelled", async () => {
    const run = await startCells([main, acting("a"), `import time\n${waiting}t = 1`, `t\n${using("a")}`], 3);
    await expect.poll(() => lingeringWorkers(run).length).toBe(1);
    await run.cancel(500);
    expect(await run.finished).toBe("cancelled");
    await expect.poll(() => [...processesOf(run, "worker"), ...processesOf(run, "supervisor")]).toEqual([]);
  });

  test.each(["before", "after"])("is found again by another server %s it was told to go on", async (moment) => {
    const cells = [main, acting("a"), `import time\n${waiting}t = 1`, `t\n${using("a")}`, using("a")];
    const run = await startCells(cells, 3);
    await expect.poll(() => lingeringWorkers(run).length).toBe(1);
    if (moment === "after") {
      writeFileSync(goFile(run), "");
      await run.saw((event) => event.event === "stream" && event.cell === "c3");
    }
    const resuming = resumeCells(run);
    writeFileSync(goFile(run), "");
    const resumed = await resuming;
    await run.finished;
    expect(resumed.texts).toEqual(["", "", "waiting\n", "0 1\n", "4 9\n"]);
    expect([resumed.state.outcome, log(run)]).toEqual(["succeeded", "a"]);
  });

  test("is not run again for a cell that needs two such processes: that one is skipped", async () => {
    const both = `${slow}\nprint(next(getattr(here, "stream" + "a")), next(getattr(there, "stream" + "b")))`;
    const ran = await runCells(
      [main, acting("a"), `${main.replace("here", "there")}\n${acting("b").replace("here", "there")}`, both],
      { parallel: 3 },
    );
    expect([...log(ran)].sort().join("")).toBe("ab");
    expect(states(ran).slice(0, 3)).toEqual(["done", "done", "done"]);
    if (states(ran)[3] === "done") expect(ran.texts[3]).toBe("0 0\n");
    else expect(states(ran)[3]).toBe("skipped");
  });
});

/** Processes of jobs that have run their cells and stay. */
function lingeringWorkers(run: Started): number[] {
  const jobs = join(run.home, "runs", run.id, "jobs");
  const names = existsSync(jobs) ? readdirSync(jobs) : [];
  const lingering = names.filter((name) => textAt(join(jobs, name, "events.jsonl")).includes('"event":"lingers"'));
  return lingering.flatMap((name) => {
    const pids = textAt(join(jobs, name, "pid"));
    return pids === "" ? [] : [(JSON.parse(pids) as { worker: number }).worker];
  });
}

function textAt(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
