import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{nodes,engine,server,editor,scripts}/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
