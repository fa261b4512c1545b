import type { Kysely, Migration } from "kysely";

/** Every change of the tables, in order. What has been released is never edited; a new change is a new entry. */
export const migrations: { readonly [name: string]: Migration } = {
  "001-runs-and-recent-notebooks": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("runs")
        .addColumn("id", "text", (column) => column.primaryKey())
        .addColumn("directory", "text", (column) => column.notNull())
        .addColumn("notebook", "text", (column) => column.notNull())
        .addColumn("request", "text", (column) => column.notNull())
        .addColumn("started_at", "bigint", (column) => column.notNull())
        .addColumn("finished_at", "bigint")
        .addColumn("outcome", "text")
        .addColumn("cells", "integer", (column) => column.notNull())
        .addColumn("failed", "text", (column) => column.notNull())
        .addColumn("owner", "text", (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex("runs_of_notebook")
        .on("runs")
        .columns(["directory", "notebook", "started_at"])
        .execute();
      await db.schema
        .createTable("run_events")
        .addColumn("run", "text", (column) => column.notNull().references("runs.id").onDelete("cascade"))
        .addColumn("first", "integer", (column) => column.notNull())
        .addColumn("next", "integer", (column) => column.notNull())
        .addColumn("events", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("run_events_in_order", ["run", "first"])
        .execute();
      await db.schema
        .createTable("opened")
        .addColumn("directory", "text", (column) => column.notNull())
        .addColumn("path", "text", (column) => column.notNull())
        .addColumn("opened_at", "bigint", (column) => column.notNull())
        .addPrimaryKeyConstraint("opened_once", ["directory", "path"])
        .execute();
    },
    async down(db: Kysely<unknown>) {
      await db.schema.dropTable("opened").execute();
      await db.schema.dropTable("run_events").execute();
      await db.schema.dropIndex("runs_of_notebook").execute();
      await db.schema.dropTable("runs").execute();
    },
  },
  "002-size-of-run-events": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable("run_events")
        .addColumn("size", "integer", (column) => column.notNull().defaultTo(0))
        .execute();
    },
    async down(db: Kysely<unknown>) {
      await db.schema.alterTable("run_events").dropColumn("size").execute();
    },
  },
  "003-seals": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("seals")
        .addColumn("directory", "text", (column) => column.notNull())
        .addColumn("notebook", "text", (column) => column.notNull())
        .addColumn("verified_at", "bigint", (column) => column.notNull())
        .addColumn("python", "text", (column) => column.notNull())
        .addColumn("cells", "text", (column) => column.notNull())
        .addColumn("verdict", "text", (column) => column.notNull())
        .addPrimaryKeyConstraint("one_seal_a_notebook", ["directory", "notebook"])
        .execute();
    },
    async down(db: Kysely<unknown>) {
      await db.schema.dropTable("seals").execute();
    },
  },
};
