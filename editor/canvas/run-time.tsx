import type { CellId } from "@cellweave/engine/model/flow";
import { useEffect, useState } from "react";
import { useCellRun } from "../hooks/use-runs.ts";
import { duration } from "../ui/duration.ts";

/** How long the cell took, or has been running for. */
export function RunTime({ id }: { readonly id: CellId }) {
  const { state, seconds, startedAt } = useCellRun(id);
  if (state === "running" && startedAt !== null) return <Elapsed since={startedAt} />;
  return seconds === null ? null : <span className="tabular-nums">{duration(seconds)}</span>;
}

/** Seconds since a moment, counting. */
export function Elapsed({ since }: { readonly since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span className="tabular-nums">{duration(Math.max(0, Math.round((now - since) / 1000)))}</span>;
}
