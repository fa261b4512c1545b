import type { JobExit } from "./job.ts";

/** What happened to a Python that ended without saying so, in words for the person. */
export function exitInWords(exit: JobExit | null): string {
  if (exit === null) return "Python is gone and nobody saw how it ended";
  if (exit.oom) return `Python was killed by ${exit.signal ?? "the system"}, most likely because memory ran out`;
  if (exit.signal !== null) return `Python was killed by ${exit.signal}${signalMeaning[exit.signal] ?? ""}`;
  if (exit.code === logRefused)
    return "Python could not write down what the cell did, most likely because the disk is full. Free some space, then run again";
  return `Python ended by itself with exit code ${exit.code}`;
}

/** EX_IOERR: the runner ends with it when its log takes no more. */
const logRefused = 74;

const signalMeaning: Readonly<Record<string, string>> = {
  SIGSEGV: " (a crash inside a compiled library)",
  SIGBUS: " (a crash inside a compiled library)",
  SIGILL: " (a compiled library uses instructions this processor lacks)",
  SIGABRT: " (a compiled library gave up)",
  SIGFPE: " (a crash inside a compiled library)",
  SIGKILL: " (something outside killed it)",
  SIGTERM: " (something outside asked it to end)",
};
