import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

/** Tokens with keys nobody knows have the keys fetched anew so often at most. */
const anewPerMinute = 5;
/** Keys that were taken back at the provider are not trusted for longer. */
const refreshAfterMs = 10 * 60_000;
const timeoutMs = 5_000;

interface Known {
  keys: JSONWebKeySet;
  atMs: number;
}

/** Plain data: on Workers requests can share nothing that was made from another's connection. */
const known = new Map<string, Known>();
/** When tokens with unknown keys had a realm asked, in the last minute, answered or not. */
const anewAtMs = new Map<string, number[]>();

/**
 * The public keys of a realm. New ones are found when a token names one, at once: a realm signs
 * with a new key from the moment it has it. A flood of made-up key ids makes the hub ask the
 * provider five times a minute at most.
 * @param realmUrl the realm's address; its keys are under `protocol/openid-connect/certs`
 */
export function realmKeys(realmUrl: string): JWTVerifyGetKey {
  return async (header, token) => {
    const held = known.get(realmUrl);
    const isFresh = held && Math.abs(Date.now() - held.atMs) < refreshAfterMs;
    const current = isFresh ? held : await fetchKeys(realmUrl);
    try {
      return await createLocalJWKSet(current.keys)(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAskAnew(realmUrl)) throw error;
      const newer = await fetchKeys(realmUrl);
      return createLocalJWKSet(newer.keys)(header, token);
    }
  };
}

/** Counts before there is an answer: many at once are bounded too, and so it is when none comes. */
function mayAskAnew(realmUrl: string): boolean {
  const nowMs = Date.now();
  const recent = (anewAtMs.get(realmUrl) ?? []).filter((atMs) => Math.abs(nowMs - atMs) < 60_000);
  if (recent.length >= anewPerMinute) return false;
  anewAtMs.set(realmUrl, [...recent, nowMs]);
  return true;
}

/** Only what is a set of keys is kept. */
async function fetchKeys(realmUrl: string): Promise<Known> {
  try {
    const answer = await fetch(`${realmUrl}/protocol/openid-connect/certs`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const keys = (await answer.json()) as JSONWebKeySet;
    createLocalJWKSet(keys);
    const fetched = { keys, atMs: Date.now() };
    known.set(realmUrl, fetched);
    return fetched;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the provider's keys can not be read: ${reason}`, { cause });
  }
}
