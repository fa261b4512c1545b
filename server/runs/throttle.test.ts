import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttle } from "./throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("many asks are one act", async () => {
  const act = vi.fn();
  const often = throttle(100, 10, act);
  for (let ask = 0; ask < 5; ask++) often.ask();
  await vi.advanceTimersByTimeAsync(99);
  expect(act).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(act).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(act).toHaveBeenCalledTimes(1);
});

test("a flush does what was asked for at once, and nothing when nothing was", async () => {
  const act = vi.fn();
  const often = throttle(100, 10, act);
  await often.flush();
  expect(act).toHaveBeenCalledTimes(0);
  often.ask();
  await often.flush();
  expect(act).toHaveBeenCalledTimes(1);
});

test("an act never runs beside itself", async () => {
  let running = 0;
  let most = 0;
  const often = throttle(10, 0, async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 50));
    running--;
  });
  for (let ask = 0; ask < 20; ask++) {
    often.ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(most).toBe(1);
});

test("an act that takes long is repeated less often", async () => {
  const act = vi.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 50)));
  const often = throttle(10, 10, act);
  for (let ask = 0; ask < 100; ask++) {
    often.ask();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(act.mock.calls.length).toBeLessThanOrEqual(3);
});
