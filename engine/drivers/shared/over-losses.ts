import { CodedError } from "../../errors.ts";
import type { AgentClient } from "./agent-client.ts";

const pauseMilliseconds = 200;

/** Does the work again whenever the way to the target broke under it, until there is none any more for too long. */
export async function overLosses<T>(client: AgentClient, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== "CW6101") throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      // The client makes the way again, and gives up when that takes too long. An answer shows that it is whole.
      await client.ask("ping");
    }
  }
}
