import { tickSeconds } from "../core/scaling/replay.ts";
import { Refusal } from "./refusal.ts";

/** Ticks so many that nobody means it: two years. */
const mostTicks = 1_051_200;

/** How many ticks a file covers, the first and the last included. Throws Refusal beyond two years. */
export function ticksBetween(startMs: number, endMs: number, file: string): number {
  const ticks = Math.floor((endMs - startMs) / (tickSeconds * 1000)) + 1;
  if (ticks <= mostTicks) return ticks;
  throw new Refusal(`${file} covers ${ticks} minutes; two years is the most.`);
}
