/** The former list where nothing in it changed, so that nobody has to look through the new one. */
export function sameList<List extends readonly unknown[]>(before: List, now: List): List {
  return before.length === now.length && now.every((item, index) => item === before[index]) ? before : now;
}
