import { defaultEnvironment } from "../model/environment.ts";
import { cellNumber, type Flow, type FlowCell } from "../model/flow.ts";
import type { JsonObject } from "../model/notebook.ts";
import { readSharedEnvironments } from "../run/environments/shared-environments.ts";
import { readTargets } from "../run/environments/targets.ts";
import { badUse } from "./usage.ts";

/** The template of an environment that is only a target's name, by the kind of the target. */
const plainTemplates: { readonly [kind: string]: string | undefined } = {
  ssh: "ssh-venv",
  slurm: "slurm-cpu",
  docker: "docker-python",
};

/** The flow with cells placed as the command line says, for this run only: `CELL=NAME`, and all on one. */
export async function placeCells(
  flow: Flow,
  home: string,
  { allOn, each }: { readonly allOn: string | null; readonly each: readonly string[] },
): Promise<Flow> {
  if (allOn === null && each.length === 0) return flow;
  const wanted = each.map((text) => readPlace(flow, text));
  const names = [...new Set([...(allOn === null ? [] : [allOn]), ...wanted.map(({ name }) => name)])];
  const made = await madeOfTargets(flow, home, names);
  const byCell = new Map(wanted.map(({ cell, name }) => [cell, name]));
  const place = (cell: FlowCell): FlowCell => {
    const name = byCell.get(cell.id) ?? allOn;
    return cell.kind !== "code" || name === null
      ? cell
      : { ...cell, placement: { ...cell.placement, environment: name } };
  };
  const environments = { ...flow.placement.environments, ...made };
  return { ...flow, cells: flow.cells.map(place), placement: { ...flow.placement, environments } };
}

function readPlace(flow: Flow, text: string): { readonly cell: string; readonly name: string } {
  const at = text.lastIndexOf("=");
  const [cell, name] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || name === "") throw badUse(`--environment takes CELL=NAME, not "${text}"`);
  const found = flow.cells.find((one) => one.kind === "code" && (one.id === cell || cellNumber(one) === cell));
  if (!found) throw badUse(`There is no code cell ${cell}`);
  return { cell: found.id, name };
}

/** Environments for names that are none, but are a target's. */
async function madeOfTargets(flow: Flow, home: string, names: readonly string[]) {
  const [shared, targets] = await Promise.all([readSharedEnvironments(home), readTargets(home)]);
  const made: { [name: string]: JsonObject } = {};
  for (const name of names) {
    if (name === defaultEnvironment || name in flow.placement.environments || name in shared) continue;
    const target = targets.find((one) => one.name === name);
    const template = target && plainTemplates[target.driver];
    if (!template) {
      const known = [
        ...Object.keys(flow.placement.environments),
        ...Object.keys(shared),
        ...targets.map((one) => one.name),
      ];
      throw badUse(`There is no environment or target "${name}", only ${[...new Set(known)].join(", ")}`);
    }
    made[name] = { template, values: { target: name } };
  }
  return made;
}
