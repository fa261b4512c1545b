import { defineConfig } from "vitest/config";

/** Targets on the real thing: servers of Debian's packages, started on this machine by the tests. Needs root. */
export default defineConfig({
  test: {
    include: ["{engine,server}/**/*.test-targets.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    fileParallelism: false,
    retry: process.env.CI === "true" ? 1 : 0,
  },
});
