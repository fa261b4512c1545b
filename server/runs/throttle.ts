export interface Throttle {
  /** Asks for the act: it is done once, some time after the first of several asks, never beside itself. */
  ask(): void;
  /** Does it now, if it was asked for; settles when that and what was going on is done. */
  flush(): Promise<void>;
}

/**
 * Does something that costs at most every `wait` milliseconds. An act that took long is repeated less often: the rest is
 * at least `rest` times as long as the act. The act must not throw.
 */
export function throttle(wait: number, rest: number, act: () => Promise<void> | void): Throttle {
  let timer: NodeJS.Timeout | null = null;
  let going: Promise<void> | null = null;
  let askedAgain = false;
  let took = 0;

  function arm(): void {
    timer ??= setTimeout(start, Math.max(wait, took * rest));
  }

  function start(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    askedAgain = false;
    going = timed().finally(() => {
      going = null;
      if (askedAgain) arm();
    });
  }

  async function timed(): Promise<void> {
    const from = performance.now();
    await act();
    took = performance.now() - from;
  }

  return {
    ask() {
      if (going) askedAgain = true;
      else arm();
    },
    async flush() {
      while (going || timer) {
        if (!going) start();
        await going;
      }
    },
  };
}
