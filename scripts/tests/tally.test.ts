import { describe, expect, it } from "vitest";
import { closingLine, emptyTally, sumTallies, tallyPlaywright, tallyUnittest, tallyVitest } from "./tally.mjs";

describe("closing line", () => {
  const tally = { passed: 3, failed: ["a"], skipped: [{ name: "b", reason: "no Docker" }] };

  it("names what was skipped where tests may be left out", () => {
    expect(closingLine(tally, false)).toBe("3 passed, 1 failed, 1 skipped");
  });
  it("counts what was not run as failed where nothing may be left out", () => {
    expect(closingLine(tally, true)).toBe("3 passed, 2 failed");
  });
  it("says nothing of skipped tests where there are none", () => {
    expect(closingLine({ ...tally, skipped: [] }, false)).toBe("3 passed, 1 failed");
  });
  it("adds the suites up", () => {
    expect(closingLine(sumTallies([tally, tally, emptyTally]), false)).toBe("6 passed, 2 failed, 2 skipped");
  });
});

describe("Vitest's report", () => {
  it("counts tests, and a file that could not be loaded as a failure", () => {
    const report = {
      success: false,
      testResults: [
        {
          name: "a.test.ts",
          status: "failed",
          assertionResults: [
            { fullName: "adds", status: "passed" },
            { fullName: "subtracts", status: "failed" },
            { fullName: "needs a daemon", status: "skipped" },
          ],
        },
        { name: "b.test.ts", status: "failed", message: "Cannot find module", assertionResults: [] },
      ],
    };
    expect(tallyVitest(report)).toEqual({
      passed: 1,
      failed: ["subtracts", "b.test.ts: Cannot find module"],
      skipped: [{ name: "needs a daemon", reason: "the test leaves itself out here" }],
    });
  });
  it("fails on an error outside any test", () => {
    const file = { name: "a", status: "passed", assertionResults: [{ fullName: "adds", status: "passed" }] };
    const tally = tallyVitest({ success: false, testResults: [file] });
    expect(tally).toEqual({ passed: 1, failed: ["Vitest: an error outside any test"], skipped: [] });
  });
});

describe("Playwright's report", () => {
  it("names tests by their path and gives the reason of a skipped one", () => {
    const test = (status: string, description?: string) => ({
      status,
      projectName: "flows",
      annotations: description ? [{ type: "skip", description }] : [],
    });
    const report = {
      errors: [],
      suites: [
        {
          title: "run.spec.ts",
          specs: [
            { title: "runs all", tests: [test("expected")] },
            { title: "cancels", tests: [test("unexpected")] },
            { title: "saves", tests: [test("flaky")] },
          ],
          suites: [{ title: "on Docker", specs: [{ title: "runs", tests: [test("skipped", "no Docker")] }] }],
        },
      ],
    };
    expect(tallyPlaywright(report)).toEqual({
      passed: 2,
      failed: ["run.spec.ts › cancels"],
      skipped: [{ name: "run.spec.ts › on Docker › runs", reason: "no Docker" }],
      unsteady: ["run.spec.ts › saves"],
    });
  });
});

describe("unittest's output", () => {
  const lines = [
    "test_adds (tests.test_a.A.test_adds) ... ok",
    "test_fails (tests.test_a.A.test_fails) ... FAIL",
    "test_torch (tests.test_a.A.test_torch) ... skipped 'no torch'",
    "",
    "======================================================================",
    "FAIL: test_fails (tests.test_a.A.test_fails)",
    "----------------------------------------------------------------------",
    "Ran 3 tests in 0.1s",
    "",
    "FAILED (failures=1, skipped=1)",
  ];
  it("is counted by its closing count, and named by its lines", () => {
    expect(tallyUnittest(lines.join("\n"), 1)).toEqual({
      passed: 1,
      failed: ["test_fails (tests.test_a.A.test_fails)"],
      skipped: [{ name: "test_torch (tests.test_a.A.test_torch)", reason: "'no torch'" }],
    });
  });
  it("fails when no test ran", () => {
    expect(tallyUnittest("Ran 0 tests in 0.0s\n\nNO TESTS RAN\n", 5).failed).toHaveLength(1);
  });
});
