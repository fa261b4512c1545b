/** What the decomposer knows beside what a run needs: asked for by a person, and loaded in the page only then. */
export { placeSkeleton } from "./phases/3-decompose/place-skeleton.ts";
export { scaffoldFor } from "./phases/3-decompose/scaffold.ts";
export { setOption } from "./phases/3-decompose/set-option.ts";
export { type SuggestContext, suggest, suggestFor } from "./phases/3-decompose/suggest.ts";
export { splittableLines } from "./phases/3-decompose/take-apart.ts";
