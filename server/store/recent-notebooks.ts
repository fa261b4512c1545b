import type { Store } from "./open-store.ts";

const most = 30;

export async function noteOpened(store: Store, directory: string, path: string, openedAt: number): Promise<void> {
  await store
    .insertInto("opened")
    .values({ directory, path, opened_at: openedAt })
    .onConflict((conflict) => conflict.columns(["directory", "path"]).doUpdateSet({ opened_at: openedAt }))
    .execute();
}

/** Paths that were opened in this folder, the last first. */
export async function recentlyOpened(
  store: Store,
  directory: string,
): Promise<readonly { readonly path: string; readonly openedAt: number }[]> {
  const rows = await store
    .selectFrom("opened")
    .select(["path", "opened_at"])
    .where("directory", "=", directory)
    .orderBy("opened_at", "desc")
    .limit(most)
    .execute();
  return rows.map((row) => ({ path: row.path, openedAt: row.opened_at }));
}
