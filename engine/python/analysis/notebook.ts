import type { FlowCell } from "../../model/flow.ts";
import type { Analysis } from "./analyse.ts";
import type { AnalysedCell, Holds } from "./analyse-cells.ts";
import { type Chapter, type Chronicle, newChapter, newChronicle } from "./chronicle.ts";
import type { Kept } from "./follow-cell.ts";
import { type Answers, type Changes, noChanges, stillHold, touched } from "./history.ts";
import type { Before } from "./machine.ts";

/** The code cells of a notebook as they were read last. */
export interface Notebook {
  /** All its cells, as they were given. */
  of: readonly FlowCell[] | null;
  places: readonly Place[];
  analysed: readonly AnalysedCell[];
  byKey: ReadonlyMap<string, Place>;
  readonly chronicle: Chronicle;
}

/** Where one cell stands. */
interface Place {
  readonly key: string;
  readonly chapter: Chapter;
  readonly before: Before;
  readonly holds: Holds;
  /** What was asked here and still has the same answers. */
  readonly holding: Set<Answers>;
  /** null where it has come anew or moved, so that all is to be asked again. */
  kept: Kept | null;
  analysed: AnalysedCell | null;
}

type Follow = (key: string, cell: FlowCell, before: Before) => Kept;

export function startNotebook(): Notebook {
  return { of: null, places: [], analysed: [], byKey: new Map(), chronicle: newChronicle() };
}

/** How many of the cells stand in the notebook with the same code. */
export function sharedCells({ byKey }: Notebook, cells: readonly FlowCell[]): number {
  let count = 0;
  for (const { id, source } of cells) if (byKey.get(id)?.analysed?.cell.source === source) count++;
  return count;
}

/**
 * The notebook with these cells: follows those whose code changed, and those for which something before them did. What
 * comes out is the same as if all were read for the first time.
 */
export function readAgain(
  notebook: Notebook,
  of: readonly FlowCell[],
  code: readonly FlowCell[],
  follow: Follow,
  hashOf: (source: string) => string,
): Notebook {
  const changes = noChanges();
  arrange(notebook, code, changes);
  notebook.places.forEach((place, at) => {
    const cell = code[at] as FlowCell;
    const { kept } = place;
    for (const answers of place.holding) if (touched(answers, changes)) place.holding.delete(answers);
    if (kept === null || kept.parsed.source !== cell.source || touched(kept.answers, changes)) {
      place.kept = follow(place.key, cell, place.before);
      if (place.kept !== kept) {
        place.holding.clear();
        notebook.chronicle.write(place.chapter, left(place.kept), changes);
      }
    }
    if (place.kept !== kept || place.analysed?.cell !== cell)
      place.analysed = analysed(cell, place.kept as Kept, hashOf);
  });
  notebook.of = of;
  notebook.analysed = notebook.places.map((place) => place.analysed as AnalysedCell);
  return notebook;
}

/** What a cell leaves for those after it; one that cannot be read leaves nothing. */
function left({ parsed, analysis }: Kept): Analysis | null {
  return parsed.problems.length > 0 ? null : analysis;
}

/** Puts the places into the order of the cells, and takes out of the chronicle what is gone or stands elsewhere now. */
function arrange(notebook: Notebook, code: readonly FlowCell[], changes: Changes): void {
  const { places, chronicle } = notebook;
  if (places.length === code.length && places.every(({ key }, at) => key === code[at]?.id)) return;
  const byKey = new Map<string, Place>();
  for (const { id } of code) {
    let key = id;
    while (byKey.has(key)) key += "'";
    byKey.set(key, notebook.byKey.get(key) ?? newPlace(key, chronicle));
  }
  const withdraw = (place: Place) => {
    chronicle.write(place.chapter, null, changes);
    place.kept = null;
    place.holding.clear();
  };
  for (const place of places) if (!byKey.has(place.key)) withdraw(place);
  let furthest = -1;
  for (const place of byKey.values()) {
    if (place.kept === null) continue;
    if (place.chapter.position < furthest) withdraw(place);
    else furthest = place.chapter.position;
  }
  notebook.places = [...byKey.values()];
  notebook.byKey = byKey;
  notebook.places.forEach(({ chapter }, at) => {
    chapter.position = at;
  });
}

function newPlace(key: string, chronicle: Chronicle): Place {
  const chapter = newChapter();
  const before = chronicle.before(chapter);
  const holding = new Set<Answers>();
  const holds = (answers: Answers) => {
    if (holding.has(answers)) return true;
    if (!stillHold(answers, before)) return false;
    holding.add(answers);
    return true;
  };
  return { key, chapter, before, holds, holding, kept: null, analysed: null };
}

function analysed(cell: FlowCell, { parsed, analysis }: Kept, hashOf: (source: string) => string): AnalysedCell {
  return { cell, parsed, analysis, hash: () => hashOf(cell.source) };
}
