import { CodedError } from "../../errors.ts";
import type { Secrets } from "../../model/target.ts";

/** A setting that is given as it is, or as `{ "$secret": "NAME" }`; undefined where it is absent. */
export async function settled(value: unknown, secrets: Secrets | undefined): Promise<string | undefined> {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  const name = (value as { readonly $secret?: unknown }).$secret;
  if (typeof name !== "string" || !secrets) {
    throw new CodedError(
      "CW6110",
      `The secret ${typeof name === "string" ? `"${name}" ` : ""}cannot be had here.`,
      "Enter it in the target's settings.",
    );
  }
  return secrets(name);
}
