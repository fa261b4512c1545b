import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { CodedError } from "@cellweave/engine/errors";
import { Kysely, Migrator, SqliteDialect } from "kysely";
import Database from "libsql";
import { migrations } from "./migrations.ts";
import type { Tables } from "./schema.ts";

export type Store = Kysely<Tables>;

/** The database in this file with its tables up to date; made where it is not there. Errors: CW7018. */
export async function openStore(file: string): Promise<Store> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return await opened(file, opensAtMost);
  } catch (error) {
    throw new CodedError(
      "CW7018",
      `The record of runs in ${file} could not be opened: ${(error as Error).message}.`,
      "Move the file away to begin a new record, or get the newest Cellweave if a newer one wrote it.",
      { cause: error },
    );
  }
}

/** Two servers that make the same new database at once can each be told, without waiting, that it is locked. */
const opensAtMost = 20;

async function opened(file: string, tries: number): Promise<Store> {
  let store: Store | null = null;
  try {
    store = connect(file);
    const { error } = await migratorOf(store).migrateToLatest();
    if (error) throw error;
    return store;
  } catch (error) {
    await store?.destroy();
    if (tries <= 1 || !/database is locked/.test((error as Error).message)) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
    return opened(file, tries - 1);
  }
}

export function connect(file: string): Store {
  const database = new Database(file);
  // Several servers may share one home: readers go on while another writes, and a writer waits its turn.
  for (const pragma of ["busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"]) {
    database.pragma(pragma);
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

export function migratorOf(store: Store): Migrator {
  return new Migrator({ db: store, provider: { getMigrations: async () => ({ ...migrations }) } });
}
