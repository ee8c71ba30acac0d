import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { TooMany } from "./rate-limit.ts";

/** OWASP's parameters for scrypt; some 150 ms and 32 MiB. They are stored with every hash. */
const current = { N: 2 ** 15, r: 8, p: 3 };
const keyBytes = 32;

type Cost = typeof current;

/** Who waits longer for others' passwords is told to come back. */
const patienceMs = 10_000;
const lookEveryMs = 20;

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

let isBusy = false;

/**
 * One at a time: workerd has one thread, and between two passwords the heartbeats have their turn.
 * Each waits by its own timer, since on Workers requests can not wake each other. Throws TooMany.
 */
async function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  for (let waitedMs = 0; isBusy; waitedMs += lookEveryMs) {
    if (waitedMs >= patienceMs) throw new TooMany("people sign in at this moment", patienceMs);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  isBusy = true;
  try {
    return await scrypted(password, salt, { N, r, p, maxmem: 2 * 128 * N * r });
  } finally {
    isBusy = false;
  }
}

function scrypted(
  password: string,
  salt: Buffer,
  options: Cost & { maxmem: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
