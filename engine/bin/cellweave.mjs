#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = new URL("../dist/cli.js", import.meta.url);

if (existsSync(fileURLToPath(built))) {
  const { start } = await import(built.href);
  await start();
} else {
  console.error("cellweave: it is not built yet (CW9003)\nRun `npm run build` in Cellweave's folder, or `npm start`.");
  process.exitCode = 2;
}
