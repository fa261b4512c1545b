/**
 * What a suite came to. Names are as the reporter gives them.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {readonly string[]} failed
 * @property {readonly { name: string, reason: string }[]} skipped
 * @property {readonly string[]} [unsteady] passed, but only at the second try
 */

/** @type {Tally} */
export const emptyTally = { passed: 0, failed: [], skipped: [] };

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumTallies(tallies) {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
    unsteady: tallies.flatMap((tally) => tally.unsteady ?? []),
  };
}

/**
 * The closing line. Where nothing may be left out, what was not run has failed.
 * @param {Tally} tally
 * @param {boolean} complete
 */
export function closingLine(tally, complete) {
  const skipped = tally.skipped.length;
  if (complete || skipped === 0) return `${tally.passed} passed, ${tally.failed.length + skipped} failed`;
  return `${tally.passed} passed, ${tally.failed.length} failed, ${skipped} skipped`;
}

/**
 * @typedef {object} VitestReport
 * @property {boolean} success
 * @property {readonly { name: string, status: string, message?: string,
 *   assertionResults: readonly { fullName: string, status: string }[] }[]} testResults
 */

/**
 * Reads Vitest's JSON report. A file that could not be loaded, and an error outside any test, is a failure of its own.
 * @param {VitestReport} report
 * @returns {Tally}
 */
export function tallyVitest(report) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
  const broken = report.testResults
    .filter((file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"))
    .map((file) => `${file.name}: ${file.message ?? "could not be loaded"}`);
  const unexplained =
    !report.success && failed.length + broken.length === 0 ? ["Vitest: an error outside any test"] : [];
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: [...failed, ...broken, ...unexplained],
    skipped: tests
      .filter(({ status }) => status !== "passed" && status !== "failed")
      .map(({ fullName }) => ({ name: fullName, reason: "the test leaves itself out here" })),
  };
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {readonly PlaywrightSuite[]} [suites]
 * @property {readonly { title: string, tests: readonly { status: string, projectName: string,
 *   annotations: readonly { type: string, description?: string }[] }[] }[]} [specs]
 */

/**
 * Reads Playwright's JSON report.
 * @param {{ suites: readonly PlaywrightSuite[], errors: readonly { message?: string }[] }} report
 * @returns {Tally}
 */
export function tallyPlaywright(report) {
  const tests = report.suites.flatMap((suite) => playwrightTests(suite, []));
  return {
    passed: tests.filter(({ status }) => status === "expected" || status === "flaky").length,
    failed: [
      ...tests.filter(({ status }) => status === "unexpected").map(({ name }) => name),
      ...report.errors.map(({ message }) => message ?? "Playwright: an error outside any test"),
    ],
    unsteady: tests.filter(({ status }) => status === "flaky").map(({ name }) => name),
    skipped: tests.filter(({ status }) => status === "skipped").map(({ name, reason }) => ({ name, reason })),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} above
 * @returns {{ name: string, status: string, reason: string }[]}
 */
function playwrightTests(suite, above) {
  const titles = [...above, suite.title];
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      name: [...titles, spec.title].join(" › "),
      status: test.status,
      reason: test.annotations.find(({ type }) => type === "skip")?.description ?? "a test before it did not succeed",
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => playwrightTests(inner, titles))];
}

const unittestLine = /^(?<name>.+?) \.\.\. (?<outcome>ok|FAIL|ERROR|expected failure|unexpected success|skipped .*)$/;

/**
 * Reads what `python -m unittest -v` printed. The closing count decides; the lines give the names.
 * @param {string} output
 * @param {number | null} code exit code
 * @returns {Tally}
 */
export function tallyUnittest(output, code) {
  const ran = Number(/^Ran (\d+) tests? in/m.exec(output)?.[1] ?? 0);
  const failed = [...output.matchAll(/^(?:FAIL|ERROR|UNEXPECTED SUCCESS): (.+)$/gm)].map(([, name]) => name ?? "");
  const skipped = output.split("\n").flatMap((line) => {
    const { name, outcome } = unittestLine.exec(line)?.groups ?? {};
    return outcome?.startsWith("skipped") ? [{ name: name ?? "", reason: outcome.slice("skipped ".length) }] : [];
  });
  const unexplained =
    failed.length === 0 && (code !== 0 || ran === 0) ? [`unittest ended with code ${code} after ${ran} tests`] : [];
  // Subtests and errors of a whole class or module are reported besides the tests that ran, never as passed ones.
  const passed = Math.max(0, ran - new Set(failed).size - skipped.length);
  return { passed, failed: [...failed, ...unexplained], skipped };
}
