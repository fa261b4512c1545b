import type { Seal } from "@cellweave/engine/model/verdict";
import type { Store } from "./open-store.ts";
import type { SealRow } from "./schema.ts";

/** What the last verification of the notebook came to; null where none was seen through. */
export async function sealOf(store: Store, directory: string, notebook: string): Promise<Seal | null> {
  const row = await store
    .selectFrom("seals")
    .selectAll()
    .where("directory", "=", directory)
    .where("notebook", "=", notebook)
    .executeTakeFirst();
  if (!row) return null;
  const { verified_at: verifiedAt } = row;
  return {
    notebook,
    verifiedAt,
    python: JSON.parse(row.python) as Seal["python"],
    cells: JSON.parse(row.cells) as Seal["cells"],
    verdict: JSON.parse(row.verdict) as Seal["verdict"],
  };
}

/** Keeps the seal in place of the notebook's former one. */
export async function keepSeal(store: Store, directory: string, seal: Seal): Promise<void> {
  const row: SealRow = {
    directory,
    notebook: seal.notebook,
    verified_at: seal.verifiedAt,
    python: JSON.stringify(seal.python),
    cells: JSON.stringify(seal.cells),
    verdict: JSON.stringify(seal.verdict),
  };
  await store
    .insertInto("seals")
    .values(row)
    .onConflict((conflict) => conflict.columns(["directory", "notebook"]).doUpdateSet(row))
    .execute();
}
