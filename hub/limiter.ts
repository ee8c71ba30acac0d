import { DurableObject } from "cloudflare:workers";
import { hash } from "node:crypto";
import { countCall, orFailed, type Take } from "./auth/rate-limit.ts";
import type { Bindings } from "./env.ts";

/** Keys are spread over so many objects: one for each would grow with whatever strangers send. */
const shards = 64;
const cleanEveryMs = 120_000;

/** Counts calls where every location sees them, and across restarts. */
export class Limiter extends DurableObject<Bindings> {
  readonly #times = new Map<string, number[]>();
  #alarmSet = false;

  /** How long the caller has to wait, in ms; 0 when the call is counted and may go on. */
  async take(key: string, perMinute: number): Promise<number> {
    const { storage } = this.ctx;
    const stored = this.#times.get(key) ?? (await storage.get<number[]>(key)) ?? [];
    const counted = countCall(this.#times.get(key) ?? stored, perMinute, Date.now());
    if (counted.kind === "refused") return counted.waitMs;
    this.#times.set(key, counted.times);
    void storage.put(key, counted.times, { allowUnconfirmed: true });
    if (!this.#alarmSet) {
      this.#alarmSet = true;
      await storage.setAlarm(Date.now() + cleanEveryMs);
    }
    return 0;
  }

  /** Forgets what is older than a minute; begins anew, so that nothing is kept in memory either. */
  override async alarm(): Promise<void> {
    const { storage } = this.ctx;
    const since = Date.now() - 60_000;
    const all = await storage.list<number[]>();
    const old = [...all].filter(([, times]) => (times.at(-1) ?? 0) < since).map(([key]) => key);
    for (const key of old) this.#times.delete(key);
    for (let first = 0; first < old.length; first += 128) {
      await storage.delete(old.slice(first, first + 128));
    }
    this.#alarmSet = old.length < all.size;
    if (this.#alarmSet) await storage.setAlarm(Date.now() + cleanEveryMs);
  }
}

/** The limiter that all locations share. Throws LimiterFailed. */
export function sharedLimiter({ LIMITER }: Bindings): Take {
  return orFailed((key, perMinute) => {
    const digest = hash("sha256", key);
    const shard = Number.parseInt(digest.slice(0, 4), 16) % shards;
    const stub = LIMITER.get(LIMITER.idFromName(`shard-${shard}`)) as unknown as Pick<
      Limiter,
      "take"
    >;
    return stub.take(digest, perMinute);
  });
}
