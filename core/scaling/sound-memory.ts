import type { PastValues, PolicyMemory, PolicyRule, PoolMemory, Shortage } from "./policy.ts";

/**
 * The memory with each part that is not of its shape left out, as if nothing had been remembered
 * there: it was stored, perhaps by another version, and no decision may fail on it. A sound one is
 * given back as it is.
 */
export function soundMemory(given: unknown): PoolMemory {
  const memory = isObject(given) ? given : {};
  if (isSound(memory)) return memory;
  const { lastScaleOutAtMs, lastScaleInAtMs, inFlight, recommendations, shortage, policy } = memory;
  return {
    lastScaleOutAtMs: isTime(lastScaleOutAtMs) ? lastScaleOutAtMs : null,
    lastScaleInAtMs: isTime(lastScaleInAtMs) ? lastScaleInAtMs : null,
    inFlight: isInFlight(inFlight) ? inFlight : null,
    recommendations: isListOf(isRecommendation, recommendations) ? recommendations : [],
    shortage: isShortage(shortage) ? shortage : null,
    policy: isPolicyMemory(policy) ? policy : null,
  };
}

type Unknown = { [key: string]: unknown };

function isSound(memory: Unknown): memory is Unknown & PoolMemory {
  return (
    isNullOr(isTime, memory.lastScaleOutAtMs) &&
    isNullOr(isTime, memory.lastScaleInAtMs) &&
    isNullOr(isInFlight, memory.inFlight) &&
    isListOf(isRecommendation, memory.recommendations) &&
    isNullOr(isShortage, memory.shortage) &&
    isNullOr(isPolicyMemory, memory.policy)
  );
}

function isInFlight(given: unknown): given is NonNullable<PoolMemory["inFlight"]> {
  return isObject(given) && isSize(given.targetSize) && isTime(given.sinceMs);
}

function isRecommendation(given: unknown): given is PoolMemory["recommendations"][number] {
  return isObject(given) && isSize(given.size) && isTime(given.atMs);
}

function isShortage(given: unknown): given is Shortage {
  return (
    isObject(given) &&
    isSize(given.availableSize) &&
    isSize(given.attempts) &&
    given.attempts > 0 &&
    (given.askedAtMs === undefined || isNullOr(isTime, given.askedAtMs)) &&
    isTime(given.retryAtMs)
  );
}

const kinds: ReadonlySet<unknown> = new Set<PolicyRule["kind"]>([
  "threshold",
  "target",
  "weighted",
  "sustained_outlier",
]);

function isPolicyMemory(given: unknown): given is PolicyMemory {
  return (
    isObject(given) &&
    kinds.has(given.kind) &&
    given.version === 1 &&
    isListOf(isPastValues, given.past)
  );
}

function isPastValues(given: unknown): given is PastValues {
  return (
    isObject(given) &&
    isTime(given.atMs) &&
    isObject(given.values) &&
    Object.values(given.values).every(Number.isFinite) &&
    isListOf((metric) => typeof metric === "string", given.outliers) &&
    (given.runningInstances === undefined || isSize(given.runningInstances))
  );
}

function isObject(given: unknown): given is Unknown {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function isListOf<Item>(isItem: (item: unknown) => item is Item, given: unknown): given is Item[] {
  return Array.isArray(given) && given.every(isItem);
}

function isNullOr<Value>(
  isValue: (value: unknown) => value is Value,
  given: unknown,
): given is Value | null {
  return given === null || isValue(given);
}

function isTime(given: unknown): given is number {
  return Number.isFinite(given);
}

function isSize(given: unknown): given is number {
  return Number.isSafeInteger(given) && (given as number) >= 0;
}
