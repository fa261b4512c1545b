import type { Driver } from "./driver.ts";
import { local } from "./local/local.ts";

export const drivers = { local } satisfies Record<string, Driver>;
