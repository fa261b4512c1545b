import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Driver } from "../drivers/driver.ts";
import type { Job } from "../model/job.ts";
import type { Target } from "../model/target.ts";

/** What a server is told that the test will kill. */
export interface ServedJob {
  readonly target: Target;
  readonly job: Job;
}

/** Submits the job that the folder names and writes down what is told of it: a server, as far as a driver can see. */
export async function serveJob(driver: Driver): Promise<void> {
  const folder = process.argv[2] ?? "";
  const { target, job } = JSON.parse(readFileSync(join(folder, "served.json"), "utf8")) as ServedJob;
  const told = (line: unknown) => appendFileSync(join(folder, "told.jsonl"), `${JSON.stringify(line)}\n`);
  const connection = await driver.connect(target);
  told("connected");
  const handle = await connection.submit(driver.render(job, target));
  told("submitted");
  for await (const event of connection.follow(handle, 0)) told(event);
  await connection.close();
}
