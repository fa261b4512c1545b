import { expect, test } from "vitest";
import { actions } from "../actions/actions.ts";
import { hints, nextHint } from "./hints.ts";

test("hints come one after the other, and none comes back", () => {
  const shown: string[] = [];
  for (let hint = nextHint(shown); hint; hint = nextHint(shown)) shown.push(hint.id);
  expect(shown).toEqual(hints.map(({ id }) => id));
});

test("every hint that can be tried names an action", () => {
  const named = hints.flatMap(({ action }) => (action ? [action] : []));
  expect(named.filter((id) => !(id in actions))).toEqual([]);
});
