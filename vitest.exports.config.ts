import { defineConfig } from "vitest/config";

/** Exports run by the engines they are for, which `npm test` installs into environments of their own. */
export default defineConfig({
  test: {
    include: ["engine/export/**/*.test-engines.ts"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    retry: process.env.CI === "true" ? 1 : 0,
  },
});
