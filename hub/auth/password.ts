import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import { TooMany } from "./rate-limit.ts";

/** OWASP's parameters for scrypt; some 150 ms and 32 MiB. They are stored with every hash. */
const current = { N: 2 ** 15, r: 8, p: 3 };
const keyBytes = 32;

type Cost = typeof current;

/** Who waits longer for others' passwords is told to come back. */
const patienceMs = 10_000;
/** So many may wait; who comes then is told to come back at once. */
const waitingAtMost = 10;
const restAtMostMs = 150;
/** Who has not looked for so long hung up: workerd drops such a request without a word. */
const goneAfterMs = 2_000;
/** Who waits longer wakes so much earlier, and goes first. */
const afterYouMs = 5;

/** The form in which a password is stored: `scrypt$N$r$p$salt$key`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, current);
  const { N, r, p } = current;
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Whether the password has that hash. Without a hash it takes the same time and says no, so that
 * nobody learns which accounts exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, key } = parse(stored ?? nobodysHash);
  const derived = await derive(password, salt, cost);
  return timingSafeEqual(derived, key) && stored !== null;
}

/** Of a password that nobody has. */
const nobodysHash = `scrypt$${current.N}$${current.r}$${current.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

function parse(stored: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [kind, N, r, p, salt, key] = stored.split("$");
  if (kind !== "scrypt" || !salt || !key) throw new Error("The stored password hash is not one.");
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

/** Until when nobody's password is looked at, epoch ms. */
let restUntilMs = 0;
/** Who waits for a turn, with when each last looked whether it has come, epoch ms. */
const waiting = new Map<symbol, number>();

/** Throws TooMany. */
async function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  await turn();
  const startedAtMs = Date.now();
  try {
    const options = { N, r, p, maxmem: 2 * 128 * N * r };
    return scryptSync(password.normalize("NFKC"), salt, keyBytes, options);
  } finally {
    const endedAtMs = Date.now();
    restUntilMs = endedAtMs + Math.min(endedAtMs - startedAtMs, restAtMostMs);
  }
}

/**
 * One at a time, with a rest as long after each: workerd has one thread, which heartbeats need as
 * well. Each waits by its own timer, since on Workers requests can not wake each other, and what
 * is kept between them is times, which pass even when a request ends amid its turn.
 * Throws TooMany.
 */
async function turn(): Promise<void> {
  if (restMs() === 0) return;
  const sinceMs = Date.now();
  if (countWaiting(sinceMs) >= waitingAtMost) throw comeBack();
  const self = Symbol();
  try {
    for (let ms = restMs(); ms > 0; ms = restMs()) {
      const nowMs = Date.now();
      if (nowMs - sinceMs >= patienceMs) throw comeBack();
      waiting.set(self, nowMs);
      const before = [...waiting.keys()].indexOf(self);
      await new Promise((resolve) => setTimeout(resolve, ms + before * afterYouMs));
    }
  } finally {
    waiting.delete(self);
  }
}

function countWaiting(nowMs: number): number {
  for (const [one, lookedAtMs] of waiting) {
    if (nowMs - lookedAtMs > goneAfterMs) waiting.delete(one);
  }
  return waiting.size;
}

/** How long the rest still is. A clock that was set back must not make it longer. */
function restMs(): number {
  const ms = restUntilMs - Date.now();
  return ms > 0 && ms <= restAtMostMs ? ms : 0;
}

function comeBack(): TooMany {
  return new TooMany("people sign in at this moment", patienceMs);
}
