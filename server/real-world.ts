import { findPythons, loadParser, resumeRun, startRun, verify } from "@cellweave/engine";
import type { World } from "./world.ts";

/** The engine on this machine. */
export const realWorld: World = { startRun, resumeRun, findPythons, loadParser, verify };
