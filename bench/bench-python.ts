import { defaultHome, findPythons } from "@cellweave/engine";
import { environmentPython } from "../scripts/setup/python-environment.mjs";

/** The Python of the measured runs: the one that both sides use. */
export async function benchPython() {
  const [python] = await findPythons({ option: environmentPython, kernelspec: null, home: defaultHome() });
  if (python?.origin !== "option") throw new Error(`${environmentPython} does not run notebooks`);
  return python;
}
