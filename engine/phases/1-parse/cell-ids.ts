/** What a made id depends on, so that a cell keeps it while other cells change. */
export interface Identified {
  /** The id stored in the file, whatever it is. */
  readonly stored: unknown;
  readonly kind: string;
  readonly source: string;
}

export interface CellIds {
  readonly ids: readonly string[];
  /** Places of cells whose stored id is not one (`invalid`) or is another cell's (`duplicate`). */
  readonly invalid: readonly number[];
  readonly duplicate: readonly number[];
}

const legalId = /^[a-zA-Z0-9-_]{1,64}$/;

/** An id for every cell: the stored one where it is legal and the first of its name, else one made from the content. */
export function cellIds(cells: readonly Identified[]): CellIds {
  const taken = new Set<string>();
  const invalid: number[] = [];
  const duplicate: number[] = [];
  const ids: (string | null)[] = cells.map(({ stored }, place) => {
    if (stored === undefined) return null;
    if (typeof stored !== "string" || !legalId.test(stored)) invalid.push(place);
    else if (taken.has(stored)) duplicate.push(place);
    else {
      taken.add(stored);
      return stored;
    }
    return null;
  });
  const repeats = new Map<string, number>();
  const made = ids.map((id, place) => id ?? makeId(cells[place] as Identified, taken, repeats));
  return { ids: made, invalid, duplicate };
}

function makeId(cell: Identified, taken: Set<string>, repeats: Map<string, number>): string {
  const stem = hash(`${cell.kind}\n${cell.source}`);
  let count = repeats.get(stem) ?? 0;
  let id: string;
  do {
    count++;
    id = count === 1 ? stem : `${stem}-${count}`;
  } while (taken.has(id));
  repeats.set(stem, count);
  taken.add(id);
  return id;
}

// cyrb53: 53 bits are plenty for the cells of one notebook, and no cryptography is at hand in a pure function.
function hash(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(16).padStart(14, "0");
}
