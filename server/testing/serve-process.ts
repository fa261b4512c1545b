import { serve } from "../main.ts";

/** A server process of its own, for tests that kill it: `node serve-process.js FOLDER HOME TOKEN` prints its address. */
const [directory = "", home = "", token = ""] = process.argv.slice(2);
const { url } = await serve({ directory, home, token, port: 0 });
console.log(url);
