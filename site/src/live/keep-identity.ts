/**
 * `next`, with every part that equals its counterpart in `previous` replaced by that very object.
 * What did not change keeps its identity, so a list draws only the rows that did. JSON values only;
 * items of a list that carry an `id` are paired by it, others by position.
 */
export function keepIdentity<T>(previous: T | null, next: T): T {
  return shared(previous, next) as T;
}

function shared(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) return previous;
  if (Array.isArray(previous) && Array.isArray(next)) return sharedList(previous, next);
  if (isRecord(previous) && isRecord(next)) return sharedRecord(previous, next);
  return next;
}

function sharedList(previous: unknown[], next: unknown[]): unknown[] {
  const byId = new Map(previous.map((item) => [idOf(item), item]));
  const merged = next.map((item, index) => {
    const id = idOf(item);
    return shared(id === undefined ? previous[index] : byId.get(id), item);
  });
  const same = merged.length === previous.length && merged.every((it, i) => it === previous[i]);
  return same ? previous : merged;
}

function sharedRecord(previous: Fields, next: Fields): Fields {
  const keys = Object.keys(next);
  const merged: Fields = {};
  for (const key of keys) merged[key] = shared(previous[key], next[key]);
  const same =
    keys.length === Object.keys(previous).length &&
    keys.every((key) => key in previous && merged[key] === previous[key]);
  return same ? previous : merged;
}

type Fields = Record<string, unknown>;

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function idOf(value: unknown): unknown {
  return isRecord(value) ? value.id : undefined;
}
