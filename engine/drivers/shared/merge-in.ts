export interface Merged<T> {
  push(value: T): void;
  /** `stop` has the sequence end that is still waited for, when nobody wants any more. */
  from(values: AsyncIterator<T>, stop: () => void): AsyncGenerator<T>;
}

/** Lets values into a sequence, from outside and while its next one is still waited for. Ends with the sequence. */
export function mergeIn<T>(): Merged<T> {
  const pushed: T[] = [];
  let wake: () => void = () => {};
  return {
    push: (value) => {
      pushed.push(value);
      wake();
    },
    from: async function* (values, stop) {
      try {
        let next = values.next();
        for (;;) {
          let result: IteratorResult<T> | null = null;
          const woken = new Promise<null>((resolve) => {
            wake = () => resolve(null);
          });
          if (pushed.length === 0) result = await Promise.race([next, woken]);
          for (let value = pushed.shift(); value !== undefined; value = pushed.shift()) yield value;
          if (result === null) continue;
          if (result.done) return;
          yield result.value;
          next = values.next();
        }
      } finally {
        stop();
        await values.return?.(undefined);
      }
    },
  };
}
