import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{nodes,engine,server,editor,scripts}/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // A shared machine can stall for seconds. A test that needs its second try is marked so in the output.
    retry: process.env.CI === "true" ? 1 : 0,
  },
});
