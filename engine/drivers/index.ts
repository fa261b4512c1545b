import type { Driver } from "./driver.ts";
import { local } from "./local/local.ts";
import { ssh } from "./ssh/ssh.ts";

export const drivers = { local, ssh } satisfies Record<string, Driver>;
