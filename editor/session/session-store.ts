import { recall } from "./remember.ts";
import { createSession } from "./session.ts";

/** The one session of the tab. */
export const sessionStore = createSession(typeof localStorage === "undefined" ? {} : recall(localStorage));
