import type { Random } from "./random.ts";

/** Each kind of trouble that can befall a world. */
export const troubles = [
  "metrics missing",
  "metrics partial",
  "metrics stale",
  "metrics not numbers",
  "metrics unreadable",
  "OCI throttles",
  "OCI fails",
  "OCI loses answers",
  "OCI loses requests",
  "OCI is slow",
  "capacity is short",
  "the hub is away",
  "the hub's answers are lost",
  "the disk is full",
] as const;
export type Trouble = (typeof troubles)[number];

/** Which troubles there are at a time: each begins by chance and lasts a while. */
export class Weather {
  readonly counts = new Map<Trouble, number>();
  readonly #untilMs = new Map<Trouble, number>();
  readonly #random: Random;
  #isOver = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Once a virtual minute. */
  turn(nowMs: number): void {
    if (this.#isOver) return;
    for (const trouble of troubles) {
      if (this.has(trouble, nowMs) || !this.#random.chance(0.012)) continue;
      this.#untilMs.set(trouble, nowMs + this.#random.whole(30, 900) * 1000);
      this.counts.set(trouble, (this.counts.get(trouble) ?? 0) + 1);
    }
  }

  /** Nothing happens any more. */
  clear(): void {
    this.#isOver = true;
    this.#untilMs.clear();
  }

  has(trouble: Trouble, nowMs: number): boolean {
    return (this.#untilMs.get(trouble) ?? 0) > nowMs;
  }
}
