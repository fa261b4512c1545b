export interface Throttle {
  /** Asks for the act: it is done once, some time after the first of several asks, never twice at a time. */
  ask(): void;
  /** Does it now, if it was asked for; settles when that and what was going on is done. */
  flush(): Promise<void>;
}

/** An act that took long is repeated less often, so that it never takes more than about a tenth of the time. */
const share = 10;

/** Does something that costs at most every `wait` milliseconds. The act must not throw. */
export function throttle(wait: number, act: () => Promise<void> | void): Throttle {
  let timer: NodeJS.Timeout | null = null;
  let going: Promise<void> = Promise.resolve();
  let took = 0;
  const timed = async () => {
    const start = performance.now();
    await act();
    took = performance.now() - start;
  };
  const start = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    going = going.then(timed);
  };
  return {
    ask() {
      timer ??= setTimeout(start, Math.max(wait, took * share));
    },
    async flush() {
      if (timer) start();
      await going;
    },
  };
}
