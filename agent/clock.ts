import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { timeOrderedId } from "../core/contract/time-ordered-id.ts";
import type { Clock } from "./ports.ts";

/** The machine's clock and randomness. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {}).catch(() => {});
  },
  newId: () => timeOrderedId(Date.now(), randomBytes(10)),
};
