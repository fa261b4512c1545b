/** Runs what is given for one key one after the other, and for different keys at the same time. */
export function createLocks(): <T>(key: string, act: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, act) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(act, act);
    last.set(key, mine);
    const leave = () => last.get(key) === mine && last.delete(key);
    mine.then(leave, leave);
    return mine;
  };
}
