/**
 * A thing that must be there before the work can begin.
 * @typedef {object} Step
 * @property {string} title what is being seen to: "Packages", "Browser"
 * @property {() => Promise<string | null>} current a few words when it is already as it must be, else null
 * @property {() => Promise<string>} make makes it so, and says in a few words what was made
 */

const terminal = process.stdout.isTTY === true;

/**
 * Sees to each step in turn, with a line a step: what it is, what was done, how long it took.
 * @param {readonly Step[]} steps
 */
export async function runSteps(steps) {
  for (const step of steps) {
    const started = performance.now();
    const current = await step.current();
    if (current !== null) {
      report("✓", step, current, started);
      continue;
    }
    const stop = showProgress(step, started);
    try {
      const made = await step.make();
      stop();
      report("✓", step, made, started);
    } catch (error) {
      stop();
      report("✗", step, "", started);
      throw error;
    }
  }
}

/**
 * @param {string} mark
 * @param {Step} step
 * @param {string} words
 * @param {number} started
 */
function report(mark, step, words, started) {
  console.log(`${mark} ${step.title.padEnd(20)} ${words.padEnd(44)} ${elapsed(started)}`);
}

/** @param {number} started */
export function elapsed(started) {
  const seconds = (performance.now() - started) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * On a terminal the line counts the seconds; elsewhere it is printed once.
 * @param {Step} step
 * @param {number} started
 */
function showProgress(step, started) {
  if (!terminal) {
    console.log(`… ${step.title}`);
    return () => {};
  }
  const draw = () => process.stdout.write(`\r… ${step.title.padEnd(20)} ${elapsed(started)} `);
  draw();
  const timer = setInterval(draw, 500);
  return () => {
    clearInterval(timer);
    process.stdout.write("\r\x1b[K");
  };
}
