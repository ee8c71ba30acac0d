import type { Intent, PoolReading, ResizeAnswer } from "../agent/ports.ts";
import type { Instance } from "../core/scaling/signal.ts";
import type { Random } from "./random.ts";

/** A resize that took effect. */
export interface Effect {
  actionId: string;
  poolId: string;
  fromSize: number;
  toSize: number;
  atMs: number;
}

interface SimulatedInstance {
  id: string;
  createdAtMs: number;
  runsAtMs: number;
}

/** One instance pool in truth, which acts as OCI's do: etags, retry tokens, SCALING. */
export class CloudPool {
  readonly id: string;
  size: number;
  /** Instances' worth of load. */
  demand = 1;
  /** How many instances OCI has to give; null for enough. */
  available: number | null = null;
  readonly effects: Effect[] = [];
  /** Requests, by retry token, that were refused for want of capacity: once and for all. */
  readonly #refused = new Set<string>();
  #version = 1;
  #made = 0;
  #busyUntilMs = 0;
  #instances: SimulatedInstance[] = [];
  readonly #random: Random;

  constructor(id: string, size: number, { random, nowMs }: { random: Random; nowMs: number }) {
    this.id = id;
    this.size = size;
    this.#random = random;
    for (let n = 0; n < size; n += 1) this.#create(nowMs - 3_600_000, nowMs - 3_500_000);
  }

  get etag(): string {
    return `etag-${this.#version}`;
  }

  reading(nowMs: number): PoolReading {
    return { state: { size: this.size, lifecycle: this.#lifecycle(nowMs) }, etag: this.etag };
  }

  instances(nowMs: number): Instance[] {
    this.#fill(nowMs);
    return this.#instances.map(({ id, createdAtMs, runsAtMs }) => ({
      id,
      createdAtMs,
      state: runsAtMs <= nowMs ? "running" : "booting",
    }));
  }

  /** Why the newest resize is short, as its work request says it. */
  shortage(nowMs: number): string | null {
    this.#fill(nowMs);
    return this.#instances.length < this.size ? "Out of host capacity." : null;
  }

  /** UpdateInstancePool under the action's id as retry token and with its etag. */
  update({ id, toSize, etag }: Intent, nowMs: number): ResizeAnswer {
    if (this.effects.some(({ actionId }) => actionId === id)) return { kind: "applied" };
    const isShort = toSize > Math.max(this.size, this.available ?? toSize);
    if (this.#refused.has(id) || (isShort && this.#random.chance(0.5))) {
      this.#refused.add(id);
      return { kind: "refused", code: "OutOfCapacity", message: "Out of host capacity." };
    }
    if (etag !== this.etag) return { kind: "refused", code: "NoEtagMatch", message: "changed" };
    if (this.#lifecycle(nowMs) !== "RUNNING") {
      return { kind: "refused", code: "IncorrectState", message: "not RUNNING" };
    }
    this.effects.push({ actionId: id, poolId: this.id, fromSize: this.size, toSize, atMs: nowMs });
    this.change(toSize, nowMs);
    return { kind: "applied" };
  }

  /** Anyone changes the size. */
  change(size: number, nowMs: number): void {
    this.#fill(nowMs);
    this.size = size;
    this.#version += 1;
    this.#busyUntilMs = nowMs + this.#random.whole(5, 40) * 1000;
    if (this.#instances.length > size) this.#instances.length = size;
    this.#fill(nowMs);
  }

  #lifecycle(nowMs: number): "RUNNING" | "SCALING" {
    this.#fill(nowMs);
    const isDone =
      nowMs >= this.#busyUntilMs &&
      this.#instances.length === this.size &&
      this.#instances.every(({ runsAtMs }) => runsAtMs <= nowMs);
    return isDone ? "RUNNING" : "SCALING";
  }

  #fill(nowMs: number): void {
    const most = Math.min(this.size, this.available ?? this.size);
    while (this.#instances.length < most) {
      this.#create(nowMs, nowMs + this.#random.whole(20, 150) * 1000);
    }
  }

  #create(createdAtMs: number, runsAtMs: number): void {
    this.#made += 1;
    this.#instances.push({ id: `${this.id}.i${this.#made}`, createdAtMs, runsAtMs });
  }
}
