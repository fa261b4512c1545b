import type { Way } from "@cellweave/engine/model/verdict";

/** What each run of a verification is called. */
export const wayWords: Record<Way, string> = {
  "in order": "Running in order",
  "as a flow": "Running as a flow",
  "in order again": "In order once more",
};
